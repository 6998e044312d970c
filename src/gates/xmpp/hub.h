// Who is connected: the resources of every account, and what they may be sent. In memory only, so
// that no call waits for anything but a short lock. Safe for concurrent use by all loops.
//
// Accounts are full canonical names, which are their bare addresses.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "gates/xmpp/element.h"
#include "gates/xmpp/outbox.h"
#include "gates/xmpp/roster.h"

namespace gatehouse::gates::xmpp {

inline constexpr std::size_t most_resources = 20;  // of an account
inline constexpr std::size_t most_away = 5;        // of those, whose connection broke
inline constexpr std::size_t most_directed = 200;  // presences of a resource

struct Resource {
  std::string name;
  std::shared_ptr<Outbox> outbox;
  std::optional<Element> presence{};  // its own words, with its full address; none: not available
  int priority = 0;
  bool wants_roster = false;            // it asked for it, and is told of changes
  bool wants_carbons = false;           // XEP-0280
  bool is_away = false;                 // its connection broke; it may be resumed
  std::vector<std::string> directed{};  // bare addresses that were shown its presence

  [[nodiscard]] bool takes_messages() const { return presence && priority >= 0; }
};

using RosterView = std::shared_ptr<const Roster>;

class Hub {
 public:
  // Another connection of that name is ended: it is the same client, come again (RFC 6120, section
  // 7.7.2.2). too_long: the account has most_resources.
  [[nodiscard]] Result<void> bind(std::string_view account, std::string_view resource,
                                  std::shared_ptr<Outbox> outbox);
  // Nothing when another connection has taken its place.
  void unbind(std::string_view account, std::string_view resource, const Outbox& outbox);

  // XEP-0198: the resource keeps its place while its client is away. false: another connection has
  // taken it, or the account has most_away.
  [[nodiscard]] bool let_wait(std::string_view account, std::string_view resource,
                              const Outbox& outbox);
  // Gives the resource whose stream `wish` names to `outbox`; its name. nullopt: there is none, or
  // `handled` is more than it was sent.
  [[nodiscard]] std::optional<std::string> resume(std::string_view account, const Resumption& wish,
                                                  std::uint32_t handled,
                                                  std::shared_ptr<Outbox> outbox);

  [[nodiscard]] bool has(std::string_view account) const;
  // Null: nobody of the account is available, so that nothing is known.
  [[nodiscard]] RosterView roster(std::string_view account) const;
  void set_roster(std::string_view account, RosterView roster);  // where somebody is connected

  // `act` runs under the lock, for each connected resource: it may push, and nothing else.
  using Act = std::function<void(Resource&)>;
  void each(std::string_view account, const Act& act);
  void at(std::string_view account, std::string_view resource, const Act& act);

 private:
  struct Connected {
    std::vector<Resource> resources;
    RosterView roster;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Connected, Hash, std::equal_to<>> accounts;
  };
  [[nodiscard]] Shard& shard_of(std::string_view account) const;

  mutable std::array<Shard, 16> shards_;
};

}  // namespace gatehouse::gates::xmpp
