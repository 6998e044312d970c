// One end of the connection between gates and the keeper: messages with a 4-byte big-endian length
// in front, at most 4 MiB each. Belongs to one loop. One coroutine, run(), does all the reading
// and writing; send() only queues, so messages of many visits leave in few writes.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::auth {

// Holds a command line of 1 MiB, a page of entries, and most that a command answers.
inline constexpr std::size_t longest_message = 4U << 20U;

// Cuts what arrives into messages. Pure; wiped at the end, for messages may hold secrets.
class Frames {
 public:
  ~Frames();
  void append(std::string_view bytes);
  // nullopt: more must arrive. The view lives until the next call of anything.
  // too_long: the peer is not one of ours; nothing after this can be trusted.
  [[nodiscard]] Result<std::optional<std::string_view>> next();

 private:
  void forget_read();

  std::string buffer_;
  std::size_t begin_ = 0;
};

class Channel {
 public:
  explicit Channel(net::Stream stream) : stream_(std::move(stream)) {}
  ~Channel();

  // Reads and writes until the stream ends, breaks, or `on_message` says false. Once only.
  using OnMessage = std::function<bool(std::string_view message)>;
  [[nodiscard]] net::Task<void> run(OnMessage on_message);

  // false: the channel is closed, or the message too long, or too much waits for the peer to read
  // it; nothing was sent then, and the channel stays as it is. Wipes `message`.
  [[nodiscard]] bool send(std::string message);
  void close();

  [[nodiscard]] boost::asio::any_io_executor loop() const { return stream_.loop(); }

 private:
  [[nodiscard]] net::Task<Result<void>> write_waiting();
  [[nodiscard]] bool read_waiting(const OnMessage& on_message);
  [[nodiscard]] bool hand_out(const OnMessage& on_message);

  net::Stream stream_;
  Frames frames_;
  std::string waiting_;  // to be written
  bool closed_ = false;
};

}  // namespace gatehouse::auth
