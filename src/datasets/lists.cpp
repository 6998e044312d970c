// Which attributes have access lists of their own: each has a folder in the dataset's.
#include <algorithm>
#include <system_error>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "base/whole_file.h"
#include "datasets/datasets.h"

namespace gatehouse::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view start = ".list=";  // no dataset's name begins so
constexpr std::size_t longest_level = 255;

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '\x7F' &&
         !std::string_view("%=/").contains(c);
}

void add_written(std::string& level, std::string_view name) {
  for (const char c : name) {
    if (is_plain(c))
      level += c;
    else
      level += "%" + to_hex({&c, 1});
  }
}

std::optional<std::string> read_name(std::string_view written) {
  std::string name;
  while (!written.empty()) {
    if (written.front() != '%') {
      name += written.front();
      written.remove_prefix(1);
      continue;
    }
    const auto byte = from_hex(written.substr(1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    name += *byte;
    written.remove_prefix(3);
  }
  return name;
}

std::optional<Listed> read_level(std::string_view level) {
  if (!level.starts_with(start)) return std::nullopt;
  level.remove_prefix(start.size());
  const auto end = level.find('=');
  auto attribute = read_name(level.substr(0, end));
  if (!attribute) return std::nullopt;
  if (end == level.npos) return Listed{*std::move(attribute)};
  auto entry = read_name(level.substr(end + 1));
  if (!entry) return std::nullopt;
  return Listed{*std::move(attribute), *std::move(entry)};
}

}  // namespace

std::optional<std::string> list_level(const Listed& listed) {
  std::string level(start);
  add_written(level, listed.attribute);
  if (listed.entry) {
    level += '=';
    add_written(level, *listed.entry);
  }
  if (level.size() > longest_level) return std::nullopt;
  return level;
}

// Not to know of a list would be to give what it hides.
Result<std::vector<Listed>> Datasets::lists(std::string_view name) const {
  std::vector<Listed> all;
  const auto at = folder(name);
  if (!at) return all;
  std::error_code failed;
  for (fs::directory_iterator one(*at, failed), end; !failed && one != end; one.increment(failed)) {
    auto listed = read_level(one->path().filename().string());
    if (listed) all.push_back(*std::move(listed));
  }
  if (failed)
    return fail(ErrorCode::unavailable,
                "read " + at->string() + ": error " + std::to_string(failed.value()));
  std::ranges::sort(all, {}, [](const Listed& one) { return std::tie(one.attribute, one.entry); });
  return all;
}

Result<void> Datasets::make_list(std::string_view name, const Listed& listed) const {
  const auto level = list_level(listed);
  if (!level) return fail(ErrorCode::malformed, "the names are too long for a list");
  const auto lock = mailbox::FolderLock::take(root_, mailbox::Lock::tree);
  if (!lock) return std::unexpected(lock.error());
  const auto at = folder(name);
  if (!at) return std::unexpected(at.error());
  const auto there = lists(name);
  if (!there) return std::unexpected(there.error());
  if (there->size() >= most_lists) return fail(ErrorCode::too_long, "too many lists");
  return mailbox::make_folder(*at / *level);
}

Result<void> Datasets::remove_list(std::string_view name, const Listed& listed) const {
  const auto level = list_level(listed);
  if (!level) return {};
  const auto lock = mailbox::FolderLock::take(root_, mailbox::Lock::tree);
  if (!lock) return std::unexpected(lock.error());
  const auto at = folder(name);
  if (!at) return std::unexpected(at.error());
  return discard(*at / *level);
}

Result<void> Datasets::move_lists(const std::string& name, const std::string& entry,
                                  const std::optional<std::string>& to) const {
  const auto at = folder(name);
  if (!at) return {};
  auto there = lists(name);
  if (!there) return std::unexpected(std::move(there.error()));
  for (auto& listed : *there) {
    if (listed.entry != entry) continue;
    const auto from = *at / *list_level(listed);
    listed.entry = to;
    const auto level = to ? list_level(listed) : std::nullopt;
    if (level)
      if (auto gone = discard(*at / *level); !gone) return gone;
    auto done = level ? mailbox::move_file(from, *at / *level) : discard(from);
    if (!done) return done;
  }
  return {};
}

// A name that begins with a dot is no dataset's.
Result<void> Datasets::discard(const fs::path& at) const {
  std::error_code failed;
  if (!fs::exists(fs::symlink_status(at, failed))) return {};
  const auto aside = root_ / ".removed";
  fs::remove_all(aside, failed);
  if (auto moved = mailbox::move_file(at, aside); !moved) return moved;
  if (auto kept = sync_folder(at.parent_path()); !kept) return kept;
  fs::remove_all(aside, failed);
  return {};
}

}  // namespace gatehouse::datasets
