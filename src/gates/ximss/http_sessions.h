// XIMSS sessions of web clients, as this gate knows them: whose they are, what a client must show
// besides the ID, what it has not heard yet. Whether a session still holds is for the keeper to
// say, at each request. Used by all loops at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/address.h"
#include "base/clock.h"
#include "base/secret.h"
#include "gates/ximss/outbox.h"
#include "net/waker.h"

namespace gatehouse::gates::ximss {

// What an ID begins with: it tells sessions apart and grows, and opens nothing.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view id);

class HttpSessions {
 public:
  static constexpr std::size_t most_sessions = 50000;
  static constexpr std::size_t most_polls = 10000;  // that wait, of all sessions
  static constexpr Duration forgotten_after = std::chrono::hours{24};

  struct Terms {
    std::string account;  // full name
    IpAddress address;    // that it was made from
    bool fixed = false;   // only from there
    bool cookie = false;  // only with the cookie
  };
  // One that logs in once more by its ID goes on by the terms it has. nullopt: there is none here.
  enum class Again { goes_on, not_from_there };
  [[nodiscard]] std::optional<Again> again(std::string_view id, const IpAddress& from, Moment now);
  // The value of the cookie; empty: there is none. nullopt: there are too many sessions.
  [[nodiscard]] std::optional<std::string> add(const Secret& id, Terms terms, Moment now);
  void remove(std::string_view id);
  [[nodiscard]] std::size_t count_of(std::string_view account);
  // Those of an account that the keeper knows no more are gone. `known`: what stands in front of
  // the IDs of those it knew when `newest` was there already; later ones are not among them.
  void keep_only(std::string_view account, const std::set<std::uint64_t>& known,
                 std::uint64_t newest);
  // All of an account but one are gone; gives the IDs of those that were made from that address.
  [[nodiscard]] std::vector<Secret> take_others(std::string_view account, std::string_view but,
                                                const IpAddress& from);

  struct Shown {
    std::string_view id;
    std::optional<std::string_view> cookie;
    IpAddress from;
  };
  struct Found {
    std::string account;
    std::string give_cookie;  // empty: none need be given
  };
  // nullopt: there is no such session for whoever shows that. A client that was given the cookie
  // with its login and dropped it gets it once more, with its first request.
  [[nodiscard]] std::optional<Found> find(const Shown& shown, Moment now);

  // See Requests and Outbox; of a session that is gone: repeated, without an answer; no room;
  // nothing.
  [[nodiscard]] Requests::Turn begin(std::string_view id, std::uint64_t number);
  void done(std::string_view id, std::uint64_t number, std::string_view answer);
  [[nodiscard]] std::optional<std::string> answer(std::string_view id, std::uint64_t number);
  [[nodiscard]] bool put(std::string_view id, std::string_view messages);  // wakes who waits
  [[nodiscard]] std::optional<Outbox::Batch> next(std::string_view id, std::uint64_t heard);

  // A request that waits for something to be put. One of a session: the next one wakes it for good.
  class Poll {
   public:
    Poll(HttpSessions& sessions, net::Stream& stream);
    Poll(const Poll&) = delete;
    Poll& operator=(const Poll&) = delete;
    ~Poll();
    [[nodiscard]] bool is_replaced() const;

   private:
    friend class HttpSessions;
    struct Wait;
    HttpSessions& sessions_;
    std::shared_ptr<Wait> wait_;
  };
  // To be made and to end on the stream's loop, which outlives it as this does. Null: too many
  // wait.
  [[nodiscard]] std::unique_ptr<Poll> wait(std::string_view id, net::Stream& stream);

 private:
  struct Held {
    Terms terms;
    Secret id;
    std::string cookie;
    bool cookie_seen = false;
    Moment used;
    Requests requests;
    Outbox outbox;
    std::weak_ptr<Poll::Wait> poll;
  };
  using ByHash = std::unordered_map<std::string, Held>;

  [[nodiscard]] Held* held(std::string_view id);  // under the lock
  void forget_unused(Moment now);

  std::mutex lock_;
  ByHash by_hash_;
  std::size_t polls_ = 0;
  Moment swept_{};
};

}  // namespace gatehouse::gates::ximss
