// What there is for one connection: what others push from any thread until its own loop writes it,
// and, where the client acknowledges (XEP-0198), what was written and may have been lost.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/waker.h"

namespace gatehouse::gates::xmpp {

// Whose stream it was, for who comes to resume it.
struct Resumption {
  std::string id;
  std::string acting;  // whose credentials opened it
  bool operator==(const Resumption&) const = default;
};

struct Parcel {
  std::string stanza;
  bool owed = false;  // nobody else has got it: when it is lost here, it is lost
};

class Outbox {
 public:
  // To be made on the stream's loop; `stream` outlives the time until detach().
  explicit Outbox(net::Stream& stream);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox();

  // false: the peer does not read what it has been sent, or is gone. A peer over 512 KiB behind is
  // cut off.
  [[nodiscard]] bool push(std::string_view stanza, bool owed = false);
  // The connection shall end with the condition of RFC 6120, section 4.9.3.
  void end(std::string_view condition);
  // Takes the place of `other`, which ends with `conflict`: what it had not written, and what was
  // not acknowledged, is this one's. `handled`: see acknowledge(). false: it cannot be; nothing
  // was done. `self` owns this.
  [[nodiscard]] static bool succeed(const std::shared_ptr<Outbox>& self, Outbox& other,
                                    std::uint32_t handled);
  [[nodiscard]] bool is_resumed_by(const Resumption& wish) const;

  // The rest on the connection's loop only.
  struct Taken {
    std::string bytes;
    std::string_view condition;  // empty: it goes on
  };
  // `own`: stanzas the connection writes just before these.
  [[nodiscard]] Taken take(std::vector<Parcel> own);
  // Looked at after a wake, where nothing is taken.
  [[nodiscard]] bool has_ended();
  void detach();

  // From now on stanzas are counted both ways. `wish`: nullopt: the stream cannot be resumed.
  void manage(std::optional<Resumption> wish);
  [[nodiscard]] bool is_managed() const;
  [[nodiscard]] bool can_be_resumed() const;
  void note_heard();  // a stanza of the client
  [[nodiscard]] std::uint32_t heard() const;
  [[nodiscard]] std::uint32_t sent() const;
  // The client has handled that many of all. false: more than it was sent.
  [[nodiscard]] bool acknowledge(std::uint32_t handled);
  // Of a stream that was resumed: what was not acknowledged, and a request to do so.
  [[nodiscard]] std::string again();
  // What is owed and was not acknowledged, oldest first. Nothing more can be pushed.
  [[nodiscard]] std::vector<std::string> undelivered();

 private:
  // All under the lock.
  void wake_later();
  void keep(Parcel parcel);
  [[nodiscard]] bool drop_handled(std::uint32_t handled);

  net::Waker waker_;
  mutable std::mutex mutex_;
  std::vector<Parcel> waiting_;
  std::size_t waiting_size_ = 0;
  std::string_view condition_;
  bool called_ = false;  // the connection is on its way
  bool closed_ = false;
  std::shared_ptr<Outbox> successor_;

  bool managed_ = false;
  bool asked_ = false;  // for an acknowledgement
  std::optional<Resumption> resumption_;
  std::deque<Parcel> unacknowledged_;  // empty as well when there were too many
  std::size_t unacknowledged_size_ = 0;
  std::uint32_t sent_ = 0;  // these count modulo 2^32
  std::uint32_t acknowledged_ = 0;
  std::uint32_t heard_ = 0;
};

}  // namespace gatehouse::gates::xmpp
