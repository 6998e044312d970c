#include "password/imports/imports.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/text.h"
#include "password/imports/families.h"

namespace gatehouse::password::imports {
namespace {

using crypto::Hash;

// Sorted by name. {WM-CRY} is another word for {CRYPT}.
constexpr std::array table{
    Form{.name = "ARGON2", .check = check_argon2, .traits = slow, .opening = "$argon2"},
    Form{.name = "ARGON2I", .check = check_argon2, .traits = slow, .opening = "$argon2i$"},
    Form{.name = "ARGON2ID", .check = check_argon2, .traits = slow, .opening = "$argon2id$"},
    Form{.name = "BLF-CRYPT", .check = check_crypt, .traits = traits_of_crypt, .opening = "$2"},
    Form{.name = "CRAM-MD5", .check = check_cram_md5, .traits = fast, .secret = cram_md5_secret},
    Form{.name = "CRYPT", .check = check_crypt, .traits = traits_of_crypt},
    Form{.name = "DES-CRYPT", .check = check_des, .traits = traits_of_crypt},
    Form{.name = "HMAC-MD5", .check = check_cram_md5, .traits = fast, .secret = cram_md5_secret},
    Form{.name = "LDAP-MD5", .check = check_digest, .traits = fast, .hash = Hash::md5},
    Form{.name = "MD5", .check = check_digest, .traits = fast, .hash = Hash::md5},
    Form{.name = "MD5-CRYPT", .check = check_crypt, .traits = traits_of_crypt, .opening = "$1$"},
    Form{.name = "NS-MTA-MD5", .check = check_netscape, .traits = fast},
    Form{.name = "NT", .check = check_nt, .traits = fast, .secret = nt_secret},
    Form{.name = "NTLM", .check = check_nt, .traits = fast, .secret = nt_secret},
    Form{.name = "PBKDF2", .check = check_pbkdf2, .traits = slow, .hash = Hash::sha1},
    Form{.name = "PBKDF2-SHA1", .check = check_pbkdf2, .traits = slow, .hash = Hash::sha1},
    Form{.name = "PBKDF2-SHA256", .check = check_pbkdf2, .traits = slow, .hash = Hash::sha256},
    Form{.name = "PBKDF2-SHA512", .check = check_pbkdf2, .traits = slow, .hash = Hash::sha512},
    Form{.name = "PBKDF2_SHA256",
         .check = check_packed_pbkdf2,
         .traits = slow,
         .hash = Hash::sha256},
    Form{.name = "PLAIN-MD5", .check = check_digest, .traits = fast, .hash = Hash::md5},
    Form{.name = "SCRAM-SHA-1",
         .check = check_scram,
         .traits = slow,
         .secret = scram_secret,
         .hash = Hash::sha1},
    Form{.name = "SCRAM-SHA-256",
         .check = check_scram,
         .traits = slow,
         .secret = scram_secret,
         .hash = Hash::sha256},
    Form{.name = "SCRAM-SHA-512",
         .check = check_scram,
         .traits = slow,
         .secret = scram_secret,
         .hash = Hash::sha512},
    Form{.name = "SHA", .check = check_digest, .traits = fast, .hash = Hash::sha1},
    Form{.name = "SHA1", .check = check_digest, .traits = fast, .hash = Hash::sha1},
    Form{.name = "SHA256", .check = check_digest, .traits = fast, .hash = Hash::sha256},
    Form{.name = "SHA256-CRYPT", .check = check_crypt, .traits = traits_of_crypt, .opening = "$5$"},
    Form{.name = "SHA384", .check = check_digest, .traits = fast, .hash = Hash::sha384},
    Form{.name = "SHA512", .check = check_digest, .traits = fast, .hash = Hash::sha512},
    Form{.name = "SHA512-CRYPT", .check = check_crypt, .traits = traits_of_crypt, .opening = "$6$"},
    Form{.name = "SMD5", .check = check_salted_digest, .traits = fast, .hash = Hash::md5},
    Form{.name = "SSHA", .check = check_salted_digest, .traits = fast, .hash = Hash::sha1},
    Form{.name = "SSHA256", .check = check_salted_digest, .traits = fast, .hash = Hash::sha256},
    Form{.name = "SSHA384", .check = check_salted_digest, .traits = fast, .hash = Hash::sha384},
    Form{.name = "SSHA512", .check = check_salted_digest, .traits = fast, .hash = Hash::sha512},
    Form{.name = "WM-CRY", .check = check_crypt, .traits = traits_of_crypt},
};
static_assert(std::ranges::is_sorted(table, {}, &Form::name));

// Forms that need no prefix, by how they open; crypt(3) strings aside.
struct Bare {
  std::string_view opening;
  std::string_view name;
  bool opening_is_part;
};
constexpr std::array bare_forms{
    Bare{"$3$$", "NT", false},
    Bare{"$argon2", "ARGON2", true},
    Bare{"$pbkdf2$", "PBKDF2", false},
    Bare{"$pbkdf2-sha256$", "PBKDF2-SHA256", false},
    Bare{"$pbkdf2-sha512$", "PBKDF2-SHA512", false},
    Bare{"SCRAM-SHA-1$", "SCRAM-SHA-1", false},
    Bare{"SCRAM-SHA-256$", "SCRAM-SHA-256", false},
    Bare{"SCRAM-SHA-512$", "SCRAM-SHA-512", false},
};

constexpr std::array<std::string_view, 3> plain_names{"CLEAR", "CLEARTEXT", "PLAIN"};

const Form* form_named(std::string_view name) {
  const auto wanted = upper_case(name);
  const auto found = std::ranges::lower_bound(table, wanted, {}, &Form::name);
  return found != table.end() && found->name == wanted ? &*found : nullptr;
}

const Bare* bare_form(std::string_view text) {
  const auto opens = [text](const Bare& bare) { return text.starts_with(bare.opening); };
  const auto found = std::ranges::find_if(bare_forms, opens);
  return found == bare_forms.end() ? nullptr : &*found;
}

std::unexpected<Error> unreadable(std::string detail) {
  return fail(ErrorCode::damaged, "an imported password: " + std::move(detail));
}

std::optional<std::string> unwritten(std::string_view suffix, std::string_view text) {
  if (same_but_case(suffix, "HEX")) return from_hex(text);
  if (same_but_case(suffix, "B64") || same_but_case(suffix, "BASE64")) return from_any_base64(text);
  return std::nullopt;
}

// Two worlds use {MD5}: LDAP for the digest, Dovecot for crypt's MD5 form.
void settle_md5(Import& import) {
  if (import.form->name == "MD5" && import.text.starts_with("$1$"))
    import.form = form_named("MD5-CRYPT");
}

Result<Import> read_prefixed(std::string_view text) {
  text.remove_prefix(1);
  auto name = text.contains('}') ? take_until(text, '}') : std::string_view{};
  const auto bare_name = take_until(name, '.');
  const auto* form = form_named(bare_name);
  if (form == nullptr) return unreadable("an unknown prefix");
  Import import{form, std::string(text), !name.empty()};
  if (import.raw) {
    auto bytes = unwritten(name, text);
    if (!bytes) return unreadable("not written as its suffix says");
    import.text = std::move(*bytes);
  }
  settle_md5(import);
  return import;
}

}  // namespace

bool claims(std::string_view text) { return text.starts_with('{') || bare_form(text) != nullptr; }

Result<Import> read(std::string_view text) {
  if (text.size() > longest_import) return unreadable("too long");
  if (text.starts_with('{')) return read_prefixed(text);
  const auto* bare = bare_form(text);
  if (bare == nullptr) return unreadable("an unknown form");
  const auto rest = bare->opening_is_part ? text : text.substr(bare->opening.size());
  return Import{form_named(bare->name), std::string(rest)};
}

std::optional<std::string_view> plain_text(std::string_view text) {
  if (!text.starts_with('{') || !text.contains('}')) return std::nullopt;
  text.remove_prefix(1);
  const auto name = take_until(text, '}');
  for (const auto plain : plain_names)
    if (same_but_case(name, plain)) return text;
  return std::nullopt;
}

std::optional<std::string> from_any_base64(std::string_view text) {
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::string usual(text);
  std::ranges::replace(usual, '.', '+');
  usual.append((4 - usual.size() % 4) % 4, '=');
  return from_base64(usual);
}

}  // namespace gatehouse::password::imports
