// The resource a client speaks for: RFC 6120, section 7, and XEP-0386, which binds it within the
// login and gives the same client the same one again.
#include <utility>

#include "base/text.h"
#include "crypto/digest.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"

namespace gatehouse::gates::xmpp {
namespace {

constexpr std::size_t longest_tag = 200;      // bytes
constexpr std::size_t bytes_of_a_client = 9;  // of the digest that stands for it
constexpr std::size_t longest_client = 200;   // of its own name for itself, bytes

// XEP-0386, section 3.2.1: the same for the same client, and does not show what that is.
std::string name_of_client(std::string_view account, std::string_view client) {
  if (client.empty() || client.size() > longest_client) return random_name();
  const auto digest = crypto::hmac(crypto::Hash::sha256, client, account);
  return to_hex(std::string_view(digest).substr(0, bytes_of_a_client));
}

}  // namespace

Result<void> Session::take_resource(std::string resource) {
  if (!is_resource(resource)) return fail(ErrorCode::malformed, "not a resource");
  auto bound = commons_.hub.bind(place_.account, resource, outbox_);
  if (!bound) return bound;
  resource_ = std::move(resource);
  phase_ = Phase::bound;
  return {};
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
  const auto bound = take_resource(std::move(resource));
  if (!bound) {
    const bool is_over = bound.error().code == ErrorCode::too_long;
    co_return say(error_to(request, is_over ? over_limit : bad_request));
  }
  auto result = element("bind", space::bind);
  result.add(element("jid", space::bind, jid()));
  say(answer_to(request, "result").add(std::move(result)));
}

// XEP-0386, section 3.2: a stream that can be resumed has its resource already.
std::vector<Element> Session::grant(const Element& request) {
  std::vector<Element> granted;
  if (const auto* wish = request.child("resume", space::management))
    granted.push_back(resumed(*wish));
  const auto* wish = request.child("bind", space::bind2);
  if (phase_ == Phase::bound || wish == nullptr) return granted;
  const auto* agent = request.child("user-agent", space::sasl2);
  granted.push_back(bind_at_once(*wish, agent == nullptr ? "" : agent->value("id")));
  return granted;
}

Element Session::bind_at_once(const Element& wish, std::string_view client) {
  const auto* tag = wish.child("tag", space::bind2);
  auto resource = name_of_client(place_.account, client);
  if (tag != nullptr && !tag->content().empty() && tag->content().size() <= longest_tag)
    resource = tag->content() + "/" + resource;
  const auto bound = take_resource(std::move(resource));
  if (!bound) {
    const bool is_over = bound.error().code == ErrorCode::too_long;
    auto failed = element("failed", space::bind2);
    failed.add(element((is_over ? over_limit : bad_request).condition, space::stanza_errors));
    return failed;
  }
  auto answer = element("bound", space::bind2);
  if (wish.child("enable", space::carbons) != nullptr)
    own([](Resource& one) { one.wants_carbons = true; });
  if (const auto* management = wish.child("enable", space::management))
    answer.add(enabled(*management));
  return answer;
}

}  // namespace gatehouse::gates::xmpp
