#include "auth/upgrades.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "auth/footing.h"
#include "base/log.h"
#include "credentials/tagged.h"

namespace gatehouse::auth {
namespace {

struct Work {
  directory::Directory& directory;
  const credentials::OwnPasswords& passwords;
  directory::AccountView account;
  std::string tag;
  Secret password;
  std::shared_ptr<SamePasswords> same;
};

using Settings = Result<settings::Dictionary>;

// Only what is still as it was when the password was proven.
Settings replaced(settings::Dictionary now, const Work& work, const std::string& stored) {
  if (!work.tag.empty()) {
    const std::string seen(credentials::stored_with(*work.account, work.tag));
    return credentials::with_each_tag(
        std::move(now), [&](std::string_view tag, const std::string& held) -> Result<std::string> {
          return tag == work.tag && held == seen ? stored : held;
        });
  }
  const auto* seen = settings::find(work.account->settings, "Password");
  const auto held = now.find("Password");
  if (seen != nullptr && held != now.end() && held->second == *seen) held->second = stored;
  return now;
}

Result<void> store(const Work& work, const std::string& stored) {
  work.same->note(proof_of(*work.account, work.tag), proof_of_stored(stored));
  return work.directory.change_account(*work.account, [&](settings::Dictionary now) {
    return replaced(std::move(now), work, stored);
  });
}

net::Task<void> run(Work work, net::Offload& hashing, net::Offload& disk,
                    std::shared_ptr<std::atomic<unsigned>> running) {
  auto encode = [&work] {
    return work.passwords.encode(*work.account->domain, work.account->name, work.account->settings,
                                 work.password.reveal(), work.tag);
  };
  auto encoded = co_await hashing.run(std::move(encode));
  Result<void> stored = fail(ErrorCode::unavailable, "busy");
  if (encoded && *encoded) {
    auto writing = [&work, &encoded] { return store(work, **encoded); };
    auto written = co_await disk.run(std::move(writing));
    stored = written ? std::move(*written) : std::unexpected(written.error());
  } else if (encoded) {
    stored = std::unexpected(encoded->error());
  }
  --*running;
  const auto name = work.account->full_name();
  if (stored)
    log::write(log::Level::low, "ACCOUNT", name + ": password stored in the effective encryption");
  else
    log::write(log::Level::problem, "ACCOUNT",
               name + ": password not stored again: " + stored.error().detail);
}

}  // namespace

void Upgrades::begin(directory::AccountView account, std::string tag, Secret password,
                     const boost::asio::any_io_executor& loop) {
  if (*running_ >= most_at_once) return;
  ++*running_;
  Work work{directory_, passwords_, std::move(account), std::move(tag), std::move(password), same_};
  auto upgrading = run(std::move(work), hashing_, disk_, running_);
  boost::asio::co_spawn(loop, std::move(upgrading), boost::asio::detached);
}

}  // namespace gatehouse::auth
