#include "control/change_note.h"

#include <algorithm>
#include <array>
#include <utility>

#include "audit/journal.h"
#include "base/text.h"
#include "control/new_settings.h"
#include "kerberos/domain_keys.h"
#include "kerberos/encryption_types.h"
#include "pki/domain_keys.h"
#include "settings/text.h"

namespace gatehouse::control {

namespace {

using settings::Dictionary;
using settings::Value;

constexpr std::size_t longest_value = 200;
constexpr std::size_t longest_list = 2000;
constexpr std::string_view none = "(none)";
constexpr int lowest_refusal = 400;

// Keys the schema does not know are legal, and some of them are made for secrets.
bool sounds_secret(std::string_view key) {
  constexpr std::array<std::string_view, 6> parts{"key",    "passw", "pin",
                                                  "secret", "token", "credential"};
  const auto lower = lower_case(key);
  return std::ranges::any_of(parts, [&](auto part) { return lower.find(part) != lower.npos; });
}

// A secret may stand deeper: in a dictionary, or in a URI as user:password@host.
bool holds_secret(const Value& value, int depth = 0) {
  if (depth > settings::deepest_nesting || value.data() != nullptr) return true;
  if (const auto* text = value.string())
    return text->find("://") != text->npos && text->find('@') != text->npos;
  if (const auto* array = value.array())
    return std::ranges::any_of(*array,
                               [depth](const Value& v) { return holds_secret(v, depth + 1); });
  if (const auto* inner = value.dictionary())
    return std::ranges::any_of(*inner, [depth](const auto& pair) {
      return sounds_secret(pair.first) || holds_secret(pair.second, depth + 1);
    });
  return false;
}

std::string told(const Value* value) {
  if (value == nullptr) return std::string(none);
  const auto* text = value->string();
  return escaped(text != nullptr ? *text : settings::to_text(*value), longest_value);
}

bool may_be_told(std::string_view key, const Value* value) {
  return value == nullptr || (!is_credential(key) && !sounds_secret(key) && !holds_secret(*value));
}

void keep(const Call& call, std::string_view key, std::string before, std::string after) {
  call.noted->changes.insert_or_assign(
      escaped(key, longest_value),
      Dictionary{{"After", std::move(after)}, {"Before", std::move(before)}});
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all.empty() ? std::string(none) : escaped(all, longest_list);
}

// SHA-256, of each certificate.
std::string fingerprints(std::string_view key, const Dictionary& settings) {
  const auto certificates = pki::certificates_in(settings, key);
  if (!certificates) return "(unreadable)";
  std::vector<std::string> words;
  for (const auto& certificate : *certificates)
    words.push_back(pki::fingerprint(certificate.get()));
  return joined(words);
}

// Principal, version and type of each key.
std::string whose_keys(std::string_view /*key*/, const Dictionary& settings) {
  directory::Domain holder;
  holder.settings = settings;
  std::vector<std::string> words;
  for (const auto& [id, facts] : kerberos::kept_keys(holder))
    words.push_back(facts.service.principal() + " version " + std::to_string(facts.version) + " " +
                    std::string(kerberos::encryption_type(facts.type).name));
  return joined(words);
}

// What is told of a value that cannot be shown itself.
struct Stand {
  std::string_view key;
  std::string (*told)(std::string_view key, const Dictionary& settings);
};
constexpr std::array stands{
    Stand{pki::chain_key, fingerprints}, Stand{kerberos::keys_setting, whose_keys},
    Stand{pki::certificates_key, fingerprints}, Stand{pki::trusted_key, fingerprints}};

const Stand* stand_of(std::string_view key) {
  const auto* found = std::ranges::find(stands, key, &Stand::key);
  return found == stands.end() ? nullptr : found;
}

void note(const Call& call, std::string_view key, const Value* before, const Value* after) {
  if (may_be_told(key, before) && may_be_told(key, after))
    return keep(call, key, told(before), told(after));
  keep(call, key, before == nullptr ? std::string(none) : "(hidden)",
       after == nullptr    ? "removed"
       : before == nullptr ? "set"
                           : "changed");
}

}  // namespace

void note_target(const Call& call, std::string_view name) {
  if (call.noted == nullptr) return;
  auto& target = call.noted->target;
  target.append(target.empty() ? "" : " ").append(name);
}

void note_changes(const Call& call, const Dictionary& before, const Dictionary& after) {
  if (call.noted == nullptr) return;
  const auto note_one = [&](const std::string& key, const Value* old, const Value* now) {
    if (const auto* stand = stand_of(key))
      return keep(call, key, stand->told(key, before), stand->told(key, after));
    note(call, key, old, now);
  };
  for (const auto& [key, value] : before) {
    const auto* now = settings::find(after, key);
    if (now == nullptr || *now != value) note_one(key, &value, now);
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key)) note_one(key, nullptr, &value);
}

void note_change(const Call& call, std::string_view key, const Value& before, const Value& after) {
  if (call.noted != nullptr) note(call, key, &before, &after);
}

void note_change(const Call& call, std::string_view key, std::string_view what) {
  if (call.noted != nullptr) keep(call, key, "(hidden)", std::string(what));
}

Result<void> recorded(const Call& call, const Verb& verb, const Outcome& outcome) {
  auto record = call.caller.origin;
  record.kind = audit::Kind::change;
  if (record.account.empty())
    record.account = call.caller.account ? call.caller.account->full_name() : "local owner";
  record.target = call.noted->target;
  record.verb = verb.name;
  record.result = std::to_string(outcome.code);
  const bool done = outcome.code < lowest_refusal;
  if (done) {
    record.changes = std::move(call.noted->changes);
    const auto kept = call.site.audit->write(std::move(record));
    return kept ? Result<void>() : std::unexpected(kept.error());
  }
  record.detail = outcome.words;
  static_cast<void>(call.site.audit->note(std::move(record)));
  return {};
}

}  // namespace gatehouse::control
