#include "credentials/second_factor.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "credentials/totp.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "settings/value.h"

namespace gatehouse::credentials {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Number;
using settings::TimeStamp;
using settings::Value;

constexpr std::string_view secret_key = "Secret";
constexpr std::string_view begun_key = "Begun";
constexpr std::string_view begun_at_key = "BegunAt";
constexpr std::string_view step_key = "Step";
constexpr std::string_view recovery_key = "Recovery";
constexpr std::string_view since_key = "Since";
constexpr std::string_view last_use_key = "LastUse";

constexpr std::size_t code_size = 6;
constexpr std::size_t group_size = 5;
constexpr std::size_t recovery_size = 2 * group_size;
constexpr std::string_view signs = "abcdefghijkmnpqrstuvwxyz23456789";
static_assert(signs.size() == 32);

// No name contains the sign before the words.
std::string place_of(const directory::Domain& domain, std::string_view name) {
  return std::to_string(domain.id.size()) + ":" + domain.id + ":" + std::string(name) +
         "$ second factor";
}
std::string place_of(const directory::Account& account) {
  return place_of(*account.domain, account.name);
}

// As it is compared: people leave out the sign between groups, or add spaces.
Secret bare(std::string_view typed) {
  std::string text;
  text.reserve(typed.size());
  const WipeAtEnd wiped(text);
  for (const char c : typed)
    if (c != ' ' && c != '-') text += to_lower(c);
  return Secret(text);
}

bool is_code(std::string_view text) {
  return text.size() == code_size && std::ranges::all_of(text, is_digit);
}

bool is_recovery(std::string_view text) {
  return text.size() == recovery_size &&
         std::ranges::all_of(text, [](char c) { return signs.contains(c); });
}

TimeStamp stamp(Time time) { return {std::chrono::floor<std::chrono::seconds>(time)}; }

std::optional<Time> time_at(const Dictionary& record, std::string_view key) {
  const auto* value = settings::find(record, key);
  const auto* held = value == nullptr ? nullptr : std::get_if<TimeStamp>(&value->held());
  return held == nullptr ? std::nullopt : std::optional<Time>(held->at);
}

std::string_view text_at(const Dictionary& record, std::string_view key) {
  const auto* value = settings::find(record, key);
  return value == nullptr || value->string() == nullptr ? std::string_view{} : *value->string();
}

const Value* record_value(const Dictionary& settings) {
  return settings::find(settings, factor_key);
}

Dictionary record_in(const Dictionary& settings) {
  const auto* value = record_value(settings);
  return value == nullptr || value->dictionary() == nullptr ? Dictionary{} : *value->dictionary();
}

// A record of another kind is one somebody damaged: it does not open the account.
bool is_enrolled(const Dictionary& settings) {
  const auto* value = record_value(settings);
  if (value == nullptr) return false;
  return value->dictionary() == nullptr || value->dictionary()->contains(secret_key);
}

Dictionary with_record(Dictionary settings, Dictionary record) {
  settings.insert_or_assign(std::string(factor_key), std::move(record));
  return settings;
}

// The step that the code is of; wrong_password: none that may be used. All are looked at, so that
// the time does not tell which one it was.
Result<std::int64_t> step_of(std::string_view code, const Secret& secret, std::int64_t last,
                             Time at) {
  std::optional<std::int64_t> found;
  const auto now = totp_step(at);
  for (auto step = now - SecondFactor::window; step <= now + SecondFactor::window; ++step) {
    const auto right = totp_code(secret.reveal(), step);
    if (!right) return std::unexpected(right.error());
    if (crypto::equal_in_constant_time(right->reveal(), code) && step > last) found = step;
  }
  if (!found) return fail(ErrorCode::wrong_password, "the code is not of this time");
  return *found;
}

// What cannot be read allows no step.
std::int64_t last_step(const Dictionary& record) {
  const auto* value = settings::find(record, step_key);
  if (value == nullptr) return -1;
  return value->whole().value_or(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

FactorState factor_state(const Dictionary& explicit_settings) {
  const auto record = record_in(explicit_settings);
  const auto* recovery = settings::find(record, recovery_key);
  const auto* codes = recovery == nullptr ? nullptr : recovery->array();
  return {.enrolled = is_enrolled(explicit_settings),
          .begun = record.contains(begun_key),
          .recovery_codes = codes == nullptr ? 0 : codes->size(),
          .since = time_at(record, since_key),
          .last_use = time_at(record, last_use_key)};
}

std::string factor_proof(const Dictionary& explicit_settings) {
  if (!is_enrolled(explicit_settings)) return {};
  const auto record = record_in(explicit_settings);
  return crypto::digest(crypto::Hash::sha256, text_at(record, secret_key));
}

bool looks_like_a_code(std::string_view text) {
  const auto code = bare(text);
  return is_code(code.reveal()) || is_recovery(code.reveal());
}

Secret SecondFactor::new_secret() const {
  auto bytes = entropy_.bytes(secret_size);
  const WipeAtEnd wiped(bytes);
  return Secret(bytes);
}

std::vector<Secret> SecondFactor::new_recovery_codes() const {
  std::vector<Secret> codes;
  for (std::size_t made = 0; made < recovery_count; ++made) {
    auto random = entropy_.bytes(recovery_size);
    const WipeAtEnd wiped_random(random);
    std::string text;
    text.reserve(recovery_size + 1);
    const WipeAtEnd wiped_text(text);
    for (std::size_t at = 0; at < recovery_size; ++at) {
      if (at == group_size) text += '-';
      text += signs[static_cast<unsigned char>(random[at]) % signs.size()];
    }
    codes.emplace_back(text);
  }
  return codes;
}

Result<Dictionary> SecondFactor::begun(Dictionary now, const directory::Account& account,
                                       const Secret& secret, Time at) const {
  if (is_enrolled(now))
    return fail(ErrorCode::not_allowed, "there is a second factor already: remove it first");
  auto record = record_in(now);
  record.insert_or_assign(std::string(begun_key),
                          to_base64(seal_.close(secret.reveal(), place_of(account))));
  record.insert_or_assign(std::string(begun_at_key), stamp(at));
  return with_record(std::move(now), std::move(record));
}

Result<Dictionary> SecondFactor::confirmed(Dictionary now, const directory::Account& account,
                                           std::string_view code,
                                           const std::vector<Secret>& recovery, Time at) const {
  if (is_enrolled(now)) return fail(ErrorCode::not_allowed, "there is a second factor already");
  const auto begun = record_in(now);
  const auto begun_at = time_at(begun, begun_at_key);
  if (!begun.contains(begun_key) || !begun_at || at - *begun_at > begun_for)
    return fail(ErrorCode::not_allowed, "no second factor was begun lately");
  const auto secret = opened(begun, begun_key, place_of(account));
  if (!secret) return std::unexpected(secret.error());
  const auto step = step_of(bare(code).reveal(), *secret, -1, at);
  if (!step) return std::unexpected(step.error());
  Dictionary record{{std::string(secret_key), std::string(text_at(begun, begun_key))},
                    {std::string(step_key), Number{*step}},
                    {std::string(recovery_key), hashes_of(recovery, *secret)},
                    {std::string(since_key), stamp(at)},
                    {std::string(last_use_key), stamp(at)}};
  return with_record(std::move(now), std::move(record));
}

Result<Dictionary> SecondFactor::used(Dictionary now, const directory::Account& account,
                                      std::string_view code, Time at) const {
  if (!is_enrolled(now)) return fail(ErrorCode::not_found, "there is no second factor");
  auto record = record_in(now);
  const auto secret = opened(record, secret_key, place_of(account));
  if (!secret) return std::unexpected(secret.error());
  const auto typed = bare(code);
  if (is_recovery(typed.reveal())) {
    const auto* value = settings::find(record, recovery_key);
    auto left = value == nullptr || value->array() == nullptr ? Array{} : *value->array();
    const auto hash = hash_of(typed.reveal(), *secret);
    const auto gone = std::erase_if(left, [&](const Value& held) {
      return held.string() != nullptr && crypto::equal_in_constant_time(*held.string(), hash);
    });
    if (gone == 0) return fail(ErrorCode::wrong_password, "no such recovery code is left");
    record.insert_or_assign(std::string(recovery_key), std::move(left));
  } else {
    const auto step = step_of(typed.reveal(), *secret, last_step(record), at);
    if (!step) return std::unexpected(step.error());
    record.insert_or_assign(std::string(step_key), Number{*step});
  }
  record.insert_or_assign(std::string(last_use_key), stamp(at));
  return with_record(std::move(now), std::move(record));
}

Result<Dictionary> SecondFactor::with_recovery(Dictionary now, const directory::Account& account,
                                               const std::vector<Secret>& recovery) const {
  if (!is_enrolled(now)) return fail(ErrorCode::not_found, "there is no second factor");
  auto record = record_in(now);
  const auto secret = opened(record, secret_key, place_of(account));
  if (!secret) return std::unexpected(secret.error());
  record.insert_or_assign(std::string(recovery_key), hashes_of(recovery, *secret));
  return with_record(std::move(now), std::move(record));
}

Dictionary SecondFactor::without(Dictionary now) {
  now.erase(std::string(factor_key));
  return now;
}

// One that was only begun has to be begun again.
Result<Dictionary> SecondFactor::moved(Dictionary now, const directory::Account& from,
                                       const directory::Domain& to_domain,
                                       std::string_view to_name) const {
  if (!is_enrolled(now)) return without(std::move(now));
  auto record = record_in(now);
  const auto secret = opened(record, secret_key, place_of(from));
  if (!secret) return std::unexpected(secret.error());
  record.insert_or_assign(std::string(secret_key),
                          to_base64(seal_.close(secret->reveal(), place_of(to_domain, to_name))));
  return with_record(std::move(now), std::move(record));
}

Result<Secret> SecondFactor::opened(const Dictionary& record, std::string_view key,
                                    const std::string& place) const {
  const auto sealed = from_base64(text_at(record, key));
  if (!sealed) return fail(ErrorCode::damaged, "SecondFactorKey cannot be read");
  return seal_.open(*sealed, place);
}

// Bound to the secret, which is bound to its place. Worth nothing without the site key.
std::string SecondFactor::hash_of(std::string_view recovery, const Secret& secret) const {
  const auto key = seal_.derive("recovery codes");
  std::string text(secret.reveal());
  text.reserve(text.size() + recovery_size);
  const WipeAtEnd wiped(text);
  text += bare(recovery).reveal();
  return to_hex(crypto::hmac(crypto::Hash::sha256, key.reveal(), text));
}

Array SecondFactor::hashes_of(const std::vector<Secret>& recovery, const Secret& secret) const {
  Array hashes;
  for (const auto& code : recovery) hashes.emplace_back(hash_of(code.reveal(), secret));
  return hashes;
}

Result<bool> use_code(directory::Directory& directory, const SecondFactor& factor,
                      const directory::Account& account, std::string_view code, Time at) {
  const auto change = [&](Dictionary now) {
    return factor.used(std::move(now), account, code, at);
  };
  const auto changed = directory.change_account(account, change);
  if (changed) return true;
  if (changed.error().code == ErrorCode::wrong_password) return false;
  return std::unexpected(changed.error());
}

}  // namespace gatehouse::credentials
