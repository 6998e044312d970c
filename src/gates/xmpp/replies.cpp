#include "gates/xmpp/replies.h"

#include <utility>

#include "gates/xmpp/namespaces.h"

namespace gatehouse::gates::xmpp {
namespace {

Element mechanisms_in(const auth::Offer& offer, std::string_view list_name, std::string_view of) {
  auto list = element(list_name, of);
  for (const auto& name : offer.mechanisms) list.add(element("mechanism", of, name));
  return list;
}

// XEP-0388, and what XEP-0386 and XEP-0198 let a client ask for at once.
Element authentication_in(const auth::Offer& offer) {
  auto with_bind = element("inline", space::bind2);
  for (const auto name : {space::carbons, space::management})
    with_bind.add(std::move(element("feature", space::bind2).set("var", name)));
  auto at_once = element("inline", space::sasl2);
  at_once.add(std::move(element("bind", space::bind2).add(std::move(with_bind))));
  at_once.add(element("sm", space::management));
  return std::move(mechanisms_in(offer, "authentication", space::sasl2).add(std::move(at_once)));
}

// XEP-0440.
Element bindings_in(const net::TlsFacts& facts) {
  auto list = element("sasl-channel-binding", space::channel_binding);
  const auto add = [&](std::string_view type, const std::string& value) {
    if (value.empty()) return;
    list.add(std::move(element("channel-binding", space::channel_binding).set("type", type)));
  };
  add("tls-exporter", facts.exporter);
  add("tls-server-end-point", facts.server_end_point);
  add("tls-unique", facts.unique);
  return list;
}

bool has_bound_mechanism(const auth::Offer& offer) {
  for (const auto& name : offer.mechanisms)
    if (name.ends_with("-PLUS")) return true;
  return false;
}

// As long as the streams prefix is declared by the header alone.
std::string in_stream(const std::string& name, const Element& parts) {
  std::string out = "<stream:" + name + ">";
  for (const auto& part : parts.children) out += to_xml(part, space::client);
  return out + "</stream:" + name + ">";
}

}  // namespace

std::string stream_header(std::string_view from, std::string_view id) {
  auto header = element("stream:stream", space::client);
  header.set("xmlns:stream", space::streams).set("version", "1.0").set("xml:lang", "en");
  header.set("id", id);
  if (!from.empty()) header.set("from", from);
  auto text = to_xml(header, {});
  text.replace(text.size() - 2, 2, ">");  // it stays open
  return "<?xml version='1.0'?>" + text;
}

std::string stream_error(std::string_view condition, std::string_view words) {
  Element error{.name = "error"};
  error.add(element(condition, space::stream_errors));
  if (!words.empty()) error.add(element("text", space::stream_errors, words));
  return in_stream("error", error) + "</stream:stream>";
}

std::string features_before_login(const auth::Offer& offer, TlsOffer tls,
                                  const net::TlsFacts* facts) {
  Element features{.name = "features"};
  if (tls.possible) {
    auto start = element("starttls", space::tls);
    if (tls.required) start.add(element("required", space::tls));
    features.add(std::move(start));
  }
  // RFC 6120, section 5.3.1: where TLS comes first, nothing else is offered.
  if (!tls.required && !offer.mechanisms.empty())
    features.add(mechanisms_in(offer, "mechanisms", space::sasl));
  // What is asked for at once is not for others to read: TLS comes first, where there is any.
  if (!tls.possible && !offer.mechanisms.empty()) features.add(authentication_in(offer));
  if (facts != nullptr && has_bound_mechanism(offer)) features.add(bindings_in(*facts));
  return in_stream("features", features);
}

std::string features_after_login() {
  Element features{.name = "features"};
  features.add(element("bind", space::bind));
  auto session = element("session", space::session);
  session.add(element("optional", space::session));
  features.add(std::move(session));
  features.add(element("sm", space::management));
  features.add(element("ver", space::roster_versions));
  return in_stream("features", features);
}

std::string features_when_bound() {
  Element features{.name = "features"};
  features.add(element("sm", space::management));
  features.add(element("ver", space::roster_versions));
  return in_stream("features", features);
}

Element answer_to(const Element& stanza, std::string_view type) {
  auto answer = element(stanza.name, space::client);
  if (!type.empty()) answer.set("type", type);
  if (stanza.has("id")) answer.set("id", stanza.value("id"));
  if (!stanza.value("to").empty()) answer.set("from", stanza.value("to"));
  if (!stanza.value("from").empty()) answer.set("to", stanza.value("from"));
  return answer;
}

Element error_to(const Element& stanza, StanzaError error) {
  auto answer = answer_to(stanza, "error");
  auto what = element("error", space::client);
  what.set("type", error.type);
  what.add(element(error.condition, space::stanza_errors));
  return std::move(answer.add(std::move(what)));
}

}  // namespace gatehouse::gates::xmpp
