// What XMPP clients send: a stream gives the same events however it is cut, what was read can be
// written and reads back the same, and a roster is read as it was written.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gates/xmpp/jid.h"
#include "gates/xmpp/parser.h"
#include "gates/xmpp/roster.h"

namespace {

using namespace gatehouse::gates::xmpp;

void demand(bool holds) {
  if (!holds) std::abort();
}

// All events, and what the stream ended with, as text.
std::string events_of(std::string_view bytes, std::size_t step) {
  StreamParser parser({});
  std::string all;
  while (true) {
    auto event = parser.next();
    if (!event) return all + "!" + std::string(event.error().condition);
    if (!*event) {
      if (bytes.empty()) return all;
      parser.feed(bytes.substr(0, step));
      bytes.remove_prefix(std::min(step, bytes.size()));
      continue;
    }
    if (std::holds_alternative<StreamClosed>(**event)) return all + "closed";
    if (const auto* opened = std::get_if<StreamOpened>(&**event)) all += "open " + opened->to;
    if (const auto* stanza = std::get_if<Element>(&**event)) all += to_xml(*stanza, "");
  }
}

void check_stream(std::string_view bytes) {
  const auto whole = events_of(bytes, 1U << 20U);
  const auto cut = events_of(bytes, 5);
  // A stanza over the limit is noticed sooner or later, never taken.
  if (!whole.ends_with("policy-violation") && !cut.ends_with("policy-violation"))
    demand(whole == cut);
}

void check_document(std::string_view bytes) {
  const auto element = parse_document(bytes, {});
  if (!element) return;
  const auto text = to_xml(*element, "");
  const ParserLimits wide{.bytes = 1U << 20U, .depth = 64, .attributes = 64, .namespaces = 4096};
  const auto again = parse_document(text, wide);
  demand(again && to_xml(*again, "") == text);
}

void check_roster(std::string_view bytes) {
  auto roster = Roster::read(bytes);
  if (!roster) return;
  const auto again = Roster::read(roster->text());
  demand(again && again->contacts() == roster->contacts() && again->blocked() == roster->blocked());
}

void check_jid(std::string_view bytes) {
  const auto jid = Jid::parse(bytes);
  if (jid) demand(Jid::parse(jid->full()) == jid);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_stream(bytes);
  check_document(bytes);
  check_roster(bytes);
  check_jid(bytes);
  return 0;
}
