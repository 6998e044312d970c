// What a subject is about, without the marks of replies and forwards (RFC 5256, section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::gates::imap {

struct BaseSubject {
  std::string text;        // for comparison: of collation_key()
  bool is_answer = false;  // it had a mark of a reply or a forward
};
// `decoded`: UTF-8, of any length; only the first 1000 bytes count.
[[nodiscard]] BaseSubject base_subject(std::string_view decoded);

}  // namespace gatehouse::gates::imap
