#include "directory/watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/log.h"
#include "directory/paths.h"

namespace gatehouse::directory {
namespace {

constexpr std::size_t most_watches = 65536;
constexpr std::size_t most_known = 131072;
constexpr std::size_t most_listed = 10000;
constexpr int gathering_milliseconds = 100;  // one look for a burst of events
constexpr int polling_milliseconds = 1000;
constexpr std::uint32_t events_wanted = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                        IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// Waits for `fd` or the order to stop, whichever comes first.
enum class Woken { to_work, to_stop };
Woken wait_for(int fd, int stop, int milliseconds) {
  std::array<pollfd, 2> waiting{pollfd{stop, POLLIN, 0}, pollfd{fd, POLLIN, 0}};
  ::poll(waiting.data(), fd < 0 ? 1 : 2, milliseconds);
  return waiting[0].revents != 0 ? Woken::to_stop : Woken::to_work;
}

}  // namespace

Watcher::Watcher(std::filesystem::path base)
    : base_(std::move(base)),
      inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { run(); }) {
  if (inotify_ < 0)
    log::write(log::Level::problem, "SYSTEM", "no inotify: settings files are looked at instead");
}

Watcher::~Watcher() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
  thread_.join();
  ::close(stop_);
  if (inotify_ >= 0) ::close(inotify_);
}

void Watcher::watch_folder_of(std::string_view path) {
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most_known || watches_.size() >= most_watches) forget_all();
  auto folder = folder_of(path);
  while (!add_watch(folder) && !folder.empty()) {
    known_.try_emplace(std::string(folder), std::nullopt);
    folder = folder_of(folder);
  }
}

void Watcher::saw(std::string_view path, std::optional<files::Stamp> stamp) {
  if (holds_volatile_facts(path)) return;
  const std::lock_guard lock(mutex_);
  const auto now = files::stamp_of(full(path));
  const auto known = known_.find(path);
  const bool replaced_by_us = known != known_.end() && known->second == now;
  if (now != stamp && !replaced_by_us) ++changes_;  // while the caller was reading
  known_.insert_or_assign(std::string(path), now);
}

void Watcher::saw_listing(std::string_view folder, const std::vector<std::string>& names) {
  if (names.size() > most_listed) return;
  const std::lock_guard lock(mutex_);
  for (const auto& name : names) {
    auto path = joined(folder, name);
    auto stamp = files::stamp_of(full(path));
    known_.try_emplace(std::move(path), stamp);
  }
  listed_.emplace(folder);
}

bool Watcher::add_watch(std::string_view folder) {
  if (watches_.contains(folder) || polled_.contains(folder)) return true;
  const int watch =
      inotify_ < 0 ? -1 : ::inotify_add_watch(inotify_, full(folder).c_str(), events_wanted);
  if (watch < 0 && inotify_ >= 0 && (errno == ENOENT || errno == ENOTDIR)) return false;
  if (watch < 0) {
    polled_.emplace(folder);
    return true;
  }
  // A folder that was moved by others keeps its watch under the old name.
  if (const auto old = folders_.find(watch); old != folders_.end()) watches_.erase(old->second);
  folders_[watch] = std::string(folder);
  watches_.emplace(folder, watch);
  return true;
}

void Watcher::run() {
  alignas(inotify_event) std::array<char, 65536> buffer;  // NOLINT: filled by read()
  for (;;) {
    if (wait_for(inotify_, stop_, polling_milliseconds) == Woken::to_stop) return;
    if (wait_for(-1, stop_, gathering_milliseconds) == Woken::to_stop) return;
    const std::lock_guard lock(mutex_);
    for (;;) {
      const auto count = inotify_ < 0 ? -1 : ::read(inotify_, buffer.data(), buffer.size());
      if (count <= 0) break;
      take_events({buffer.data(), static_cast<std::size_t>(count)});
    }
    compare_polled();
  }
}

void Watcher::take_events(std::string_view events) {
  while (events.size() >= sizeof(inotify_event)) {
    inotify_event event{};
    std::memcpy(&event, events.data(), sizeof event);
    const std::string name = event.len == 0 ? "" : events.data() + sizeof event;
    events.remove_prefix(sizeof event + event.len);
    if ((event.mask & IN_Q_OVERFLOW) != 0) ++changes_;
    const auto found = folders_.find(event.wd);
    if (found == folders_.end()) continue;
    const std::string folder = found->second;
    if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0) {
      forget(folder);
      ++changes_;
    } else if (valid_component(name) && !holds_volatile_facts(name)) {
      const auto path = joined(folder, name);
      // We never write into a document, only put another in its place.
      if ((event.mask & IN_CLOSE_WRITE) != 0) count_as_changed(path);
      compare(path);
    }
  }
}

void Watcher::count_as_changed(const std::string& path) {
  const auto known = known_.find(path);
  if (known == known_.end()) return;
  known->second = files::stamp_of(full(path));
  ++changes_;
}

void Watcher::compare(const std::string& path) {
  const auto now = files::stamp_of(full(path));
  const auto known = known_.find(path);
  if (known == known_.end() ? !listed_.contains(folder_of(path)) : now == known->second) return;
  known_.insert_or_assign(path, now);
  ++changes_;
}

void Watcher::compare_polled() {
  if (polled_.empty()) return;
  std::vector<std::string> paths;
  for (const auto& [path, stamp] : known_)
    if (polled_.contains(folder_of(path))) paths.push_back(path);
  for (const auto& path : paths) compare(path);
}

void Watcher::look_again_at_own(std::string_view path) {
  const auto folder = folder_of(path);
  if (known_.contains(path) || watches_.contains(folder) || polled_.contains(folder))
    known_.insert_or_assign(std::string(path), files::stamp_of(full(path)));
}

void Watcher::forget(std::string_view below) {
  const auto covers = [&](const auto& entry) { return is_below(entry.first, below); };
  // Everything below is one run of the sorted keys, but for names that share the prefix.
  for (auto it = known_.lower_bound(below); it != known_.end() && it->first.starts_with(below);)
    it = covers(*it) ? known_.erase(it) : std::next(it);
  for (auto it = watches_.lower_bound(below);
       it != watches_.end() && it->first.starts_with(below);) {
    if (!covers(*it)) {
      ++it;
      continue;
    }
    ::inotify_rm_watch(inotify_, it->second);
    folders_.erase(it->second);
    it = watches_.erase(it);
  }
  for (auto* folders : {&polled_, &listed_})
    std::erase_if(*folders, [&](const auto& folder) { return is_below(folder, below); });
}

void Watcher::forget_all() {
  for (const auto& [folder, watch] : watches_) ::inotify_rm_watch(inotify_, watch);
  known_.clear();
  folders_.clear();
  watches_.clear();
  polled_.clear();
  listed_.clear();
  ++changes_;
}

}  // namespace gatehouse::directory
