#include "gates/xmpp/session.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "gates/shared/attend.h"
#include "gates/xmpp/namespaces.h"

namespace gatehouse::gates::xmpp {
namespace {

constexpr ParserLimits limits_before_login{};
constexpr ParserLimits limits_after_login{.bytes = std::size_t{64} << 10U,
                                          .depth = 32,
                                          .attributes = 64,
                                          .namespaces = 64,
                                          .elements = 4096};
constexpr Duration patience = std::chrono::minutes{1};  // for a sign of life, or to be read
constexpr std::size_t piece = std::size_t{16} << 10U;

std::string random_name() {
  std::array<char, 12> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  return to_hex({bytes.data(), bytes.size()});
}

bool is_spoken(std::string_view version) {
  const auto major = to_number<unsigned>(version.substr(0, version.find('.')));
  return major && *major >= 1;
}

}  // namespace

std::span<const Session::Step> Session::steps() {
  static constexpr std::array table{
      Step{"abort", space::sasl, Phase::before_login, &Session::abort_exchange},
      Step{"auth", space::sasl, Phase::before_login, &Session::begin_exchange},
      Step{"response", space::sasl, Phase::before_login, &Session::continue_exchange},
      Step{"starttls", space::tls, Phase::before_login, &Session::start_tls},
      Step{"iq", space::client, Phase::before_bind, &Session::bind},
      Step{"iq", space::client, Phase::bound, &Session::iq},
      Step{"message", space::client, Phase::bound, &Session::message},
      Step{"presence", space::client, Phase::bound, &Session::presence}};
  return table;
}

Session::Session(net::Stream& stream, Visit& visit, Commons& commons)
    : stream_(stream),
      visit_(visit),
      commons_(commons),
      parser_(limits_before_login),
      outbox_(std::make_shared<Outbox>(stream)) {}

Session::~Session() {
  if (phase_ == Phase::bound) {
    become_unavailable(std::move(element("presence", space::client).set("type", "unavailable")));
    commons_.hub.unbind(place_.account, resource_, *outbox_);
  }
  outbox_->detach();
}

net::Task<void> Session::run() {
  while (true) {
    const bool sent = co_await flush();
    if (!sent || over_) co_return;
    auto event = parser_.next();
    if (!event) {
      fail_stream(event.error().condition, event.error().words);
    } else if (*event) {
      asked_ = false;
      co_await take(std::move(**event));
    } else {
      const bool more = co_await receive();
      if (!more) co_return;
    }
  }
}

std::optional<bool> Session::read_available() {
  std::array<char, 4096> bytes{};
  const auto count = stream_.read_now(bytes);
  if (!count) return std::nullopt;
  if (!*count || **count == 0) return false;
  parser_.feed({bytes.data(), **count});
  wipe(bytes.data(), **count);
  return true;
}

net::Task<bool> Session::receive() {
  set_deadline();
  if (const auto read = read_available()) co_return *read;
  const auto woken = co_await stream_.readable_or_woken();
  if (woken && *woken) {
    // The end of TLS is noticed by looking, but read only after a wait.
    if (const auto read = read_available()) co_return *read;
    const auto more = co_await stream_.readable();
    co_return more.has_value();
  }
  if (woken) co_return true;
  if (woken.error().code != ErrorCode::timed_out) co_return false;
  if (phase_ != Phase::bound || std::exchange(asked_, true)) {
    fail_stream("connection-timeout");
    co_return true;
  }
  auto question = element("iq", space::client);
  question.set("type", "get").set("id", "ping-" + random_name()).set("to", jid());
  question.set("from", domain_).add(element("ping", space::ping));
  say(question);
  co_return true;
}

// Before login the deadline is the one that was set at the start.
void Session::set_deadline() {
  if (phase_ != Phase::before_login)
    stream_.set_time_limit(asked_ ? patience : commons_.around.limits.idle);
}

net::Task<bool> Session::flush() {
  auto taken = outbox_->take();
  std::string bytes = std::exchange(out_, {});
  bytes += taken.bytes;
  if (!taken.condition.empty() && !over_) {
    bytes += stream_error(taken.condition);
    over_ = true;
  }
  std::string_view left = bytes;
  while (!left.empty()) {
    if (phase_ != Phase::before_login) stream_.set_time_limit(patience);
    const auto sent = co_await stream_.write(left.substr(0, piece));
    if (!sent) co_return false;
    left.remove_prefix(std::min(piece, left.size()));
  }
  co_return true;
}

net::Task<void> Session::take(Event event) {
  if (const auto* opened = std::get_if<StreamOpened>(&event)) {
    open(*opened);
  } else if (auto* stanza = std::get_if<Element>(&event)) {
    co_await take_stanza(std::move(*stanza));
  } else {
    finish("</stream:stream>");
  }
}

net::Task<void> Session::take_stanza(Element stanza) {
  if (!stanza.value("from").empty() && phase_ == Phase::bound) {
    const auto from = Jid::parse(stanza.value("from"));
    const bool own = from && from->bare() == place_.account &&
                     (from->resource.empty() || from->resource == resource_);
    if (!own) {
      fail_stream("invalid-from");
      co_return;
    }
  }
  const auto step = std::ranges::find_if(steps(), [&](const Step& row) {
    return row.when == phase_ && stanza.is(row.name, row.space);
  });
  if (step != steps().end()) {
    // RFC 6120, section 8.1.2.1: who sent it is for the server to say.
    if (phase_ == Phase::bound) stanza.set("from", jid());
    co_return co_await (this->*step->handler)(std::move(stanza));
  }
  const bool is_known =
      std::ranges::any_of(steps(), [&](const Step& row) { return stanza.is(row.name, row.space); });
  if (is_known && phase_ != Phase::bound) co_return fail_stream("not-authorized");
  if (is_known) co_return fail_stream("policy-violation", "This was done already");
  fail_stream("unsupported-stanza-type");
}

void Session::open(const StreamOpened& opened) {
  const auto to = Jid::parse(opened.to);
  if (to && domain_.empty() && to->local.empty()) domain_ = to->domain;
  begin_stream();
  if (!is_spoken(opened.version)) return fail_stream("unsupported-version");
  // RFC 6120, section 4.9.3.6. Which names are served is told only by a login.
  const bool is_other = to && (to->domain != domain_ || !to->local.empty());
  if ((!opened.to.empty() && !to) || is_other) return fail_stream("host-unknown");
  if (phase_ != Phase::before_login) {
    out_ += features_after_login();
    return;
  }
  TlsOffer tls{.possible = commons_.around.tls != nullptr && stream_.tls() == nullptr};
  tls.required = tls.possible && visit_.offer().mechanisms.empty();
  out_ += features_before_login(visit_.offer(), tls, stream_.tls());
}

void Session::begin_stream() {
  open_ = true;
  out_ += stream_header(domain_.empty() ? visit_.offer().host : domain_, random_name());
}

void Session::restart_stream() {
  const auto rest = parser_.rest();
  parser_ = StreamParser(phase_ == Phase::before_login ? limits_before_login : limits_after_login);
  parser_.feed(rest);
  open_ = false;
}

void Session::say(const Element& element) { out_ += to_xml(element, space::client); }

void Session::finish(std::string_view words) {
  out_ += words;
  over_ = true;
}

void Session::fail_stream(std::string_view condition, std::string_view words) {
  if (over_) return;
  if (!open_) begin_stream();  // RFC 6120, section 4.9.1.2
  finish(stream_error(condition, words));
}

net::Task<void> Session::bind(Element request) {
  const auto* what = request.child("bind", space::bind);
  if (what == nullptr || request.value("type") != "set") {
    say(error_to(request, not_allowed));
    co_return;
  }
  const auto* wish = what->child("resource", space::bind);
  auto resource = wish == nullptr ? std::string() : wish->content();
  if (resource.empty()) resource = random_name();
  if (!is_resource(resource)) co_return say(error_to(request, bad_request));
  const auto bound = commons_.hub.bind(place_.account, resource, outbox_);
  if (!bound) co_return say(error_to(request, over_limit));
  resource_ = std::move(resource);
  phase_ = Phase::bound;
  auto result = element("bind", space::bind);
  result.add(element("jid", space::bind, jid()));
  say(answer_to(request, "result").add(std::move(result)));
}

net::Task<void> serve_xmpp(net::Stream stream, Port port, Commons& commons) {
  const auto run = [&commons](net::Stream& own, Visit& visit) -> net::Task<void> {
    Session session(own, visit, commons);
    co_await session.run();
  };
  const auto refused = [](const Error& why) {
    const bool is_barred = why.code == ErrorCode::not_allowed;
    return stream_header("", random_name()) +
           stream_error(is_barred ? "policy-violation" : "internal-server-error");
  };
  return attend(std::move(stream), port, commons.around, "XMPP", run, refused);
}

}  // namespace gatehouse::gates::xmpp
