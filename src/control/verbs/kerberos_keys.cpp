#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "kerberos/domain_keys.h"
#include "kerberos/encryption_types.h"
#include "kerberos/keytab.h"

namespace gatehouse::control::acts {

namespace {

using kerberos::Strength;

std::string_view name_of(Strength strength) {
  switch (strength) {
    case Strength::strong:
      return "strong";
    case Strength::weak:
      return "weak";
    case Strength::unusable:
      return "unusable";
  }
  std::unreachable();
}

settings::Dictionary shown(const kerberos::KeptKey& key) {
  const auto type = kerberos::encryption_type(key.facts.type);
  return {{"Id", std::to_string(key.id)},
          {"Realm", key.facts.service.realm},
          {"Principal", key.facts.service.principal()},
          {"Issued", settings::TimeStamp{key.facts.issued}},
          {"Version", settings::Number{key.facts.version}},
          {"Type", type.name},
          {"Strength", name_of(type.strength)}};
}

// "OK", and which keys somebody should know about.
Outcome imported(std::span<const kerberos::ServiceKey> keys) {
  Outcome outcome;
  for (const auto& key : keys) {
    const auto type = kerberos::encryption_type(key.type);
    if (type.strength == Strength::strong) continue;
    outcome.words += outcome.words == "OK" ? ", but: " : "; ";
    outcome.words += key.service.principal() + " " + std::to_string(key.version) + " is of the " +
                     std::string(name_of(type.strength)) + " type " + type.name;
    if (outcome.words.size() > 500) break;  // one line, and enough to be warned by
  }
  return outcome;
}

// `change` makes new settings of the domain's as they are now.
template <class Change>
Result<void> change_now(Call& call, const directory::Domain& domain, const Change& change) {
  const std::scoped_lock alone(call.site.changing);
  const auto now = call.site.directory.find_domain(domain.name);
  if (!now || now->id != domain.id) return fail(ErrorCode::not_found, "unknown domain name");
  auto all = change(*now);
  if (!all) return passed_on(all);
  note_changes(call, now->settings, *all);
  return call.site.directory.set_domain_settings(*now, std::move(*all));
}

// Keys are not changed by a command that names no domain.
Result<directory::DomainView> named_domain(Call& call, const Verb& verb) {
  auto name = call.arguments.word("a domain name");
  if (!name) return passed_on(name);
  return reach_domain(call, *name, verb);
}

}  // namespace

Result<Outcome> import_kerberos_keys(Call call, const Verb& verb) {
  auto domain = named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto keytab = call.arguments.value("a keytab");
  if (!keytab) return passed_on(keytab);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto* bytes = keytab->data();
  if (bytes == nullptr) return fail(ErrorCode::malformed, "a keytab is a DataBlock: [base64]");
  if (call.site.seal == nullptr)
    return fail(ErrorCode::unavailable, "this server keeps no private keys");
  auto keys = kerberos::read_keytab(bytes->bytes);
  if (!keys) return passed_on(keys);
  if (auto own = kerberos::belong_to(call.site.directory, **domain, *keys); !own)
    return passed_on(own);
  auto kept = change_now(call, **domain, [&](const directory::Domain& now) {
    return kerberos::with_keys(now, *keys, *call.site.seal);
  });
  if (!kept) return passed_on(kept);
  return imported(*keys);
}

Result<Outcome> list_kerberos_keys(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array keys;
  for (const auto& key : kerberos::kept_keys(**domain)) keys.emplace_back(shown(key));
  return answer(std::move(keys));
}

Result<Outcome> delete_kerberos_keys(Call call, const Verb& verb) {
  auto domain = named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto words = call.arguments.list("ids");
  if (!words) return passed_on(words);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  std::vector<std::int64_t> ids;
  for (const auto& word : *words) {
    const auto id = to_number<std::int64_t>(word);
    if (!id) return fail(ErrorCode::malformed, "ids are numbers");
    ids.push_back(*id);
  }
  return done_if(change_now(call, **domain, [&](const directory::Domain& now) {
    auto all = kerberos::without_keys(now, ids);
    if (!all) all.error().code = ErrorCode::malformed;  // 512 would say that the domain is unknown
    return all;
  }));
}

}  // namespace gatehouse::control::acts
