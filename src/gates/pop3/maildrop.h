// The INBOX of one account as one POP3 session sees it: numbered once when it is opened, and
// unchanged until the end (RFC 1939, section 5). Others may have it open too: what they remove
// keeps its number and answers not_found.
//
// open(), content() and remove_marked() block; the rest is memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "mailbox/folder.h"

namespace gatehouse::gates::pop3 {

struct Drop {
  std::uint32_t number;  // from 1
  mailbox::Uid uid;
  std::uint64_t size;
  bool marked = false;  // to be removed at the end
};

class Maildrop {
 public:
  // An account that never had an INBOX gets one.
  [[nodiscard]] static Result<Maildrop> open(const std::filesystem::path& account_folder);

  [[nodiscard]] const std::vector<Drop>& drops() const { return drops_; }  // marked ones too
  [[nodiscard]] Drop* find(std::uint32_t number);  // null: no such message, or marked
  void unmark_all();

  // Unique over the life of the account: the mailbox's validity and the UID (RFC 1939, UIDL).
  [[nodiscard]] std::string unique_id(const Drop& drop) const;
  [[nodiscard]] Result<std::string> content(const Drop& drop) const;
  [[nodiscard]] Result<void> remove_marked();

 private:
  explicit Maildrop(std::unique_ptr<mailbox::Folder> folder);
  std::unique_ptr<mailbox::Folder> folder_;
  std::vector<Drop> drops_;
};

}  // namespace gatehouse::gates::pop3
