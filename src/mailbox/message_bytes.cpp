#include "mailbox/message_bytes.h"

#include <algorithm>

#include "mailbox/disk.h"
#include "mailbox/file_name.h"

namespace gatehouse::mailbox {
namespace {

std::size_t bare_line_ends(std::string_view bytes) {
  std::size_t count = 0;
  for (auto at = bytes.find('\n'); at != bytes.npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') ++count;
  }
  return count;
}

// Where the body of a file begins; npos: not in these bytes. Those before `seen` were looked at.
std::size_t header_length(std::string_view bytes, std::size_t seen) {
  if (bytes.starts_with('\n')) return 1;
  if (bytes.starts_with("\r\n")) return 2;
  for (auto at = bytes.find('\n', seen < 3 ? 0 : seen - 3); at != bytes.npos;
       at = bytes.find('\n', at + 1)) {
    const auto next = bytes.substr(at + 1, 2);
    if (next.starts_with('\n')) return at + 2;
    if (next == "\r\n") return at + 3;
  }
  return bytes.npos;
}

}  // namespace

std::string with_crlf(std::string bytes) {
  const auto bare = bare_line_ends(bytes);
  if (bare == 0) return bytes;
  std::string whole;
  whole.reserve(bytes.size() + bare);
  char last = '\0';
  for (const char c : bytes) {
    if (c == '\n' && last != '\r') whole += '\r';
    whole += c;
    last = c;
  }
  return whole;
}

Result<std::string> read_message(const std::filesystem::path& path) {
  auto bytes = read_whole(path);
  if (!bytes) return bytes;
  return with_crlf(std::move(*bytes));
}

Result<std::string> read_header(const std::filesystem::path& path) {
  std::size_t seen = 0;
  const auto ends = [&seen](std::string_view so_far) {
    const bool complete = header_length(so_far, seen) != so_far.npos;
    seen = so_far.size();
    return complete;
  };
  auto bytes = read_until(path, ends);
  if (!bytes) return bytes;
  bytes->resize(std::min(header_length(*bytes, 0), bytes->size()));
  return with_crlf(std::move(*bytes));
}

Result<std::uint64_t> size_with_crlf(const std::filesystem::path& path, std::string_view base) {
  if (const auto size = size_in(base)) return *size;
  const auto bytes = read_whole(path);
  if (!bytes) return std::unexpected(bytes.error());
  return bytes->size() + bare_line_ends(*bytes);
}

}  // namespace gatehouse::mailbox
