#include "gates/http/session.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "crypto/entropy.h"

namespace gatehouse::gates::http {
namespace {

constexpr Duration between_requests = std::chrono::seconds{60};
constexpr Duration for_a_head = std::chrono::seconds{20};  // from its first byte
constexpr Duration for_a_body = std::chrono::seconds{60};
constexpr Duration for_an_answer = std::chrono::seconds{60};
// More than this nobody leaves here before it is known who he is.
constexpr std::size_t body_of_a_stranger = std::size_t{64} << 10U;
constexpr std::size_t piece = 16384;  // read at once, and of a long answer, per deadline
constexpr std::size_t key_size = 32;

constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";

class HttpGate final : public Gate {
 public:
  HttpGate(Surroundings& around, std::string_view name, Doors side)
      : around_(around), door_{name, side, fresh_key(), tally_, ximss_, catalogue_} {}
  using Gate::serve;
  net::Task<void> serve(net::Stream stream, Port port) override;

 private:
  static Secret fresh_key() {
    crypto::SystemEntropy entropy;
    auto bytes = entropy.bytes(key_size);
    const WipeAtEnd wiped(bytes);
    return Secret(bytes);
  }

  Surroundings& around_;
  Tally tally_;
  ximss::HttpSessions ximss_;
  Catalogue catalogue_;
  Door door_;
};

net::Task<void> HttpGate::serve(net::Stream stream, Port port) {
  stream.set_time_limit(around_.limits.before_login);
  if (port.tls) {
    const auto secured = co_await stream.start_tls(around_.tls, "HTTP");
    if (!secured) co_return;
  }
  tally_.connected();
  {
    Session session(around_, stream, door_);
    co_await session.run();
  }
  tally_.disconnected();
  co_await stream.shut_down();
}

bool changes_something(Method method) { return method != Method::get && method != Method::head; }

// What is too long for anybody is refused without asking.
bool is_for_the_known(const Request& request, const Found& found) {
  if (!request.length) return found.longest_body > body_of_a_stranger;
  return *request.length > body_of_a_stranger && *request.length <= found.longest_body;
}

Response told(const Trouble& trouble) {
  auto response = plain(trouble.status, trouble.words);
  response.close = true;
  return response;
}

void wipe_credentials(Request& request) {
  for (auto& field : request.fields)
    if (field.name == "authorization" || field.name == "cookie")
      wipe(field.value.data(), field.value.size());
  // Clients of XIMSS send passwords in the address.
  wipe(request.target.data(), request.target.size());
  wipe(request.query.data(), request.query.size());
}

}  // namespace

std::unique_ptr<Gate> open_admin(Surroundings& around) {
  return std::make_unique<HttpGate>(around, "HTTPA", Doors::admin);
}

std::unique_ptr<Gate> open_user(Surroundings& around) {
  return std::make_unique<HttpGate>(around, "HTTPU", Doors::user);
}

bool comes_from_elsewhere(const Request& request, bool tls) {
  if (const auto* site = request.field("sec-fetch-site"))
    if (*site != "same-origin" && *site != "none") return true;
  const auto* origin = request.field("origin");
  if (origin == nullptr) return false;
  const auto page = lower_case(*origin);
  // In the clear there may be a proxy in front that speaks TLS.
  return page != "https://" + request.authority && (tls || page != "http://" + request.authority);
}

net::Task<void> Session::run() {
  bool goes_on = true;
  for (unsigned served = 1; goes_on && served <= most_requests; ++served) {
    stream_.set_time_limit(served == 1 ? around_.limits.before_login : between_requests);
    goes_on = co_await serve_one(served == most_requests);
  }
}

net::Task<bool> Session::serve_one(bool last) {
  auto request = co_await read_head();
  if (!request) {
    if (!request.error()) co_return false;
    auto response = told(*request.error());
    co_return co_await send(std::move(response), false);
  }
  auto response = co_await answer(*request);
  wipe_credentials(*request);
  if (input_.empty()) forget_input();
  response.close = response.close || last || !request->keep_alive;
  co_return co_await send(std::move(response), request->method == Method::head);
}

// An idle connection has no buffer.
net::Task<std::expected<void, Session::Ending>> Session::read_more() {
  for (;;) {
    auto taken = take_available();
    if (taken && *taken) co_return std::expected<void, Ending>{};
    if (taken) co_return std::unexpected(Ending());
    const auto ready = co_await stream_.readable();
    if (ready) continue;
    const bool slow = ready.error().code == ErrorCode::timed_out && !input_.empty();
    co_return std::unexpected(slow ? Ending(Trouble{408, "The request took too long"}) : Ending());
  }
}

// nullopt: nothing is there; false: nothing will be.
std::optional<bool> Session::take_available() {
  std::array<char, piece> bytes;  // NOLINT: what is read was written before
  const auto count = stream_.read_now(bytes);
  if (!count) return std::nullopt;
  if (!*count || **count == 0) return false;
  append({bytes.data(), **count});
  wipe(bytes.data(), **count);
  return true;
}

// Grown by hand: the string itself would leave its old bytes, perhaps a password, in freed memory.
void Session::append(std::string_view bytes) {
  if (input_.size() + bytes.size() > input_.capacity()) {
    std::string grown;
    grown.reserve(2 * (input_.size() + bytes.size()));
    grown = input_;
    forget_input();
    input_ = std::move(grown);
  }
  input_ += bytes;
}

void Session::forget_input() {
  input_.resize(input_.capacity());
  wipe(input_.data(), input_.size());
  input_ = {};
}

net::Task<std::expected<Request, Session::Ending>> Session::read_head() {
  bool begun = !input_.empty();
  if (begun) stream_.set_time_limit(for_a_head);
  for (;;) {
    auto request = intake_.head(input_);
    if (!request) co_return std::unexpected(Ending(request.error()));
    if (*request) co_return std::move(**request);
    auto more = co_await read_more();
    if (!more) co_return std::unexpected(more.error());
    if (!begun) stream_.set_time_limit(for_a_head);
    begun = true;
  }
}

net::Task<std::expected<Secret, Session::Ending>> Session::read_body(const Request& request,
                                                                     std::size_t longest) {
  stream_.set_time_limit(for_a_body);
  bool waits = request.waits_for_go_ahead && request.has_body();
  for (;;) {
    auto body = intake_.body(input_, longest);
    if (!body) co_return std::unexpected(Ending(body.error()));
    if (*body) co_return std::move(**body);
    if (std::exchange(waits, false)) {
      const auto sent = co_await stream_.write(go_ahead);
      if (!sent) co_return std::unexpected(Ending());
    }
    auto more = co_await read_more();
    if (!more) co_return std::unexpected(more.error());
  }
}

net::Task<Response> Session::answer(Request& request) {
  auto found = find_route(request.method, request.path, door_.side);
  if (found.route == nullptr) {
    auto response = found.allowed.empty() ? plain(404, "There is no such page")
                                          : plain(405, "This cannot be done here");
    if (!found.allowed.empty()) response.fields.push_back({"Allow", std::move(found.allowed)});
    response.close = request.has_body();  // which nobody reads
    co_return response;
  }
  const bool named_first = found.route->who != Who::anybody && is_for_the_known(request, found);
  if (named_first) {
    stream_.set_time_limit(for_an_answer);
    auto refusal = co_await admit(found.route->who, request);
    if (refusal) co_return co_await without_body(std::move(*refusal), request);
  }
  auto body = co_await read_body(request, found.longest_body);
  if (!body) {
    // Nobody is there to hear it when the client is gone.
    const Trouble gone{400, "The body is not whole"};
    co_return told(body.error().value_or(gone));
  }
  request.body = std::move(*body);
  stream_.set_time_limit(for_an_answer);
  if (!named_first)
    if (auto refusal = co_await admit(found.route->who, request)) co_return std::move(*refusal);
  co_return co_await let_in(found, request);
}

net::Task<std::optional<Response>> Session::admit(Who who, const Request& request) {
  const bool tls = stream_.tls() != nullptr;
  if (changes_something(request.method) && comes_from_elsewhere(request, tls))
    co_return plain(403, "The request comes from another site");
  co_return co_await settle(who, request);
}

// Read all the same, and dropped: the exchange of a login goes on with the next request, and a
// client that is still sending would not hear the answer. Unless it waits to be told to send, or
// where it ends is not known beforehand.
net::Task<Response> Session::without_body(Response refusal, const Request& request) {
  const bool dropped =
      request.length && !request.waits_for_go_ahead && co_await drop_body(*request.length);
  refusal.close = refusal.close || !dropped;
  co_return refusal;
}

net::Task<bool> Session::drop_body(std::uint64_t left) {
  stream_.set_time_limit(for_a_body);
  for (;;) {
    const auto some = std::min<std::uint64_t>(left, input_.size());
    wipe(input_.data(), some);
    input_.erase(0, some);
    left -= some;
    if (left == 0) co_return true;
    if (auto more = co_await read_more(); !more) co_return false;
  }
}

net::Task<Response> Session::let_in(const Found& found, const Request& request) {
  const auto& route = *found.route;
  const bool tls = stream_.tls() != nullptr;
  Call call{.request = request,
            .rest = found.rest,
            .identity = identity_,
            .around = around_,
            .door = door_,
            .stream = stream_,
            .tls = tls,
            .page = found.page};
  auto response = co_await route.handler(call);
  for (auto& field : identity_.take_last_words()) response.fields.push_back(std::move(field));
  co_return response;
}

net::Task<std::optional<Response>> Session::settle(Who who, const Request& request) {
  switch (who) {
    case Who::anybody:
      co_return std::nullopt;
    case Who::credentials:
      co_return co_await identity_.by_credentials(request, "HTTP");
    case Who::api:
      co_return co_await identity_.by_credentials(request, "API");
    case Who::session:
      co_return co_await by_cookie(request, false);
    case Who::half:
      co_return co_await by_cookie(request, true);
  }
  std::unreachable();
}

// Half a login is led to its other half, a whole one away from there.
net::Task<std::optional<Response>> Session::by_cookie(const Request& request, bool half) {
  auto refusal = co_await identity_.by_cookie(request);
  if (refusal) co_return refusal;
  const bool code_wanted = identity_.session()->code_wanted;
  if (code_wanted == half) co_return std::nullopt;
  co_return see_other(code_wanted ? "/login/code" : "/");
}

net::Task<bool> Session::send(Response response, bool head_only) {
  door_.tally.answered(response.status);
  const SystemClock clock;
  const auto text = written(response, {head_only, stream_.tls() != nullptr, clock.now()});
  if (!co_await send_bytes(text)) co_return false;
  const auto next = head_only ? nullptr : std::move(response.next);
  for (auto left = response.rest; next && left > 0;) {
    const auto more = co_await next();
    if (more.empty() || more.size() > left || !co_await send_bytes(more)) co_return false;
    left -= more.size();
  }
  co_return !response.close;
}

net::Task<bool> Session::send_bytes(std::string_view left) {
  while (!left.empty()) {
    stream_.set_time_limit(for_an_answer);
    const auto part = left.substr(0, piece);
    const auto sent = co_await stream_.write(part);
    if (!sent) co_return false;
    left.remove_prefix(part.size());
  }
  co_return true;
}

}  // namespace gatehouse::gates::http
