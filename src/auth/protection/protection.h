// Attack protection that knows where an attempt comes from (LoginProtection = Sources), so that
// guesses of strangers end and yet never keep an account's owner out. Reserve, then verify.
//
// Three things are counted, each on its own:
//   an account, by strangers:             the limit in 15 minutes, ten times the limit until the
//                                         owner comes (or a day has passed);
//   an account, by each source it knows:  the limit in 15 minutes. A source is known for 30 days
//                                         after a login; its neighbours share one more budget,
//                                         which has the strangers' total too;
//   an address, over all accounts:        100 failures in 10 minutes;
//   a network, over all accounts:         20 failing accounts in 10 minutes close it for 10.
// Sources that an account knows are not held to the last two, nor is this machine itself.
// The same wrong secret of the same account counts once. Names that nobody has use the same tables.
//
// Times are monotonic. Tables are bounded. Safe for concurrent use; never waits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/protection/account_budget.h"
#include "auth/protection/known_sources.h"
#include "auth/protection/network.h"
#include "auth/protection/recent_table.h"
#include "auth/protection/site_budget.h"
#include "base/secret.h"
#include "crypto/entropy.h"

namespace gatehouse::auth {

struct GuessedAt {
  std::string account;  // one for all spellings: sources are known to it
  std::string counter;  // what failures are counted under: the account, or one tag of it
  IpAddress from;
  unsigned limit = 10;  // 0: none for the account
  // For what nobody could decide, as a source outside was silent: counted on its own, and held
  // against no network.
  bool undecided = false;
};

class Protection {
 public:
  static constexpr std::size_t most_budgets = 65536;
  static constexpr std::size_t most_sites = 65536;
  static constexpr std::size_t most_addresses = 65536;  // IPv4 addresses and IPv6 /64
  static constexpr std::size_t most_accounts = 65536;   // whose sources are known
  static constexpr Duration period = std::chrono::minutes{15};
  static constexpr unsigned total_of_strangers = 10;  // times the limit
  static constexpr unsigned most_of_address = 100;    // failures within address_period
  static constexpr Duration address_period = std::chrono::minutes{10};

  explicit Protection(crypto::Entropy& entropy);

  // The right to compare one secret. Given back when it ends, unless one of the others was called.
  class Reservation {
   public:
    Reservation() = default;
    Reservation(Protection& protection, GuessedAt guess, Standing standing)
        : protection_(&protection), guess_(std::move(guess)), standing_(standing) {}
    Reservation(Reservation&& other) noexcept
        : protection_(std::exchange(other.protection_, nullptr)),
          guess_(std::move(other.guess_)),
          standing_(other.standing_) {}
    Reservation& operator=(Reservation&& other) noexcept {
      std::swap(protection_, other.protection_);
      std::swap(guess_, other.guess_);
      std::swap(standing_, other.standing_);
      return *this;
    }
    ~Reservation() { release(); }

    void release();
    // `secret`: what was tried; null: the method did not show it, so it counts each time.
    void failed(const Secret* secret, Moment now);

   private:
    Protection* protection_ = nullptr;  // null: holds nothing
    GuessedAt guess_;
    Standing standing_ = Standing::stranger;
  };

  struct Answer {
    Admission admission;
    std::string_view why{};     // of `locked`: which budget
    Reservation reservation{};  // of `granted`
  };
  [[nodiscard]] Answer reserve(GuessedAt guess, Moment now);
  // The owner logged in from there: the source is known from now on, strangers' total starts anew.
  void succeeded(const std::string& account, const std::string& counter, const IpAddress& from,
                 Moment now);

  // An administrator takes back what was counted: of an account with all its tags, or of an address
  // and the network that it is in.
  void forget_failures(const std::string& account);
  void forget_failures(const IpAddress& address);

  // What holds for such an attempt now; changes nothing.
  struct View {
    Standing standing;
    unsigned failures;  // in the budget it would use, within the period
    unsigned total;     // ... since the owner came
    bool locked;
    bool address_closed;
    std::size_t failing_accounts;  // of the network
    bool site_closed;
  };
  [[nodiscard]] View view(const GuessedAt& guess, Moment now) const;

  // From where strangers are not let in now, whatever account they name; `most` at most.
  struct Closed {
    Network network;
    bool of_many_accounts;  // else of many failures, from one address
  };
  [[nodiscard]] std::vector<Closed> closed(Moment now, std::size_t most) const;

  struct Sizes {
    std::size_t budgets;  // of accounts
    std::size_t addresses;
    std::size_t sites;
    std::size_t sources;  // accounts whose sources are known
  };
  [[nodiscard]] Sizes sizes() const;
  [[nodiscard]] std::size_t size() const { return sizes().budgets; }

  // --- what lives on after a crash (protection/records.h)

  enum class Table { budgets, addresses, sites, sources };
  // From now on changes are noted, for changes().
  void keep_changes();
  // A line for each entry that changed since the last call.
  [[nodiscard]] std::vector<std::string> changes(Moment now);
  // Lines of up to `most` entries after `last`, and the name of the last one of them; nullopt: that
  // was all. To be called until then, so that nobody waits for the whole.
  struct Piece {
    std::vector<std::string> lines;
    std::optional<std::string> last;
  };
  [[nodiscard]] Piece piece(Table table, std::string_view last, std::size_t most, Moment now) const;
  // A line as changes() gave it, `ago`. False: it is damaged, and nothing was changed.
  [[nodiscard]] bool restore(std::string_view line, Duration ago, Moment now);

 private:
  [[nodiscard]] Standing standing_of(const GuessedAt& guess, Moment now) const;
  [[nodiscard]] std::uint64_t fingerprint(const GuessedAt& guess, const Secret& secret) const;
  void changed(Table table, const std::string& name);
  template <class Value, class IsClosed>
  [[nodiscard]] std::vector<Network> closed_in(const RecentTable<Value>& table, std::size_t most,
                                               IsClosed is_closed) const;
  [[nodiscard]] std::string line_of(Table table, std::string_view name, Moment now) const;
  void give_back(const GuessedAt& guess, Standing standing);
  void release_site(const GuessedAt& guess, std::uint64_t account);
  void release_address(const GuessedAt& guess);
  void start_anew(const std::string& name);
  void count_failure(const GuessedAt& guess, Standing standing, const Secret* secret, Moment now);

  Secret key_;  // of fingerprints; of this process only
  mutable std::mutex lock_;
  RecentTable<AccountBudget> budgets_{most_budgets};
  RecentTable<AccountBudget> addresses_{most_addresses};
  RecentTable<SiteBudget> sites_{most_sites};
  RecentTable<KnownSources> sources_{most_accounts};
  bool keeps_changes_ = false;
  std::set<std::pair<Table, std::string>> changed_;
};

}  // namespace gatehouse::auth
