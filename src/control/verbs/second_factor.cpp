#include "credentials/second_factor.h"

#include <utility>

#include "base/secret.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/proof.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "credentials/totp.h"

namespace gatehouse::control::acts {

namespace {

using directory::AccountView;
using settings::Dictionary;
using settings::Value;

constexpr std::string_view noted_as = "Second factor";

Result<Secret> take_secret(Arguments& arguments, std::string_view what) {
  auto word = arguments.word(what);
  if (!word) return passed_on(word);
  const WipeAtEnd wiped(*word);
  return Secret(*word);
}

// [PASSWORD proof] and the end of the line; empty: none was given.
Result<Secret> take_proof(Arguments& arguments) {
  Result<Secret> proof(Secret{});
  if (arguments.keyword("PASSWORD")) proof = take_secret(arguments, "a password or a code");
  if (auto end = arguments.end(); !end) return passed_on(end);
  return proof;
}

// Not of one above the caller; his own not by what is no more than a device's or somebody else's.
Result<void> may_be_changed(const Call& call, const directory::Account& account) {
  const auto& caller = call.caller;
  if (!is_own(call, account)) {
    if (caller.half)
      return fail(ErrorCode::not_allowed, "a code of the second factor is wanted first");
    return not_above_caller(call, *account.domain, account.name);
  }
  if (caller.by_tag && !caller.by_session)
    return fail(ErrorCode::not_allowed,
                "a session opened with a tagged password changes no second factor");
  return {};
}

// Whoever got hold of a session has neither the password nor a code.
Result<void> is_himself(const Call& call, const directory::Account& account, const Secret& proof) {
  if (!is_own(call, account) || call.caller.confirmed) return {};
  if (proof.empty())
    return fail(ErrorCode::not_allowed,
                "PASSWORD and your password, or a code, is needed for this");
  const auto right = is_proof_of(call, account, proof.reveal());
  if (!right) return std::unexpected(right.error());
  if (!*right) return fail(ErrorCode::wrong_password, "neither the password nor a code");
  return {};
}

// What `change` makes of the settings; the session that does it goes on.
template <class Change>
Result<void> store(const Call& call, const directory::Account& account, Change change) {
  const bool own = is_own(call, account) && call.caller.keeps_factor;
  return call.site.directory.change_account(account, [&](Dictionary now) {
    Result<Dictionary> changed = change(std::move(now));
    if (changed && own) call.caller.keeps_factor(credentials::factor_proof(*changed));
    return changed;
  });
}

std::string text_of(const Secret& secret) { return std::string(secret.reveal()); }

Value shown(const std::vector<Secret>& codes) {
  settings::Array all;
  for (const auto& code : codes) all.emplace_back(text_of(code));
  return all;
}

Value stamp(Time time) {
  return settings::TimeStamp{std::chrono::floor<std::chrono::seconds>(time)};
}

std::string_view word_for(const credentials::FactorState& state) {
  if (state.enrolled) return "On";
  return state.begun ? "Begun" : "Off";
}

}  // namespace

Result<Outcome> begin_second_factor(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto proof = take_proof(call.arguments);
  if (!proof) return passed_on(proof);
  const auto& target = **account;
  if (auto may = may_be_changed(call, target); !may) return passed_on(may);
  if (call.caller.by_session && !call.caller.half)
    if (auto himself = is_himself(call, target, *proof); !himself) return passed_on(himself);
  const auto& factor = call.site.passwords.second_factor();
  const auto secret = factor.new_secret();
  const auto typed = credentials::typed_form(secret.reveal());
  if (!typed) return std::unexpected(typed.error());
  auto stored = store(call, target, [&](Dictionary now) {
    return factor.begun(std::move(now), target, secret, call.site.clock.now());
  });
  if (!stored) return passed_on(stored);
  note_change(call, noted_as, "begun");
  const auto uri =
      credentials::otpauth_uri(target.full_name(), target.domain->name, typed->reveal());
  return answer(Dictionary{{"Secret", text_of(*typed)}, {"URI", text_of(uri)}});
}

Result<Outcome> confirm_second_factor(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto code = take_secret(call.arguments, "a code");
  if (!code) return passed_on(code);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& target = **account;
  if (auto may = may_be_changed(call, target); !may) return passed_on(may);
  const auto& factor = call.site.passwords.second_factor();
  const auto recovery = factor.new_recovery_codes();
  auto stored = store(call, target, [&](Dictionary now) {
    return factor.confirmed(std::move(now), target, code->reveal(), recovery,
                            call.site.clock.now());
  });
  if (!stored) return passed_on(stored);
  note_change(call, noted_as, "set");
  if (call.caller.half && call.caller.logged_in) call.caller.logged_in();
  return answer(shown(recovery));
}

Result<Outcome> second_factor(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  if (call.caller.half && !is_own(call, **account))
    return fail(ErrorCode::not_allowed, "a code of the second factor is wanted first");
  const auto state = credentials::factor_state((*account)->settings);
  Dictionary facts{{"State", std::string(word_for(state))}};
  if (call.caller.half) return answer(std::move(facts));
  facts.emplace("RecoveryCodes", settings::Number{static_cast<std::int64_t>(state.recovery_codes)});
  if (state.since) facts.emplace("Since", stamp(*state.since));
  if (state.last_use) facts.emplace("LastUse", stamp(*state.last_use));
  return answer(std::move(facts));
}

Result<Outcome> new_recovery_codes(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto proof = take_proof(call.arguments);
  if (!proof) return passed_on(proof);
  const auto& target = **account;
  if (auto may = may_be_changed(call, target); !may) return passed_on(may);
  if (auto himself = is_himself(call, target, *proof); !himself) return passed_on(himself);
  const auto& factor = call.site.passwords.second_factor();
  const auto recovery = factor.new_recovery_codes();
  auto stored = store(call, target, [&](Dictionary now) {
    return factor.with_recovery(std::move(now), target, recovery);
  });
  if (!stored && stored.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_allowed, "there is no second factor");
  if (!stored) return passed_on(stored);
  note_change(call, "Recovery codes of the second factor", "changed");
  return answer(shown(recovery));
}

Result<Outcome> remove_second_factor(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto proof = take_proof(call.arguments);
  if (!proof) return passed_on(proof);
  const auto& target = **account;
  if (auto may = may_be_changed(call, target); !may) return passed_on(may);
  if (auto himself = is_himself(call, target, *proof); !himself) return passed_on(himself);
  auto stored = store(call, target, [](Dictionary now) {
    return Result<Dictionary>(credentials::SecondFactor::without(std::move(now)));
  });
  if (stored) note_change(call, noted_as, "removed");
  return done_if(std::move(stored));
}

}  // namespace gatehouse::control::acts
