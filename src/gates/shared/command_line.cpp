#include "gates/shared/command_line.h"

#include <utility>

namespace gatehouse::gates {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string out;
  out.reserve(4 * text.size() + 2);  // no second copy is left behind: it may be a password
  out += '"';
  for (const char c : text) {
    if (is_control(c)) {
      const auto digits = std::to_string(static_cast<unsigned char>(c));
      out.append("\\").append(3 - digits.size(), '0').append(digits);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
  return out;
}

net::Task<std::expected<Visit, auth::Denial>> log_in_again(auth::Keeper& keeper,
                                                           std::string service, net::Stream& stream,
                                                           std::string account, Secret password) {
  using auth::DenialKind;
  auto visit = co_await Visit::start(keeper, std::move(service), stream);
  if (!visit) co_return std::unexpected(auth::Denial{DenialKind::unavailable, "Try again later"});
  auto proof = auth::plain_message(account, password.reveal());
  auto reply = co_await visit->begin("PLAIN", std::move(proof));
  if (std::holds_alternative<auth::Session>(reply)) co_return std::move(*visit);
  if (auto* denial = std::get_if<auth::Denial>(&reply))
    co_return std::unexpected(std::move(*denial));
  co_return std::unexpected(auth::Denial{DenialKind::refused, "The old password is wrong"});
}

net::Task<auth::CommandReply> set_own_password(Visit& visit, Secret password) {
  std::string quoted = in_quotes(password.reveal());
  const WipeAtEnd wiped_part(quoted);
  std::string line;
  line.reserve(quoted.size() + 64);
  const WipeAtEnd wiped(line);
  line.append("SETACCOUNTPASSWORD * PASSWORD ").append(quoted).append(" CHECK");
  co_return co_await visit.command(Secret(line));
}

}  // namespace gatehouse::gates
