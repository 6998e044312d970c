// The text format and the way from a login name to an account.
#include <benchmark/benchmark.h>

#include "directory/name.h"
#include "directory/routing.h"
#include "settings/schema.h"
#include "settings/text.h"

namespace gatehouse {
namespace {

constexpr std::string_view account_text = R"({
  AccessModes = (26, Mail, Relay, POP, IMAP, PWD);
  FailedLoginFlow = (10, 1m);
  Password = "\001c2NyYW0tc2hhLTI1NiQ0MDk2JHNhbHRzYWx0c2FsdHNhbHQkc3RvcmVkJHNlcnZlcg==";
  PasswordEncryption = verifiers;
  RealName = "Joe Q. Public";
}
)";

void read_account(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(settings::read_dictionary(account_text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(account_text.size()));
}
BENCHMARK(read_account);

void write_account(benchmark::State& state) {
  const auto account = settings::read_dictionary(account_text).value();
  for (auto _ : state) benchmark::DoNotOptimize(settings::to_file_text(account));
}
BENCHMARK(write_account);

void read_a_megabyte(benchmark::State& state) {
  settings::Dictionary many;
  for (int i = 0; i < 8000; ++i)
    many.emplace("account" + std::to_string(i), settings::read_dictionary(account_text).value());
  const auto text = settings::to_file_text(many).substr(0);
  for (auto _ : state) benchmark::DoNotOptimize(settings::read_dictionary(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_a_megabyte);

void prepare_plain_name(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(directory::parse_login("Joe.Public@Example.test"));
}
BENCHMARK(prepare_plain_name);

void prepare_international_name(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(
        directory::parse_login("J\xC3\x96RG@b\xC3\xBC"
                               "cher.example"));
}
BENCHMARK(prepare_international_name);

// A site of `accounts` in memory; the cost of a look-up must not depend on their number.
struct SampleSite {
  explicit SampleSite(std::int64_t accounts) : store(directory::make_memory_store()) {
    [[maybe_unused]] const auto made =
        directory::Directory::create(*store, entropy, "example.test");
    site = directory::Directory::open(*store, clock, entropy, {.cached_accounts = 200000}).value();
    const auto domain = site->main_domain();
    const auto settings = settings::read_dictionary(account_text).value();
    for (std::int64_t i = 0; i < accounts; ++i) {
      const auto name = "user" + std::to_string(i);
      [[maybe_unused]] const auto created = site->create_account(*domain, name, settings);
      [[maybe_unused]] const auto cached = site->find_account(*domain, name);
    }
  }

  SystemClock clock;
  crypto::SystemEntropy entropy;
  std::unique_ptr<directory::Store> store;
  std::unique_ptr<directory::Directory> site;
};

void route_cached_login(benchmark::State& state) {
  const SampleSite sample(state.range(0));
  for (auto _ : state) {
    directory::Routing routing(*sample.site, directory::RouteKind::access, "User7@Example.test",
                               nullptr);
    benchmark::DoNotOptimize(routing.next_from_memory());
  }
}
BENCHMARK(route_cached_login)->Arg(100)->Arg(100000);

void look_up_cached_account(benchmark::State& state) {
  const SampleSite sample(state.range(0));
  const auto domain = sample.site->main_domain();
  for (auto _ : state) benchmark::DoNotOptimize(sample.site->cached_account(*domain, "user7"));
}
BENCHMARK(look_up_cached_account)->Arg(100)->Arg(100000);

void read_effective_setting(benchmark::State& state) {
  const SampleSite sample(1);
  const auto account = sample.site->find_account(*sample.site->main_domain(), "user0").value();
  for (auto _ : state) benchmark::DoNotOptimize(account->setting("RequireAPOP"));
}
BENCHMARK(read_effective_setting);

}  // namespace
}  // namespace gatehouse
