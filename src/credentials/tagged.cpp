#include "credentials/tagged.h"

#include <algorithm>
#include <utility>

#include "base/address_list.h"
#include "base/text.h"
#include "directory/name.h"
#include "settings/schema.h"
#include "settings/value.h"

namespace gatehouse::credentials {
namespace {

using settings::Dictionary;
using settings::TimeStamp;
using settings::Value;

constexpr std::string_view stored_key = "Password";
constexpr std::string_view label_key = "Label";
constexpr std::string_view services_key = "Services";
constexpr std::string_view networks_key = "Networks";
constexpr std::string_view created_key = "Created";
constexpr std::string_view expires_key = "Expires";

// What #TPAST and #TFUTURE come to: finer clocks than that of whole seconds end sooner.
constexpr std::chrono::sys_seconds earliest = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
constexpr std::chrono::sys_seconds latest = std::chrono::sys_days{std::chrono::year{9999} / 1 / 1};

const Dictionary* dictionary_at(const Dictionary* parent, std::string_view key) {
  const auto* value = parent == nullptr ? nullptr : settings::find(*parent, key);
  return value == nullptr ? nullptr : value->dictionary();
}

const Dictionary* entry_of(const directory::Account& account, std::string_view tag) {
  return dictionary_at(dictionary_at(&account.settings, tagged_key), tag);
}

std::string_view stored_in(const Dictionary* entry) {
  const auto* value = entry == nullptr ? nullptr : settings::find(*entry, stored_key);
  return value == nullptr || value->string() == nullptr ? std::string_view{} : *value->string();
}

// The limits of one tag. `sound` turns false at the first that is of another kind.
struct Reader {
  const Dictionary& entry;
  bool sound = true;

  std::string text(std::string_view key) {
    const auto* value = settings::find(entry, key);
    if (value == nullptr) return {};
    if (const auto* held = value->string()) return *held;
    sound = false;
    return {};
  }
  std::optional<Time> time(std::string_view key) {
    const auto* value = settings::find(entry, key);
    if (value == nullptr) return std::nullopt;
    if (const auto* stamp = std::get_if<TimeStamp>(&value->held()))
      return std::clamp(stamp->at, earliest, latest);
    sound = false;
    return std::nullopt;
  }
  std::vector<std::string> list(std::string_view key) {
    const auto* value = settings::find(entry, key);
    if (value == nullptr) return {};
    if (value->array() == nullptr) sound = false;
    auto words = settings::to_list(*value);
    if (words.empty()) sound = false;  // none left is not the same as no limit
    return words;
  }
};

TimeStamp stamp(Time time) { return {std::chrono::floor<std::chrono::seconds>(time)}; }

Dictionary entry_with(const std::string& stored, const TagRules& rules) {
  Dictionary entry{{std::string(stored_key), stored}};
  if (!rules.label.empty()) entry.emplace(label_key, rules.label);
  if (!rules.networks.empty()) entry.emplace(networks_key, rules.networks);
  if (rules.created) entry.emplace(created_key, stamp(*rules.created));
  if (rules.expires) entry.emplace(expires_key, stamp(*rules.expires));
  settings::Array services;
  for (const auto& service : rules.services) services.emplace_back(service);
  if (!services.empty()) entry.emplace(services_key, std::move(services));
  return entry;
}

Result<void> sound(const TagRules& rules) {
  if (rules.label.size() > longest_label || !is_utf8(rules.label))
    return fail(ErrorCode::malformed, "a label has at most 200 bytes of UTF-8");
  const auto networks = AddressList::parse(rules.networks);
  if (!networks) return fail(ErrorCode::malformed, "networks: " + networks.error().detail);
  if (!rules.networks.empty() && networks->empty())
    return fail(ErrorCode::malformed, "networks: a list without addresses");
  return {};
}

Dictionary tags_in(const Dictionary& explicit_settings) {
  const auto* held = dictionary_at(&explicit_settings, tagged_key);
  return held == nullptr ? Dictionary{} : *held;
}

Dictionary with_tags(Dictionary explicit_settings, Dictionary tags) {
  if (tags.empty())
    explicit_settings.erase(std::string(tagged_key));
  else
    explicit_settings.insert_or_assign(std::string(tagged_key), std::move(tags));
  return explicit_settings;
}

}  // namespace

std::vector<std::string> tags_of(const directory::Account& account) {
  std::vector<std::string> tags;
  for (const auto& [tag, entry] : tags_in(account.settings))
    if (!stored_in(entry.dictionary()).empty()) tags.push_back(tag);
  return tags;
}

std::string_view stored_with(const directory::Account& account, std::string_view tag) {
  return stored_in(entry_of(account, tag));
}

std::optional<TagRules> tag_rules(const directory::Account& account, std::string_view tag) {
  const auto* entry = entry_of(account, tag);
  if (stored_in(entry).empty()) return std::nullopt;
  Reader read{*entry};
  TagRules rules{.label = read.text(label_key),
                 .services = read.list(services_key),
                 .networks = read.text(networks_key),
                 .created = read.time(created_key),
                 .expires = read.time(expires_key)};
  if (!read.sound) return std::nullopt;
  return rules;
}

Result<void> permits(const TagRules& rules, std::string_view service, const IpAddress& from,
                     Time now) {
  if (rules.expires && *rules.expires <= now)
    return fail(ErrorCode::not_allowed, "the tagged password has expired");
  const auto same = [service](const std::string& code) { return same_but_case(code, service); };
  if (!rules.services.empty() && std::ranges::none_of(rules.services, same))
    return fail(ErrorCode::not_allowed, "the tagged password is not for this service");
  if (rules.networks.empty()) return {};
  const auto networks = AddressList::parse(rules.networks);
  if (!networks || !networks->contains(from))
    return fail(ErrorCode::not_allowed, "the tagged password is not for this address");
  return {};
}

Result<Dictionary> with_tag(Dictionary explicit_settings, std::string_view tag,
                            const std::string& stored, const TagRules& rules) {
  const auto canonical = canonical_tag(tag);
  if (!canonical) return std::unexpected(canonical.error());
  if (*canonical != tag) return fail(ErrorCode::malformed, "a tag in another spelling");
  auto tags = tags_in(explicit_settings);
  if (stored.empty()) {
    tags.erase(*canonical);
    return with_tags(std::move(explicit_settings), std::move(tags));
  }
  if (auto fine = sound(rules); !fine) return std::unexpected(fine.error());
  tags.insert_or_assign(*canonical, entry_with(stored, rules));
  if (tags.size() > most_tags)
    return fail(ErrorCode::not_allowed, "an account has at most 50 tagged passwords");
  return with_tags(std::move(explicit_settings), std::move(tags));
}

Result<Dictionary> with_each_tag(Dictionary explicit_settings, const TagChange& change) {
  auto tags = tags_in(explicit_settings);
  for (auto& [tag, value] : tags) {
    const auto stored = stored_in(value.dictionary());
    if (stored.empty()) continue;
    auto changed = change(tag, std::string(stored));
    if (!changed) return std::unexpected(std::move(changed.error()));
    auto entry = *value.dictionary();
    entry.insert_or_assign(std::string(stored_key), std::move(*changed));
    value = std::move(entry);
  }
  return with_tags(std::move(explicit_settings), std::move(tags));
}

Result<std::string> canonical_tag(std::string_view tag) {
  auto canonical = directory::canonical_account(tag);
  if (!canonical || canonical->size() > longest_tag)
    return fail(ErrorCode::malformed, "a tag has letters, digits and . - _ and at most 64 bytes");
  return canonical;
}

}  // namespace gatehouse::credentials
