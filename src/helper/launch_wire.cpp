#include "helper/launch_wire.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace gatehouse::helper {
namespace {

constexpr char launch_mark = 'L';
constexpr char kill_mark = 'K';

// Both ends are the same program on the same machine: numbers go as they are.
template <class Number>
std::string bytes_of(Number number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

template <class Number>
std::optional<Number> take_number(std::string_view& bytes) {
  Number number{};
  if (bytes.size() < sizeof number) return std::nullopt;
  std::memcpy(&number, bytes.data(), sizeof number);
  bytes.remove_prefix(sizeof number);
  return number;
}

std::optional<Launcher::Kind> kind_of(std::uint8_t code) {
  for (const auto kind : {Launcher::Kind::external, Launcher::Kind::os_passwords})
    if (static_cast<std::uint8_t>(kind) == code) return kind;
  return std::nullopt;
}

std::optional<Order> parse_launch(std::string_view bytes) {
  const auto serial = take_number<std::uint32_t>(bytes);
  const auto code = take_number<std::uint8_t>(bytes);
  const auto kind = code ? kind_of(*code) : std::nullopt;
  if (!serial || !kind || (!bytes.empty() && !bytes.ends_with('\0'))) return std::nullopt;
  LaunchOrder order{*serial, *kind, {}};
  while (!bytes.empty()) {
    if (order.command.size() == most_words) return std::nullopt;
    order.command.emplace_back(take_until(bytes, '\0'));
  }
  return order;
}

union Control {
  cmsghdr header;  // for its alignment
  std::array<char, CMSG_SPACE(3 * sizeof(int))> bytes;
};

Ends ends_of(msghdr& message) {
  Ends ends;
  for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    std::array<int, 3> numbers{-1, -1, -1};
    const auto size = std::min(header->cmsg_len - CMSG_LEN(0), sizeof numbers);
    std::memcpy(numbers.data(), CMSG_DATA(header), size);
    for (std::size_t i = 0; i < ends.size(); ++i) ends[i] = Descriptor(numbers[i]);
  }
  return ends;
}

}  // namespace

Result<std::string> to_bytes(const LaunchOrder& order) {
  if (order.command.size() > most_words) return fail(ErrorCode::too_long, "too many arguments");
  std::string bytes{launch_mark};
  bytes += bytes_of(order.serial);
  bytes += bytes_of(static_cast<std::uint8_t>(order.kind));
  for (const auto& word : order.command) {
    if (word.contains('\0')) return fail(ErrorCode::malformed, "a zero byte in a command");
    bytes += word;
    bytes += '\0';
  }
  if (bytes.size() > longest_order) return fail(ErrorCode::too_long, "the command is too long");
  return bytes;
}

std::string to_bytes(const KillOrder& order) { return kill_mark + bytes_of(order.pid); }

std::optional<Order> parse_order(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > longest_order) return std::nullopt;
  const char mark = bytes.front();
  bytes.remove_prefix(1);
  if (mark == launch_mark) return parse_launch(bytes);
  if (mark != kill_mark) return std::nullopt;
  const auto pid = take_number<std::int64_t>(bytes);
  if (!pid || !bytes.empty()) return std::nullopt;
  return KillOrder{*pid};
}

bool send_report(int socket, const Report& report, const Ends& ends) {
  Report body = report;
  iovec part{&body, sizeof body};
  Control control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (report.trouble == 0) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(3 * sizeof(int));
    const std::array numbers{ends[0].number(), ends[1].number(), ends[2].number()};
    std::memcpy(CMSG_DATA(header), numbers.data(), sizeof numbers);
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof body);
}

std::optional<Delivery> receive_report(int socket) {
  Delivery delivery{};
  iovec part{&delivery.report, sizeof delivery.report};
  Control control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  const auto size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (size <= 0) return std::nullopt;
  delivery.ends = ends_of(message);
  if (size != static_cast<ssize_t>(sizeof delivery.report)) return std::nullopt;
  return delivery;
}

}  // namespace gatehouse::helper
