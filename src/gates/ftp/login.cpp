// How an FTP client logs in and protects what it says: RFC 959, RFC 2228, RFC 4217.
#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "gates/ftp/session.h"

namespace gatehouse::gates::ftp {
namespace {

constexpr unsigned most_reins = 10;
constexpr std::size_t longest_token_line = std::size_t{64} << 10U;
constexpr std::size_t shortest_message = 1024;  // of a protected piece
constexpr std::array tls_names{"TLS", "TLS-C", "SSL", "TLS-P"};

Reply step(int code, std::string_view token) {
  if (token.empty()) return reply(code, "Send ADAT");
  return reply(code, "ADAT=" + to_base64(token));
}

}  // namespace

net::Task<Reply> Session::user(std::string_view argument) {
  const std::string name(argument);
  if (session_) co_return co_await user_again(name);
  const auto denied = co_await visit_->clear_text_refused();
  if (denied) co_return refusal(*denied, false);
  user_ = name;
  co_return reply(331, "Send the password");
}

// RFC 2228, section 4: after a login by ADAT the name says whose files are wanted.
net::Task<Reply> Session::user_again(std::string name) {
  if (mechanism_.empty()) co_return reply(503, "You are logged in already");
  const auto owner = co_await visit_->owner(std::move(name));
  if (!owner && owner.error().code == ErrorCode::unavailable) co_return refusal(owner.error());
  if (owner && owner->own) co_return reply(232, "You are logged in already");
  co_return reply(530, "You are logged in as somebody else");
}

net::Task<Reply> Session::pass(std::string_view argument) {
  if (session_) co_return reply(202, "No password is needed");
  if (user_.empty()) co_return reply(503, "Send USER first");
  auto message = auth::plain_message(user_, argument);
  user_.clear();
  auto answer = co_await visit_->begin("PLAIN", std::move(message));
  if (std::holds_alternative<auth::Challenge>(answer))
    answer = co_await visit_->abort(auth::DenialKind::malformed);
  if (const auto* denial = std::get_if<auth::Denial>(&answer)) co_return refusal(*denial, false);
  auto* session = std::get_if<auth::Session>(&answer);
  if (session == nullptr) co_return hang_up();
  session_ = std::move(*session);
  co_return reply(230, session_->account + " is logged in");
}

net::Task<Reply> Session::auth(std::string_view argument) {
  const auto is_it = [&](const char* name) { return same_but_case(name, argument); };
  if (std::ranges::any_of(tls_names, is_it)) co_return co_await start_tls();
  user_.clear();
  mechanism_ = upper_case(argument);
  auto answer = co_await visit_->begin(mechanism_, std::nullopt);
  if (auto* challenge = std::get_if<auth::Challenge>(&answer)) {
    wants_adat_ = true;
    lines_.set_longest(longest_token_line);
    co_return step(334, challenge->bytes);
  }
  co_return co_await stepped(std::move(answer));
}

net::Task<Reply> Session::start_tls() {
  if (!can_start_tls()) co_return reply(534, "TLS cannot be started here");
  user_.clear();
  const auto go_ahead = reply(234, "Begin TLS");
  const auto sent = co_await lines_.write(go_ahead.text);
  if (!sent) co_return hang_up();
  const auto secured = co_await visit_->start_tls(lines_, around_.tls);
  has_pbsz_ = false;
  data_protection_ = Protection::clear;
  co_return secured ? nothing_more() : hang_up();
}

net::Task<Reply> Session::adat(std::string_view argument) {
  if (!wants_adat_) co_return reply(503, "Send AUTH first");
  auto bytes = from_base64(argument);
  if (!bytes) {
    auto answer = co_await visit_->abort(auth::DenialKind::malformed);
    co_return co_await stepped(std::move(answer));
  }
  const WipeAtEnd wiped(*bytes);
  auto answer = co_await visit_->feed(Secret(*bytes));
  if (auto* challenge = std::get_if<auth::Challenge>(&answer))
    co_return step(335, challenge->bytes);
  co_return co_await stepped(std::move(answer));
}

// The end of an exchange.
net::Task<Reply> Session::stepped(auth::Reply answer) {
  wants_adat_ = false;
  lines_.set_longest(around_.limits.longest_line);
  auto* session = std::get_if<auth::Session>(&answer);
  if (session == nullptr) {
    mechanism_.clear();
    const auto* denial = std::get_if<auth::Denial>(&answer);
    co_return denial != nullptr ? refusal(*denial, true) : hang_up();
  }
  session_ = std::move(*session);
  co_await look_for_layer();
  if (session_->last_words.empty()) co_return reply(235, session_->account + " is logged in");
  co_return step(235, session_->last_words);
}

// Another command than ADAT ends an exchange.
net::Task<std::optional<Reply>> Session::end_exchange() {
  auto answer = co_await visit_->abort(auth::DenialKind::aborted);
  auto told = co_await stepped(std::move(answer));
  if (told.close) co_return told;
  co_return std::nullopt;
}

// RFC 4217, section 9: with TLS there are no pieces, and their size is 0.
net::Task<Reply> Session::pbsz(std::string_view argument) {
  const auto size = to_number<std::uint32_t>(argument);
  if (!has_tls() && mechanism_.empty()) co_return reply(503, "Send AUTH first");
  if (!size) co_return reply(501, "PBSZ takes a number");
  has_pbsz_ = true;
  if (has_tls() || !has_layer_) co_return reply(200, "PBSZ=0");
  longest_message_ = std::clamp<std::size_t>(*size, shortest_message, longest_protected);
  co_return reply(200, "PBSZ=" + std::to_string(longest_message_));
}

net::Task<Reply> Session::prot(std::string_view argument) {
  if (!has_pbsz_) co_return reply(503, "Send PBSZ first");
  if (same_but_case(argument, "C")) {
    data_protection_ = Protection::clear;
    co_return reply(200, "Data is sent in the clear");
  }
  const bool is_private = same_but_case(argument, "P");
  const bool is_safe = same_but_case(argument, "S");
  if (!is_private && !is_safe && !same_but_case(argument, "E"))
    co_return reply(504, "There is no such level");
  if (is_private && has_tls()) {
    data_protection_ = Protection::tls;
  } else if (has_layer_ && !has_tls() && (is_private || is_safe)) {
    data_protection_ = is_private ? Protection::gss : Protection::safe;
  } else {
    co_return reply(536, "This level is not there with this mechanism");
  }
  co_return reply(200, "Data is sent protected");
}

net::Task<Reply> Session::ccc(std::string_view /*argument*/) {
  co_return reply(534, "Commands stay protected");
}

net::Task<Reply> Session::rein(std::string_view /*argument*/) {
  user_.clear();
  if (!session_) co_return reply(220, "Ready for a new user");
  if (++reins_ > most_reins) co_return refused_visit({ErrorCode::unavailable, {}});
  lines_.stream().set_time_limit(around_.limits.before_login);
  visit_->leave();
  forget_user();
  auto visit = co_await Visit::start(around_.keeper, "FTP", lines_.stream());
  if (!visit) co_return refused_visit(visit.error());
  visit_.emplace(std::move(*visit));
  co_return reply(220, "Ready for a new user");
}

// The layer too: the answer to REIN goes in the clear.
void Session::forget_user() {
  session_.reset();
  mechanism_.clear();
  has_layer_ = false;
  heard_as_ = Protection::clear;
  data_protection_ = has_tls() ? data_protection_ : Protection::clear;
  has_pbsz_ = has_pbsz_ && has_tls();
  folder_.clear();
  type_ = Type::ascii;
  restart_ = 0;
  renamed_.reset();
  wanted_ = {};
  own_files_.reset();
  way_ = {};
  only_epsv_ = false;
}

}  // namespace gatehouse::gates::ftp
