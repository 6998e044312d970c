#include "auth/protection_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "auth/protection/records.h"
#include "base/text.h"

namespace gatehouse::auth {
namespace {

namespace fs = std::filesystem;

constexpr Duration longest_gap = std::chrono::days{1};
constexpr std::size_t piece_size = 1000;
constexpr std::string_view kind = "time";

Result<void> no_file(const fs::path& path) {
  return fail(ErrorCode::unavailable, path.string() + " cannot be written");
}

}  // namespace

ProtectionFile::ProtectionFile(fs::path path, std::string boot, Protection& protection,
                               const Clock& clock, access::TemporaryAddresses* addresses)
    : path_(std::move(path)),
      boot_(std::move(boot)),
      protection_(protection),
      clock_(clock),
      addresses_(addresses) {}

// When the lines after it were written, on both clocks.
std::string ProtectionFile::time_line() const {
  const auto moment = std::chrono::floor<Duration>(clock_.moment().time_since_epoch()).count();
  const auto wall = clock_.now().time_since_epoch().count();
  return records::checked(std::string(kind) + " " + boot_ + " " + std::to_string(moment) + " " +
                          std::to_string(wall)) +
         "\n";
}

// Clocks that were set back give no time; nobody is let out of a lock by a jump forward but once.
std::optional<Duration> ProtectionFile::ago(std::string_view words) const {
  const auto parts = split(words, ' ');
  if (parts.size() != 4 || parts[0] != kind) return std::nullopt;
  const auto moment = to_number<std::int64_t>(parts[2]);
  const auto wall = to_number<std::int64_t>(parts[3]);
  if (!moment || !wall) return std::nullopt;
  if (parts[1] == boot_) {
    const auto now = std::chrono::floor<Duration>(clock_.moment().time_since_epoch());
    return std::max(Duration::zero(), now - Duration{*moment});
  }
  return std::clamp(clock_.now().time_since_epoch() - Duration{*wall}, Duration::zero(),
                    longest_gap);
}

Result<std::size_t> ProtectionFile::open() {
  protection_.keep_changes();
  if (addresses_ != nullptr) addresses_->keep_changes();
  std::error_code missing;
  const auto size = fs::file_size(path_, missing);
  if (!missing && size > longest_file)
    return fail(ErrorCode::too_long, path_.string() + " is too long");
  std::ifstream file(path_, std::ios::binary);
  std::string line;
  std::size_t damaged = 0;
  std::optional<Duration> since;
  while (std::getline(file, line)) {
    const auto words = records::words_of(line);
    if (words && words->starts_with(kind))
      since = ago(*words);
    else if (!since || !restore(line, *since))
      ++damaged;
  }
  if (auto made = make_anew(); !made) return std::unexpected(std::move(made.error()));
  return damaged;
}

bool ProtectionFile::restore(std::string_view line, Duration ago) {
  const auto now = clock_.moment();
  if (protection_.restore(line, ago, now)) return true;
  const auto read = records::read(line, now - ago);
  const auto* kept = read ? std::get_if<access::TemporaryAddresses::Kept>(&read->entry) : nullptr;
  if (kept == nullptr) return false;
  if (addresses_ != nullptr) addresses_->put_back(*kept, now - ago);
  return true;
}

Result<void> ProtectionFile::keep() {
  if (!whole_ || appended_ > grown) return make_anew();
  auto lines = protection_.changes(clock_.moment());
  if (addresses_ != nullptr)
    for (const auto& one : addresses_->changes(clock_.moment()))
      lines.push_back(records::line(one));
  if (lines.empty()) return {};
  auto text = time_line();
  for (const auto& line : lines) text += line + "\n";
  return append(text);
}

Result<void> ProtectionFile::append(const std::string& text) {
  std::ofstream file(path_, std::ios::binary | std::ios::app);
  file << text << std::flush;
  appended_ += text.size();
  whole_ = file.good();
  return whole_ ? Result<void>() : no_file(path_);
}

Result<void> ProtectionFile::make_anew() {
  const auto fresh = fs::path(path_.string() + ".new");
  std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
  std::error_code trouble;
  fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write, trouble);
  if (trouble) return no_file(fresh);
  std::ignore = protection_.changes(clock_.moment());  // what comes after this is appended
  if (addresses_ != nullptr) {
    std::ignore = addresses_->changes(clock_.moment());
    file << time_line();
    for (const auto& one : addresses_->all_kept(clock_.moment()))
      file << records::line(one) << "\n";
  }
  constexpr std::array tables{Protection::Table::sources, Protection::Table::budgets,
                              Protection::Table::addresses, Protection::Table::sites};
  for (const auto table : tables) {
    std::optional<std::string> last = "";
    while (last) {
      const auto piece = protection_.piece(table, *last, piece_size, clock_.moment());
      file << time_line();
      for (const auto& line : piece.lines) file << line << "\n";
      last = piece.last;
    }
  }
  file << std::flush;
  if (!file.good()) return no_file(fresh);
  fs::rename(fresh, path_, trouble);
  if (trouble) return no_file(path_);
  appended_ = 0;
  whole_ = true;
  return {};
}

}  // namespace gatehouse::auth
