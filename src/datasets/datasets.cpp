#include "datasets/datasets.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "base/whole_file.h"

namespace gatehouse::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "entries.settings";
constexpr std::size_t longest_name = 1024;
constexpr std::size_t longest_level = 255;
constexpr std::size_t most_levels = 16;
constexpr std::size_t most_below = 1000;

bool is_level(std::string_view level) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
  };
  return !level.empty() && level.size() <= longest_level && level.front() != '.' &&
         level != file_name && std::ranges::none_of(level, is_control);
}

bool is_plain_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(fs::symlink_status(path, failed));  // a link leads out of the account
}

Modtime current() {
  return modtime_of(
      std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
}

}  // namespace

bool is_dataset_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name || !is_utf8(name)) return false;
  const auto levels = split(name, '/');
  return levels.size() <= most_levels && std::ranges::all_of(levels, is_level);
}

Result<fs::path> Datasets::folder(std::string_view name) const {
  if (!is_dataset_name(name)) return fail(ErrorCode::malformed, "no dataset can have this name");
  auto path = root_;
  for (const auto level : split(name, '/')) {
    path /= level;
    if (!is_plain_folder(path)) return fail(ErrorCode::not_found, "there is no such dataset");
  }
  return path;
}

Result<Dataset> Datasets::read(std::string_view name) const {
  const auto at = folder(name);
  if (!at) return std::unexpected(at.error());
  const auto text = mailbox::read_whole(*at / file_name);
  if (!text && text.error().code == ErrorCode::not_found) return Dataset{};
  if (!text) return std::unexpected(text.error());
  auto dataset = read_dataset(*text);
  if (!dataset)
    return fail(ErrorCode::damaged, (*at / file_name).string() + ":" + dataset.error().detail);
  return dataset;
}

std::vector<std::string> Datasets::below(std::string_view name) const {
  std::vector<std::string> names;
  const auto at = name.empty() ? Result<fs::path>(root_) : folder(name);
  if (!at) return names;
  std::error_code failed;
  for (const auto& one : fs::directory_iterator(*at, failed)) {
    auto level = one.path().filename().string();
    if (names.size() >= most_below) break;
    if (is_level(level) && is_plain_folder(one.path())) names.push_back(std::move(level));
  }
  std::ranges::sort(names);
  return names;
}

Result<std::size_t> Datasets::size(std::string_view name) const {
  const auto at = folder(name);
  if (!at) return std::unexpected(at.error());
  const auto facts = mailbox::facts_of(*at / file_name);
  if (!facts && facts.error().code == ErrorCode::not_found) return std::size_t{0};
  if (!facts) return std::unexpected(facts.error());
  return static_cast<std::size_t>(facts->size);
}

Edit::Edit(Datasets datasets, mailbox::FolderLock lock)
    : datasets_(std::move(datasets)), lock_(std::move(lock)), now_(current()) {}

Result<Edit> Edit::begin(Datasets datasets) {
  auto made = mailbox::make_folder(datasets.root_);
  if (!made) return std::unexpected(made.error());
  auto lock = mailbox::FolderLock::take(datasets.root_, mailbox::Lock::tree);
  if (!lock) return std::unexpected(lock.error());
  return Edit(std::move(datasets), *std::move(lock));
}

Result<Dataset*> Edit::open(std::string_view name, bool create) {
  const auto known = opened_.find(name);
  if (known != opened_.end()) return &known->second.now;
  auto dataset = datasets_.read(name);
  const bool is_missing = !dataset && dataset.error().code == ErrorCode::not_found;
  if (is_missing && create) dataset = Dataset{};
  if (!dataset) return std::unexpected(dataset.error());
  if (now_ <= dataset->modified) now_ = after(dataset->modified);
  auto& opened = opened_[std::string(name)];
  opened = {*dataset, *dataset};
  return &opened.now;
}

Result<void> Edit::make(std::string_view name) {
  if (!is_dataset_name(name)) return fail(ErrorCode::malformed, "no dataset can have this name");
  made_.emplace_back(name);
  return {};
}

Result<void> Edit::remove(std::string_view name) {
  if (!is_dataset_name(name)) return fail(ErrorCode::malformed, "no dataset can have this name");
  removed_.emplace_back(name);
  return {};
}

void Edit::move_lists(std::string_view name, std::string_view entry,
                      std::optional<std::string> to) {
  moved_lists_.push_back({std::string(name), std::string(entry), std::move(to)});
}

Result<void> Edit::commit() {
  std::map<std::string, std::string> texts;
  for (const auto& [name, opened] : opened_) {
    if (opened.now == opened.before) continue;
    auto text = to_text(opened.now);
    if (text.size() > largest_dataset || opened.now.entries.size() > most_entries)
      return fail(ErrorCode::too_long, "the dataset is full");
    texts.emplace(name, std::move(text));
  }
  for (const auto& [name, text] : texts) {
    auto made = mailbox::make_folder(datasets_.root_ / name);
    if (!made) return made;
    const auto at = datasets_.folder(name);
    if (!at) return std::unexpected(at.error());
    auto written = replace_file(*at / file_name, text);
    if (!written) return written;
  }
  for (const auto& name : made_)
    if (auto made = mailbox::make_folder(datasets_.root_ / name); !made) return made;
  for (const auto& [name, entry, to] : moved_lists_)
    if (auto moved = datasets_.move_lists(name, entry, to); !moved) return moved;
  for (const auto& name : removed_) {
    const auto at = datasets_.folder(name);
    if (!at) continue;
    if (auto gone = datasets_.discard(*at); !gone) return gone;
  }
  return {};
}

}  // namespace gatehouse::datasets
