// What an act needs of the mailboxes of another account (RFC 4314, section 4). Rights are letters
// of RFC 4314, section 2.1, as auth::Letters has them. Pure.
#pragma once

#include <string>
#include <string_view>

#include "mailbox/flag_rights.h"
#include "mailbox/folder.h"

namespace gatehouse::gates::imap {

constexpr std::string_view every_right = "lrswipkxtea";

[[nodiscard]] bool has_all(std::string_view rights, std::string_view letters);
[[nodiscard]] bool has_any(std::string_view rights, std::string_view letters);

enum class Act {
  look,         // that it is there
  read,         // SELECT, EXAMINE, STATUS; all that does not change a selected mailbox
  insert,       // APPEND; the target of COPY and MOVE
  take_out,     // the source of MOVE
  expunge,      // EXPUNGE, UID EXPUNGE, CLOSE
  create,       // CREATE; the new name of RENAME
  remove,       // DELETE; the old name of RENAME
  administer,   // GETACL, SETACL, DELETEACL, LISTRIGHTS
  know_rights,  // MYRIGHTS
};
struct Needed {
  std::string_view here;   // all of these with the mailbox itself
  std::string_view above;  // and all of these with the one that it is in
};
[[nodiscard]] Needed needed(Act act);

// Whether a mailbox is selected READ-WRITE (RFC 4314, section 5.2).
[[nodiscard]] bool may_change(std::string_view rights);
[[nodiscard]] mailbox::FlagRights flag_rights(std::string_view rights);

// Whether a STORE may change any of the flags it names; the others are left alone.
[[nodiscard]] bool may_store(mailbox::FlagRights rights, mailbox::FlagChange how,
                             const mailbox::Flags& wanted);

// As clients are told: with the letters of RFC 2086 for those who know no others (RFC 4314,
// section 2.1.1).
[[nodiscard]] std::string told_rights(std::string_view rights);
// Letters that SETACL may name.
[[nodiscard]] bool are_rights(std::string_view letters);

}  // namespace gatehouse::gates::imap
