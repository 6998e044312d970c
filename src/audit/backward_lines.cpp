#include "audit/backward_lines.h"

#include <algorithm>
#include <utility>

namespace gatehouse::audit {
namespace {

constexpr std::uint64_t block = 64 * 1024;

}  // namespace

Result<BackwardLines> BackwardLines::open(const std::filesystem::path& path,
                                          std::optional<std::uint64_t> end) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) {
    std::error_code trouble;
    const bool there = std::filesystem::exists(path, trouble);
    return fail(there ? ErrorCode::unavailable : ErrorCode::not_found,
                path.string() + " cannot be read");
  }
  const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(file.tellg(), 0));
  BackwardLines lines(std::move(file), std::min(end.value_or(size), size));
  if (end) return lines;
  while (lines.held_.find('\n') == std::string::npos && lines.held_.size() <= longest_line)
    if (!lines.read_more()) break;
  const auto last = lines.held_.rfind('\n');
  lines.held_.resize(last == std::string::npos ? 0 : last + 1);
  return lines;
}

bool BackwardLines::read_more() {
  if (start_ == 0) return false;
  const auto size = std::min(start_, block);
  std::string front(size, '\0');
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(start_ - size));
  if (!file_.read(front.data(), static_cast<std::streamsize>(size))) return false;
  start_ -= size;
  read_ += size;
  held_.insert(0, front);
  return true;
}

std::optional<std::string> BackwardLines::next() {
  for (;;) {
    const auto before = held_.size() < 2 ? held_.npos : held_.rfind('\n', held_.size() - 2);
    const bool whole = before != held_.npos;
    if (!whole && held_.size() <= longest_line && read_more()) continue;
    if (held_.empty()) return std::nullopt;
    const auto begin = whole ? before + 1 : 0;
    auto line = held_.substr(begin);
    held_.resize(begin);
    if (line.ends_with('\n')) line.pop_back();
    return line;
  }
}

}  // namespace gatehouse::audit
