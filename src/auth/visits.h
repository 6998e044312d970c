// The connections that are here now. Ids are unique for the life of the keeper and follow no order
// that shows. Safe for concurrent use by many loops; one visit serves one call at a time.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "auth/exchange.h"
#include "auth/keeper.h"
#include "auth/policy.h"
#include "crypto/entropy.h"
#include "net/loop_handle.h"

namespace gatehouse::auth {

// How a visit is ended from the keeper's side, by any thread.
class VisitEnd {
 public:
  VisitEnd(boost::asio::any_io_executor loop, OnEnd on_end);
  void call();    // runs on_end on the loop, unless the visit is left by then
  void forget();  // on the loop: on_end is not called any more

 private:
  struct Held {
    OnEnd on_end;  // touched on the loop only
  };
  net::LoopHandle loop_;
  std::shared_ptr<Held> held_;
};

struct Visit {
  Peer peer;
  PolicyView policy;  // of the domain that the peer reached
  Offer offer;        // the last one that was shown
  unsigned failures = 0;
  unsigned wrong_codes = 0;  // of the second factor
  std::string wrong_ntlm{};  // whose NTLM failure was the last one counted; see Surroundings
  std::unique_ptr<Exchange> exchange;           // null: none in progress
  std::optional<Opened> opened;                 // empty: not logged in
  std::unique_ptr<kerberos::Acceptor> layer{};  // what its gate says is wrapped by; null: nothing
  std::shared_ptr<VisitEnd> end;
  std::uint64_t login = 0;              // in Logins; 0: none
  std::uint64_t actors_login = 0;       // of whoever opened another's account; 0: nobody
  std::vector<std::string> sessions{};  // hashes of those it opened
  std::uint64_t recorded = 0;           // the login's record in the audit trail; 0: none

  std::atomic<bool> busy = false;
};

// The right to use a visit, until it ends. Empty when there is no such visit or it is in use.
class Turn {
 public:
  Turn() = default;
  explicit Turn(std::shared_ptr<Visit> visit);
  Turn(Turn&& other) noexcept = default;
  Turn& operator=(Turn&&) = delete;
  ~Turn();

  explicit operator bool() const { return visit_ != nullptr; }
  Visit& operator*() const { return *visit_; }
  Visit* operator->() const { return visit_.get(); }

 private:
  std::shared_ptr<Visit> visit_;
};

class Visits {
 public:
  static constexpr std::size_t most_visits = 200000;

  explicit Visits(crypto::Entropy& entropy);

  [[nodiscard]] std::optional<VisitId> add(std::shared_ptr<Visit> visit);  // nullopt: too many
  [[nodiscard]] Turn turn(VisitId id) const;
  [[nodiscard]] std::shared_ptr<Visit> take(VisitId id);  // null: there is none
  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  static constexpr std::size_t shard_count = 16;
  struct Shard {
    mutable std::mutex lock;
    std::unordered_map<VisitId, std::shared_ptr<Visit>> by_id;
  };
  [[nodiscard]] VisitId next_id();

  std::array<Shard, shard_count> shards_;
  std::atomic<std::size_t> count_{0};
  std::atomic<std::uint64_t> counter_;
};

}  // namespace gatehouse::auth
