#include "control/domain_keys.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using pki::Key;
using pki::KeyType;

// In the place of the one of its type.
void put(std::vector<Key>& keys, Key key) {
  std::erase_if(keys, [&key](const Key& other) {
    return pki::type_of(other.get()) == pki::type_of(key.get());
  });
  keys.push_back(std::move(key));
}

Result<Outcome> put_into(Call& call, const directory::Domain& domain, Key key) {
  return change_keys(call, domain, [&key](std::vector<Key>& keys) -> Result<void> {
    put(keys, std::move(key));
    return {};
  });
}

Result<unsigned> take_size(Arguments& arguments) {
  if (!arguments.keyword("SIZE")) return 0U;
  auto word = arguments.word("a key size");
  if (!word) return passed_on(word);
  const auto size = to_number<unsigned>(*word);
  if (!size) return fail(ErrorCode::malformed, "SIZE: a number of bits");
  return *size;
}

std::string_view bytes_of(const settings::Value& value) {
  if (const auto* data = value.data()) return data->bytes;
  if (const auto* text = value.string()) return *text;
  return {};
}

}  // namespace

Result<Outcome> generate_domain_key(Call call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto type = take_key_type(call.arguments);
  if (!type) return passed_on(type);
  auto size = take_size(call.arguments);
  if (!size) return passed_on(size);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto key = pki::generate_key(type->value_or(KeyType::rsa), *size);
  if (!key) return passed_on(key);
  return put_into(call, **domain, std::move(*key));
}

Result<Outcome> import_domain_key(Call call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto material = take_material(call.arguments, "a private key");
  if (!material) return passed_on(material);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto key = pki::read_key(bytes_of(*material));
  if (!key) return passed_on(key);
  return put_into(call, **domain, std::move(*key));
}

Result<Outcome> test_domain_key(Call call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  if (call.site.seal == nullptr)
    return fail(ErrorCode::unavailable, "this server keeps no private keys");
  auto keys = pki::keys_in((*domain)->settings, *call.site.seal, (*domain)->id);
  if (!keys) return fail(ErrorCode::malformed, keys.error().detail);
  settings::Dictionary results;
  for (const auto& key : *keys) {
    const auto works = pki::test_key(key.get());
    results.emplace(pki::described(key.get()),
                    works ? "Verification String is OK" : works.error().detail);
  }
  return answer(std::move(results));
}

Result<Outcome> remove_domain_key(Call call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto type = take_key_type(call.arguments);
  if (!type) return passed_on(type);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return change_keys(call, **domain, [&type](std::vector<Key>& keys) -> Result<void> {
    std::erase_if(keys,
                  [&type](const Key& key) { return !*type || pki::type_of(key.get()) == **type; });
    return {};
  });
}

}  // namespace gatehouse::control::acts
