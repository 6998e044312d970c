// The text-file engine.
//
// A write: the new text goes to a temporary file in the same folder and to the disk, the last good
// copy of the old text goes away, the temporary file takes the document's name, the folder goes to
// the disk, and a new last good copy is made. A crash between any two steps leaves the document
// whole, old or new, and never a last good copy that is older than it.
// A removed folder is first renamed to a tombstone outside the tree, then deleted at leisure.
#include <dirent.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "base/log.h"
#include "base/text.h"
#include "directory/files.h"
#include "directory/paths.h"
#include "directory/store.h"
#include "directory/watcher.h"
#include "settings/text.h"

namespace gatehouse::directory {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_document = std::size_t{64} << 20U;
constexpr const char* tombstones = ".removed";

class TextStore final : public Store {
 public:
  explicit TextStore(fs::path base) : base_(std::move(base)), watcher_(base_) { bury_the_dead(); }

  Result<std::optional<Document>> read(std::string_view path) override;
  Result<Version> write(std::string_view path, const settings::Dictionary& content,
                        std::optional<Version> expected) override;
  Result<std::vector<std::string>> list(std::string_view folder) override;
  bool exists(std::string_view path) override;
  Result<void> make_folder(std::string_view folder) override;
  Result<void> rename(std::string_view from, std::string_view to) override;
  Result<void> remove(std::string_view path) override;
  std::uint64_t outside_changes() override { return watcher_.outside_changes(); }

 private:
  [[nodiscard]] fs::path full(std::string_view path) const { return base_ / path; }
  [[nodiscard]] fs::path last_good(std::string_view path) const {
    return base_ / (std::string(path) + std::string(last_good_suffix));
  }
  [[nodiscard]] fs::path temporary(std::string_view path) const {
    return base_ / folder_of(path) / ("." + std::string(last_of(path)) + ".new");
  }
  [[nodiscard]] std::mutex& writers_of(std::string_view path) {
    return writers_[std::hash<std::string_view>{}(path) % writers_.size()];
  }

  Result<std::optional<Document>> instead_of_damaged(std::string_view path, Error damage);
  Result<void> check_version(std::string_view path, std::optional<Version> expected) const;
  Result<void> put(std::string_view path, std::string_view text);
  void keep_last_good(std::string_view path, const files::Content& content);
  void write_last_good(std::string_view path, const files::Content& content) const;
  Result<void> remove_document(std::string_view path);
  Result<fs::path> remove_folder(std::string_view path);
  void report_once(std::string_view path, const Error& damage, bool served);
  void report_repaired(std::string_view path);
  void bury_the_dead() const;

  const fs::path base_;
  Watcher watcher_;
  std::shared_mutex tree_;              // shared: documents change; exclusive: folders move
  std::array<std::mutex, 64> writers_;  // by path, so that slow disks delay only neighbours
  std::mutex reported_mutex_;
  std::set<std::string, std::less<>> reported_;
};

Result<settings::Dictionary> parsed(std::string_view path, std::string_view text) {
  auto content = settings::read_dictionary(text);
  if (!content) return fail(ErrorCode::damaged, std::string(path) + ":" + content.error().detail);
  return content;
}

Result<std::optional<Document>> TextStore::read(std::string_view path) {
  if (auto checked = check_path(path); !checked) return std::unexpected(checked.error());
  watcher_.watch_folder_of(path);
  auto loaded = files::read(full(path), largest_document);
  if (!loaded && loaded.error().code == ErrorCode::too_long)
    return instead_of_damaged(path, {ErrorCode::damaged, std::string(path) + ":1:1: too long"});
  if (!loaded) return std::unexpected(loaded.error());
  if (!*loaded) {
    watcher_.saw(path, std::nullopt);
    return std::nullopt;
  }
  const auto& content = **loaded;
  watcher_.saw(path, content.stamp);
  auto dictionary = parsed(path, content.text);
  if (!dictionary) return instead_of_damaged(path, dictionary.error());
  report_repaired(path);
  keep_last_good(path, content);
  return Document{*std::move(dictionary), version_of(content.text)};
}

Result<std::optional<Document>> TextStore::instead_of_damaged(std::string_view path, Error damage) {
  if (holds_volatile_facts(path)) {
    report_once(path, damage, false);
    return std::nullopt;
  }
  const auto kept = files::read(last_good(path), largest_document);
  if (kept && *kept) {
    if (auto content = settings::read_dictionary((*kept)->text)) {
      report_once(path, damage, true);
      return Document{*std::move(content), version_of((*kept)->text)};
    }
  }
  report_once(path, damage, false);
  return std::unexpected(std::move(damage));
}

Result<Version> TextStore::write(std::string_view path, const settings::Dictionary& content,
                                 std::optional<Version> expected) {
  if (auto checked = check_path(path); !checked) return std::unexpected(checked.error());
  const auto text = storable_text(content);
  if (!text) return std::unexpected(text.error());
  if (text->size() > largest_document) return fail(ErrorCode::too_long, std::string(path));
  const std::shared_lock tree(tree_);
  const std::lock_guard lock(writers_of(path));
  if (auto checked = check_version(path, expected); !checked)
    return std::unexpected(checked.error());
  if (auto done = put(path, *text); !done) return std::unexpected(done.error());
  return version_of(*text);
}

Result<void> TextStore::check_version(std::string_view path,
                                      std::optional<Version> expected) const {
  const auto now = files::read(full(path), largest_document);
  if (!now && now.error().code == ErrorCode::too_long)
    return fail(ErrorCode::damaged, std::string(path) + ":1:1: too long");
  if (!now) return std::unexpected(now.error());
  if (!*now) {
    if (expected.value_or(0) == 0) return {};
    return fail(ErrorCode::conflict, std::string(path) + " is gone");
  }
  const auto& text = (*now)->text;
  if (auto content = parsed(path, text); !content && !holds_volatile_facts(path))
    return std::unexpected(content.error());
  if (!expected || *expected == version_of(text)) return {};
  return fail(ErrorCode::conflict, std::string(path) + " is not what it was");
}

Result<void> TextStore::put(std::string_view path, std::string_view text) {
  const bool is_volatile = holds_volatile_facts(path);
  const auto durability = is_volatile ? files::Durability::volatile_facts : files::Durability::kept;
  const auto fresh = temporary(path);
  std::error_code ignored;
  if (auto written = files::write(fresh, text, durability); !written) {
    fs::remove(fresh, ignored);
    return written;
  }
  auto renamed = watcher_.own_change(path, [&] {
    if (!is_volatile) fs::remove(last_good(path), ignored);
    return files::rename(fresh, full(path));
  });
  if (!renamed) {
    fs::remove(fresh, ignored);
    return renamed;
  }
  if (is_volatile) return {};
  if (auto synced = files::sync_folder(full(path).parent_path()); !synced) return synced;
  if (const auto stamp = files::stamp_of(full(path)))
    write_last_good(path, {std::string(text), *stamp});
  return {};
}

// The copy carries the time of its original: that is how a stale one is told.
void TextStore::keep_last_good(std::string_view path, const files::Content& content) {
  if (holds_volatile_facts(path)) return;
  const auto is_current = [&] {
    const auto copy = files::stamp_of(last_good(path));
    return copy && copy->changed == content.stamp.changed && copy->size == content.stamp.size;
  };
  if (is_current()) return;
  const std::shared_lock tree(tree_);
  const std::lock_guard lock(writers_of(path));
  if (!is_current() && files::stamp_of(full(path)) == content.stamp) write_last_good(path, content);
}

// Not synced: a torn copy does not parse, and then there is none.
void TextStore::write_last_good(std::string_view path, const files::Content& content) const {
  const auto fresh = temporary(std::string(path) + std::string(last_good_suffix));
  if (!files::write(fresh, content.text, files::Durability::volatile_facts)) return;
  files::set_changed(fresh, content.stamp.changed);
  if (!files::rename(fresh, last_good(path)))
    log::write(log::Level::problem, "SYSTEM", "no last good copy of " + std::string(path));
}

Result<std::vector<std::string>> TextStore::list(std::string_view folder) {
  if (auto checked = check_path(folder); !checked) return std::unexpected(checked.error());
  watcher_.watch_folder_of(joined(folder, "any"));
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(full(folder).c_str()), &::closedir);
  if (open == nullptr) return fail(ErrorCode::not_found, std::string(folder));
  std::vector<std::string> names;
  while (const auto* entry = ::readdir(open.get()))
    if (valid_component(entry->d_name)) names.emplace_back(entry->d_name);
  watcher_.saw_listing(folder, names);
  std::ranges::sort(names);
  return names;
}

bool TextStore::exists(std::string_view path) {
  return check_path(path) && files::stamp_of(full(path)).has_value();
}

Result<void> TextStore::make_folder(std::string_view folder) {
  if (auto checked = check_path(folder); !checked) return checked;
  const std::shared_lock tree(tree_);
  for (std::size_t end = 0; end != folder.npos;) {
    end = folder.find('/', end + 1);
    const auto part = folder.substr(0, end);
    if (files::stamp_of(full(part))) continue;
    const auto make = [&] { return files::make_folder(full(part)); };
    if (auto made = watcher_.own_change(part, make); !made) return made;
    if (auto synced = files::sync_folder(full(part).parent_path()); !synced) return synced;
  }
  return {};
}

Result<void> TextStore::rename(std::string_view from, std::string_view to) {
  for (const auto path : {from, to})
    if (auto checked = check_path(path); !checked) return checked;
  if (is_below(to, from)) return fail(ErrorCode::malformed, "rename into itself");
  const std::unique_lock tree(tree_);
  if (!exists(from)) return fail(ErrorCode::not_found, std::string(from));
  if (exists(to)) return fail(ErrorCode::already_exists, std::string(to));
  std::error_code ignored;
  auto moved = watcher_.own_move(from, to, [&] {
    fs::remove(last_good(from), ignored);  // made again when the document is read
    return files::rename(full(from), full(to));
  });
  if (!moved) return moved;
  if (auto synced = files::sync_folder(full(to).parent_path()); !synced) return synced;
  return files::sync_folder(full(from).parent_path());
}

Result<void> TextStore::remove(std::string_view path) {
  if (auto checked = check_path(path); !checked) return checked;
  fs::path tombstone;
  {
    const std::unique_lock tree(tree_);
    std::error_code ignored;
    if (!fs::is_directory(full(path), ignored)) return remove_document(path);
    auto moved = remove_folder(path);
    if (!moved) return std::unexpected(moved.error());
    tombstone = *std::move(moved);
  }
  std::error_code ignored;  // what stays is deleted when the store opens
  fs::remove_all(tombstone, ignored);
  return {};
}

Result<void> TextStore::remove_document(std::string_view path) {
  const auto document = full(path);
  if (!files::stamp_of(document)) return fail(ErrorCode::not_found, std::string(path));
  std::error_code error;
  watcher_.own_change(path, [&] {
    fs::remove(last_good(path), error);
    return fs::remove(document, error);
  });
  if (error) return fail(ErrorCode::unavailable, std::string(path) + ": " + error.message());
  return files::sync_folder(document.parent_path());
}

Result<fs::path> TextStore::remove_folder(std::string_view path) {
  const auto grave = base_ / tombstones;
  if (auto made = files::make_folder(grave); !made) return std::unexpected(made.error());
  const auto stamp = files::stamp_of(full(path));
  if (!stamp) return fail(ErrorCode::not_found, std::string(path));
  auto tombstone = grave / std::to_string(stamp->inode);
  std::error_code ignored;
  fs::remove_all(tombstone, ignored);
  auto moved = watcher_.own_move(path, path, [&] { return files::rename(full(path), tombstone); });
  if (!moved) return std::unexpected(moved.error());
  if (auto synced = files::sync_folder(full(path).parent_path()); !synced)
    return std::unexpected(synced.error());
  return tombstone;
}

void TextStore::report_once(std::string_view path, const Error& damage, bool served) {
  const std::lock_guard lock(reported_mutex_);
  if (reported_.size() > 10000) reported_.clear();
  if (!reported_.emplace(path).second) return;
  log::write(log::Level::failure, "SYSTEM",
             damage.detail + (served ? "; its last good version is used" : "; it cannot be used"));
}

void TextStore::report_repaired(std::string_view path) {
  const std::lock_guard lock(reported_mutex_);
  if (reported_.empty()) return;
  const auto found = reported_.find(path);
  if (found == reported_.end()) return;
  log::write(log::Level::major, "SYSTEM", *found + " is readable again");
  reported_.erase(found);
}

void TextStore::bury_the_dead() const {
  std::error_code ignored;
  fs::remove_all(base_ / tombstones, ignored);
}

}  // namespace

Result<std::unique_ptr<Store>> open_text_store(const std::filesystem::path& base) {
  std::error_code error;
  if (!fs::is_directory(base, error)) return fail(ErrorCode::not_found, base.string());
  return std::make_unique<TextStore>(fs::absolute(base));
}

}  // namespace gatehouse::directory
