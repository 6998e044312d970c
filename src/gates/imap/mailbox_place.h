// Where a client's mailbox name leads. Names of other accounts' mailboxes begin with "~":
// `~account/A/B`, `~account@domain/A/B`; `~account` is the level above them and no mailbox. What
// a visit may do there is asked from the keeper; one's own names cost nothing.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "gates/imap/mailbox_rights.h"
#include "gates/imap/replies.h"
#include "gates/shared/shared_name.h"
#include "net/task.h"

namespace gatehouse::gates::imap {

class Session;

// The name of the mailbox that `name` is in; empty: it is in none.
[[nodiscard]] std::string_view name_above(std::string_view name);

struct Place {
  std::string account{};   // full canonical name of the owner
  std::string location{};  // folder of the account's data, relative to the base folder
  std::string name{};      // of the mailbox, inside the account
  bool own = true;
  auth::Letters rights{every_right};
  auth::Letters above{every_right};  // of the mailbox that it is in
};

// A mailbox of the account that is logged in.
[[nodiscard]] Place own_place(const Session& session, std::string name);

// `name`, when the visit has what `act` needs; else what to answer. A mailbox without `l` and one
// that is not there get the same words after the same work. Whether there is a mailbox at the
// place is not looked at otherwise.
using Found = std::expected<Place, Completion>;
[[nodiscard]] net::Task<Found> find_place(Session& session, std::string name, Act act);
// The response code when there is none to insert into (RFC 3501, section 6.3.11; RFC 4314,
// section 4): TRYCREATE only for who may create it.
[[nodiscard]] std::string_view missing_code(const Place& place);

// What the keeper refused, as a completion.
[[nodiscard]] Completion refusal(const auth::Refused& refused);

}  // namespace gatehouse::gates::imap
