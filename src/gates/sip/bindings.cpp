#include "gates/sip/bindings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace gatehouse::gates::sip {
namespace {

constexpr std::string_view first_line = "sip-contacts 1";
constexpr std::size_t parts_of_a_line = 10;
constexpr std::uint16_t usual_port = 5060;

constexpr std::array<std::pair<Transport, std::string_view>, 3> transports{
    {{Transport::udp, "UDP"}, {Transport::tcp, "TCP"}, {Transport::tls, "TLS"}}};

// RFC 3261, section 10.3, 7: what is neither said with the contact nor for all of them.
std::uint32_t wanted_seconds(const Contact& contact, const Message& request) {
  if (contact.expires) return *contact.expires;
  return request.expires.value_or(usual_expiry);
}

// Thousandths; RFC 3261, section 25.1: 0 to 1 with three decimals; not said: 1.
int weight(const Binding& binding) {
  std::string_view text = binding.q;
  if (text.empty()) return 1000;
  const auto whole = take_until(text, '.');
  if (whole == "1") return 1000;
  int value = 0;
  for (std::size_t at = 0; at < 3; ++at)
    value = 10 * value + (at < text.size() && is_digit(text[at]) ? text[at] - '0' : 0);
  return value;
}

// URIs are the same when what they name is (RFC 3261, section 19.1.4, as far as it matters here).
bool is_same(const std::string& registered, const Uri& contact) {
  if (registered == contact.text) return true;
  const auto uri = read_uri(registered);
  return uri && uri->scheme == contact.scheme && uri->user == contact.user &&
         uri->host == contact.host && uri->port == contact.port &&
         uri->transport == contact.transport;
}

Bindings::iterator find(Bindings& bindings, const Uri& contact) {
  return std::ranges::find_if(bindings,
                              [&](const Binding& one) { return is_same(one.uri, contact); });
}

// RFC 3261, section 10.3, 6 and 7: a late request of the same client changes nothing.
bool is_late(const Binding& binding, const Message& request) {
  return binding.call_id == request.call_id && binding.cseq >= request.cseq;
}

Registration remove_all(Bindings& bindings, const Message& request) {
  const bool alone = request.contacts.size() == 1 && request.expires == 0U;
  if (!alone) return {400};
  for (const auto& one : bindings)
    if (is_late(one, request)) return {500};
  const bool changed = !bindings.empty();
  bindings.clear();
  return {200, changed};
}

unsigned change(Bindings& bindings, const Contact& contact, const Message& request,
                const Reach& from, Time now) {
  const auto seconds = wanted_seconds(contact, request);
  const auto known = find(bindings, contact.uri);
  if (known != bindings.end() && is_late(*known, request)) return 500;
  if (!contact.uri.is_sip() || contact.uri.text.size() > 512 || contact.q.size() > 5) return 400;
  if (seconds != 0 && seconds < shortest_expiry) return 423;
  if (seconds == 0) {
    if (known != bindings.end()) bindings.erase(known);
    return 200;
  }
  const std::chrono::seconds lasts{std::min(seconds, longest_expiry)};
  Binding binding{contact.uri.text, reach_of(contact.uri, from),
                  contact.q,        request.call_id,
                  request.cseq,     now + lasts};
  if (known != bindings.end()) bindings.erase(known);
  if (bindings.size() == most_bindings) return 403;
  bindings.push_back(std::move(binding));
  return 200;
}

std::optional<Endpoint> read_endpoint(std::string_view address, std::string_view port) {
  const auto ip = IpAddress::parse(address);
  const auto number = to_number<std::uint16_t>(port);
  if (!ip || !number) return std::nullopt;
  return Endpoint{*ip, *number};
}

std::optional<Binding> read_line(std::string_view line) {
  const auto parts = split(line, '\t');
  if (parts.size() != parts_of_a_line) return std::nullopt;
  const auto transport = transport_named(parts[0]);
  const auto remote = read_endpoint(parts[1], parts[2]);
  const auto local = read_endpoint(parts[3], parts[4]);
  const auto cseq = to_number<std::uint32_t>(parts[7]);
  const auto expires = to_number<Duration::rep>(parts[8]);
  if (!transport || !remote || !local || !cseq || !expires) return std::nullopt;
  return Binding{std::string(parts[9]),
                 {*transport, *remote, *local},
                 std::string(parts[5]),
                 std::string(parts[6]),
                 *cseq,
                 Time(Duration(*expires))};
}

}  // namespace

std::string_view name_of(Transport transport) {
  return std::ranges::find(transports, transport, &std::pair<Transport, std::string_view>::first)
      ->second;
}

std::optional<Transport> transport_named(std::string_view name) {
  const auto at =
      std::ranges::find(transports, name, &std::pair<Transport, std::string_view>::second);
  return at == transports.end() ? std::nullopt : std::optional(at->first);
}

Reach reach_of(const Uri& contact, const Reach& from) {
  auto reach = from;
  const auto named = IpAddress::parse(contact.host);
  if (from.transport == Transport::udp && named && *named == from.remote.address)
    reach.remote.port = contact.port == 0 ? usual_port : contact.port;
  return reach;
}

Registration apply(Bindings& bindings, const Message& request, const Reach& from, Time now) {
  auto changed = bindings;
  drop_expired(changed, now);
  const auto& contacts = request.contacts;
  if (std::ranges::any_of(contacts, &Contact::all)) {
    const auto removed = remove_all(changed, request);
    if (removed.status == 200) bindings = std::move(changed);
    return removed;
  }
  for (const auto& contact : contacts)
    if (const auto status = change(changed, contact, request, from, now); status != 200)
      return {status};
  const bool differs = changed != bindings;
  bindings = std::move(changed);
  return {200, differs};
}

void drop_expired(Bindings& bindings, Time now) {
  std::erase_if(bindings, [now](const Binding& one) { return one.expires <= now; });
}

const Binding* best(const Bindings& bindings, Time now) {
  const Binding* found = nullptr;
  for (const auto& one : bindings)
    if (one.expires > now && (found == nullptr || weight(one) >= weight(*found))) found = &one;
  return found;
}

std::vector<std::string> contact_fields(const Bindings& bindings, Time now) {
  std::vector<std::string> fields;
  for (const auto& one : bindings) {
    if (one.expires <= now) continue;
    const auto left = std::chrono::ceil<std::chrono::seconds>(one.expires - now).count();
    fields.push_back("Contact: <" + one.uri + ">" + (one.q.empty() ? "" : ";q=" + one.q) +
                     ";expires=" + std::to_string(left));
  }
  return fields;
}

// What came from outside has no control characters: see head.h.
std::string written(const Bindings& bindings) {
  std::string text = std::string(first_line) + "\n";
  for (const auto& one : bindings) {
    const auto& reach = one.reach;
    const std::array<std::string, parts_of_a_line> parts{
        std::string(name_of(reach.transport)),
        reach.remote.address.text(),
        std::to_string(reach.remote.port),
        reach.local.address.text(),
        std::to_string(reach.local.port),
        one.q,
        one.call_id,
        std::to_string(one.cseq),
        std::to_string(one.expires.time_since_epoch().count()),
        one.uri};
    for (const auto& part : parts) text.append(&part == &parts.front() ? "" : "\t").append(part);
    text += '\n';
  }
  return text;
}

Result<Bindings> read_bindings(std::string_view text) {
  Bindings bindings;
  if (take_until(text, '\n') != first_line)
    return fail(ErrorCode::malformed, "not a list of contacts");
  while (!text.empty()) {
    auto binding = read_line(take_until(text, '\n'));
    if (!binding || bindings.size() == most_bindings)
      return fail(ErrorCode::malformed, "not a contact");
    bindings.push_back(std::move(*binding));
  }
  return bindings;
}

}  // namespace gatehouse::gates::sip
