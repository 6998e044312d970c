#include "gates/xmpp/session.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>
#include <utility>

#include "base/text.h"
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

bool is_spoken(std::string_view version) {
  const auto major = to_number<unsigned>(version.substr(0, version.find('.')));
  return major && *major >= 1;
}

// RFC 6120, section 8: what XEP-0198 counts.
bool is_stanza(const Element& element) {
  return element.is("iq", space::client) || element.is("message", space::client) ||
         element.is("presence", space::client);
}

}  // namespace

std::string random_name() {
  std::array<char, 12> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  return to_hex({bytes.data(), bytes.size()});
}

ParserLimits Session::limits_of(Phase phase) {
  return phase == Phase::before_login ? limits_before_login : limits_after_login;
}

std::span<const Session::Step> Session::steps() {
  static constexpr std::array table{
      Step{"abort", space::sasl, Phase::before_login, &Session::abort_nothing},
      Step{"abort", space::sasl2, Phase::before_login, &Session::abort_nothing},
      Step{"auth", space::sasl, Phase::before_login, &Session::authenticate},
      Step{"authenticate", space::sasl2, Phase::before_login, &Session::authenticate_at_once},
      Step{"starttls", space::tls, Phase::before_login, &Session::start_tls},
      Step{"resume", space::management, Phase::before_bind, &Session::resume},
      Step{"iq", space::client, Phase::before_bind, &Session::bind},
      Step{"a", space::management, Phase::bound, &Session::acknowledge},
      Step{"enable", space::management, Phase::before_bind, &Session::enable},
      Step{"enable", space::management, Phase::bound, &Session::enable},
      Step{"r", space::management, Phase::bound, &Session::tell_heard},
      Step{"iq", space::client, Phase::bound, &Session::iq},
      Step{"message", space::client, Phase::bound, &Session::message},
      Step{"presence", space::client, Phase::bound, &Session::presence}};
  return table;
}

Session::Session(net::Stream& stream, Commons& commons)
    : stream_(stream),
      commons_(commons),
      parser_(limits_before_login),
      outbox_(std::make_shared<Outbox>(stream)) {}

Session::~Session() {
  depart();
  outbox_->detach();
}

net::Task<void> Session::run() {
  while (true) {
    auto event = co_await next_event();
    if (!event) break;
    asked_ = false;
    co_await take(std::move(*event));
  }
  if (!over_) co_await wait_for_return();
  depart();
  co_await return_undelivered();
}

net::Task<std::optional<Event>> Session::next_event() {
  while (true) {
    const bool sent = co_await flush();
    if (!sent || over_) co_return std::nullopt;
    auto event = parser_.next();
    if (!event) {
      fail_stream(event.error().condition, event.error().words);
    } else if (*event) {
      co_return std::move(*event);
    } else {
      const bool more = co_await receive();
      if (!more) co_return std::nullopt;
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
  if (woken) co_return true;
  if (woken.error().code != ErrorCode::timed_out) co_return false;
  if (phase_ != Phase::bound || std::exchange(asked_, true)) {
    if (outbox_->can_be_resumed()) co_return false;
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
  auto taken = outbox_->take(std::exchange(own_, {}));
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
  if (auto* opened = std::get_if<StreamOpened>(&event)) {
    co_await open(std::move(*opened));
  } else if (auto* stanza = std::get_if<Element>(&event)) {
    co_await take_stanza(std::move(*stanza));
  } else {
    finish("</stream:stream>");
  }
}

net::Task<void> Session::take_stanza(Element stanza) {
  if (is_stanza(stanza)) outbox_->note_heard();
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

net::Task<void> Session::open(StreamOpened opened) {
  const auto to = Jid::parse(opened.to);
  if (!visit_) {
    const bool is_met = co_await meet(to && to->local.empty() ? to->domain : std::string());
    if (!is_met) co_return;
  }
  const bool is_for_us = opened.to.empty() || is_for_this(to);
  if (is_for_us && to) domain_ = to->domain;
  begin_stream();
  if (!is_spoken(opened.version)) co_return fail_stream("unsupported-version");
  if (!is_for_us) co_return fail_stream("host-unknown");
  if (phase_ != Phase::before_login) {
    out_ += features_after_login();
    co_return;
  }
  const auto& offer = visit_->offer();
  TlsOffer tls{.possible = commons_.around.tls != nullptr && stream_.tls() == nullptr};
  tls.required = tls.possible && offer.mechanisms.empty();
  out_ += features_before_login(offer, tls, stream_.tls());
}

// RFC 6120, section 4.9.3.6. The keeper goes by the name the stream is for where it is one of ours,
// and TLS was for no other domain. All streams of a connection are for the same one.
bool Session::is_for_this(const std::optional<Jid>& to) const {
  if (!to || !to->local.empty()) return false;
  if (!domain_.empty() && to->domain != domain_) return false;
  return phase_ != Phase::before_login || to->domain == visit_->offer().host;
}

void Session::begin_stream() {
  open_ = true;
  const auto known = visit_ ? visit_->offer().host : std::string();
  out_ += stream_header(domain_.empty() ? known : domain_, random_name());
}

void Session::restart_stream() {
  const auto rest = parser_.rest();
  parser_ = StreamParser(limits_of(phase_));
  parser_.feed(rest);
  open_ = false;
}

void Session::say(const Element& element) {
  auto text = to_xml(element, space::client);
  out_ += text;
  if (outbox_->is_managed() && is_stanza(element))
    own_.push_back({std::move(text), element.name == "message"});
}

void Session::finish(std::string_view words) {
  out_ += words;
  over_ = true;
}

void Session::fail_stream(std::string_view condition, std::string_view words) {
  if (over_) return;
  if (!open_) begin_stream();  // RFC 6120, section 4.9.1.2
  finish(stream_error(condition, words));
}

net::Task<void> serve_xmpp(net::Stream stream, Port port, Commons& commons) {
  auto& around = commons.around;
  stream.set_time_limit(around.limits.before_login);
  if (port.tls) {
    const auto secured = co_await stream.start_tls(around.tls, "XMPP");
    if (!secured) co_return;
  }
  {
    Session session(stream, commons);
    co_await session.run();
  }
  co_await stream.shut_down();
}

}  // namespace gatehouse::gates::xmpp
