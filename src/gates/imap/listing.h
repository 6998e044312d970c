// Which mailboxes a LIST finds and what it says of each (RFC 3501, section 6.3.8; RFC 5258). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gates/imap/command.h"
#include "gates/imap/name_form.h"

namespace gatehouse::gates::imap {

// A name the client may see: of a mailbox, of a level above some, or only of a subscription.
struct ListEntry {
  std::string name;  // UTF-8
  bool exists = true;
  bool selectable = true;
  bool has_children = false;
  bool subscribed = false;
  std::string use{};  // "\\Sent"; empty: none (RFC 6154)
};

struct ListLine {
  std::string text;  // "* LIST (...) ...\r\n"
  std::string name;
  bool selectable;  // STATUS can be asked for
};
// `entries` in any order, each name once; INBOX is spelt so.
[[nodiscard]] std::vector<ListLine> listing(const List& request, std::vector<ListEntry> entries,
                                            NameForm names = NameForm::modified_utf7);

// Whether `name` is one that `pattern` means: INBOX is INBOX in any case, also as its beginning.
[[nodiscard]] bool is_wanted(std::string_view pattern, std::string_view name);
// "* LIST (attributes) "/" name", without the line's end.
[[nodiscard]] std::string list_line(std::string_view word, std::string_view attributes,
                                    std::string_view name, NameForm names);

}  // namespace gatehouse::gates::imap
