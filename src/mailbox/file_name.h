// Names of message files in a Maildir: `base:2,letters`. The base never changes; the letters are
// the flags: D F R S T as every Maildir program has them, a to z for the keywords of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailbox/message.h"

namespace gatehouse::mailbox {

constexpr std::size_t most_keywords = 26;

struct FileName {
  std::string base;
  std::string letters;
  [[nodiscard]] static FileName parse(std::string_view name);
  [[nodiscard]] std::string text() const;
};

// The two halves of a name, without copying them.
[[nodiscard]] std::string_view base_in(std::string_view name);
[[nodiscard]] std::string_view letters_in(std::string_view name);

// Letters that stand for no keyword of `keywords` say nothing.
[[nodiscard]] Flags flags_of(std::string_view letters, const std::vector<std::string>& keywords);
// `before`: the letters so far; those we do not know are kept. Every keyword is in `keywords`.
[[nodiscard]] std::string letters_of(const Flags& flags, const std::vector<std::string>& keywords,
                                     std::string_view before);

// A base no other delivery on any host makes. Those of one process sort in the order they were
// made.
[[nodiscard]] std::string unique_base(Time now);
// `base` with the size a reader need not count any more.
[[nodiscard]] std::string with_size(std::string base, std::uint64_t stored,
                                    std::uint64_t with_crlf);
// The base of another file with the content of `base`. Both have the same email_id().
[[nodiscard]] std::string base_of_copy(std::string_view base, Time now, std::uint64_t stored,
                                       std::uint64_t with_crlf);
// RFC 8474, section 5.1: what a message keeps in whatever mailbox it is put.
[[nodiscard]] std::string email_id(std::string_view base);
[[nodiscard]] std::optional<std::uint64_t> size_in(std::string_view base);

}  // namespace gatehouse::mailbox
