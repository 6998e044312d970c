#include "gates/smtp/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace gatehouse::gates::smtp {
namespace {

std::unexpected<Error> failure(const char* what) {
  return fail(ErrorCode::unavailable, std::string("spool: ") + what + ": " + std::strerror(errno));
}

}  // namespace

void Spool::add(std::string_view line) { tail_.append(line).append("\r\n"); }

Spool::~Spool() {
  if (file_ >= 0) ::close(file_);
}

Result<void> Spool::open() {
  std::string name = (folder_ / ".incoming-XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) return failure("open");
  ::unlink(name.c_str());
  return {};
}

Result<void> Spool::flush() {
  if (file_ < 0) {
    if (auto opened = open(); !opened) return opened;
  }
  for (std::string_view rest = tail_; !rest.empty();) {
    const auto count = ::write(file_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("write");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  in_file_ += tail_.size();
  tail_.clear();
  return {};
}

Result<std::string> Spool::piece(std::uint64_t offset) const {
  if (offset >= in_file_) {
    const auto from = static_cast<std::size_t>(offset - in_file_);
    return from >= tail_.size() ? std::string() : tail_.substr(from, piece_size);
  }
  std::string bytes(
      static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, in_file_ - offset)), '\0');
  const auto count = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
  if (count <= 0) return failure("read");
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

}  // namespace gatehouse::gates::smtp
