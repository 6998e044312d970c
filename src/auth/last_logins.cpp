#include "auth/last_logins.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "base/log.h"

namespace gatehouse::auth {
namespace {

struct Facts {
  Time now;
  IpAddress from;
  std::string tag;
};

// What is known of the other tags stays.
Result<settings::Dictionary> info_after(directory::Directory& directory,
                                        const directory::Account& account, const Facts& facts) {
  const settings::Value address = settings::Address{.address = facts.from};
  const settings::Value when =
      settings::TimeStamp{std::chrono::floor<std::chrono::seconds>(facts.now)};
  settings::Dictionary info{{"LastAddress", address}, {"LastLogin", when}};
  if (facts.tag.empty()) return info;
  const auto before = directory.info_of(account);
  if (!before) return std::unexpected(before.error());
  const auto* known = settings::find(*before, "TagUse");
  settings::Dictionary tags;
  if (known != nullptr && known->dictionary() != nullptr) tags = *known->dictionary();
  tags.insert_or_assign(facts.tag,
                        settings::Dictionary{{"LastAddress", address}, {"LastUse", when}});
  info.emplace("TagUse", std::move(tags));
  return info;
}

net::Task<void> write_note(directory::Directory& directory, net::Offload& disk,
                           directory::AccountView account, Facts facts,
                           std::shared_ptr<std::atomic<unsigned>> waiting) {
  auto work = [&directory, account, facts]() -> Result<void> {
    auto info = info_after(directory, *account, facts);
    if (!info) return std::unexpected(info.error());
    return directory.note(*account, std::move(*info));
  };
  const auto noted = co_await disk.run(std::move(work));
  --*waiting;
  if (noted && !*noted)
    log::write(log::Level::problem, "ACCOUNT",
               account->full_name() + ": last login not noted: " + noted->error().detail);
}

}  // namespace

bool LastLogins::due(const std::string& whose) {
  const auto now = clock_.moment();
  const std::lock_guard lock(lock_);
  if (noted_.size() >= most_remembered) noted_.clear();
  const auto [known, is_new] = noted_.try_emplace(whose, now);
  if (!is_new && now - known->second < shortest_interval) return false;
  known->second = now;
  return true;
}

void LastLogins::note(const directory::AccountView& account, const std::string& tag,
                      const IpAddress& from, const boost::asio::any_io_executor& loop) {
  if (*waiting_ >= most_waiting || !due(account->full_name() + "$" + tag)) return;
  ++*waiting_;
  Facts facts{clock_.now(), from, tag};
  auto writing = write_note(directory_, disk_, account, std::move(facts), waiting_);
  boost::asio::co_spawn(loop, std::move(writing), boost::asio::detached);
}

}  // namespace gatehouse::auth
