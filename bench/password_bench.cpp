// What setting, checking and reading a stored password costs, form by form, and the digests below.
#include <benchmark/benchmark.h>

#include "crypto/digest.h"
#include "password/scheme.h"

namespace gatehouse {
namespace {

class Site {
 public:
  password::Context context() {
    return {&seal_, &entropy_, "place", "joe", "company.com", {password::SecretForm::cram_md5}};
  }

 private:
  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
};

const password::Scheme& scheme_at(benchmark::State& state) {
  const auto& scheme = password::schemes()[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(std::string(scheme.name));
  return scheme;
}

void encode(benchmark::State& state) {
  Site site;
  const auto context = site.context();
  const auto& scheme = scheme_at(state);
  for (auto _ : state) benchmark::DoNotOptimize(scheme.encode("correct horse", context));
}
BENCHMARK(encode)->DenseRange(0, 4);

void check(benchmark::State& state) {
  Site site;
  const auto context = site.context();
  const auto& scheme = scheme_at(state);
  const auto stored = scheme.encode("correct horse", context).value();
  for (auto _ : state) benchmark::DoNotOptimize(scheme.check(stored, "correct horse", context));
}
BENCHMARK(check)->DenseRange(0, 4);

void cram_secret(benchmark::State& state) {
  Site site;
  const auto context = site.context();
  const auto& scheme = scheme_at(state);
  const auto stored = scheme.encode("correct horse", context).value();
  for (auto _ : state)
    benchmark::DoNotOptimize(
        scheme.secret(stored, password::SecretForm::cram_md5, "joe", "company.com", context));
}
BENCHMARK(cram_secret)->DenseRange(0, 4);

void scram_derivation(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(password::derive("correct horse", password::SecretForm::scram_sha256,
                                              "", "", "sixteen bytes ok"));
}
BENCHMARK(scram_derivation);

void hmac_sha256(benchmark::State& state) {
  const std::string message(200, 'm');
  for (auto _ : state)
    benchmark::DoNotOptimize(crypto::hmac(crypto::Hash::sha256, "thirty-two bytes", message));
}
BENCHMARK(hmac_sha256);

void digest_sha256(benchmark::State& state) {
  const std::string message(64, 'm');
  for (auto _ : state) benchmark::DoNotOptimize(crypto::digest(crypto::Hash::sha256, message));
}
BENCHMARK(digest_sha256);

}  // namespace
}  // namespace gatehouse
