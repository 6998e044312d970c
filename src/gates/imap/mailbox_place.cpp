#include "gates/imap/mailbox_place.h"

#include <utility>
#include <vector>

#include "gates/imap/session.h"
#include "mailbox/names.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t longest_account = 255;

Completion not_there(std::string_view code = "NONEXISTENT") {
  return failure({ErrorCode::not_found, {}}, code);
}

bool is_unavailable(const auth::Refused& refused) { return refused.code == ErrorCode::unavailable; }

// One's own, and of whom the visit may do everything with.
Place open_place(auth::Owner owner, std::string name) {
  return {.account = std::move(owner.account),
          .location = std::move(owner.location),
          .name = std::move(name)};
}

bool is_possible(const SharedName& shared) {
  const bool is_account = !shared.account.empty() && shared.account.size() <= longest_account;
  return is_account && mailbox::is_mailbox_name(shared.mailbox);
}

// Rights of the mailbox and of the one it is in.
net::Task<auth::Allowed<Place>> ask(Session& session, auth::Owner owner, std::string name) {
  Place place = open_place(std::move(owner), std::move(name));
  place.own = false;
  std::vector<std::string> names{place.name};
  const auto above = name_above(place.name);
  if (!above.empty()) names.emplace_back(above);
  auto rights = co_await session.visit().rights(place.account, auth::ObjectKind::mailbox, names);
  if (!rights) co_return std::unexpected(std::move(rights.error()));
  place.rights = std::move(rights->front());
  place.above = rights->size() > 1 ? std::move(rights->back()) : auth::Letters{};
  co_return place;
}

std::optional<Completion> refused(const Place& place, Act act) {
  const auto [here, above] = needed(act);
  const bool is_seen = here.empty() ? place.above.contains('l') : place.rights.contains('l');
  if (!is_seen) return not_there(act == Act::insert ? missing_code(place) : "NONEXISTENT");
  if (has_all(place.rights, here) && has_all(place.above, above)) return std::nullopt;
  return no("NOPERM", "You may not do this with that mailbox");
}

}  // namespace

std::string_view name_above(std::string_view name) {
  const auto slash = name.rfind('/');
  return slash == name.npos ? std::string_view{} : name.substr(0, slash);
}

Place own_place(const Session& session, std::string name) {
  return open_place(session.owner(), mailbox::is_inbox(name) ? "INBOX" : std::move(name));
}

net::Task<Found> find_place(Session& session, std::string name, Act act) {
  const auto shared = shared_name(name);
  if (!shared) co_return own_place(session, std::move(name));
  if (!is_possible(*shared))
    co_return std::unexpected(shared->mailbox.empty() ? not_there()
                                                      : failure({ErrorCode::malformed, {}}));
  auto owner = co_await session.visit().owner(shared->account);
  if (owner && owner->own) co_return open_place(std::move(*owner), shared->mailbox);
  if (!owner && is_unavailable(owner.error())) co_return std::unexpected(refusal(owner.error()));
  auto whose = owner ? std::move(*owner) : auth::Owner{.account = shared->account, .location = {}};
  auto place = co_await ask(session, std::move(whose), shared->mailbox);
  if (!place && is_unavailable(place.error())) co_return std::unexpected(refusal(place.error()));
  if (!place) co_return std::unexpected(not_there());
  if (auto answer = refused(*place, act)) co_return std::unexpected(std::move(*answer));
  co_return std::move(*place);
}

std::string_view missing_code(const Place& place) {
  return has_all(place.above, "lk") ? "TRYCREATE" : "NONEXISTENT";
}

Completion refusal(const auth::Refused& refused) {
  switch (refused.code) {
    case ErrorCode::not_found:
      return no("NONEXISTENT", refused.words);
    case ErrorCode::not_allowed:
      return no("NOPERM", refused.words);
    case ErrorCode::malformed:
    case ErrorCode::already_exists:
    case ErrorCode::conflict:
      return no("CANNOT", refused.words);
    case ErrorCode::too_long:
      return no("LIMIT", refused.words);
    case ErrorCode::damaged:
      return no("CONTACTADMIN", refused.words);
    case ErrorCode::aborted:
    case ErrorCode::wrong_password:
    case ErrorCode::unknown_account:
    case ErrorCode::locked:
    case ErrorCode::unavailable:
    case ErrorCode::timed_out:
    case ErrorCode::closed:
      return no("UNAVAILABLE", "Try again later");
  }
  return no("UNAVAILABLE", "Try again later");
}

}  // namespace gatehouse::gates::imap
