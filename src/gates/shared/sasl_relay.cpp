#include "gates/shared/sasl_relay.h"

#include <utility>

#include "base/base64.h"
#include "gates/shared/sasl_text.h"

namespace gatehouse::gates {
namespace {

constexpr std::size_t longest_response_line = std::size_t{64} << 10U;

class LongLines {
 public:
  explicit LongLines(net::Lines& lines) : lines_(lines), before_(lines.longest()) {
    lines_.set_longest(longest_response_line);
  }
  LongLines(const LongLines&) = delete;
  LongLines& operator=(const LongLines&) = delete;
  ~LongLines() { lines_.set_longest(before_); }

 private:
  net::Lines& lines_;
  std::size_t before_;
};

// A line of base64 behind a prompt, and a line of base64 for an answer.
class Base64Lines final : public SaslCourier {
 public:
  Base64Lines(net::Lines& lines, std::string_view prompt) : lines_(lines), prompt_(prompt) {}

  net::Task<Result<SaslResponse>> ask(std::string_view challenge) override {
    const std::string line = std::string(prompt_) + to_base64(challenge) + "\r\n";
    auto sent = co_await lines_.write(line);
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    auto answer = co_await lines_.read_line();
    if (!answer && answer.error().code == ErrorCode::too_long) co_return SaslUndecodable{};
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    if (*answer == "*") co_return SaslCancelled{};
    auto response = sasl_response(*answer);
    lines_.wipe_input();
    if (!response) co_return SaslUndecodable{};
    co_return std::move(*response);
  }

 private:
  net::Lines& lines_;
  std::string_view prompt_;
};

std::optional<SaslResponse> initial_of(const SaslStart& start) {
  if (!start.initial) return std::nullopt;
  auto response = sasl_initial_response(start.initial->reveal());
  if (!response) return SaslUndecodable{};
  return std::move(*response);
}

net::Task<auth::Reply> answered(Visit& visit, SaslResponse response) {
  if (std::holds_alternative<SaslCancelled>(response))
    co_return co_await visit.abort(auth::DenialKind::aborted);
  if (std::holds_alternative<SaslUndecodable>(response))
    co_return co_await visit.abort(auth::DenialKind::malformed);
  co_return co_await visit.feed(std::get<Secret>(std::move(response)));
}

net::Task<auth::Reply> opened(Visit& visit, std::string mechanism,
                              std::optional<SaslResponse> initial) {
  if (!initial) co_return co_await visit.begin(std::move(mechanism), std::nullopt);
  if (auto* response = std::get_if<Secret>(&*initial))
    co_return co_await visit.begin(std::move(mechanism), std::move(*response));
  // The attempt is begun all the same, so that the keeper sees and counts it.
  auto reply = co_await visit.begin(std::move(mechanism), std::nullopt);
  if (!std::holds_alternative<auth::Challenge>(reply)) co_return reply;
  co_return co_await answered(visit, std::move(*initial));
}

// RFC 4422, section 3.6: where success carries no data, the data is a challenge of its own.
net::Task<Result<SaslOutcome>> concluded(Visit& visit, SaslCourier& courier,
                                         auth::Session session) {
  if (session.last_words.empty()) co_return std::move(session);
  auto response = co_await courier.ask(session.last_words);
  if (!response) co_return std::unexpected(std::move(response.error()));
  const auto* empty = std::get_if<Secret>(&*response);
  if (empty != nullptr && empty->empty()) co_return std::move(session);
  visit.leave();
  const bool cancelled = std::holds_alternative<SaslCancelled>(*response);
  co_return auth::Denial{cancelled ? auth::DenialKind::aborted : auth::DenialKind::malformed,
                         "The exchange was not completed", true};
}

}  // namespace

net::Task<Result<SaslOutcome>> relay_sasl(Visit& visit, SaslCourier& courier, std::string mechanism,
                                          std::optional<SaslResponse> initial,
                                          LastWords last_words) {
  auto reply = co_await opened(visit, std::move(mechanism), std::move(initial));
  while (auto* challenge = std::get_if<auth::Challenge>(&reply)) {
    auto response = co_await courier.ask(challenge->bytes);
    if (!response) co_return std::unexpected(std::move(response.error()));
    reply = co_await answered(visit, std::move(*response));
  }
  if (auto* denial = std::get_if<auth::Denial>(&reply)) co_return std::move(*denial);
  auto session = std::get<auth::Session>(std::move(reply));
  if (last_words == LastWords::with_success) co_return std::move(session);
  co_return co_await concluded(visit, courier, std::move(session));
}

net::Task<Result<SaslOutcome>> relay_sasl(Visit& visit, net::Lines& lines, std::string_view prompt,
                                          SaslStart start) {
  const LongLines long_lines(lines);
  Base64Lines courier(lines, prompt);
  auto initial = initial_of(start);
  co_return co_await relay_sasl(visit, courier, std::move(start.mechanism), std::move(initial),
                                LastWords::as_a_challenge);
}

}  // namespace gatehouse::gates
