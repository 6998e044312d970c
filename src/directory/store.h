// The tree of settings documents behind the directory: path -> dictionary, with a version.
//
// Paths are relative, '/'-separated, of components that valid_component() accepts. Every call may
// block on a disk: callers on an event loop go through net::Offload. Safe for concurrent use.
// A change that was acknowledged survives kill -9 and power loss; one that was not is fully in
// force or fully absent. Only documents of volatile facts (*.info) need not survive power loss; a
// damaged one reads as absent and may be overwritten. A path that is not valid is malformed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::directory {

using Version = std::uint64_t;

struct Document {
  settings::Dictionary content;
  Version version;
};

// What the text-file engine calls the copy it keeps beside a document; no component ends so (and no
// domain can, for its _).
inline constexpr std::string_view last_good_suffix = ".last_good";

// 1 to 253 bytes of UTF-8 without '/' and control characters, not starting with '.', not ending in
// last_good_suffix.
[[nodiscard]] bool valid_component(std::string_view name);

class Store {
 public:
  virtual ~Store() = default;

  // nullopt: there is none. damaged: it cannot be read and no last good version is kept; the
  // detail is file:line:column. A damaged file with a last good version gives that, logs once,
  // and is never overwritten: writes to it are refused as damaged until somebody repairs it.
  [[nodiscard]] virtual Result<std::optional<Document>> read(std::string_view path) = 0;

  // `expected`: the version read before; 0: must not exist yet; nullopt: whatever is there.
  // conflict: it changed since. Returns the new version.
  [[nodiscard]] virtual Result<Version> write(std::string_view path,
                                              const settings::Dictionary& content,
                                              std::optional<Version> expected) = 0;

  // Folders: names of documents and folders directly below, sorted.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(std::string_view folder) = 0;
  [[nodiscard]] virtual bool exists(std::string_view path) = 0;
  [[nodiscard]] virtual Result<void> make_folder(std::string_view folder) = 0;
  [[nodiscard]] virtual Result<void> rename(std::string_view from, std::string_view to) = 0;
  [[nodiscard]] virtual Result<void> remove(std::string_view path) = 0;  // a document or a subtree

  // A number that grows, within a second or two, when something that was read or listed changed by
  // other hands than ours; the directory drops its caches when it moves. Volatile facts and
  // listings of more than 10,000 names are not watched.
  [[nodiscard]] virtual std::uint64_t outside_changes() = 0;
};

// `base` is a folder that exists; all paths stay below it.
[[nodiscard]] Result<std::unique_ptr<Store>> open_text_store(const std::filesystem::path& base);
[[nodiscard]] std::unique_ptr<Store> make_memory_store();

}  // namespace gatehouse::directory
