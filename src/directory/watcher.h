// Notices changes of files that are not ours (an administrator's editor), by inotify.
//
// It compares states, not events: every document and folder the store has looked at is known by
// its stamp; an event makes the watcher look again, and a stamp that differs from the known one is
// somebody else's change. Our own changes run inside own_change(), which takes the new stamps
// before the watcher can look. Where inotify has no watch left, the files are looked at every
// second. What is known is bounded: when the bound is reached all is forgotten and counted as one
// outside change, so that no cache keeps what nobody watches.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "directory/files.h"

namespace gatehouse::directory {

class Watcher {
 public:
  explicit Watcher(std::filesystem::path base);
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher();

  [[nodiscard]] std::uint64_t outside_changes() const { return changes_.load(); }

  // To be called before `path` (a document, or a folder to be listed) is looked at. Where its
  // folder is missing, the nearest one above is watched for the missing part.
  void watch_folder_of(std::string_view path);
  // The caller found this at `path`; nullopt: nothing.
  void saw(std::string_view path, std::optional<files::Stamp> stamp);

  // The caller found these names, and no others, in `folder`. Of a folder with more than 10,000
  // names the listing is not watched.
  void saw_listing(std::string_view folder, const std::vector<std::string>& names);

  // Runs `change`, which creates or replaces `path`.
  template <class Change>
  auto own_change(std::string_view path, Change change) {
    const std::lock_guard lock(mutex_);
    auto result = change();
    look_again_at_own(path);
    return result;
  }
  // Runs `change`, which moves or removes what is at `from`, perhaps to `to`.
  template <class Change>
  auto own_move(std::string_view from, std::string_view to, Change change) {
    const std::lock_guard lock(mutex_);
    forget(from);
    auto result = change();
    look_again_at_own(from);
    look_again_at_own(to);
    return result;
  }

 private:
  using Known = std::map<std::string, std::optional<files::Stamp>, std::less<>>;

  void run();
  void take_events(std::string_view events);
  void count_as_changed(const std::string& path);
  void compare(const std::string& path);
  void compare_polled();
  void look_again_at_own(std::string_view path);
  void forget(std::string_view below);
  void forget_all();
  [[nodiscard]] bool add_watch(std::string_view folder);  // false: there is no such folder
  [[nodiscard]] std::filesystem::path full(std::string_view path) const { return base_ / path; }

  const std::filesystem::path base_;
  std::atomic<std::uint64_t> changes_ = 0;
  std::mutex mutex_;
  Known known_;
  std::unordered_map<int, std::string> folders_;  // by watch
  std::map<std::string, int, std::less<>> watches_;
  std::set<std::string, std::less<>> polled_;  // folders without a watch
  std::set<std::string, std::less<>> listed_;  // folders where a new name is a change
  int inotify_;
  int stop_;
  std::thread thread_;
};

}  // namespace gatehouse::directory
