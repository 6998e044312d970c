#include "gates/ldap/message.h"

#include <utility>

namespace gatehouse::gates::ldap {
namespace {

constexpr std::size_t most_controls = 16;
constexpr std::size_t most_length_bytes = 4;
constexpr Tag tag_controls = constructed_context(0);

std::unexpected<Error> malformed(std::string why) {
  return fail(ErrorCode::malformed, std::move(why));
}

// Section 4.1.11: criticality is false when it is not there.
std::optional<Control> control_of(std::string_view content) {
  Elements elements(content);
  const auto oid = elements.take(tag_octets);
  if (!oid) return std::nullopt;
  Control control{.oid = *oid};
  if (elements.next_is(tag_boolean)) {
    const auto critical = elements.take_boolean(tag_boolean);
    if (!critical) return std::nullopt;
    control.critical = *critical;
  }
  if (elements.next_is(tag_octets)) control.value = elements.take(tag_octets);
  if (!elements.at_end()) return std::nullopt;
  return control;
}

Result<std::vector<Control>> controls_of(std::string_view content) {
  Elements elements(content);
  std::vector<Control> controls;
  while (!elements.at_end()) {
    const auto one = elements.take(tag_sequence);
    auto control = one ? control_of(*one) : std::nullopt;
    if (!control) return malformed("a broken control");
    if (controls.size() == most_controls) return malformed("too many controls");
    controls.push_back(*control);
  }
  return controls;
}

}  // namespace

Result<Message> parse_message(std::string_view bytes) {
  Elements outer(bytes);
  const auto body = outer.take(tag_sequence);
  if (!body || !outer.at_end()) return malformed("not one message");
  Elements elements(*body);
  const auto id = elements.take_number(tag_integer);
  // RFC 4511, section 4.1.1.1: 0 is the server's.
  if (!id || *id <= 0) return malformed("an odd message ID");
  const auto operation = elements.take();
  if (!operation) return malformed("no operation");
  Message message{*id, operation->tag, operation->content, {}};
  if (elements.at_end()) return message;
  const auto controls = elements.take(tag_controls);
  if (!controls || !elements.at_end()) return malformed("something after the operation");
  auto read = controls_of(*controls);
  if (!read) return std::unexpected(std::move(read.error()));
  message.controls = std::move(*read);
  return message;
}

Result<std::size_t> size_of_length(std::string_view first_two) {
  if (static_cast<unsigned char>(first_two[0]) != tag_sequence) return malformed("not LDAP");
  const std::size_t length = static_cast<unsigned char>(first_two[1]);
  if (length < 0x80) return std::size_t{0};
  // RFC 4511, section 5.1: only the definite form.
  if (length == 0x80 || length > 0x80 + most_length_bytes) return malformed("an odd length");
  return length - 0x80;
}

Result<std::size_t> length_of(std::string_view head, std::size_t most) {
  std::size_t length = static_cast<unsigned char>(head[1]);
  if (head.size() > 2) length = 0;
  for (const char c : head.substr(2)) length = length << 8U | static_cast<unsigned char>(c);
  if (length > most)
    return fail(ErrorCode::too_long, "a message of " + std::to_string(length) + " bytes");
  return length;
}

net::Task<Result<std::string>> read_message(net::Lines& lines, std::size_t most) {
  std::string bytes;
  const net::Lines::Sink append = [&bytes](std::string_view piece) {
    bytes += piece;
    return Result<void>{};
  };
  auto got = co_await lines.read_counted(2, append);
  if (!got) co_return std::unexpected(std::move(got.error()));
  const auto more = size_of_length(bytes);
  if (!more) co_return std::unexpected(more.error());
  got = co_await lines.read_counted(*more, append);
  if (!got) co_return std::unexpected(std::move(got.error()));
  const auto length = length_of(bytes, most);
  if (!length) co_return std::unexpected(length.error());
  bytes.reserve(bytes.size() + *length);  // it does not move, so its owner can wipe it
  got = co_await lines.read_counted(*length, append);
  if (!got) co_return std::unexpected(std::move(got.error()));
  co_return bytes;
}

}  // namespace gatehouse::gates::ldap
