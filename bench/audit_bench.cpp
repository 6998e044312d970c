// What a login pays for its record: building it, handing it to the journal, and the log line's id.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "audit/journal.h"
#include "auth/audit.h"
#include "crypto/entropy.h"
#include "directory/temporary_folder.h"

namespace {

using namespace gatehouse;

auth::Peer peer() {
  return {.service = "IMAP",
          .remote = {*IpAddress::parse("10.11.12.13"), 40000},
          .local = {},
          .local_user = {},
          .tls = {}};
}

auth::Attempt attempt() {
  return {.mechanism = "SCRAM-SHA-256",
          .typed = "somebody@company.com",
          .account = "somebody@company.com",
          .outcome = "success",
          .reason = {},
          .source = "own",
          .acting = "somebody@company.com",
          .rules =
              "name; Login Methods; secure method or TLS; stored secret; failed logins; "
              "acting as, Enabled Services, tag",
          .success = true};
}

struct Trail {
  directory::TemporaryFolder folder;
  SystemClock clock;
  crypto::SystemEntropy entropy;
  crypto::Seal seal{Secret(std::string(crypto::Seal::key_size, 'k')), entropy};
  audit::Journal journal{seal, clock, {.folder = folder.path() / "audit"}};

  Trail() {
    if (!journal.start()) std::abort();
  }
};

void AttemptWithoutATrail(benchmark::State& state) {
  const auth::Audit audit([](const std::string& line) { benchmark::DoNotOptimize(line.size()); });
  const auto from = peer();
  for (auto _ : state) benchmark::DoNotOptimize(audit.write(from, attempt()));
}
BENCHMARK(AttemptWithoutATrail);

void AttemptWithATrail(benchmark::State& state) {
  static Trail trail;
  const auth::Audit audit([](const std::string& line) { benchmark::DoNotOptimize(line.size()); },
                          &trail.journal);
  const auto from = peer();
  for (auto _ : state) benchmark::DoNotOptimize(audit.write(from, attempt()));
}
// As many as the writer can follow for a while: more would measure what finds no room.
BENCHMARK(AttemptWithATrail)->Iterations(20000)->Repetitions(5)->ReportAggregatesOnly();

}  // namespace
