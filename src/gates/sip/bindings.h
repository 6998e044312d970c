// Where an account is to be reached: the contacts it has registered, and what REGISTER makes of
// them (RFC 3261, section 10.3). Pure: plain values, time is an argument.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "gates/sip/message.h"

namespace gatehouse::gates::sip {

inline constexpr std::size_t most_bindings = 10;  // of an account
inline constexpr std::uint32_t usual_expiry = 3600;
inline constexpr std::uint32_t shortest_expiry = 60;
inline constexpr std::uint32_t longest_expiry = 86400;

enum class Transport { udp, tcp, tls };
[[nodiscard]] std::string_view name_of(Transport transport);  // "UDP"
[[nodiscard]] std::optional<Transport> transport_named(std::string_view name);

// Where requests for a contact are sent.
struct Reach {
  Transport transport = Transport::udp;
  Endpoint remote{};
  Endpoint local{};  // of ours, where it registered
  bool operator==(const Reach&) const = default;
};

struct Binding {
  std::string uri;  // as it was registered
  Reach reach;
  std::string q;
  std::string call_id;
  std::uint32_t cseq = 0;
  Time expires{};
  bool operator==(const Binding&) const = default;
};
using Bindings = std::vector<Binding>;

// Where a contact is reached that was registered from `from`: by the connection it came by, or the
// address it names when that is the one it came from. Nobody registers a third one: what is sent
// there would be sent to somebody who never asked.
[[nodiscard]] Reach reach_of(const Uri& contact, const Reach& from);

struct Registration {
  unsigned status;  // 200, or why nothing was changed: 400, 403, 423, 500
  bool changed = false;
};
// All of the request or nothing of it.
[[nodiscard]] Registration apply(Bindings& bindings, const Message& request, const Reach& from,
                                 Time now);
void drop_expired(Bindings& bindings, Time now);
// The one that requests go to: the best q, then the one registered last; null: there is none.
[[nodiscard]] const Binding* best(const Bindings& bindings, Time now);

// The values of the Contact fields of a 200.
[[nodiscard]] std::vector<std::string> contact_fields(const Bindings& bindings, Time now);

// As they are kept in a file. malformed: it is not one of ours.
[[nodiscard]] std::string written(const Bindings& bindings);
[[nodiscard]] Result<Bindings> read_bindings(std::string_view text);

}  // namespace gatehouse::gates::sip
