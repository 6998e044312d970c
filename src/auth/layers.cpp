#include "auth/layers.h"

#include <utility>

#include "auth/refusal.h"
#include "auth/service_traits.h"

namespace gatehouse::auth {
namespace {

constexpr std::size_t longest_text = 1U << 20U;

std::unexpected<Refused> no_layer() {
  return refused(ErrorCode::not_found, "No security layer was agreed on");
}

std::unexpected<Refused> too_long() {
  return refused(ErrorCode::malformed, "Too long to be wrapped");
}

Secret taken(std::string text) {
  const WipeAtEnd wiped(text);
  return Secret(text);
}

}  // namespace

bool carries_layers(std::string_view service) { return traits_of(service).security_layers; }

net::Task<Allowed<Secret>> wrapped(net::Offload& pool, kerberos::Acceptor* layer, Secret plain,
                                   bool confidential) {
  using enum kerberos::Acceptor::Protection;
  if (layer == nullptr) co_return no_layer();
  if (plain.size() > longest_text) co_return too_long();
  const auto protection = confidential ? confidentiality : integrity;
  auto work = [&] { return layer->wrap(plain.reveal(), protection); };
  auto message = co_await pool.run(std::move(work));
  if (!message || !*message) co_return refused_for_now();
  co_return taken(**std::move(message));
}

net::Task<Allowed<Secret>> unwrapped(net::Offload& pool, kerberos::Acceptor* layer,
                                     Secret message) {
  if (layer == nullptr) co_return no_layer();
  if (message.size() > 2 * longest_text) co_return too_long();
  auto work = [&] { return layer->unwrap(message.reveal()); };
  auto plain = co_await pool.run(std::move(work));
  if (!plain) co_return refused_for_now();
  if (!*plain) co_return refused(ErrorCode::malformed, "The message was changed on its way");
  co_return taken(**std::move(plain));
}

}  // namespace gatehouse::auth
