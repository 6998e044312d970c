#include "control/console.h"

#include <utility>

#include "audit/journal.h"
#include "base/log.h"
#include "base/text.h"
#include "control/change_note.h"

namespace gatehouse::control {

namespace {

constexpr std::size_t longest_words = 400;

struct Told {
  int code;
  std::string_view words;  // empty: the error's detail may be told
};

constexpr Told half_a_login{501, "a code of the second factor is wanted first"};

Told told(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found:
      return {512, "unknown secondary domain name"};
    case ErrorCode::unknown_account:
      return {513, "unknown user account"};
    case ErrorCode::wrong_password:
      return {515, "incorrect password"};
    case ErrorCode::already_exists:
      return {520, "this name is in use already"};
    case ErrorCode::malformed:
    case ErrorCode::not_allowed:
    case ErrorCode::too_long:
      return {501, {}};
    case ErrorCode::conflict:
      return {501, "changed by somebody else in the meantime, please try again"};
    case ErrorCode::damaged:
      return {501, "a settings file is damaged"};
    case ErrorCode::aborted:
    case ErrorCode::locked:
    case ErrorCode::unavailable:
    case ErrorCode::timed_out:
    case ErrorCode::closed:
      return {501, "this cannot be done now, please try again later"};
  }
  return {501, {}};
}

// Paths and system errors are for those who run the server.
bool may_see_inside(const Caller& caller) {
  return caller.rights.for_server("Settings").has_value();
}

Outcome refused(const Error& error, const Caller& caller) {
  const auto [code, fixed] = told(error.code);
  std::string words(fixed.empty() ? std::string_view(error.detail) : fixed);
  const bool inside = error.code == ErrorCode::damaged || error.code == ErrorCode::unavailable;
  if (inside && may_see_inside(caller)) words += ": " + error.detail;
  if (inside) log::write(log::Level::problem, "CLI", escaped(error.detail));
  return {code, std::move(words), {}};
}

void record(const Caller& caller, const Verb& verb, int code) {
  const auto who = caller.account ? caller.account->full_name() : std::string("local owner");
  log::write(log::Level::low, "CLI",
             who + " " + std::string(verb.name) + " " + std::to_string(code));
}

bool changes_something(const Verb& verb) {
  return verb.act == Act::changes && !verb.right.empty() && !verb.name.starts_with("GET");
}

// Asked beforehand: what could not be recorded is not done.
Result<Outcome> done(const Call& call, const Verb& verb) {
  if (!changes_something(verb) || call.site.audit == nullptr) return verb.run(call, verb);
  if (auto ready = call.site.audit->ready(); !ready) return std::unexpected(ready.error());
  auto outcome = verb.run(call, verb);
  const auto seen = outcome ? *outcome : refused(outcome.error(), call.caller);
  if (auto kept = recorded(call, verb, seen); !kept)
    return fail(ErrorCode::unavailable, "this was done, but " + kept.error().detail);
  return outcome;
}

}  // namespace

Outcome run(Site& site, const Caller& caller, std::string_view line) {
  line = trimmed(line);
  const auto name = take_until(line, ' ');
  const auto* verb = verb_named(name);
  if (verb == nullptr) return {500, "unknown command", {}};
  const auto form = std::string(verb->name) + " " + std::string(verb->syntax);
  if (caller.half && !verb->half_too) {
    record(caller, *verb, half_a_login.code);
    return {half_a_login.code, std::string(half_a_login.words), {}};
  }
  Noted noted;
  const Call call{site, caller, Arguments(line, trimmed(form)), &noted};
  auto outcome = done(call, *verb);
  auto told_outcome = outcome ? std::move(*outcome) : refused(outcome.error(), caller);
  told_outcome.words = escaped(told_outcome.words, longest_words);
  record(caller, *verb, told_outcome.code);
  return told_outcome;
}

}  // namespace gatehouse::control
