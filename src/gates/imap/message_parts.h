// Where the parts of a MIME message begin and end (RFC 2046), and what each says of itself. The
// extents are exact to the byte, because IMAP gives out just these bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::gates::imap {

constexpr int deepest_part = 50;          // what lies deeper is one opaque part
constexpr std::size_t most_parts = 1000;  // what comes later is left out

struct Parameter {
  std::string name;
  std::string value;  // ASCII
};
struct Part {
  std::size_t header = 0;  // offsets in the message: [header, body) with the empty line,
  std::size_t body = 0;    // [body, end) without the line end before the next boundary
  std::size_t end = 0;

  std::string type;  // upper case
  std::string subtype;
  std::vector<Parameter> parameters;
  std::string boundary;
  std::string encoding;  // upper case
  std::optional<std::string> id;
  std::optional<std::string> description;
  std::optional<std::string> md5;
  std::optional<std::string> disposition;
  std::vector<Parameter> disposition_parameters;
  std::optional<std::string> language;
  std::optional<std::string> location;

  // Of a multipart its parts, maybe none; of a message/rfc822 the message, one.
  std::vector<Part> parts;
  [[nodiscard]] bool is_multipart() const { return type == "MULTIPART"; }
  [[nodiscard]] bool is_message() const { return !is_multipart() && !parts.empty(); }
};

// The end of the header that begins at `from`, its empty line included.
[[nodiscard]] std::size_t header_end(std::string_view message, std::size_t from, std::size_t end);
[[nodiscard]] Part parse_parts(std::string_view message);  // the message itself

}  // namespace gatehouse::gates::imap
