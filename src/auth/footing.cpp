#include "auth/footing.h"

#include "credentials/tagged.h"
#include "crypto/digest.h"

namespace gatehouse::auth {

std::string proof_of_stored(std::string_view stored) {
  return stored.empty() ? std::string() : crypto::digest(crypto::Hash::sha256, stored);
}

std::string proof_of(const directory::Account& account, std::string_view tag) {
  if (!tag.empty()) return proof_of_stored(credentials::stored_with(account, tag));
  const auto* stored = settings::find(account.settings, "Password");
  const auto* text = stored == nullptr ? nullptr : stored->string();
  return text == nullptr ? std::string() : proof_of_stored(*text);
}

std::optional<std::string> fallen(const Footing& footing, const directory::AccountView& now,
                                  const DomainPolicy& policy, Time at) {
  if (!now) return "the account is gone";
  if (now->location != footing.account->location ||
      now->full_name() != footing.account->full_name())
    return "the account was renamed";
  const AccountRules rules(now.get(), policy);
  for (const auto& service : footing.services)
    if (!rules.enabled(service)) return service + " is not enabled any more";
  if (footing.tag.empty()) return std::nullopt;
  const auto tag = credentials::tag_rules(*now, footing.tag);
  if (!tag) return "the tag is gone";
  const std::string service = footing.services.empty() ? std::string() : footing.services.front();
  const auto may = credentials::permits(*tag, service, footing.client, at);
  return may ? std::nullopt : std::optional(may.error().detail);
}

std::optional<Time> due_at(const Footing& footing) {
  if (footing.ask_again) return footing.ask_again;
  if (footing.tag.empty()) return std::nullopt;
  const auto tag = credentials::tag_rules(*footing.account, footing.tag);
  return tag ? tag->expires : std::nullopt;
}

}  // namespace gatehouse::auth
