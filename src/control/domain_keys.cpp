#include "control/domain_keys.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/new_settings.h"
#include "control/reach.h"

namespace gatehouse::control {

namespace {

using settings::Dictionary;
using settings::Value;

std::unexpected<Error> keeps_no_keys() {
  return fail(ErrorCode::unavailable, "this server keeps no private keys");
}

Result<directory::DomainView> as_it_is_now(Site& site, const directory::Domain& domain) {
  auto now = site.directory.find_domain(domain.name);
  if (!now || now->id != domain.id) return fail(ErrorCode::not_found, "unknown domain name");
  return now;
}

}  // namespace

Result<std::vector<std::string>> store_settings(Site& site, const directory::Domain& now,
                                                Dictionary all, const Dictionary& sent) {
  if (site.seal == nullptr) {
    if (auto none = without_keys(sent); !none) return keeps_no_keys();
    auto done = site.directory.set_domain_settings(now, std::move(all));
    if (!done) return passed_on(done);
    return std::vector<std::string>{};
  }
  auto accepted = pki::with_sealed_keys(std::move(all), sent, *site.seal, now.id, site.clock.now());
  if (!accepted) return passed_on(accepted);
  auto done = site.directory.set_domain_settings(now, std::move(accepted->settings));
  if (!done) return passed_on(done);
  return std::move(accepted->warnings);
}

Result<void> without_keys(const Dictionary& sent) {
  if (!sent.contains(pki::private_keys_key)) return {};
  return fail(ErrorCode::malformed,
              std::string(pki::private_keys_key) + ": a key belongs to one domain: set it there");
}

Result<Outcome> change_pki(Call& call, const directory::Domain& domain, const PkiChange& change) {
  const std::scoped_lock alone(call.site.changing);
  auto now = as_it_is_now(call.site, domain);
  if (!now) return passed_on(now);
  auto sent = change(**now);
  if (!sent) return passed_on(sent);
  auto all = after_update((*now)->settings, *sent);
  note_changes(call, (*now)->settings, all);
  auto warnings = store_settings(call.site, **now, std::move(all), *sent);
  if (!warnings) return passed_on(warnings);
  return done_with(*warnings);
}

Result<Outcome> change_keys(Call& call, const directory::Domain& domain, const KeyChange& change) {
  if (call.site.seal == nullptr) return keeps_no_keys();
  const std::scoped_lock alone(call.site.changing);
  auto now = as_it_is_now(call.site, domain);
  if (!now) return passed_on(now);
  auto keys = pki::keys_in((*now)->settings, *call.site.seal, (*now)->id);
  // A key that does not open is as good as none: it can be removed or replaced.
  auto changed = keys ? std::move(*keys) : std::vector<pki::Key>{};
  if (auto done = change(changed); !done) return passed_on(done);
  auto all = pki::with_keys((*now)->settings, changed, *call.site.seal, (*now)->id);
  note_changes(call, (*now)->settings, all);
  return done_if(call.site.directory.set_domain_settings(**now, std::move(all)));
}

Result<directory::DomainView> take_named_domain(Call& call, const Verb& verb) {
  auto name = call.arguments.word("a domain name");
  if (!name) return passed_on(name);
  return reach_domain(call, *name, verb);
}

Result<std::optional<pki::KeyType>> take_key_type(Arguments& arguments) {
  if (!arguments.keyword("TYPE")) return std::nullopt;
  if (arguments.keyword("RSA")) return pki::KeyType::rsa;
  if (arguments.keyword("ECDSA")) return pki::KeyType::ecdsa;
  return fail(ErrorCode::malformed, "TYPE: RSA or ECDSA");
}

Result<Value> take_material(Arguments& arguments, std::string_view what) {
  auto value = arguments.value(what);
  if (!value) return value;
  if (value->data() == nullptr && value->string() == nullptr && value->array() == nullptr)
    return fail(ErrorCode::malformed, std::string(what) + ": PEM in quotes or a DataBlock");
  return value;
}

Outcome done_with(const std::vector<std::string>& warnings) {
  Outcome outcome;
  for (const auto& warning : warnings)
    outcome.words += (outcome.words == "OK" ? ", but: " : "; ") + warning;
  return outcome;
}

}  // namespace gatehouse::control
