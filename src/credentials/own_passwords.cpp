#include "credentials/own_passwords.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "credentials/tagged.h"
#include "crypto/digest.h"
#include "directory/name.h"
#include "settings/schema.h"

namespace gatehouse::credentials {
namespace {

using directory::Account;
using directory::Domain;
using password::Context;
using password::SecretForm;
using password::StoredSecret;

constexpr std::string_view stored_key = "Password";
constexpr std::string_view scheme_key = "PasswordEncryption";
constexpr std::string_view enabled_key = "UseAppPassword";

constexpr std::string_view nobodys_place = "nobody";
constexpr std::size_t usual_record_size = 600;  // bytes of verifiers for all methods

// Verifiers that are stored are at hand; from these they are derived.
constexpr std::array<std::string_view, 2> recoverable_schemes{"clear", "sealed"};

struct Asked {
  std::string_view login_method;
  SecretForm form;
};
// What `verifiers` must keep for a login method beyond what it always has.
constexpr std::array asked_forms{
    Asked{"APOP", SecretForm::clear_text},
    Asked{"CRAM-MD5", SecretForm::cram_md5},
    Asked{"DIGEST-MD5", SecretForm::digest_md5},
    Asked{"MSN", SecretForm::nt},
    Asked{"NTLM", SecretForm::nt},
};

std::vector<SecretForm> asked_by(const Domain& domain) {
  std::vector<SecretForm> keep;
  for (const auto& method : settings::to_list(domain.setting("AUTHMethods")))
    for (const auto& [name, form] : asked_forms)
      if ((same_but_case(method, name) || same_but_case(method, "All")) &&
          std::ranges::count(keep, form) == 0)
        keep.push_back(form);
  return keep;
}

// What no response can match needs no password behind it, only the size of the real thing.
std::size_t size_of(SecretForm form) {
  switch (form) {
    case SecretForm::cram_md5:
    case SecretForm::clear_text:
      return 32;
    case SecretForm::digest_md5:
    case SecretForm::nt:
      return 16;
    case SecretForm::scram_sha1:
      return 2 * crypto::size_of(crypto::Hash::sha1);
    case SecretForm::scram_sha256:
      return 2 * crypto::size_of(crypto::Hash::sha256);
    case SecretForm::scram_sha512:
      return 2 * crypto::size_of(crypto::Hash::sha512);
  }
  return 0;
}

// The length in front makes it one place and no other, whatever the names contain; no name
// contains the sign before the tag.
std::string place_of(const Domain& domain, std::string_view tagged_name) {
  return std::to_string(domain.id.size()) + ":" + domain.id + ":" + std::string(tagged_name);
}

// As a client writes it, which is what DIGEST-MD5 digests.
std::string tagged_name(std::string_view account, std::string_view tag) {
  return std::string(account) + (tag.empty() ? "" : "$") + std::string(tag);
}

// What one stored password of an account is bound to.
Context context_of(const crypto::Seal& seal, crypto::Entropy& entropy, const Domain& domain,
                   std::string_view account, std::string_view tag) {
  const auto name = tagged_name(account, tag);
  return {&seal, &entropy, place_of(domain, name), name, domain.name, {}};
}

// Empty: no own password that could be used.
std::string_view usable(const Account& account, std::string_view tag) {
  if (!tag.empty()) return stored_with(account, tag);
  const auto* value = settings::find(account.settings, stored_key);
  const auto* stored = value == nullptr ? nullptr : value->string();
  if (stored == nullptr || stored->empty()) return {};
  return settings::is_yes(account.setting(enabled_key)) ? std::string_view(*stored)
                                                        : std::string_view{};
}

std::string scheme_name(const Domain& domain, const settings::Dictionary& explicit_settings) {
  const auto* own = settings::find(explicit_settings, scheme_key);
  const auto* text = own == nullptr ? nullptr : own->string();
  if (text != nullptr && !same_but_case(*text, "default")) return *text;
  const auto inherited = domain.account_default(scheme_key);
  return inherited.string() == nullptr ? std::string{} : *inherited.string();
}

}  // namespace

OwnPasswords::OwnPasswords(const crypto::Seal& seal, crypto::Entropy& entropy)
    : seal_(seal),
      entropy_(entropy),
      second_factor_(seal, entropy),
      nobodys_record_(to_base64(seal.close(std::string(usual_record_size, '\0'), nobodys_place))) {}

Result<std::string> OwnPasswords::encode(const Domain& domain, std::string_view account,
                                         const settings::Dictionary& explicit_settings,
                                         std::string_view password, std::string_view tag) const {
  if (password.empty()) return std::string{};
  if (auto fine = password::acceptable(password); !fine) return std::unexpected(fine.error());
  auto prepared = directory::prepared_password(password);
  if (!prepared) return prepared;
  const WipeAtEnd wiped(*prepared);
  const auto* scheme = password::scheme_named(scheme_name(domain, explicit_settings));
  if (scheme == nullptr || !scheme->settable)
    return fail(ErrorCode::damaged, "PasswordEncryption names no known form");
  auto context = context_of(seal_, entropy_, domain, account, tag);
  context.keep = asked_by(domain);
  return scheme->encode(*prepared, context);
}

Result<std::string> OwnPasswords::imported(const Domain& domain, std::string_view account,
                                           const settings::Dictionary& explicit_settings,
                                           std::string_view encoded, std::string_view tag) const {
  if (const auto clear = password::plain_text(encoded); clear && !clear->empty())
    return encode(domain, account, explicit_settings, *clear, tag);
  auto stored = password::marked(encoded);
  const auto context = context_of(seal_, entropy_, domain, account, tag);
  const auto usable = password::scheme_of(stored).check(stored, "any", context);
  if (usable) return stored;
  if (usable.error().code != ErrorCode::damaged) return std::unexpected(usable.error());
  return fail(ErrorCode::malformed, "this encrypted form cannot be used");
}

Result<bool> OwnPasswords::verify(const Account& account, std::string_view password,
                                  std::string_view tag) const {
  const auto stored = usable(account, tag);
  if (stored.empty() || !password::acceptable(password)) return false;
  auto prepared = directory::prepared_password(password);
  if (!prepared) return false;
  const WipeAtEnd wiped(*prepared);
  const auto context = context_of(seal_, entropy_, *account.domain, account.name, tag);
  return password::scheme_of(stored).check(stored, *prepared, context);
}

bool OwnPasswords::cheap_to_verify(const Account& account, std::string_view tag) const {
  const auto stored = usable(account, tag);
  return stored.empty() || password::scheme_of(stored).cheap(stored);
}

bool OwnPasswords::derives(const Account& account, std::string_view tag) const {
  const auto stored = usable(account, tag);
  return !stored.empty() &&
         std::ranges::count(recoverable_schemes, password::scheme_of(stored).name) > 0;
}

bool OwnPasswords::has_password(const Account& account, std::string_view tag) const {
  return !usable(account, tag).empty();
}

bool OwnPasswords::outdated(const Account& account, std::string_view tag) const {
  const auto stored = usable(account, tag);
  const auto* wanted = password::scheme_named(scheme_name(*account.domain, account.settings));
  if (stored.empty() || wanted == nullptr || !wanted->settable) return false;
  const auto& scheme = password::scheme_of(stored);
  auto context = context_of(seal_, entropy_, *account.domain, account.name, tag);
  context.keep = asked_by(*account.domain);
  return scheme.name != wanted->name || !scheme.current(stored, context);
}

std::optional<password::Description> OwnPasswords::description(const Account& account,
                                                               std::string_view tag) const {
  const auto* value = settings::find(account.settings, stored_key);
  const auto* own = value == nullptr ? nullptr : value->string();
  const auto stored = !tag.empty()     ? stored_with(account, tag)
                      : own == nullptr ? std::string_view{}
                                       : std::string_view(*own);
  if (stored.empty()) return std::nullopt;
  return password::described(stored);
}

Result<std::optional<StoredSecret>> OwnPasswords::secret(const Account& account, SecretForm form,
                                                         std::string_view user,
                                                         std::string_view realm,
                                                         std::string_view tag) const {
  const auto stored = usable(account, tag);
  if (stored.empty()) return std::nullopt;
  const auto context = context_of(seal_, entropy_, *account.domain, account.name, tag);
  return password::scheme_of(stored).secret(stored, form, user, realm, context);
}

// Thirty-two signs that nobody takes for one another: five bits each.
Secret OwnPasswords::random_password() const {
  constexpr std::string_view signs = "abcdefghijkmnpqrstuvwxyz23456789";
  static_assert(signs.size() == 32);
  constexpr std::size_t groups = 4;
  constexpr std::size_t in_a_group = 5;
  auto random = entropy_.bytes(groups * in_a_group);
  const WipeAtEnd wiped_random(random);
  std::string text;
  text.reserve(random.size() + groups);
  const WipeAtEnd wiped_text(text);
  for (std::size_t i = 0; i < random.size(); ++i) {
    if (i != 0 && i % in_a_group == 0) text += '-';
    text += signs[static_cast<unsigned char>(random[i]) % signs.size()];
  }
  return Secret(text);
}

StoredSecret OwnPasswords::decoy(std::string_view canonical_name, SecretForm form) const {
  const auto opened =
      seal_.open(from_base64(nobodys_record_).value_or(std::string{}), nobodys_place);
  const auto label = std::to_string(static_cast<int>(form)) + " of " + std::string(canonical_name);
  const auto salt = seal_.derive("decoy salt " + label);
  std::string bytes;
  const WipeAtEnd wiped(bytes);
  for (std::size_t i = 0; bytes.size() < size_of(form); ++i)
    bytes += seal_.derive("decoy " + std::to_string(i) + " " + label).reveal();
  bytes.resize(size_of(form));
  const bool salted = password::has_salt(form);
  return {Secret(bytes),
          std::string(salt.reveal().substr(0, salted ? password::scram_salt_size : 0)),
          salted ? password::scram_iterations : 0};
}

Result<settings::Dictionary> OwnPasswords::moved(settings::Dictionary explicit_settings,
                                                 const Account& from, const Domain& to_domain,
                                                 std::string_view to_name) const {
  const auto move = [&](std::string_view tag, const std::string& stored) {
    const auto old_place = context_of(seal_, entropy_, *from.domain, from.name, tag);
    const auto new_place = context_of(seal_, entropy_, to_domain, to_name, tag);
    return password::scheme_of(stored).moved(stored, old_place, new_place);
  };
  const auto at = explicit_settings.find(stored_key);
  const auto* stored = at == explicit_settings.end() ? nullptr : at->second.string();
  if (stored != nullptr && !stored->empty()) {
    auto moved = move({}, *stored);
    if (!moved) return std::unexpected(std::move(moved.error()));
    at->second = std::move(*moved);
  }
  auto tags_moved = with_each_tag(std::move(explicit_settings), move);
  if (!tags_moved) return tags_moved;
  return second_factor_.moved(std::move(*tags_moved), from, to_domain, to_name);
}

}  // namespace gatehouse::credentials
