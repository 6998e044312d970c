// GETQUOTA, GETQUOTAROOT, SETQUOTA (RFC 9208, section 4). An account is a quota root of its own
// name; how full it is is told to its owner alone.
#include "gates/imap/mailbox_place.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"
#include "mailbox/usage.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::uint64_t unit = 1024;  // RFC 9208, section 5.1: STORAGE is counted in these

// Rounded away from what is left.
std::string resources(std::uint64_t used, std::optional<std::uint64_t> quota) {
  if (!quota) return "()";
  return "(STORAGE " + std::to_string(used / unit + (used % unit == 0 ? 0 : 1)) + ' ' +
         std::to_string(*quota / unit) + ')';
}

net::Task<Completion> say_quota(Session& session, std::string account) {
  const auto owner = co_await session.visit().owner(std::move(account));
  if (!owner) co_return refusal(owner.error());
  const auto folder = session.around().base / owner->location;
  const auto work = [&]() -> Result<std::uint64_t> {
    return owner->mail_quota ? mailbox::used_bytes(folder) : 0;
  };
  const auto used = co_await session.on_disk(work);
  if (!used) co_return failure(used.error());
  session.say("* QUOTA " + string_text(owner->account) + ' ' + resources(*used, owner->mail_quota) +
              "\r\n");
  co_return ok("That is all");
}

}  // namespace

Outcome perform(Session& session, GetQuota& request) {
  auto account = session.owner().account;
  if (!request.root.empty() && request.root != account)
    co_return no("NONEXISTENT", "There is no such quota root");
  co_return co_await say_quota(session, std::move(account));
}

Outcome perform(Session& session, GetQuotaRoot& request) {
  const auto place = co_await find_place(session, request.mailbox, Act::read);
  if (!place) co_return place.error();
  const auto look = [&] { return session.mailboxes_of(*place).directory(place->name); };
  const auto there = co_await session.on_disk(look);
  if (!there) co_return failure(there.error());
  const auto name = mailbox_text(request.mailbox, session.names());
  if (!place->own) {
    session.say("* QUOTAROOT " + name + "\r\n");
    co_return ok("That is all");
  }
  session.say("* QUOTAROOT " + name + ' ' + string_text(place->account) + "\r\n");
  co_return co_await say_quota(session, place->account);
}

Outcome perform(Session& /*session*/, SetQuota& /*request*/) {
  co_return no("NOPERM", "Quotas are set by an administrator");
}

}  // namespace gatehouse::gates::imap
