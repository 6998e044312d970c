// Which part of a file is asked for, and whether it is wanted at all (RFC 9110, sections 13 and
// 14). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gates/http/request.h"

namespace gatehouse::gates::http {

// What stands for one state of a file.
struct Validators {
  std::string tag;       // strong, in its quotes
  std::string modified;  // as Last-Modified has it
};

// The client has it already. A date is only compared with the one that was told.
[[nodiscard]] bool is_unchanged(const Request& request, const Validators& now);

struct Whole {};
struct Part {
  std::uint64_t first;
  std::uint64_t length;  // never 0
};
struct NoSuchPart {};
// One range of bytes; several, and what is none, are the whole (section 14.2). So is a range of
// another state of the file (If-Range).
[[nodiscard]] std::variant<Whole, Part, NoSuchPart> part_asked_for(const Request& request,
                                                                   const Validators& now,
                                                                   std::uint64_t size);

}  // namespace gatehouse::gates::http
