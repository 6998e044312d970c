// What others have for one connection, until its own loop writes it. Others push from any thread;
// the connection takes.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "net/stream.h"

namespace gatehouse::gates::xmpp {

class Outbox {
 public:
  // To be made on the stream's loop; `stream` outlives the time until detach().
  explicit Outbox(net::Stream& stream);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox();

  // false: the peer does not read what it has been sent, or is gone. A peer over 512 KiB behind is
  // cut off.
  [[nodiscard]] bool push(std::string_view stanza);
  // The connection shall end with the condition of RFC 6120, section 4.9.3.
  void end(std::string_view condition);

  // The rest on the connection's loop only.
  struct Taken {
    std::string bytes;
    std::string_view condition;  // empty: it goes on
  };
  [[nodiscard]] Taken take();
  void detach();

 private:
  struct Wire;
  void wake_later();  // under the lock

  std::shared_ptr<Wire> wire_;
  std::mutex mutex_;
  std::string waiting_;
  std::string_view condition_;
  bool called_ = false;  // the connection is on its way
  bool closed_ = false;
};

}  // namespace gatehouse::gates::xmpp
