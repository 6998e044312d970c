#include "storage/usage.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>

#include "base/text.h"
#include "storage/names.h"

namespace gatehouse::storage {
namespace {

constexpr std::chrono::seconds trusted{3600};
constexpr std::size_t longest_text = 64;

std::int64_t seconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::floor<std::chrono::seconds>(now).count();
}

}  // namespace

Result<Usage> Usage::hold(const std::filesystem::path& account_folder) {
  const auto path = account_folder / "files-usage";
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.number() < 0) return fail_system("open", path.string());
  while (::flock(file.number(), LOCK_EX) != 0)
    if (errno != EINTR) return fail_system("lock", path.string());
  return Usage(account_folder, std::move(file));
}

std::optional<Usage::Sum> Usage::read() const {
  char buffer[longest_text];
  const auto size = ::pread(file_.number(), buffer, sizeof buffer, 0);
  if (size <= 0) return std::nullopt;
  std::string_view text(buffer, static_cast<std::size_t>(size));
  if (!text.ends_with('\n')) return std::nullopt;
  text.remove_suffix(1);
  const auto bytes = to_number<std::uint64_t>(take_until(text, ' '));
  const auto counted = to_number<std::int64_t>(text);
  if (!bytes || !counted) return std::nullopt;
  return Sum{*bytes, *counted};
}

// What cannot be written is counted anew.
void Usage::write(Sum sum) const {
  const auto text = std::to_string(sum.bytes) + ' ' + std::to_string(sum.counted) + '\n';
  const auto written = ::pwrite(file_.number(), text.data(), text.size(), 0);
  const bool whole = written == static_cast<ssize_t>(text.size());
  if (::ftruncate(file_.number(), whole ? written : 0) != 0) return;
}

Result<std::uint64_t> Usage::counted_anew() {
  Sum sum{0, seconds_now()};
  std::error_code failed;
  const auto skipping = std::filesystem::directory_options::skip_permission_denied;
  std::filesystem::recursive_directory_iterator each(account_folder_ / "files", skipping, failed);
  if (failed == std::errc::no_such_file_or_directory) return 0;
  for (; !failed && each != std::filesystem::recursive_directory_iterator{};
       each.increment(failed)) {
    std::error_code gone;
    if (static_cast<std::size_t>(each.depth()) >= most_levels) each.disable_recursion_pending();
    if (!std::filesystem::is_regular_file(each->symlink_status(gone))) continue;
    if (!is_level(each->path().filename().string())) continue;
    const auto size = each->file_size(gone);
    if (!gone) sum.bytes += size;
  }
  if (failed) return fail(ErrorCode::unavailable, "count files: " + failed.message());
  write(sum);
  return sum.bytes;
}

Result<std::uint64_t> Usage::bytes() {
  const auto sum = read();
  if (!sum || sum->counted + trusted.count() < seconds_now()) return counted_anew();
  return sum->bytes;
}

Result<void> Usage::check_room(std::optional<std::uint64_t> quota, std::uint64_t more) {
  if (!quota) return {};
  const auto fits = [&](std::uint64_t used) { return used <= *quota && more <= *quota - used; };
  auto used = bytes();
  if (used && !fits(*used)) used = counted_anew();
  if (!used) return std::unexpected(used.error());
  if (!fits(*used)) return fail(ErrorCode::too_long, "the file storage is full");
  return {};
}

void Usage::add(std::int64_t bytes) {
  auto sum = read();
  if (!sum) return;
  const auto less = static_cast<std::uint64_t>(-std::min<std::int64_t>(bytes, 0));
  const auto more = static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0));
  sum->bytes = sum->bytes + more - std::min(less, sum->bytes + more);
  write(*sum);
}

Result<std::uint64_t> used_bytes(const std::filesystem::path& account_folder) {
  auto usage = Usage::hold(account_folder);
  if (!usage) return std::unexpected(usage.error());
  return usage->bytes();
}

}  // namespace gatehouse::storage
