#include "mailbox/watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>
#include <set>
#include <string_view>
#include <utility>

#include "base/log.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::size_t most_folders = 20000;
constexpr int gathering_milliseconds = 20;
constexpr std::uint32_t events_wanted = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                        IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// false: the order to stop came.
bool wait_for(int fd, int stop, int milliseconds) {
  std::array<pollfd, 2> waiting{pollfd{stop, POLLIN, 0}, pollfd{fd, POLLIN, 0}};
  ::poll(waiting.data(), fd < 0 ? 1 : 2, milliseconds);
  return waiting[0].revents == 0;
}

}  // namespace

Watch::Watch()
    : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { run(); }) {
  if (inotify_ < 0)
    log::write(log::Level::problem, "MAIL", "no inotify: mailboxes are looked at now and then");
}

Watch::~Watch() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
  thread_.join();
  ::close(stop_);
  if (inotify_ >= 0) ::close(inotify_);
}

Watch::Ticket::Ticket(Ticket&& other) noexcept
    : watch_(std::exchange(other.watch_, nullptr)),
      folder_(std::move(other.folder_)),
      number_(other.number_) {}

Watch::Ticket::~Ticket() {
  if (watch_ != nullptr) watch_->leave(folder_, number_);
}

std::optional<Watch::Ticket> Watch::watch(const std::filesystem::path& directory, Bell bell) {
  if (inotify_ < 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const std::string folder = directory.string();
  auto& watched = watched_[folder];
  const bool is_new = watched.bells.empty();
  if (is_new && (watched_.size() > most_folders || !add_watches(folder, watched))) {
    watched_.erase(folder);
    return std::nullopt;
  }
  watched.bells.emplace(++last_number_, std::move(bell));
  return Ticket(*this, folder, last_number_);
}

std::size_t Watch::folders() const {
  const std::lock_guard lock(mutex_);
  return watched_.size();
}

bool Watch::add_watches(const std::string& folder, Watched& watched) {
  constexpr std::array parts{"/new", "/cur"};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    watched.watches[i] = ::inotify_add_watch(inotify_, (folder + parts[i]).c_str(), events_wanted);
    if (watched.watches[i] < 0) {
      remove_watches(watched);
      return false;
    }
    folders_[watched.watches[i]] = folder;
  }
  return true;
}

// A mailbox that was renamed and is watched under its new name too has the same watches.
void Watch::remove_watches(const Watched& watched) {
  for (const int watch : watched.watches) {
    if (watch >= 0 && folders_.erase(watch) > 0) ::inotify_rm_watch(inotify_, watch);
  }
}

void Watch::leave(const std::string& folder, std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = watched_.find(folder);
  if (found == watched_.end()) return;
  found->second.bells.erase(number);
  if (!found->second.bells.empty()) return;
  remove_watches(found->second);
  watched_.erase(found);
}

void Watch::run() {
  while (wait_for(inotify_, stop_, -1)) {
    if (!wait_for(-1, stop_, gathering_milliseconds)) return;
    read_events();
  }
}

void Watch::read_events() {
  alignas(inotify_event) std::array<char, 65536> buffer;  // NOLINT: filled by read()
  const std::lock_guard lock(mutex_);
  std::set<std::string> changed;
  bool lost_some = false;
  for (;;) {
    const auto count = ::read(inotify_, buffer.data(), buffer.size());
    if (count <= 0) break;
    std::string_view events(buffer.data(), static_cast<std::size_t>(count));
    while (events.size() >= sizeof(inotify_event)) {
      inotify_event event{};
      std::memcpy(&event, events.data(), sizeof event);
      events.remove_prefix(sizeof event + event.len);
      lost_some = lost_some || (event.mask & IN_Q_OVERFLOW) != 0;
      const auto folder = folders_.find(event.wd);
      if (folder != folders_.end()) changed.insert(folder->second);
    }
  }
  if (lost_some) return ring_all();
  for (const auto& folder : changed) ring(folder);
}

void Watch::ring(const std::string& folder) {
  const auto found = watched_.find(folder);
  if (found == watched_.end()) return;
  for (const auto& [number, bell] : found->second.bells) bell();
}

void Watch::ring_all() {
  for (const auto& [folder, watched] : watched_) ring(folder);
}

}  // namespace gatehouse::mailbox
