// How many tickets one thread accepts in a second: the domain's keys opened, a context established,
// the ticket noted as used, and the layer's two messages. The client's part is not counted.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "kerberos/acceptor.h"
#include "kerberos/domain_keys.h"
#include "kerberos/environment.h"
#include "tests/support/tickets.h"

namespace gatehouse {
namespace {

class Site {
 public:
  explicit Site(const kerberos::ServiceKey& key) {
    kerberos::stand_alone();
    (void)directory::Directory::create(*store_, entropy_, "company.com");
    directory_ = *directory::Directory::open(*store_, clock_, entropy_, {});
    std::vector<kerberos::ServiceKey> keys;
    keys.push_back({key.service, key.issued, key.version, key.type, key.key.clone()});
    const auto domain = directory_->main_domain();
    (void)directory_->set_domain_settings(*domain, *kerberos::with_keys(*domain, keys, seal_));
  }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  ~Site() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] kerberos::AcceptorSite parts() const {
    return {*directory_, seal_, folder_.string()};
  }

 private:
  SystemClock clock_;
  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
  std::unique_ptr<directory::Store> store_ = directory::make_memory_store();
  std::unique_ptr<directory::Directory> directory_;
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / "gatehouse-bench-replay";
};

void accept_ticket(benchmark::State& state) {
  const auto key = support::service_key("imap/company.com@REALM.TEST", 1,
                                        static_cast<std::int32_t>(state.range(0)));
  const Site site(key);
  const auto parts = site.parts();
  for (auto each : state) {
    state.PauseTiming();
    support::TicketClient client(key, {});
    const auto token = client.token();
    state.ResumeTiming();
    kerberos::Acceptor acceptor(parts);
    auto accepted = acceptor.accept(token);
    if (!accepted) state.SkipWithError(accepted.error().detail.c_str());
    benchmark::DoNotOptimize(acceptor.wrap("offer"));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(accept_ticket)->Arg(18)->Arg(20)->Arg(23)->ArgName("type");

}  // namespace
}  // namespace gatehouse
