#include "auth/last_logins.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "base/log.h"

namespace gatehouse::auth {
namespace {

net::Task<void> write_note(directory::Directory& directory, net::Offload& disk,
                           directory::AccountView account, settings::Dictionary facts,
                           std::shared_ptr<std::atomic<unsigned>> waiting) {
  auto work = [&directory, account, facts = std::move(facts)] {
    return directory.note(*account, facts);
  };
  const auto noted = co_await disk.run(std::move(work));
  --*waiting;
  if (noted && !*noted)
    log::write(log::Level::problem, "ACCOUNT",
               account->full_name() + ": last login not noted: " + noted->error().detail);
}

}  // namespace

bool LastLogins::due(const directory::Account& account) {
  const auto now = clock_.moment();
  const std::lock_guard lock(lock_);
  if (noted_.size() >= most_remembered) noted_.clear();
  const auto [known, is_new] = noted_.try_emplace(account.full_name(), now);
  if (!is_new && now - known->second < shortest_interval) return false;
  known->second = now;
  return true;
}

void LastLogins::note(const directory::AccountView& account, const IpAddress& from,
                      const boost::asio::any_io_executor& loop) {
  if (*waiting_ >= most_waiting || !due(*account)) return;
  ++*waiting_;
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
  settings::Dictionary facts{{"LastAddress", settings::Address{.address = from}},
                             {"LastLogin", settings::TimeStamp{now}}};
  auto writing = write_note(directory_, disk_, account, std::move(facts), waiting_);
  boost::asio::co_spawn(loop, std::move(writing), boost::asio::detached);
}

}  // namespace gatehouse::auth
