#include <utility>

#include "control/answers.h"
#include "control/certificate_facts.h"
#include "control/change_note.h"
#include "control/domain_keys.h"
#include "control/new_settings.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;
using settings::Value;

Value listed(const Dictionary& settings) {
  const auto* value = settings::find(settings, pki::trusted_key);
  return value == nullptr ? Value(settings::Array{}) : *value;
}

Result<Value> take_trusted(Arguments& arguments) {
  auto sent = take_material(arguments, "an array of certificates");
  if (!sent) return sent;
  if (auto end = arguments.end(); !end) return passed_on(end);
  return pki::trusted_value(*sent);
}

// A list that cannot be read has no facts.
Result<Outcome> facts_about(const Call& call, const Dictionary& settings) {
  settings::Array all;
  const auto certificates = pki::certificates_in(settings, pki::trusted_key);
  if (!certificates) return std::unexpected(certificates.error());
  for (const auto& one : *certificates)
    all.emplace_back(described(one.get(), {}, call.site.clock.now()));
  return answer(std::move(all));
}

}  // namespace

Result<Outcome> server_trusted_certificates(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(listed(call.site.directory.defaults()->server));
}

Result<Outcome> server_trusted_certificates_info(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return facts_about(call, call.site.directory.defaults()->server);
}

Result<Outcome> set_server_trusted_certificates(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto trusted = take_trusted(call.arguments);
  if (!trusted) return passed_on(trusted);
  const std::scoped_lock alone(call.site.changing);
  const auto before = call.site.directory.defaults();
  auto all = before->server;
  all.insert_or_assign(std::string(pki::trusted_key), std::move(*trusted));
  note_changes(call, before->server, all);
  return done_if(call.site.directory.set_server_settings(std::move(all)));
}

Result<Outcome> domain_trusted_certificates(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(listed((*domain)->settings));
}

Result<Outcome> domain_trusted_certificates_info(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return facts_about(call, (*domain)->settings);
}

Result<Outcome> set_domain_trusted_certificates(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto trusted = take_trusted(call.arguments);
  if (!trusted) return passed_on(trusted);
  return change_pki(call, **domain, [&trusted](const directory::Domain&) -> Result<Dictionary> {
    return Dictionary{{std::string(pki::trusted_key), *trusted}};
  });
}

}  // namespace gatehouse::control::acts
