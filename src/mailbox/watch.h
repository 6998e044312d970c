// Tells at once when something happens in a Maildir, whoever did it, by inotify: one watcher for
// all sessions of a process, one thread. A watch tells that it is worth to look
// (Folder::refresh()), no more. Events within 20 ms are told once.
//
// Each watched mailbox takes two inotify watches, however many sessions watch it. When the kernel
// has none left (fs.inotify.max_user_watches, max_user_instances), or 20,000 mailboxes are watched,
// watch() gives nothing and the caller has to look by itself now and then.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace gatehouse::mailbox {

class Watch {
 public:
  Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();  // after all Tickets

  // Called on the watcher's thread; must not block and must not use the Watch.
  using Bell = std::function<void()>;

  // Ends with it; once it is gone the bell is not called any more.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket();

   private:
    friend class Watch;
    Ticket(Watch& watch, std::string folder, std::uint64_t number)
        : watch_(&watch), folder_(std::move(folder)), number_(number) {}
    Watch* watch_;
    std::string folder_;
    std::uint64_t number_;
  };
  [[nodiscard]] std::optional<Ticket> watch(const std::filesystem::path& directory, Bell bell);
  [[nodiscard]] std::size_t folders() const;  // that are watched now

 private:
  struct Watched {
    std::array<int, 2> watches{-1, -1};  // new/, cur/
    std::map<std::uint64_t, Bell> bells{};
  };
  void run();
  void read_events();
  void ring(const std::string& folder);
  void ring_all();
  void leave(const std::string& folder, std::uint64_t number);
  [[nodiscard]] bool add_watches(const std::string& folder, Watched& watched);
  void remove_watches(const Watched& watched);

  mutable std::mutex mutex_;
  std::map<std::string, Watched> watched_;
  std::map<int, std::string> folders_;  // by watch
  std::uint64_t last_number_ = 0;
  int inotify_;
  int stop_;
  std::thread thread_;
};

}  // namespace gatehouse::mailbox
