// What attack protection and address rules cost a login: one decision, in ns.
#include <benchmark/benchmark.h>

#include "access/temporary_addresses.h"
#include "auth/protection/protection.h"
#include "base/address_list.h"

namespace gatehouse {
namespace {

using auth::GuessedAt;
using auth::Protection;

const Moment start = Moment{} + std::chrono::hours{1000};

IpAddress address(unsigned number) {
  auto made = *IpAddress::parse("10.0.0.0");
  made.bytes[13] = static_cast<std::uint8_t>(number >> 16U);
  made.bytes[14] = static_cast<std::uint8_t>(number >> 8U);
  made.bytes[15] = static_cast<std::uint8_t>(number);
  return made;
}

GuessedAt guess(unsigned account, unsigned from) {
  auto name = "user" + std::to_string(account) + "@company.com";
  return {.account = name, .counter = name, .from = address(from)};
}

// Tables as full as they get.
void fill(Protection& protection) {
  for (unsigned i = 0; i < Protection::most_budgets; ++i) {
    const auto one = guess(i, i * 256);
    protection.succeeded(one.account, one.counter, one.from, start);
    const auto stranger = guess(i, i * 256 + 0x800000U);
    protection.reserve(stranger, start).reservation.failed(nullptr, start);
  }
}

void owner_logs_in(benchmark::State& state) {
  crypto::SystemEntropy entropy;
  Protection protection(entropy);
  fill(protection);
  unsigned i = 0;
  for (auto _ : state) {
    const auto one = guess(i % 50000, i % 50000 * 256);
    auto answer = protection.reserve(one, start);
    benchmark::DoNotOptimize(answer);
    answer.reservation.release();
    protection.succeeded(one.account, one.counter, one.from, start);
    ++i;
  }
}
BENCHMARK(owner_logs_in);

void stranger_is_refused(benchmark::State& state) {
  crypto::SystemEntropy entropy;
  Protection protection(entropy);
  fill(protection);
  for (unsigned i = 0; i < 10; ++i)
    protection.reserve(guess(1, 0xF00000U), start).reservation.failed(nullptr, start);
  unsigned i = 0;
  for (auto _ : state) {
    auto answer = protection.reserve(guess(1, 0xF00000U + i % 100), start);
    benchmark::DoNotOptimize(answer);
    ++i;
  }
}
BENCHMARK(stranger_is_refused);

void stranger_is_wrong(benchmark::State& state) {
  crypto::SystemEntropy entropy;
  Protection protection(entropy);
  fill(protection);
  const Secret tried("a wrong password");
  unsigned i = 0;
  for (auto _ : state) {
    auto answer = protection.reserve(guess(100000 + i, i * 256), start);
    answer.reservation.failed(&tried, start);
    ++i;
  }
}
BENCHMARK(stranger_is_wrong);

// V-090: each from a /64 of its own, the tables full long since.
void another_source_is_wrong(benchmark::State& state) {
  crypto::SystemEntropy entropy;
  Protection protection(entropy);
  fill(protection);
  unsigned i = 0;
  for (auto _ : state) {
    auto one = guess(200000 + i, 0);
    one.from = *IpAddress::parse("2001:db8::1");
    one.from.bytes[3] = static_cast<std::uint8_t>(i >> 16U);
    one.from.bytes[4] = static_cast<std::uint8_t>(i >> 8U);
    one.from.bytes[5] = static_cast<std::uint8_t>(i);
    protection.reserve(one, start).reservation.failed(nullptr, start);
    ++i;
  }
}
BENCHMARK(another_source_is_wrong);

// Whether logins of an address are blocked for a time, of 65,536 that are.
void address_is_looked_up(benchmark::State& state) {
  access::TemporaryAddresses addresses;
  for (unsigned i = 0; i < access::TemporaryAddresses::most; ++i)
    addresses.block(address(i * 16), std::chrono::hours{1}, start);
  unsigned i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(addresses.blocked(address(++i * 7), start));
}
BENCHMARK(address_is_looked_up);

// Whether an address is one of a list of 2,000 networks.
void address_is_in_a_list(benchmark::State& state) {
  std::string text;
  for (unsigned i = 0; i < AddressList::most_entries; ++i)
    text += address(i * 4096).text() + "/24\n";
  const auto list = AddressList::parse(text);
  unsigned i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(list->contains(address(++i * 7)));
}
BENCHMARK(address_is_in_a_list);

void loops_at_once(benchmark::State& state) {
  static crypto::SystemEntropy entropy;
  static Protection protection(entropy);
  if (state.thread_index() == 0) fill(protection);
  auto i = static_cast<unsigned>(state.thread_index()) * 1000;
  for (auto _ : state) {
    const auto one = guess(i % 50000, i % 50000 * 256);
    auto answer = protection.reserve(one, start);
    benchmark::DoNotOptimize(answer);
    ++i;
  }
}
BENCHMARK(loops_at_once)->Threads(1)->Threads(2)->Threads(8);

}  // namespace
}  // namespace gatehouse
