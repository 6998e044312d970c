// Whether a message is one that SEARCH looks for (RFC 3501, section 6.4.4). Pure, but for the
// content it asks for.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "gates/imap/command.h"
#include "mailbox/message.h"

namespace gatehouse::gates::imap {

// A key made ready for one mailbox: sets resolved, texts without case.
class SearchMatch {
 public:
  struct Around {
    std::uint32_t largest_number;  // what "*" stands for
    mailbox::Uid largest_uid;
    std::vector<Range> saved{};  // UIDs, what "$" stands for
    Time now{};
  };
  SearchMatch(const SearchKey& key, const Around& around);

  // Each is called at most once for a message, and only when a key reads it.
  struct Source {
    std::function<Result<std::string>()> content;
    std::function<Result<std::string>()> header;  // with its empty line; null: a piece of content
    std::function<std::string()> email_id{};      // null: it has none
  };
  // A message whose content is gone is not found; any other error is the caller's.
  [[nodiscard]] Result<bool> matches(std::uint32_t number, const mailbox::Message& message,
                                     const Source& source) const;
  [[nodiscard]] bool reads_content() const;

 private:
  struct Opened;
  [[nodiscard]] Result<bool> matches(Opened& opened) const;
  [[nodiscard]] Result<bool> matches_all(Opened& opened, bool wanted) const;
  [[nodiscard]] Result<bool> matches_header(Opened& opened) const;
  [[nodiscard]] Result<bool> matches_body(Opened& opened) const;
  [[nodiscard]] bool matches_facts(const Opened& opened) const;

  SearchTest test_;
  std::vector<SearchMatch> keys_;
  std::vector<Range> ranges_;
  std::string name_;
  std::string value_;
  std::uint64_t size_;
  std::chrono::sys_days day_;
  Time since_;  // younger, older
};

}  // namespace gatehouse::gates::imap
