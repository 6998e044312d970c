// AUTHENTICATE and STARTTLS (RFC 2244, section 6.3.1; RFC 2595, section 5). ACAP carries SASL as
// strings, not as base64, and tells a session's last words with its OK.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "gates/acap/input.h"
#include "gates/acap/session.h"
#include "gates/shared/sasl_relay.h"

namespace gatehouse::gates::acap {
namespace {

constexpr InputLimits response_limits{std::size_t{64} << 10U, 1};

}  // namespace

class Session::Courier final : public SaslCourier {
 public:
  explicit Courier(Session& session) : session_(session) {}

  net::Task<Result<SaslResponse>> ask(std::string_view challenge) override {
    const auto line = "+ " + string_text(challenge) + "\r\n";
    auto sent = co_await session_.send(line);
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    auto text = co_await read_text(session_.lines_, response_limits);
    if (!text && text.error().code == ErrorCode::too_long) co_return SaslUndecodable{};
    if (!text) co_return std::unexpected(std::move(text.error()));
    const WipeAtEnd wiped(*text);
    auto term = parse_single(*text);
    if (!term) co_return SaslUndecodable{};
    const WipeAtEnd wiped_term(term->text);
    if (term->is_string()) co_return Secret(term->text);
    if (term->is_atom("*")) co_return SaslCancelled{};
    co_return SaslUndecodable{};
  }

 private:
  Session& session_;
};

net::Task<Completion> Session::authenticate(const Arguments& arguments) {
  const bool is_right = (arguments.size() == 1 || arguments.size() == 2) &&
                        std::ranges::all_of(arguments, &Term::is_string);
  if (!is_right) co_return bad("AUTHENTICATE takes a method and perhaps a response");
  std::optional<SaslResponse> initial;
  if (arguments.size() == 2) initial = Secret(arguments[1].text);
  Courier courier(*this);
  std::string method = arguments[0].text;
  auto outcome = co_await relay_sasl(visit_, courier, std::move(method), std::move(initial),
                                     LastWords::with_success);
  if (!outcome) co_return hang_up();
  if (const auto* denial = std::get_if<auth::Denial>(&*outcome)) co_return refusal(*denial);
  session_ = std::get<auth::Session>(std::move(*outcome));
  const auto words = session_->account + " is logged in";
  if (session_->last_words.empty()) co_return ok(words);
  co_return ok_with("SASL " + string_text(session_->last_words), words);
}

net::Task<Completion> Session::start_tls(const Arguments& arguments) {
  if (!arguments.empty()) co_return bad("STARTTLS takes nothing");
  if (!can_start_tls()) co_return no({}, "TLS cannot be started here");
  const auto ready = text_of(ok("Begin TLS"), tag_);
  const auto sent = co_await send(ready);
  if (!sent) co_return hang_up();
  const auto secured = co_await visit_.start_tls(lines_, around_.tls);
  if (!secured) co_return hang_up();
  // RFC 2595, section 5: the greeting is sent again.
  const auto hello = greeting(visit_.offer(), false);
  const auto greeted = co_await send(hello);
  co_return greeted ? nothing_more() : hang_up();
}

}  // namespace gatehouse::gates::acap
