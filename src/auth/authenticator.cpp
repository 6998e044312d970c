#include "auth/authenticator.h"

#include <utility>

#include "base/text.h"
#include "directory/name.h"
#include "directory/router.h"
#include "net/server.h"

namespace gatehouse::auth {
namespace {

using password::SecretForm;
using password::StoredSecret;

constexpr auto busy_pause = std::chrono::milliseconds{10};
constexpr int most_busy_pauses = 500;

Decision<void> refuse(Cause cause, std::string detail) {
  return std::unexpected(Refusal{cause, std::move(detail)});
}

SecretForm stored_form(sasl::SecretForm form) {
  switch (form) {
    case sasl::SecretForm::clear_text:
      return SecretForm::clear_text;
    case sasl::SecretForm::cram_md5:
      return SecretForm::cram_md5;
    case sasl::SecretForm::digest_md5:
      return SecretForm::digest_md5;
    case sasl::SecretForm::scram_sha1:
      return SecretForm::scram_sha1;
    case sasl::SecretForm::scram_sha256:
      return SecretForm::scram_sha256;
    case sasl::SecretForm::scram_sha512:
      return SecretForm::scram_sha512;
  }
  return SecretForm::clear_text;
}

bool is_scram(SecretForm form) {
  return form == SecretForm::scram_sha1 || form == SecretForm::scram_sha256 ||
         form == SecretForm::scram_sha512;
}

bool uses_own_password(const directory::Account& account) {
  return settings::is_yes(account.setting("UseAppPassword"));
}

// Verifiers that are stored are at hand; from a recoverable password they are derived.
bool derived_slowly(const directory::Account& account, SecretForm form) {
  if (!is_scram(form)) return false;
  const auto* stored = settings::find(account.settings, "Password");
  const auto* text = stored == nullptr ? nullptr : stored->string();
  if (text == nullptr) return false;
  const auto name = password::scheme_of(*text).name;
  return name == "clear" || name == "sealed";
}

sasl::Found found(const Identity& identity, StoredSecret secret) {
  return {identity.canonical, std::move(secret.bytes), std::move(secret.salt), secret.iterations};
}

}  // namespace

Authenticator::Authenticator(const KeeperParts& parts)
    : parts_(parts), passwords_(parts.seal, parts.entropy), positive_(parts.entropy) {}

net::Task<Result<directory::AccountView>> Authenticator::find(directory::DomainView domain,
                                                              std::string name) {
  if (auto cached = parts_.directory.cached_account(*domain, name)) {
    if (*cached) co_return std::move(*cached);
    co_return fail(ErrorCode::unknown_account, "unknown account");
  }
  auto look = [this, domain, name] { return parts_.directory.find_account(*domain, name); };
  auto looked = co_await parts_.disk.run(std::move(look));
  if (!looked) co_return std::unexpected(std::move(looked.error()));
  co_return std::move(*looked);
}

net::Task<Decision<Identity>> Authenticator::identify(std::string name,
                                                      directory::DomainView when_unqualified) {
  Identity identity{.typed = name,
                    .canonical = {},
                    .account = {},
                    .reached = when_unqualified,
                    .policy = policies_.of(when_unqualified)};
  auto target = directory::locate(parts_.directory, name, when_unqualified);
  if (!target) {
    identity.canonical = "!" + lower_case(name);
    co_return identity;
  }
  if (!target->domain) {
    identity.canonical = target->name.account + "@" + target->name.domain;
    co_return identity;
  }
  identity.policy = policies_.of(target->domain);
  identity.canonical = target->name.account + "@" + target->domain->name;
  auto account = co_await find(target->domain, target->name.account);
  if (!account && account.error().code == ErrorCode::unknown_account) co_return identity;
  if (!account) co_return std::unexpected(Refusal{Cause::unavailable, account.error().detail});
  identity.canonical = (*account)->full_name();
  // No password belongs to a tag yet, so a tagged name is one that nobody may log in by.
  if (target->name.tag.empty()) identity.account = std::move(*account);
  co_return identity;
}

Identity Authenticator::server_owner() {
  auto main = parts_.directory.main_domain();
  auto policy = policies_.of(main);
  auto name = "postmaster@" + main->name;
  return {.typed = name,
          .canonical = name,
          .account = {},
          .reached = std::move(main),
          .policy = std::move(policy),
          .server_owner = true};
}

net::Task<Decision<Lockout::Reservation>> Authenticator::reserve(const Identity& identity) {
  const auto flow = identity.rules().failed_logins();
  for (int pauses = 0; pauses < most_busy_pauses; ++pauses) {
    auto answer = lockout_.reserve(identity.canonical, flow, parts_.clock.moment());
    switch (answer.admission) {
      case Lockout::Admission::granted:
        co_return std::move(answer.reservation);
      case Lockout::Admission::locked:
        co_return std::unexpected(Refusal{Cause::locked, "too many failed logins"});
      case Lockout::Admission::busy:
        break;
    }
    co_await net::pause(busy_pause);
  }
  co_return std::unexpected(Refusal{Cause::unavailable, "too many logins of this name at once"});
}

void Authenticator::failed(Lockout::Reservation& reservation, const Identity& identity) {
  reservation.failed(identity.rules().failed_logins(), parts_.clock.moment());
}

net::Task<Result<bool>> Authenticator::verify(const Identity& identity, std::string_view password) {
  auto prepared = directory::prepared_password(password);
  std::string query = prepared ? std::move(*prepared) : std::string();
  const WipeAtEnd wiped(query);
  const auto& account = identity.account;
  if (query.empty() || !account) co_return co_await wrong_after_the_same_work(password);
  if (!passwords_.cheap_to_verify(*account)) co_return co_await verify_slowly(account, query);
  auto right = passwords_.verify(*account, query);
  if (!right || *right) co_return right;
  co_return co_await wrong_after_the_same_work(password);
}

net::Task<Result<bool>> Authenticator::verify_slowly(directory::AccountView account,
                                                     std::string_view password) {
  const auto key = positive_.key_of(*account, password);
  if (positive_.knows(key, parts_.clock.moment())) co_return true;
  ++slow_checks_;
  auto check = [this, account, password] { return passwords_.verify(*account, password); };
  auto checked = co_await parts_.hashing.run(std::move(check));
  if (!checked) co_return std::unexpected(std::move(checked.error()));
  if (*checked && **checked) positive_.remember(key, parts_.clock.moment());
  co_return std::move(*checked);
}

net::Task<Result<bool>> Authenticator::wrong_after_the_same_work(std::string_view password) {
  ++slow_checks_;
  auto work = [password] {
    password::burn_one_check(password);
    return false;
  };
  co_return co_await parts_.hashing.run(std::move(work));
}

net::Task<Result<sasl::Found>> Authenticator::secret(const Identity& identity,
                                                     const sasl::FetchSecret& wanted) {
  const auto form = stored_form(wanted.form);
  if (identity.account) {
    auto stored = co_await stored_secret(identity.account, form, wanted);
    if (!stored) co_return std::unexpected(std::move(stored.error()));
    if (*stored) co_return found(identity, std::move(**stored));
  }
  auto stand_in = co_await decoy(identity, form);
  if (!stand_in) co_return std::unexpected(std::move(stand_in.error()));
  co_return found(identity, std::move(*stand_in));
}

net::Task<Result<std::optional<StoredSecret>>> Authenticator::stored_secret(
    directory::AccountView account, SecretForm form, const sasl::FetchSecret& wanted) {
  if (!derived_slowly(*account, form) || !uses_own_password(*account))
    co_return passwords_.secret(*account, form, wanted.name, wanted.realm);
  const auto key = SecretCache::key_of(*account, form);
  if (auto known = secrets_.find(key, parts_.clock.moment())) co_return std::move(known);
  auto derive = [this, account, form, &wanted] {
    return passwords_.secret(*account, form, wanted.name, wanted.realm);
  };
  auto derived = co_await parts_.hashing.run(std::move(derive));
  if (!derived) co_return std::unexpected(std::move(derived.error()));
  if (*derived && **derived) secrets_.remember(key, ***derived, parts_.clock.moment());
  co_return std::move(*derived);
}

net::Task<Result<StoredSecret>> Authenticator::decoy(const Identity& identity, SecretForm form) {
  auto stand_in = passwords_.decoy(identity.canonical, form);
  if (!identity.policy->derives_verifiers || !is_scram(form)) co_return std::move(stand_in);
  // Where most accounts' verifiers are derived, the first login by an unknown name costs as much.
  const auto key = SecretCache::key_of(identity.canonical, form);
  if (auto known = secrets_.find(key, parts_.clock.moment())) co_return std::move(*known);
  auto work = [form, &stand_in] {
    return password::derive("decoy", form, {}, {}, stand_in.salt).iterations;
  };
  const auto worked = co_await parts_.hashing.run(std::move(work));
  if (!worked) co_return std::unexpected(worked.error());
  secrets_.remember(key, stand_in, parts_.clock.moment());
  co_return std::move(stand_in);
}

net::Task<Decision<Opened>> Authenticator::open(const Identity& identity, sasl::Grant grant,
                                                std::string service) {
  if (!identity.account && !identity.server_owner)
    co_return std::unexpected(Refusal{Cause::wrong_password, "granted to a name nobody has"});
  if (grant.account != identity.canonical)
    co_return std::unexpected(Refusal{Cause::unavailable, "granted to another name"});
  const auto acts = co_await may_act_as(identity, std::move(grant.acting_as));
  if (!acts) co_return std::unexpected(acts.error());
  const auto rules = identity.rules();
  if (!identity.server_owner && !rules.enabled(service))
    co_return std::unexpected(Refusal{Cause::not_allowed, "service is not enabled"});
  co_return Opened{
      .session = {.account = identity.canonical,
                  .acting = identity.canonical,
                  .last_words = std::move(grant.last_words),
                  .location = identity.account ? identity.account->location : std::string()},
      .account = identity.account,
      .log_login = rules.log_login()};
}

net::Task<Decision<void>> Authenticator::may_act_as(const Identity& identity, std::string name) {
  if (name.empty()) co_return Decision<void>{};
  const auto other = co_await identify(name, identity.reached);
  if (!other) co_return std::unexpected(other.error());
  const bool same = other->canonical == identity.canonical &&
                    (other->account != nullptr || identity.server_owner);
  if (same) co_return Decision<void>{};
  co_return refuse(Cause::not_allowed, "may not act as " + escaped(name));
}

}  // namespace gatehouse::auth
