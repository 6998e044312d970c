// The grammar of SMTP: what parses is safe to pass on and to write into a header, and a message
// ends where RFC 5321 says and nowhere else.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "gates/smtp/grammar.h"
#include "gates/smtp/incoming.h"
#include "gates/smtp/next_hop.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::gates;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool is_safe(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7F'; });
}

// A parsed address parses to itself again.
void check_address(const std::string& address) {
  demand(is_safe(address));
  if (address.empty() || address == "postmaster") return;
  const auto again = smtp::parse_mailbox(address);
  demand(again && *again == address);
}

void check_command(std::string_view line) {
  const auto command = smtp::parse_command(line);
  if (!command) return;
  demand(is_safe(line));
  if (const auto mail = smtp::parse_mail(command->argument)) check_address(mail->sender);
  if (const auto recipient = smtp::parse_recipient(command->argument)) check_address(*recipient);
  if (smtp::is_client_name(command->argument))
    demand(is_safe(command->argument) && !command->argument.contains(' '));
  (void)smtp::parse_auth(command->argument);
}

// The lines of `bytes` as net::Lines cuts them.
void check_message(std::string_view bytes) {
  constexpr std::string_view end = "\r\n.\r\n";
  const std::string wire = "\r\n" + std::string(bytes) + std::string(end);
  const auto should_end = wire.find(end) + end.size();
  smtp::Incoming incoming(1U << 20U);
  std::size_t at = 2;
  while (!incoming.ended()) {
    demand(at < wire.size());
    const auto line_end = wire.find('\n', at);
    demand(line_end != wire.npos);
    const bool bare = line_end == at || wire[line_end - 1] != '\r';
    const auto line = std::string_view(wire).substr(at, line_end - at - (bare ? 0 : 1));
    const auto kept = incoming.take(line, bare);
    demand(!kept || kept->find_first_of("\r\n") == kept->npos);
    at = line_end + 1;
  }
  demand(at == should_end);
}

// What we send after DATA holds no end of its own.
void check_dots(std::string_view bytes) {
  std::string text;
  for (const char c : bytes)
    if (c != '\r' && c != '\n') text += c;
  const auto sent = smtp::dots_doubled(".\r\n" + text + "\r\n.\r\n", true);
  demand(!sent.starts_with(".\r\n") && !sent.contains("\r\n.\r\n"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_command(bytes);
  check_message(bytes);
  check_dots(bytes);
  return 0;
}
