#include "mailbox/message_bytes.h"

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

Result<std::uint64_t> size_with_crlf(const std::filesystem::path& path, std::string_view base) {
  if (const auto size = size_in(base)) return *size;
  const auto bytes = read_whole(path);
  if (!bytes) return std::unexpected(bytes.error());
  return bytes->size() + bare_line_ends(*bytes);
}

}  // namespace gatehouse::mailbox
