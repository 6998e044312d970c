// One listening address: who may come in, how many, and what serves them.
#pragma once

#include <atomic>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "net/server.h"
#include "net/socket.h"

namespace gatehouse::net {

// What was thrown, in words fit for the log.
[[nodiscard]] std::string words_of(const std::exception_ptr& thrown);

// The connections of one listener, over all loops. Thread-safe.
class Census {
 public:
  explicit Census(ListenerOptions options) : options_(std::move(options)) {}

  // Counts its connection until it ends.
  class Entry {
   public:
    Entry(std::shared_ptr<Census> census, const IpAddress& from)
        : census_(std::move(census)), from_(from) {}
    Entry(Entry&&) noexcept = default;
    Entry& operator=(Entry&&) = delete;
    ~Entry() {
      if (census_) census_->leave(from_);
    }

   private:
    std::shared_ptr<Census> census_;
    IpAddress from_;
  };
  // Nothing: refused by the access list or by a limit.
  [[nodiscard]] static std::optional<Entry> enter(const std::shared_ptr<Census>& census,
                                                  const IpAddress& from);
  [[nodiscard]] std::size_t present() const { return present_; }

 private:
  [[nodiscard]] bool admit(const IpAddress& from);
  void leave(const IpAddress& from);

  const ListenerOptions options_;
  std::atomic<std::size_t> present_ = 0;
  std::mutex mutex_;
  std::map<IpAddress, std::size_t> by_address_;
};

struct Listener {
  Handler handler;
  std::shared_ptr<Census> census;
  std::optional<Endpoint> fixed_local;  // what every connection's local end is, when that is known
};

// Accepts on one socket and starts a session for each connection, on its own loop. Out of
// descriptors, it refuses the next in line and rests. Belongs to its loop once run() has begun.
class Acceptor {
 public:
  // `listener` outlives it and the sessions.
  Acceptor(boost::asio::any_io_executor loop, unsigned index, Descriptor socket,
           const Listener& listener);
  [[nodiscard]] Task<void> run();  // until close()
  void close();
  [[nodiscard]] boost::asio::any_io_executor loop() { return socket_.get_executor(); }

 private:
  void begin_session(Accepted accepted);
  void refuse_next(int reason);

  boost::asio::posix::stream_descriptor socket_;
  unsigned index_;
  const Listener& listener_;
  Descriptor reserve_;
};

}  // namespace gatehouse::net
