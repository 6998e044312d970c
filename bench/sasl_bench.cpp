// CPU of one whole exchange of each mechanism, the server's half alone: the client's words are made
// outside the measured time.
#include <benchmark/benchmark.h>

#include <chrono>

#include "sasl/challenge.h"
#include "sasl/mechanism.h"
#include "tests/support/sasl_answers.h"
#include "tests/support/sasl_client.h"

namespace gatehouse {
namespace {

using Clock = std::chrono::steady_clock;

const support::KnownAccount joe{"joe", "secret"};

sasl::Link link_of(const sasl::MechanismInfo& info) {
  sasl::Link link{"imap", "mail.company.com", "company.com", "<1.2@mail.company.com>", {}, {}, {},
                  false};
  if (info.traits.binds_channel) link.tls_exporter = "32 bytes that TLS exported to us";
  return link;
}

// Seconds the server's half took; zero when the login failed.
double one_login(const sasl::MechanismInfo& info, crypto::Entropy& entropy) {
  const auto link = link_of(info);
  support::ClientFacts facts{"joe", "secret"};
  facts.challenge = link.challenge;
  facts.binding_name = info.traits.binds_channel ? "tls-exporter" : "";
  facts.binding_data = link.tls_exporter;
  const auto client = support::sasl_client(info.name, facts);
  Clock::duration spent{};
  auto start = Clock::now();
  const auto server = info.make(link, entropy);
  auto step = server->begin();
  spent += Clock::now() - start;
  auto words = client->first();
  while (const auto* challenge = std::get_if<sasl::Challenge>(&step)) {
    if (!words) words = client->reply(challenge->bytes);
    start = Clock::now();
    step = server->on_response(*words);
    spent += Clock::now() - start;
    words.reset();
    while (auto* question = std::get_if<sasl::Question>(&step)) {
      auto answer = joe.answer(std::move(*question));
      start = Clock::now();
      step = server->on_answer(std::move(answer));
      spent += Clock::now() - start;
    }
  }
  const bool granted = std::holds_alternative<sasl::Grant>(step);
  return granted ? std::chrono::duration<double>(spent).count() : 0;
}

void exchange(benchmark::State& state) {
  const auto& info = sasl::mechanisms()[static_cast<std::size_t>(state.range(0))];
  crypto::SystemEntropy entropy;
  state.SetLabel(std::string(info.name));
  for (auto _ : state) {
    const double seconds = one_login(info, entropy);
    if (seconds == 0) state.SkipWithError("login failed");
    state.SetIterationTime(seconds);
  }
}
BENCHMARK(exchange)->DenseRange(0, 11)->UseManualTime();

void challenge(benchmark::State& state) {
  crypto::SystemEntropy entropy;
  for (auto _ : state) benchmark::DoNotOptimize(sasl::new_challenge(entropy, "mail.company.com"));
}
BENCHMARK(challenge);

}  // namespace
}  // namespace gatehouse
