// What a login costs inside the keeper: from the welcome to the leave, without a socket.
#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>

#include "tests/support/sasl_client.h"
#include "tests/support/test_site.h"

namespace {

using namespace gatehouse;

auth::Peer peer() {
  const auto loopback = *IpAddress::parse("127.0.0.1");
  return {.service = "IMAP",
          .remote = {loopback, 40000},
          .local = {loopback, 143},
          .local_user = {},
          .tls = {}};
}

struct Site {
  boost::asio::io_context loop{1};
  support::TestSite site;

  explicit Site(std::string_view scheme) {
    const auto settings = "{PasswordEncryption=" + std::string(scheme) + ";}";
    const bool made = site.set_domain("company.com", "{AUTHMethods=All;}") &&
                      site.set_defaults("company.com", "{RequireAPOP=NO;}") &&
                      site.account("joe@company.com", "secret", settings);
    if (!made) std::abort();
  }

  template <class Login>
  void measure(benchmark::State& state, Login login) {
    boost::asio::co_spawn(loop, login(site.keeper(), 1), boost::asio::detached);
    loop.run();
    while (state.KeepRunningBatch(1000)) {
      loop.restart();
      boost::asio::co_spawn(loop, login(site.keeper(), 1000), boost::asio::detached);
      loop.run();
    }
  }
};

net::Task<void> plain(auth::Keeper& keeper, int times) {
  for (int i = 0; i < times; ++i) {
    auto welcome = co_await keeper.welcome(peer(), {});
    auto message = auth::plain_message("joe", "secret");
    const auto reply = co_await keeper.begin(welcome->visit, "PLAIN", std::move(message));
    if (!std::holds_alternative<auth::Session>(reply)) std::abort();
    keeper.leave(welcome->visit);
  }
}

net::Task<void> exchange(auth::Keeper& keeper, int times, std::string mechanism) {
  for (int i = 0; i < times; ++i) {
    auto welcome = co_await keeper.welcome(peer(), {});
    auto client = support::sasl_client(mechanism, {.name = "joe", .password = "secret"});
    std::optional<Secret> first;
    if (const auto words = client->first()) first = Secret(*words);
    auto reply = co_await keeper.begin(welcome->visit, mechanism, std::move(first));
    while (const auto* challenge = std::get_if<auth::Challenge>(&reply)) {
      const auto words = client->reply(challenge->bytes);
      reply = co_await keeper.feed(welcome->visit, Secret(words.value()));
    }
    if (!std::holds_alternative<auth::Session>(reply)) std::abort();
    keeper.leave(welcome->visit);
  }
}

void WelcomeAndLeave(benchmark::State& state) {
  Site site("sealed");
  site.measure(state, [](auth::Keeper& keeper, int times) -> net::Task<void> {
    for (int i = 0; i < times; ++i) {
      const auto welcome = co_await keeper.welcome(peer(), {});
      keeper.leave(welcome->visit);
    }
  });
}
BENCHMARK(WelcomeAndLeave);

void PlainSealed(benchmark::State& state) { Site("sealed").measure(state, plain); }
BENCHMARK(PlainSealed);

void PlainVerifiersFromThePositiveCache(benchmark::State& state) {
  Site("verifiers").measure(state, plain);
}
BENCHMARK(PlainVerifiersFromThePositiveCache);

void CramMd5Sealed(benchmark::State& state) {
  Site("sealed").measure(
      state, [](auth::Keeper& keeper, int times) { return exchange(keeper, times, "CRAM-MD5"); });
}
BENCHMARK(CramMd5Sealed);

}  // namespace
