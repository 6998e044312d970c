// What passes between the server and its launcher: one datagram per message, and with a good report
// the three descriptors of the new program. Pure but for the last two functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "helper/launcher.h"
#include "net/socket.h"

namespace gatehouse::helper {

inline constexpr std::size_t longest_order = 16384;  // bytes
inline constexpr std::size_t most_words = 64;        // of a command

struct LaunchOrder {
  std::uint32_t serial;  // the report carries it
  Launcher::Kind kind;
  std::vector<std::string> command;
};
struct KillOrder {
  std::int64_t pid;
};
using Order = std::variant<LaunchOrder, KillOrder>;

// too_long: more than the limits above; malformed: a word with a zero byte.
[[nodiscard]] Result<std::string> to_bytes(const LaunchOrder& order);
[[nodiscard]] std::string to_bytes(const KillOrder& order);
[[nodiscard]] std::optional<Order> parse_order(std::string_view bytes);  // nullopt: garbage

struct Report {
  std::uint32_t serial;
  std::int32_t trouble;  // errno; 0: it runs
  std::int64_t pid;
};
// A child's input, output and standard error, our ends.
using Ends = std::array<Descriptor, 3>;
struct Delivery {
  Report report;
  Ends ends;  // closed when there was trouble
};

// False: the other side is gone. A report of trouble carries no descriptors.
[[nodiscard]] bool send_report(int socket, const Report& report, const Ends& ends);
[[nodiscard]] std::optional<Delivery> receive_report(int socket);

}  // namespace gatehouse::helper
