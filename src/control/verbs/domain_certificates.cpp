#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "control/answers.h"
#include "control/certificate_facts.h"
#include "control/domain_keys.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "pki/signing_request.h"

namespace gatehouse::control::acts {

namespace {

using pki::Certificate;
using pki::Key;
using settings::Array;
using settings::Data;
using settings::Dictionary;
using settings::Value;

constexpr std::chrono::days self_signed_for{365};
constexpr std::chrono::days backwards{1};
constexpr std::size_t longest_common_name = 64;
const Value removed("default");

// --- certificate attributes

struct Attribute {
  std::string_view name;
  std::string pki::Subject::* field;
};
constexpr std::array attributes{
    Attribute{"City", &pki::Subject::city},
    Attribute{"CommonName", &pki::Subject::common_name},
    Attribute{"Contact", &pki::Subject::contact},
    Attribute{"Country", &pki::Subject::country},
    Attribute{"Organization", &pki::Subject::organization},
    Attribute{"Province", &pki::Subject::province},
    Attribute{"Unit", &pki::Subject::unit},
};

std::vector<std::string> own_names(const directory::Domain& domain) {
  std::vector<std::string> names{domain.name};
  names.insert(names.end(), domain.aliases.begin(), domain.aliases.end());
  return names;
}

// The name of the domain, an alias, or one below them.
bool is_own(const std::vector<std::string>& own, std::string_view name) {
  return std::ranges::any_of(
      own, [name](const std::string& each) { return name == each || name.ends_with("." + each); });
}

Result<void> add_names(pki::Subject& subject, const Value& value,
                       const std::vector<std::string>& own) {
  for (const auto& name : settings::to_list(value)) {
    if (!is_own(own, name))
      return fail(ErrorCode::malformed, "Names: names of this domain are expected");
    if (std::ranges::find(subject.names, name) == subject.names.end())
      subject.names.push_back(name);
  }
  return {};
}

Result<pki::Subject> take_subject(Arguments& arguments, const directory::Domain& domain) {
  auto sent = arguments.last_dictionary("certificate attributes");
  if (!sent) return passed_on(sent);
  const auto own = own_names(domain);
  pki::Subject subject{.common_name = {}, .names = own};
  if (domain.name.size() <= longest_common_name) subject.common_name = domain.name;
  for (const auto& [key, value] : *sent) {
    if (key == "Names") {
      if (auto added = add_names(subject, value, own); !added) return passed_on(added);
      continue;
    }
    const auto attribute = std::ranges::find(attributes, key, &Attribute::name);
    if (attribute == attributes.end() || value.string() == nullptr)
      return fail(ErrorCode::malformed, "not a certificate attribute: " + key);
    subject.*attribute->field = *value.string();
  }
  if (!subject.common_name.empty() && !is_own(own, subject.common_name))
    return fail(ErrorCode::malformed, "CommonName: a name of this domain is expected");
  return subject;
}

// --- keys of the domain

Result<std::vector<Key>> keys_of(const Call& call, const directory::Domain& domain,
                                 std::optional<pki::KeyType> type) {
  if (call.site.seal == nullptr)
    return fail(ErrorCode::unavailable, "this server keeps no private keys");
  auto keys = pki::keys_in(domain.settings, *call.site.seal, domain.id);
  if (!keys) return fail(ErrorCode::malformed, keys.error().detail);
  std::erase_if(*keys, [type](const Key& key) { return type && pki::type_of(key.get()) != *type; });
  if (keys->empty()) return fail(ErrorCode::malformed, "the domain has no such private key");
  return keys;
}

std::vector<Certificate> held(const directory::Domain& domain, std::string_view key) {
  auto certificates = pki::certificates_in(domain.settings, key);
  return certificates ? std::move(*certificates) : std::vector<Certificate>{};
}

bool is_of_one(const X509* certificate, const std::vector<Key>& keys) {
  return std::ranges::any_of(
      keys, [certificate](const Key& key) { return pki::belongs_to(certificate, key.get()); });
}

// With `fresh` in the place of those of the same keys.
Dictionary with_certificates(const directory::Domain& now, const std::vector<Key>& keys,
                             std::vector<Certificate> fresh) {
  for (auto& old : held(now, pki::certificates_key))
    if (!is_of_one(old.get(), keys)) fresh.push_back(std::move(old));
  return {{std::string(pki::certificates_key), pki::certificates_value(fresh)}};
}

Result<directory::DomainView> only_domain(Call& call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return domain;
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return domain;
}

// A certificate that somebody wants: for which domain, for which of its keys, saying what.
struct Wish {
  directory::DomainView domain;
  std::optional<pki::KeyType> type;
  pki::Subject subject;
};

Result<Wish> take_wish(Call& call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto type = take_key_type(call.arguments);
  if (!type) return passed_on(type);
  auto subject = take_subject(call.arguments, **domain);
  if (!subject) return passed_on(subject);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return Wish{std::move(*domain), *type, std::move(*subject)};
}

Result<Outcome> remove_setting(Call& call, const Verb& verb, std::string_view key) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return change_pki(call, **domain, [key](const directory::Domain&) -> Result<Dictionary> {
    return Dictionary{{std::string(key), removed}};
  });
}

}  // namespace

Result<Outcome> generate_self_signed(Call call, const Verb& verb) {
  const auto wish = take_wish(call, verb);
  if (!wish) return std::unexpected(wish.error());
  return change_pki(call, *wish->domain, [&](const directory::Domain& now) -> Result<Dictionary> {
    auto keys = keys_of(call, now, wish->type);
    if (!keys) return passed_on(keys);
    const auto today = call.site.clock.now();
    std::vector<Certificate> fresh;
    for (const auto& key : *keys) {
      auto made = pki::make_self_signed(key.get(), wish->subject, today - backwards,
                                        today + self_signed_for);
      if (!made) return passed_on(made);
      fresh.push_back(std::move(*made));
    }
    return with_certificates(now, *keys, std::move(fresh));
  });
}

Result<Outcome> generate_domain_csr(Call call, const Verb& verb) {
  const auto wish = take_wish(call, verb);
  if (!wish) return std::unexpected(wish.error());
  auto keys = keys_of(call, *wish->domain, wish->type);
  if (!keys) return passed_on(keys);
  if (keys->size() > 1)
    return fail(ErrorCode::malformed, "the domain has two private keys: say TYPE RSA or ECDSA");
  auto request = pki::make_signing_request(keys->front().get(), wish->subject);
  if (!request) return passed_on(request);
  return answer(std::move(*request));
}

Result<Outcome> set_domain_certificate(Call call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto material = take_material(call.arguments, "a certificate");
  if (!material) return passed_on(material);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto sent = pki::certificates_in({{std::string(pki::certificates_key), *material}},
                                   pki::certificates_key);
  if (!sent) return passed_on(sent);
  return change_pki(call, **domain, [&](const directory::Domain& now) -> Result<Dictionary> {
    auto keys = keys_of(call, now, {});
    if (!keys) return passed_on(keys);
    std::erase_if(*keys, [&sent](const Key& key) {
      return std::ranges::none_of(
          *sent, [&key](const Certificate& one) { return pki::belongs_to(one.get(), key.get()); });
    });
    if (keys->empty())
      return fail(ErrorCode::malformed, "the certificate is of another private key");
    return with_certificates(now, *keys, std::move(*sent));
  });
}

Result<Outcome> remove_domain_certificate(Call call, const Verb& verb) {
  return remove_setting(call, verb, pki::certificates_key);
}

Result<Outcome> set_domain_ca_chain(Call call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto material = take_material(call.arguments, "certificates");
  if (!material) return passed_on(material);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return change_pki(call, **domain, [&](const directory::Domain&) -> Result<Dictionary> {
    return Dictionary{{std::string(pki::chain_key), *material}};
  });
}

Result<Outcome> remove_domain_ca_chain(Call call, const Verb& verb) {
  return remove_setting(call, verb, pki::chain_key);
}

Result<Outcome> domain_certificate(Call call, const Verb& verb) {
  auto domain = only_domain(call, verb);
  if (!domain) return passed_on(domain);
  std::string pem;
  if (call.site.served_certificate) {
    pem = call.site.served_certificate(*domain);
  } else {
    for (const auto& one : held(**domain, pki::certificates_key)) pem += pki::to_pem(one.get());
  }
  return answer(std::move(pem));
}

Result<Outcome> domain_certificate_info(Call call, const Verb& verb) {
  auto domain = only_domain(call, verb);
  if (!domain) return passed_on(domain);
  const auto pool = held(**domain, pki::chain_key);
  Array all;
  for (const auto& one : held(**domain, pki::certificates_key))
    all.push_back(described(one.get(), pool, call.site.clock.now()));
  return answer(std::move(all));
}

}  // namespace gatehouse::control::acts
