#include <map>
#include <mutex>
#include <set>

#include "directory/paths.h"
#include "directory/store.h"

namespace gatehouse::directory {
namespace {

class MemoryStore final : public Store {
 public:
  Result<std::optional<Document>> read(std::string_view path) override;
  Result<Version> write(std::string_view path, const settings::Dictionary& content,
                        std::optional<Version> expected) override;
  Result<std::vector<std::string>> list(std::string_view folder) override;
  bool exists(std::string_view path) override;
  Result<void> make_folder(std::string_view folder) override;
  Result<void> rename(std::string_view from, std::string_view to) override;
  Result<void> remove(std::string_view path) override;
  std::uint64_t outside_changes() override { return 0; }

 private:
  [[nodiscard]] bool there(std::string_view path) const {
    return documents_.contains(path) || folders_.contains(path);
  }
  [[nodiscard]] bool has_parent(std::string_view path) const {
    return folder_of(path).empty() || folders_.contains(folder_of(path));
  }

  std::mutex mutex_;
  std::map<std::string, Document, std::less<>> documents_;
  std::set<std::string, std::less<>> folders_;
};

Result<std::optional<Document>> MemoryStore::read(std::string_view path) {
  if (auto checked = check_path(path); !checked) return std::unexpected(checked.error());
  const std::lock_guard lock(mutex_);
  const auto found = documents_.find(path);
  if (found == documents_.end()) return std::nullopt;
  return found->second;
}

Result<Version> MemoryStore::write(std::string_view path, const settings::Dictionary& content,
                                   std::optional<Version> expected) {
  if (auto checked = check_path(path); !checked) return std::unexpected(checked.error());
  const auto text = storable_text(content);
  if (!text) return std::unexpected(text.error());
  const std::lock_guard lock(mutex_);
  const auto found = documents_.find(path);
  const Version now = found == documents_.end() ? 0 : found->second.version;
  if (expected && *expected != now) return fail(ErrorCode::conflict, std::string(path));
  if (!has_parent(path) || folders_.contains(path))
    return fail(ErrorCode::not_found, std::string(path));
  const auto version = version_of(*text);
  documents_.insert_or_assign(std::string(path), Document{content, version});
  return version;
}

Result<std::vector<std::string>> MemoryStore::list(std::string_view folder) {
  if (auto checked = check_path(folder); !checked) return std::unexpected(checked.error());
  const std::lock_guard lock(mutex_);
  if (!folders_.contains(folder)) return fail(ErrorCode::not_found, std::string(folder));
  std::set<std::string> names;
  const auto take = [&](const std::string& path) {
    if (folder_of(path) == folder) names.emplace(last_of(path));
  };
  for (const auto& path : folders_) take(path);
  for (const auto& [path, document] : documents_) take(path);
  return std::vector(names.begin(), names.end());
}

bool MemoryStore::exists(std::string_view path) {
  const std::lock_guard lock(mutex_);
  return there(path);
}

Result<void> MemoryStore::make_folder(std::string_view folder) {
  if (auto checked = check_path(folder); !checked) return checked;
  const std::lock_guard lock(mutex_);
  for (auto part = folder; !part.empty(); part = folder_of(part)) {
    if (documents_.contains(part)) return fail(ErrorCode::not_found, std::string(part));
    folders_.emplace(part);
  }
  return {};
}

Result<void> MemoryStore::rename(std::string_view from, std::string_view to) {
  for (const auto path : {from, to})
    if (auto checked = check_path(path); !checked) return checked;
  if (is_below(to, from)) return fail(ErrorCode::malformed, "rename into itself");
  const std::lock_guard lock(mutex_);
  if (!there(from) || !has_parent(to)) return fail(ErrorCode::not_found, std::string(from));
  if (there(to)) return fail(ErrorCode::already_exists, std::string(to));
  const auto moved = [&](const std::string& path) {
    return std::string(to) + path.substr(from.size());
  };
  std::set<std::string, std::less<>> folders;
  for (const auto& path : folders_) folders.insert(is_below(path, from) ? moved(path) : path);
  std::map<std::string, Document, std::less<>> documents;
  for (auto& [path, document] : documents_)
    documents.emplace(is_below(path, from) ? moved(path) : path, std::move(document));
  folders_ = std::move(folders);
  documents_ = std::move(documents);
  return {};
}

Result<void> MemoryStore::remove(std::string_view path) {
  if (auto checked = check_path(path); !checked) return checked;
  const std::lock_guard lock(mutex_);
  if (!there(path)) return fail(ErrorCode::not_found, std::string(path));
  std::erase_if(documents_, [&](const auto& entry) { return is_below(entry.first, path); });
  std::erase_if(folders_, [&](const auto& folder) { return is_below(folder, path); });
  return {};
}

}  // namespace

std::unique_ptr<Store> make_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace gatehouse::directory
