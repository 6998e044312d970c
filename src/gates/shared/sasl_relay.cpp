#include "gates/shared/sasl_relay.h"

#include <utility>

#include "base/base64.h"

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

std::optional<Secret> decoded(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  const WipeAtEnd wiped(*bytes);
  return Secret(*bytes);
}

// RFC 4954, section 4; RFC 5034, section 4: a lone "=" is a response of no bytes.
std::optional<Secret> decoded_initial(std::string_view text) {
  if (text == "=") return Secret();
  if (text.empty()) return std::nullopt;
  return decoded(text);
}

struct Cancelled {};
struct Undecodable {};
using Response = std::variant<Secret, Cancelled, Undecodable>;

net::Task<Result<Response>> ask(net::Lines& lines, std::string_view prompt,
                                std::string_view challenge) {
  const std::string line = std::string(prompt) + to_base64(challenge) + "\r\n";
  auto sent = co_await lines.write(line);
  if (!sent) co_return std::unexpected(std::move(sent.error()));
  auto answer = co_await lines.read_line();
  if (!answer && answer.error().code == ErrorCode::too_long) co_return Undecodable{};
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  if (*answer == "*") co_return Cancelled{};
  auto response = decoded(*answer);
  lines.wipe_input();
  if (!response) co_return Undecodable{};
  co_return std::move(*response);
}

net::Task<auth::Reply> answered(Visit& visit, Response response) {
  if (std::holds_alternative<Cancelled>(response))
    co_return co_await visit.abort(auth::DenialKind::aborted);
  if (std::holds_alternative<Undecodable>(response))
    co_return co_await visit.abort(auth::DenialKind::malformed);
  co_return co_await visit.feed(std::get<Secret>(std::move(response)));
}

net::Task<auth::Reply> opened(Visit& visit, SaslStart start) {
  if (!start.initial) co_return co_await visit.begin(std::move(start.mechanism), std::nullopt);
  auto initial = decoded_initial(start.initial->reveal());
  if (initial) co_return co_await visit.begin(std::move(start.mechanism), std::move(initial));
  // The attempt is begun all the same, so that the keeper sees and counts it.
  auto reply = co_await visit.begin(std::move(start.mechanism), std::nullopt);
  if (!std::holds_alternative<auth::Challenge>(reply)) co_return reply;
  co_return co_await visit.abort(auth::DenialKind::malformed);
}

// RFC 4422, section 3.6: where success carries no data, the data is a challenge of its own.
net::Task<Result<SaslOutcome>> concluded(Visit& visit, net::Lines& lines, std::string_view prompt,
                                         auth::Session session) {
  if (session.last_words.empty()) co_return std::move(session);
  auto response = co_await ask(lines, prompt, session.last_words);
  if (!response) co_return std::unexpected(std::move(response.error()));
  const auto* empty = std::get_if<Secret>(&*response);
  if (empty != nullptr && empty->empty()) co_return std::move(session);
  visit.leave();
  const bool cancelled = std::holds_alternative<Cancelled>(*response);
  co_return auth::Denial{cancelled ? auth::DenialKind::aborted : auth::DenialKind::malformed,
                         "The exchange was not completed", true};
}

}  // namespace

net::Task<Result<SaslOutcome>> relay_sasl(Visit& visit, net::Lines& lines, std::string_view prompt,
                                          SaslStart start) {
  const LongLines long_lines(lines);
  auto reply = co_await opened(visit, std::move(start));
  while (auto* challenge = std::get_if<auth::Challenge>(&reply)) {
    auto response = co_await ask(lines, prompt, challenge->bytes);
    if (!response) co_return std::unexpected(std::move(response.error()));
    reply = co_await answered(visit, std::move(*response));
  }
  if (auto* denial = std::get_if<auth::Denial>(&reply)) co_return std::move(*denial);
  co_return co_await concluded(visit, lines, prompt, std::get<auth::Session>(std::move(reply)));
}

}  // namespace gatehouse::gates
