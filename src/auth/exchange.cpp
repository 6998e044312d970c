#include "auth/exchange.h"

#include <utility>

#include "auth/service_traits.h"
#include "net/handshake.h"
#include "pki/client_name.h"
#include "settings/schema.h"

namespace gatehouse::auth {
namespace {

constexpr int most_responses = 8;  // no mechanism needs more than three

// SCRAM gets its secret one response before there is anything to compare with it.
bool compared_later(sasl::SecretForm form) {
  return form == sasl::SecretForm::scram_sha1 || form == sasl::SecretForm::scram_sha256 ||
         form == sasl::SecretForm::scram_sha512;
}

}  // namespace

Exchange::Exchange(Authenticator& authenticator, const sasl::MechanismInfo& info,
                   std::unique_ptr<sasl::Mechanism> mechanism, Surroundings surroundings)
    : authenticator_(authenticator),
      info_(info),
      mechanism_(std::move(mechanism)),
      surroundings_(std::move(surroundings)) {}

void Exchange::asks(std::string_view rule) {
  if (asked_count_ < asked_.size()) asked_[asked_count_++] = rule;
}

std::string Exchange::rules() const {
  std::string text;
  text.reserve(128);
  for (std::size_t at = 0; at < asked_count_; ++at)
    text.append(at == 0 ? "" : "; ").append(asked_[at]);
  return text;
}

net::Task<Exchange::Verdict> Exchange::start(std::optional<Secret> initial) {
  auto verdict = co_await begun(std::move(initial));
  co_return as_told(std::move(verdict));
}

net::Task<Exchange::Verdict> Exchange::feed(Secret response) {
  auto verdict = co_await fed(std::move(response));
  co_return as_told(std::move(verdict));
}

// Where names are hidden a refusal is told as it would be of a name that nobody has.
Exchange::Verdict Exchange::as_told(Verdict verdict) const {
  auto* refusal = std::get_if<Refusal>(&verdict);
  if (refusal == nullptr || !identity_) return verdict;
  const bool hidden = is_hidden(refusal->cause);
  if (withheld_ && hidden) refusal->told = refusal->cause;
  if (withheld_ && hidden && refusal->cause != Cause::locked) refusal->cause = Cause::needs_privacy;
  if (lenient_ && hidden) refusal->told = Cause::needs_privacy;
  const auto& policy = *identity_->policy;
  if (hidden || refusal->cause == Cause::unavailable ||
      (refusal->cause == Cause::needs_privacy && policy.hides_unknown_names))
    refusal->least = policy.refusal_delay;
  return verdict;
}

net::Task<Exchange::Verdict> Exchange::begun(std::optional<Secret> initial) {
  auto first = mechanism_->begin();
  const auto* challenge = std::get_if<sasl::Challenge>(&first);
  const bool has_words = challenge != nullptr && !challenge->bytes.empty();
  // Some clients send an empty initial response where they mean none.
  const bool given = initial && !(initial->empty() && has_words);
  if (!given || challenge == nullptr) co_return co_await settle(std::move(first));
  if (info_.traits.server_first)
    co_return Refusal{Cause::malformed, "initial response to a server-first mechanism"};
  co_return co_await fed(std::move(*initial));
}

net::Task<Exchange::Verdict> Exchange::fed(Secret response) {
  if (response.size() > info_.traits.longest || ++responses_ > most_responses)
    co_return Refusal{Cause::malformed, "response too long or one too many"};
  if (std::exchange(compares_next_, false)) {
    auto reserved = co_await reserve();
    if (!reserved) co_return std::move(reserved.error());
  }
  co_return co_await settle(mechanism_->on_response(response.reveal()));
}

net::Task<Exchange::Verdict> Exchange::settle(sasl::Step step) {
  while (auto* question = std::get_if<sasl::Question>(&step)) {
    auto answer = co_await answer_to(std::move(*question));
    if (!answer) co_return std::move(answer.error());
    step = mechanism_->on_answer(std::move(*answer));
  }
  co_return co_await conclude(std::move(step));
}

net::Task<Exchange::Verdict> Exchange::conclude(sasl::Step step) {
  auto reserved = std::exchange(reserved_, {});
  const auto tried = std::exchange(tried_, {});
  if (auto* challenge = std::get_if<sasl::Challenge>(&step))
    co_return Challenge{std::move(challenge->bytes)};
  if (auto* error = std::get_if<Error>(&step)) {
    auto refusal = refusal_of(std::move(*error));
    // The mechanism compared with a decoy and cannot know.
    if (refusal.cause == Cause::wrong_password && identity_ && !identity_->account &&
        !surroundings_.blocked)
      refusal.cause = Cause::unknown_account;
    const bool second_ntlm =
        identity_ && is_ntlm() && identity_->counted_as() == surroundings_.wrong_ntlm;
    const bool forgiven = second_ntlm || surroundings_.blocked;
    if (identity_ && counts_for_account(refusal.cause) && !forgiven)
      authenticator_.failed(reserved.attempt, *identity_, tried.empty() ? nullptr : &tried);
    if (identity_ && refusal.cause == Cause::unavailable)
      authenticator_.failed(reserved.undecided, *identity_);
    co_return refusal;
  }
  if (!identity_) co_return Refusal{Cause::unavailable, "granted without a name"};
  asks("acting as, Enabled Services, tag");
  auto opened = co_await authenticator_.open(*identity_, std::get<sasl::Grant>(std::move(step)),
                                             surroundings_.around);
  if (!opened) co_return std::move(opened.error());
  opened->source = source_;
  opened->by_session = session_;
  const auto half = co_await is_half_a_login();
  if (!half) co_return half.error();
  opened->session.code_wanted = *half;
  if (*half) co_return std::move(*opened);
  // A session is shown by the program it was handed to, whose address is not its owner's.
  const bool came_himself = identity_->account && session_.empty();
  if (came_himself) authenticator_.succeeded(*identity_, surroundings_.around.client);
  co_return std::move(*opened);
}

// Of passwords only the account's own one is half of something: a tag, a ticket, a certificate or
// the ID of a session is whole, or was made whole before.
net::Task<Decision<bool>> Exchange::is_half_a_login() {
  if (half_session_) co_return true;
  const auto& identity = *identity_;
  const bool by_password = source_ != "ticket" && source_ != "certificate" && source_ != "session";
  if (!identity.account || !identity.tag.empty() || !by_password) co_return false;
  asks("second factor");
  const auto wanted = co_await authenticator_.second_factor(identity);
  if (!wanted) co_return std::unexpected(Refusal{Cause::unavailable, wanted.error().detail});
  if (*wanted == SecondFactor::not_asked) co_return false;
  if (traits_of(surroundings_.around.service).asks_for_codes) co_return true;
  co_return std::unexpected(
      Refusal{Cause::needs_code, "the password is right, but a second factor is wanted"});
}

net::Task<Decision<sasl::Answer>> Exchange::answer_to(sasl::Question question) {
  if (auto* verify = std::get_if<sasl::VerifyPassword>(&question))
    co_return co_await answer_verify(std::move(*verify));
  if (auto* fetch = std::get_if<sasl::FetchSecret>(&question))
    co_return co_await answer_fetch(std::move(*fetch));
  if (auto* response = std::get_if<sasl::VerifyResponse>(&question))
    co_return co_await answer_response(std::move(*response));
  if (auto* token = std::get_if<sasl::AcceptToken>(&question))
    co_return co_await answer_token(std::move(*token));
  if (auto* owns = std::get_if<sasl::OwnsSession>(&question))
    co_return co_await answer_session(std::move(*owns));
  if (std::holds_alternative<sasl::NameExternal>(question)) co_return co_await answer_external();
  co_return co_await answer_under_context(std::move(question));
}

net::Task<Decision<sasl::Answer>> Exchange::answer_verify(sasl::VerifyPassword question) {
  auto known = co_await learn_name(std::move(question.name));
  if (known) known = co_await reserve();
  if (!known && known.error().cause == Cause::locked) {
    auto worked = co_await authenticator_.as_long_as_wrong(question.password.reveal(),
                                                           surroundings_.around.client);
    if (!worked)
      known = std::unexpected(Refusal{Cause::unavailable, std::move(worked.error().detail)});
  }
  if (!known) co_return std::unexpected(std::move(known.error()));
  asks("password");
  auto accepted =
      co_await authenticator_.verify(*identity_, question.password.reveal(), surroundings_.around);
  if (!accepted) co_return sasl::Answer(std::move(accepted.error()));
  if (accepted->empty()) {
    tried_ = std::move(question.password);
    co_return sasl::Answer(Error{ErrorCode::wrong_password, {}});
  }
  source_ = *accepted;
  co_return sasl::Answer(sasl::Verified{identity_->canonical});
}

// Asked under the reservation that the fetched secret was compared under.
net::Task<Decision<sasl::Answer>> Exchange::answer_response(sasl::VerifyResponse question) {
  if (!identity_) co_return sasl::Answer(Error{ErrorCode::unavailable, "asked before the name"});
  asks("external program");
  auto right = co_await authenticator_.verify_response(*identity_, question, surroundings_.around);
  if (!right) co_return sasl::Answer(std::move(right.error()));
  if (!*right) co_return sasl::Answer(Error{ErrorCode::wrong_password, {}});
  source_ = "external";
  co_return sasl::Answer(sasl::Verified{identity_->canonical});
}

net::Task<Decision<sasl::Answer>> Exchange::answer_fetch(sasl::FetchSecret question) {
  auto known = co_await learn_name(question.name);
  if (known && question.form == sasl::SecretForm::nt) known = ntlm_allowed();
  if (known && !compared_later(question.form)) known = co_await reserve();
  if (!known) co_return std::unexpected(std::move(known.error()));
  asks("stored secret");
  compares_next_ = compared_later(question.form);
  auto secret = co_await authenticator_.secret(*identity_, question);
  if (!secret) co_return sasl::Answer(std::move(secret.error()));
  co_return sasl::Answer(std::move(*secret));
}

// A ticket is no guess: nothing is reserved, and what it does not prove is held against nobody.
net::Task<Decision<sasl::Answer>> Exchange::answer_token(sasl::AcceptToken question) {
  asks("ticket");
  acceptor_ = authenticator_.new_acceptor();
  if (acceptor_ == nullptr)
    co_return sasl::Answer(Error{ErrorCode::unavailable, "no tickets are accepted here"});
  auto work = [this, &question] { return acceptor_->accept(question.token); };
  auto accepted = co_await authenticator_.blocking(std::move(work));
  if (!accepted) co_return sasl::Answer(std::move(accepted.error()));
  auto known =
      co_await learn_proven_name(accepted->account, accepted->domain->id, "UseKerberosPassword");
  if (!known) co_return std::unexpected(std::move(known.error()));
  source_ = "ticket";
  co_return sasl::Answer(sasl::Accepted{std::move(accepted->token), true, identity_->canonical});
}

net::Task<Decision<sasl::Answer>> Exchange::answer_under_context(sasl::Question question) {
  if (acceptor_ == nullptr)
    co_return sasl::Answer(Error{ErrorCode::unavailable, "there is no context yet"});
  auto work = [this, &question]() -> Result<std::string> {
    if (const auto* wrap = std::get_if<sasl::Wrap>(&question)) return acceptor_->wrap(wrap->bytes);
    if (const auto* unwrap = std::get_if<sasl::Unwrap>(&question))
      return acceptor_->unwrap(unwrap->bytes);
    if (const auto* mic = std::get_if<sasl::MakeMic>(&question)) return acceptor_->mic(mic->bytes);
    const auto* check = std::get_if<sasl::CheckMic>(&question);
    if (check == nullptr) return fail(ErrorCode::unavailable, "a question of another kind");
    const auto right = acceptor_->check_mic(check->bytes, check->mic);
    return right ? Result<std::string>("") : std::unexpected(right.error());
  };
  auto processed = co_await authenticator_.blocking(std::move(work));
  if (!processed) co_return sasl::Answer(std::move(processed.error()));
  co_return sasl::Answer(sasl::Processed{std::move(*processed)});
}

// A session's ID is a guess as a password is.
net::Task<Decision<sasl::Answer>> Exchange::answer_session(sasl::OwnsSession question) {
  auto known = co_await learn_name(std::move(question.name));
  if (known) known = sessions_allowed();
  if (known) known = co_await reserve();
  if (!known) co_return std::unexpected(std::move(known.error()));
  asks("session");
  const auto& account = identity_->account;
  std::optional<SessionDesk::Owned> session;
  if (account && identity_->tag.empty()) {
    const bool trusted = surroundings_.on_this_server && !takes_up();
    session = surroundings_.sessions->owned(
        *account, question.id.reveal(),
        trusted ? std::nullopt : std::optional(surroundings_.around.client), takes_up());
  }
  // Where no code can be asked for, half a login is none.
  const bool half = session && session->code_wanted;
  if (!session || (half && !traits_of(surroundings_.around.service).asks_for_codes)) {
    tried_ = std::move(question.id);
    co_return sasl::Answer(Error{ErrorCode::wrong_password, "no such session of this account"});
  }
  session_ = std::move(session->hash);
  half_session_ = half;
  source_ = "session";
  co_return sasl::Answer(sasl::Verified{identity_->canonical});
}

// The server's owner on its local socket, or whom a verified certificate names. Who trusts the
// issuer decides for whose accounts it speaks: the domain itself, or the server for the domain
// that the connection is for.
net::Task<Decision<sasl::Answer>> Exchange::answer_external() {
  asks(surroundings_.owner ? "server's owner" : "client certificate");
  if (surroundings_.owner) {
    identity_ = authenticator_.server_owner();
    co_return sasl::Answer(sasl::Named{identity_->canonical});
  }
  const auto& tls = surroundings_.tls;
  if (!tls || tls->client_certificate.empty())
    co_return sasl::Answer(Error{ErrorCode::not_allowed, "nothing vouches for the peer"});
  auto name = pki::name_in_certificate(tls->client_certificate);
  if (!name) co_return sasl::Answer(Error{ErrorCode::not_allowed, name.error().detail});
  const auto& trusted_by = tls->verified_by == net::by_the_server ? tls->domain : tls->verified_by;
  auto known = co_await learn_proven_name(std::move(*name), authenticator_.id_of_domain(trusted_by),
                                          "UseCertificateAuth");
  if (!known) co_return std::unexpected(std::move(known.error()));
  source_ = "certificate";
  co_return sasl::Answer(sasl::Named{identity_->canonical});
}

// A ticket or a certificate proves a name in one domain only, whatever the Router makes of it.
net::Task<Decision<void>> Exchange::learn_proven_name(std::string name, std::string_view domain_id,
                                                      std::string_view setting) {
  auto known = co_await learn_name(std::move(name), Claim::is_proven);
  if (!known) co_return known;
  asks("domain of the proof");
  const auto& account = identity_->account;
  if (!account) co_return std::unexpected(Refusal{Cause::unknown_account, "no such account"});
  if (domain_id.empty() || account->domain->id != domain_id || !identity_->tag.empty())
    co_return std::unexpected(Refusal{Cause::not_allowed, "the name is of another domain"});
  if (!settings::is_yes(account->setting(setting)))
    co_return std::unexpected(Refusal{Cause::not_allowed, std::string(setting) + " is off"});
  co_return Decision<void>{};
}

bool Exchange::domain_permits(std::string_view login_method) const {
  return has_own_methods(surroundings_.around.service) || identity_->policy->permits(login_method);
}

// GSS-SPNEGO may carry NTLM where the domain does not want it.
Decision<void> Exchange::ntlm_allowed() const {
  const auto method = info_.login_method == "MSN" ? "MSN" : "NTLM";
  if (domain_permits(method)) return {};
  return std::unexpected(Refusal{Cause::unknown_mechanism, "the domain does not permit NTLM"});
}

// The web interface takes up the sessions that it opened itself: no domain need permit that.
std::optional<control::SessionKind> Exchange::takes_up() const {
  if (info_.login_method != "SESSIONID") return std::nullopt;
  return traits_of(surroundings_.around.service).takes_up;
}

// Programs that sessions are handed to run on this server, unless the domain says otherwise.
Decision<void> Exchange::sessions_allowed() const {
  const bool from_here = surroundings_.on_this_server || takes_up() ||
                         settings::is_yes(identity_->policy->domain->setting("SessionIDRemote"));
  if (surroundings_.sessions != nullptr && from_here) return {};
  return std::unexpected(Refusal{Cause::unknown_mechanism, "no logins by session from there"});
}

net::Task<Decision<void>> Exchange::learn_name(std::string name, Claim claim) {
  asks("name");
  auto identity = co_await authenticator_.identify(std::move(name), surroundings_.reached);
  if (!identity) co_return std::unexpected(std::move(identity.error()));
  identity_ = std::move(*identity);
  auto allowed = allowed_here(claim);
  if (surroundings_.blocked) identity_->account.reset();
  co_return allowed;
}

net::Task<Decision<void>> Exchange::reserve() {
  asks("failed logins");
  auto reserved = co_await authenticator_.reserve(*identity_, surroundings_.around.client);
  if (!reserved) co_return std::unexpected(std::move(reserved.error()));
  reserved_ = std::move(*reserved);
  co_return Decision<void>{};
}

Decision<void> Exchange::allowed_here(Claim claim) {
  asks("Login Methods");
  if (!domain_permits(info_.login_method))
    return std::unexpected(
        Refusal{Cause::unknown_mechanism, "the account's domain does not permit it"});
  return private_enough(claim);
}

// An account's own rule must not tell that there is such an account: where it demands more than a
// name nobody has, nothing is right; where it demands less, what is wrong is told as that name's.
Decision<void> Exchange::private_enough(Claim claim) {
  asks("secure method or TLS");
  const auto permits = [this](Demand demand) {
    return satisfied(demand, surroundings_.link, info_.traits.clear_text);
  };
  const auto& policy = *identity_->policy;
  const bool permitted = permits(identity_->rules().demand());
  const bool hides = claim == Claim::is_a_guess && policy.hides_unknown_names;
  const bool shows = hides && permitted != permits(policy.defaults.demand);
  lenient_ = shows && permitted;
  withheld_ = shows && !permitted;
  if (withheld_) identity_->account.reset();
  if (permitted || withheld_) return {};
  return std::unexpected(
      Refusal{Cause::needs_privacy, "the account demands a secure method or TLS"});
}

}  // namespace gatehouse::auth
