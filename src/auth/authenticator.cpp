#include "auth/authenticator.h"

#include <boost/asio/this_coro.hpp>
#include <tuple>
#include <utility>

#include "access/impersonation.h"
#include "auth/secret_forms.h"
#include "auth/sources/external.h"
#include "base/text.h"
#include "credentials/tagged.h"
#include "directory/name.h"
#include "directory/router.h"
#include "net/server.h"

namespace gatehouse::auth {
namespace {

using password::SecretForm;
using password::StoredSecret;

constexpr auto busy_pause = std::chrono::milliseconds{10};
constexpr int most_busy_pauses = 500;

bool is_scram(SecretForm form) {
  return form == SecretForm::scram_sha1 || form == SecretForm::scram_sha256 ||
         form == SecretForm::scram_sha512;
}

const std::string& hashed_name(const sasl::FetchSecret& wanted) {
  return wanted.user.empty() ? wanted.name : wanted.user;
}

sasl::Found found(const Identity& identity, StoredSecret secret) {
  return {.account = identity.canonical,
          .secret = std::move(secret.bytes),
          .salt = std::move(secret.salt),
          .iterations = secret.iterations,
          .weak_ntlm = identity.policy->weak_ntlm};
}

}  // namespace

Authenticator::Authenticator(const KeeperParts& parts)
    : parts_(parts),
      passwords_(parts.seal, parts.entropy),
      own_protection_(parts.protection == nullptr ? std::make_unique<Protection>(parts.entropy)
                                                  : nullptr),
      protection_(parts.protection == nullptr ? *own_protection_ : *parts.protection),
      positive_(parts.entropy),
      routes_(parts.directory, parts.disk, parts.outside),
      upgrades_(parts.directory, passwords_, parts.hashing, parts.disk),
      source_parts_{passwords_, parts_.clock, parts_.hashing,
                    positive_,  slow_checks_, parts_.outside} {}

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
                    .tag = {},
                    .account = {},
                    .reached = when_unqualified,
                    .policy = policies_.of(when_unqualified)};
  auto target = directory::locate(parts_.directory, name, when_unqualified);
  if (!target) {
    identity.canonical = "!" + lower_case(name);
    co_return identity;
  }
  identity.tag = target->name.tag;
  if (!target->domain) {
    identity.canonical = target->name.account + "@" + target->name.domain;
    co_return identity;
  }
  identity.policy = policies_.of(target->domain);
  identity.canonical = target->name.account + "@" + target->domain->name;
  auto account = co_await find(target->domain, target->name.account);
  if (account) {
    belongs_to(identity, std::move(*account));
    co_return identity;
  }
  if (account.error().code != ErrorCode::unknown_account)
    co_return std::unexpected(Refusal{Cause::unavailable, account.error().detail});
  const bool leads_on =
      identity.policy->routes_unknown ||
      parts_.directory.find_forwarder(*target->domain, target->name.account).has_value();
  if (!leads_on) co_return identity;
  co_return co_await identify_by_route(std::move(identity), std::move(when_unqualified));
}

// A tag that the account does not have is a name nobody has.
void Authenticator::belongs_to(Identity& identity, directory::AccountView account) const {
  identity.canonical = account->full_name();
  if (!identity.tag.empty() && !credentials::tag_rules(*account, identity.tag)) return;
  identity.account = std::move(account);
}

net::Task<Decision<Identity>> Authenticator::identify_by_route(Identity identity,
                                                               directory::DomainView from) {
  auto name = identity.typed;
  auto routed =
      co_await routes_.find(std::move(name), directory::RouteKind::access, std::move(from));
  if (!routed && routed.error().code == ErrorCode::unavailable)
    co_return std::unexpected(Refusal{Cause::unavailable, routed.error().detail});
  if (!routed) co_return identity;
  auto* reached = std::get_if<directory::ToAccount>(&*routed);
  if (reached == nullptr) co_return identity;
  identity.tag = reached->tag;
  identity.policy = policies_.of(reached->account->domain);
  belongs_to(identity, std::move(reached->account));
  co_return identity;
}

Identity Authenticator::server_owner() {
  auto main = parts_.directory.main_domain();
  auto policy = policies_.of(main);
  auto name = "postmaster@" + main->name;
  return {.typed = name,
          .canonical = name,
          .tag = {},
          .account = {},
          .reached = std::move(main),
          .policy = std::move(policy),
          .server_owner = true};
}

net::Task<Decision<Reserved>> Authenticator::reserve(const Identity& identity, IpAddress client) {
  GuessedAt guess{.account = identity.canonical,
                  .counter = identity.counted_as(),
                  .from = client,
                  .limit = identity.rules().failed_logins().count};
  auto attempt = co_await reserve(identity, guess);
  if (!attempt) co_return std::unexpected(std::move(attempt.error()));
  Reserved reserved{.attempt = std::move(*attempt)};
  if (!identity.account || !asks_outside(*identity.account, identity.tag)) co_return reserved;
  guess.undecided = true;
  auto undecided = co_await reserve(identity, std::move(guess));
  if (!undecided)
    co_return std::unexpected(
        Refusal{Cause::unavailable, "too many attempts while a source cannot be asked"});
  reserved.undecided = std::move(*undecided);
  co_return reserved;
}

net::Task<Decision<Guess>> Authenticator::reserve(const Identity& identity, GuessedAt guess) {
  for (int pauses = 0; pauses < most_busy_pauses; ++pauses) {
    auto answer = ask(identity, guess);
    switch (answer.admission) {
      case Admission::granted:
        co_return std::move(answer.attempt);
      case Admission::locked:
        co_return std::unexpected(Refusal{Cause::locked, std::string(answer.why)});
      case Admission::busy:
        break;
    }
    co_await net::pause(busy_pause);
  }
  co_return std::unexpected(Refusal{Cause::unavailable, "too many logins of this name at once"});
}

Authenticator::Answer Authenticator::ask(const Identity& identity, const GuessedAt& guess) {
  const auto now = parts_.clock.moment();
  if (identity.policy->counts_by_source) {
    auto answer = protection_.reserve(guess, now);
    return {answer.admission, answer.why, std::move(answer.reservation)};
  }
  auto answer = lockout_.reserve(guess.undecided ? guess.counter + " undecided" : guess.counter,
                                 identity.rules().failed_logins(), now);
  return {answer.admission, "too many failed logins", std::move(answer.reservation)};
}

void Authenticator::failed(Guess& attempt, const Identity& identity, const Secret* secret) {
  const auto now = parts_.clock.moment();
  if (auto* by_source = std::get_if<Protection::Reservation>(&attempt))
    by_source->failed(secret, now);
  else
    std::get<Lockout::Reservation>(attempt).failed(identity.rules().failed_logins(), now);
}

// Learnt in either mode, so that owners are known when the other one is chosen.
void Authenticator::succeeded(const Identity& identity, const IpAddress& client) {
  protection_.succeeded(identity.canonical, identity.counted_as(), client, parts_.clock.moment());
}

net::Task<Result<void>> Authenticator::as_long_as_wrong(std::string_view password,
                                                        IpAddress client) {
  if (const auto right = burns_.begin(client, parts_.clock.moment())) {
    const auto worked = co_await wrong_after_the_same_work(password);
    if (!worked) co_return std::unexpected(worked.error());
    co_return Result<void>{};
  }
  if (parts_.hashing.full()) co_return fail(ErrorCode::unavailable, "too much work is waiting");
  if (const auto time = burns_.typical(); time > Duration::zero()) co_await net::pause(time);
  co_return Result<void>{};
}

net::Task<void> Authenticator::until_told(Duration least, Moment begun) {
  const auto left = left_until_told(least, parts_.clock.moment() - begun);
  if (left > std::chrono::nanoseconds{0}) co_await net::pause(left);
}

net::Task<Result<std::string_view>> Authenticator::verify(const Identity& identity,
                                                          std::string_view password,
                                                          const Circumstances& around) {
  const auto begun = parts_.clock.moment();
  auto accepted = co_await compare(identity, password, around);
  if (accepted && accepted->empty())
    burns_.took(std::chrono::floor<Duration>(parts_.clock.moment() - begun));
  co_return accepted;
}

// Central refusal: an empty password, or what no password can be, is shown to no source.
net::Task<Result<std::string_view>> Authenticator::compare(const Identity& identity,
                                                           std::string_view password,
                                                           const Circumstances& around) {
  if (!identity.account || !password::acceptable(password))
    co_return co_await wrong_after_the_same_work(password);
  const PasswordCheck check{.account = identity.account,
                            .tag = identity.tag,
                            .password = password,
                            .service = around.service,
                            .client = around.client};
  const auto asked = co_await ask_sources(check);
  if (!asked) co_return std::unexpected(asked.error());
  if (!asked->accepted_by.empty() || asked->slow) co_return asked->accepted_by;
  co_return co_await wrong_after_the_same_work(password);
}

net::Task<Result<Authenticator::Asked>> Authenticator::ask_sources(const PasswordCheck& check) {
  std::optional<Error> undecided;
  bool slow = false;
  for (const auto& source : sources()) {
    if (!source.asked(*check.account, check.tag)) continue;
    auto checked = co_await source.check(source_parts_, check);
    if (!checked) {
      undecided = std::move(checked.error());
      continue;
    }
    slow = slow || checked->slow;
    if (!checked->right) continue;
    if (!source.outside) co_await upgrade(check);
    co_return Asked{.accepted_by = source.name, .slow = slow};
  }
  if (undecided) co_return fail(ErrorCode::unavailable, std::move(undecided->detail));
  co_return Asked{.accepted_by = {}, .slow = slow};
}

net::Task<void> Authenticator::upgrade(const PasswordCheck& check) {
  if (!settings::is_yes(check.account->setting("UpgradeAtLogin")) ||
      !passwords_.outdated(*check.account, check.tag))
    co_return;
  const auto loop = co_await boost::asio::this_coro::executor;
  upgrades_.begin(check.account, check.tag, Secret(check.password), loop);
}

net::Task<Result<std::string_view>> Authenticator::wrong_after_the_same_work(
    std::string_view password) {
  ++slow_checks_;
  auto work = [password] {
    password::burn_one_check(password);
    return std::string_view{};
  };
  co_return co_await parts_.hashing.run(std::move(work));
}

net::Task<Result<bool>> Authenticator::verify_response(const Identity& identity,
                                                       const sasl::VerifyResponse& question,
                                                       const Circumstances& around) {
  const auto& account = identity.account;
  if (!account || parts_.outside == nullptr || !external::asked(*account, identity.tag))
    co_return false;
  auto method = question.method;
  auto challenge = question.challenge;
  Secret response(question.response);
  co_return co_await parts_.outside->external_response(std::move(method), around.service,
                                                       account->full_name(), std::move(response),
                                                       std::move(challenge));
}

std::unique_ptr<kerberos::Acceptor> Authenticator::new_acceptor() const {
  if (parts_.tickets == nullptr) return nullptr;
  return std::make_unique<kerberos::Acceptor>(*parts_.tickets);
}

std::string Authenticator::id_of_domain(std::string_view name) const {
  const auto domain = parts_.directory.find_domain(name);
  return domain == nullptr ? std::string() : domain->id;
}

net::Task<Result<sasl::Found>> Authenticator::secret(const Identity& identity,
                                                     const sasl::FetchSecret& wanted) {
  const auto form = stored_form(wanted.form);
  if (identity.account) {
    auto stored = co_await stored_secret(identity, form, wanted);
    if (stored && !*stored) stored = co_await outside_secret(identity, form, wanted);
    if (!stored) co_return std::unexpected(std::move(stored.error()));
    if (*stored) co_return found(identity, std::move(**stored));
  }
  auto stand_in = co_await decoy(identity, form);
  if (!stand_in) co_return std::unexpected(std::move(stand_in.error()));
  co_return found(identity, std::move(*stand_in));
}

net::Task<Result<std::optional<StoredSecret>>> Authenticator::stored_secret(
    const Identity& identity, SecretForm form, const sasl::FetchSecret& wanted) {
  const auto& account = *identity.account;
  const auto& tag = identity.tag;
  if (!is_scram(form) || !passwords_.derives(account, tag))
    co_return passwords_.secret(account, form, hashed_name(wanted), wanted.realm, tag);
  const auto key = SecretCache::key_of(account, form, tag);
  if (auto known = secrets_.find(key, parts_.clock.moment())) co_return std::move(known);
  auto derive = [this, &account, &tag, form, &wanted] {
    return passwords_.secret(account, form, hashed_name(wanted), wanted.realm, tag);
  };
  auto derived = co_await parts_.hashing.run(std::move(derive));
  if (!derived) co_return std::unexpected(std::move(derived.error()));
  if (*derived && **derived) secrets_.remember(key, ***derived, parts_.clock.moment());
  co_return std::move(*derived);
}

// READPLAIN: an outside database that hands out passwords serves every method.
net::Task<Result<std::optional<StoredSecret>>> Authenticator::outside_secret(
    const Identity& identity, SecretForm form, const sasl::FetchSecret& wanted) {
  const auto& account = *identity.account;
  if (parts_.outside == nullptr || !external::asked(account, identity.tag) ||
      !parts_.outside->external_gives_passwords())
    co_return std::nullopt;
  const auto password = co_await parts_.outside->external_clear_password(account.full_name());
  if (!password) co_return std::unexpected(password.error());
  if (!*password || !password::acceptable((*password)->reveal())) co_return std::nullopt;
  // The decoy's salt: steady for the name, whoever knows its password.
  const auto salt = passwords_.decoy(identity.counted_as(), form).salt;
  auto derive = [&] {
    return password::derive((*password)->reveal(), form, hashed_name(wanted), wanted.realm, salt);
  };
  if (!is_scram(form)) co_return derive();
  auto derived = co_await parts_.hashing.run(std::move(derive));
  if (!derived) co_return std::unexpected(std::move(derived.error()));
  co_return std::move(*derived);
}

net::Task<Result<StoredSecret>> Authenticator::decoy(const Identity& identity, SecretForm form) {
  const auto name = identity.counted_as();
  auto stand_in = passwords_.decoy(name, form);
  if (!identity.policy->derives_verifiers || !is_scram(form)) co_return std::move(stand_in);
  // Where most accounts' verifiers are derived, the first login by an unknown name costs as much.
  const auto key = SecretCache::key_of(name, form);
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
                                                const Circumstances& around) {
  if (!identity.account && !identity.server_owner)
    co_return std::unexpected(Refusal{Cause::wrong_password, "granted to a name nobody has"});
  if (grant.account != identity.canonical)
    co_return std::unexpected(Refusal{Cause::unavailable, "granted to another name"});
  auto opened = co_await opened_by(identity, std::move(grant.acting_as), around);
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  const auto rules = identity.rules();
  if (!identity.server_owner && !rules.enabled(around.service))
    co_return std::unexpected(Refusal{Cause::not_allowed, "service is not enabled"});
  if (!identity.server_owner && around.tls && !rules.enabled("TLS"))
    co_return std::unexpected(Refusal{Cause::not_allowed, "TLS is not enabled"});
  if (!identity.server_owner && around.roams && !rules.enabled("Mobile"))
    co_return std::unexpected(
        Refusal{Cause::not_allowed, "Roaming is not enabled and this is no client address"});
  if (const auto may = tag_permits(identity, around); !may)
    co_return std::unexpected(Refusal{Cause::not_allowed, may.error().detail});
  co_return Opened{.session = {.account = *opened ? (*opened)->full_name() : identity.canonical,
                               .acting = identity.canonical,
                               .last_words = std::move(grant.last_words),
                               .location = *opened ? (*opened)->location : std::string()},
                   .account = *opened,
                   .tag = identity.tag,
                   .log_login = rules.log_login(),
                   .needs_client = !identity.server_owner && !rules.enabled("Mobile")};
}

Result<void> Authenticator::tag_permits(const Identity& identity,
                                        const Circumstances& around) const {
  if (identity.tag.empty()) return {};
  const auto rules = credentials::tag_rules(*identity.account, identity.tag);
  if (!rules) return fail(ErrorCode::not_allowed, "the tag is gone");
  return credentials::permits(*rules, around.service, around.client, parts_.clock.now());
}

net::Task<Decision<directory::AccountView>> Authenticator::opened_by(const Identity& identity,
                                                                     std::string name,
                                                                     const Circumstances& around) {
  if (name.empty()) co_return identity.account;
  // A bare name is one of the account's own domain, whatever address it came in by.
  auto home = identity.account ? identity.account->domain : identity.reached;
  auto other = co_await identify(std::move(name), std::move(home));
  if (!other) co_return std::unexpected(std::move(other.error()));
  const bool same = other->canonical == identity.canonical &&
                    (other->tag.empty() || other->tag == identity.tag) &&
                    (other->account != nullptr || identity.server_owner);
  if (same) co_return identity.account;
  co_return co_await impersonated(identity, std::move(*other), around);
}

// A name that does not exist is refused as one that may not be opened.
net::Task<Decision<directory::AccountView>> Authenticator::impersonated(
    const Identity& identity, Identity other, const Circumstances& around) {
  const auto denied = [&](std::string why) {
    return std::unexpected(
        Refusal{Cause::not_allowed, "may not act as " + escaped(other.typed) + ": " + why});
  };
  const auto& target = other.account;
  if (!identity.account || !target || !identity.tag.empty() || !other.tag.empty())
    co_return denied("not an account to another");
  if (!other.rules().enabled(around.service)) co_return denied("service is not enabled for it");
  auto ask = [this, &identity, &target] {
    return access::may_impersonate(parts_.directory, *identity.account, *target,
                                   parts_.clock.now());
  };
  const auto may = co_await blocking(std::move(ask));
  if (may) co_return target;
  if (may.error().code == ErrorCode::not_allowed) co_return denied(may.error().detail);
  co_return std::unexpected(Refusal{Cause::unavailable, may.error().detail});
}

}  // namespace gatehouse::auth
