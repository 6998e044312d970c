#include "kerberos/domain_keys.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::kerberos {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Number;
using settings::Value;

constexpr std::int64_t most_ids = 1'000'000'000;

std::span<const Value> stored_keys(const directory::Domain& domain) {
  const auto* value = settings::find(domain.settings, keys_setting);
  if (value == nullptr || value->array() == nullptr) return {};
  return *value->array();
}

std::string place_of(const directory::Domain& domain, const ServiceKey& key) {
  return "Kerberos key " + domain.id + " " + key.service.full_name() + " " +
         std::to_string(key.version) + " " + std::to_string(key.type);
}

std::string text_under(const Dictionary& stored, std::string_view key) {
  const auto* value = settings::find(stored, key);
  return value == nullptr || value->string() == nullptr ? std::string() : *value->string();
}

template <std::integral Whole>
std::optional<Whole> number_under(const Dictionary& stored, std::string_view key) {
  const auto* value = settings::find(stored, key);
  const auto number = value == nullptr ? std::nullopt : value->whole();
  if (!number || !std::in_range<Whole>(*number)) return std::nullopt;
  return static_cast<Whole>(*number);
}

std::optional<KeptKey> facts_in(const Value& value) {
  const auto* stored = value.dictionary();
  if (stored == nullptr) return std::nullopt;
  const auto id = number_under<std::int64_t>(*stored, "Id");
  const auto version = number_under<std::uint32_t>(*stored, "Version");
  const auto type = number_under<std::int32_t>(*stored, "Type");
  if (!id || *id < 1 || *id > most_ids || !version || !type) return std::nullopt;
  KeptKey kept;
  kept.id = *id;
  kept.facts.version = *version;
  kept.facts.type = *type;
  kept.facts.service.realm = text_under(*stored, "Realm");
  const auto principal = text_under(*stored, "Principal");
  for (const auto part : split(principal, '/')) kept.facts.service.components.emplace_back(part);
  if (!is_writable(kept.facts.service)) return std::nullopt;
  const auto* issued = settings::find(*stored, "Issued");
  if (issued != nullptr)
    if (const auto* stamp = std::get_if<settings::TimeStamp>(&issued->held()))
      kept.facts.issued = stamp->at;
  return kept;
}

bool is_same(const ServiceKey& one, const ServiceKey& other) {
  return one.service == other.service && one.version == other.version && one.type == other.type;
}

Value sealed(std::int64_t id, const ServiceKey& key, const directory::Domain& domain,
             const crypto::Seal& seal) {
  return Dictionary{
      {"Id", Number{id}},
      {"Realm", key.service.realm},
      {"Principal", key.service.principal()},
      {"Issued", settings::TimeStamp{key.issued}},
      {"Version", Number{key.version}},
      {"Type", Number{key.type}},
      {"Key", settings::Data{seal.close(key.key.reveal(), place_of(domain, key))}},
  };
}

Dictionary holding(const directory::Domain& domain, Array keys) {
  auto all = domain.settings;
  if (keys.empty())
    all.erase(std::string(keys_setting));
  else
    all.insert_or_assign(std::string(keys_setting), std::move(keys));
  return all;
}

}  // namespace

std::vector<KeptKey> kept_keys(const directory::Domain& domain) {
  std::vector<KeptKey> keys;
  for (const auto& stored : stored_keys(domain))
    if (auto facts = facts_in(stored)) keys.push_back(std::move(*facts));
  return keys;
}

std::vector<ServiceKey> opened_keys(const directory::Domain& domain, const crypto::Seal& seal) {
  std::vector<ServiceKey> keys;
  for (const auto& stored : stored_keys(domain)) {
    auto kept = facts_in(stored);
    if (!kept || keys.size() == most_keys) continue;
    const auto* sealed = settings::find(*stored.dictionary(), "Key");
    const auto* bytes = sealed == nullptr ? nullptr : sealed->data();
    auto key = seal.open(bytes == nullptr ? "" : bytes->bytes, place_of(domain, kept->facts));
    if (!key) {
      log::write(log::Level::problem, "KERBEROS",
                 domain.name + ": key " + std::to_string(kept->id) + " cannot be opened");
      continue;
    }
    kept->facts.key = std::move(*key);
    keys.push_back(std::move(kept->facts));
  }
  return keys;
}

Result<Dictionary> with_keys(const directory::Domain& domain, std::span<const ServiceKey> added,
                             const crypto::Seal& seal) {
  Array keys;
  std::int64_t last_id = 0;
  const auto replaced = [&](const ServiceKey& old) {
    return std::ranges::any_of(added, [&](const ServiceKey& key) { return is_same(key, old); });
  };
  for (const auto& stored : stored_keys(domain)) {
    const auto kept = facts_in(stored);
    if (kept) last_id = std::max(last_id, kept->id);
    if (kept && !replaced(kept->facts)) keys.push_back(stored);
  }
  for (auto key = added.begin(); key != added.end(); ++key)
    if (std::none_of(key + 1, added.end(),
                     [&](const ServiceKey& later) { return is_same(*key, later); }))
      keys.push_back(sealed(++last_id, *key, domain, seal));
  if (keys.size() > most_keys)
    return fail(ErrorCode::too_long, "a domain keeps " + std::to_string(most_keys) + " keys");
  return holding(domain, std::move(keys));
}

Result<Dictionary> without_keys(const directory::Domain& domain,
                                std::span<const std::int64_t> ids) {
  const auto kept = kept_keys(domain);
  for (const auto id : ids)
    if (std::ranges::find(kept, id, &KeptKey::id) == kept.end())
      return fail(ErrorCode::not_found, "there is no key " + std::to_string(id));
  Array keys;
  for (const auto& stored : stored_keys(domain)) {
    const auto facts = facts_in(stored);
    const bool goes = facts && std::ranges::find(ids, facts->id) != ids.end();
    if (!goes) keys.push_back(stored);
  }
  return holding(domain, std::move(keys));
}

Result<void> belong_to(directory::Directory& directory, const directory::Domain& domain,
                       std::span<const ServiceKey> keys) {
  for (const auto& key : keys) {
    const auto meant = domain_of(directory, key.service);
    if (!meant && meant.error().code == ErrorCode::unavailable)
      return std::unexpected(meant.error());
    if (!meant || (*meant)->id != domain.id)
      return fail(ErrorCode::not_allowed,
                  "the principal " + key.service.principal() + " is not of this domain");
  }
  return {};
}

}  // namespace gatehouse::kerberos
