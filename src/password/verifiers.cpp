#include "password/verifiers.h"

#include <algorithm>
#include <array>

#include "crypto/argon2.h"
#include "crypto/digest.h"
#include "password/record.h"
#include "password/stored_form.h"

namespace gatehouse::password::verifiers {
namespace {

constexpr crypto::Argon2Cost highest_cost{.memory_kib = 65536, .passes = 10, .lanes = 8};
constexpr std::size_t argon2_salt_size = 16;
constexpr unsigned most_scram_iterations = 1'000'000;

struct Form {
  SecretForm form;
  Tag tag;
};
constexpr std::array forms{
    Form{SecretForm::scram_sha1, Tag::scram_sha1},
    Form{SecretForm::scram_sha256, Tag::scram_sha256},
    Form{SecretForm::scram_sha512, Tag::scram_sha512},
    Form{SecretForm::cram_md5, Tag::cram_md5},
    Form{SecretForm::digest_md5, Tag::digest_md5},
    Form{SecretForm::nt, Tag::nt},
    Form{SecretForm::clear_text, Tag::clear_text},
};

Tag tag_of(SecretForm form) { return std::ranges::find(forms, form, &Form::form)->tag; }

const Entry* find(const std::vector<Entry>& entries, Tag tag) {
  const auto at = std::ranges::find(entries, tag, &Entry::tag);
  return at == entries.end() ? nullptr : &*at;
}

std::unexpected<Error> damaged(std::string detail) {
  return fail(ErrorCode::damaged, "verifiers: " + std::move(detail));
}

// --- SCRAM: four bytes of iterations, sixteen of salt, the keys.

std::string scram_entry(const StoredSecret& secret) {
  std::string bytes;
  bytes.reserve(4 + scram_salt_size + secret.bytes.size());
  for (unsigned shift = 32; shift > 0; shift -= 8)
    bytes += static_cast<char>(secret.iterations >> (shift - 8));
  return (bytes += secret.salt) += secret.bytes.reveal();
}

Result<std::optional<StoredSecret>> scram_secret(std::string_view bytes) {
  if (bytes.size() <= 4 + scram_salt_size) return damaged("a short SCRAM entry");
  unsigned iterations = 0;
  for (std::size_t i = 0; i < 4; ++i)
    iterations = iterations << 8 | static_cast<unsigned char>(bytes[i]);
  if (iterations == 0 || iterations > most_scram_iterations) return damaged("SCRAM iterations");
  return StoredSecret{Secret(bytes.substr(4 + scram_salt_size)),
                      std::string(bytes.substr(4, scram_salt_size)), iterations};
}

// --- DIGEST-MD5: sixteen bytes of hash, then the name and realm it is for. Clients send the name
// with its domain or without.

void add_digests(RecordWriter& record, std::string_view password, const Context& context) {
  for (const auto& user : {context.account, context.account + "@" + context.domain})
    record.add(Tag::digest_md5,
               digest_md5_user_hash(user, context.domain, password) + joined(user, context.domain));
}

std::optional<StoredSecret> digest_secret(const std::vector<Entry>& entries, std::string_view user,
                                          std::string_view realm) {
  const auto hash_size = crypto::size_of(crypto::Hash::md5);
  const auto key = joined(user, realm);
  for (const auto& entry : entries)
    if (entry.tag == Tag::digest_md5 && entry.bytes.size() > hash_size &&
        entry.bytes.substr(hash_size) == key)
      return StoredSecret{Secret(entry.bytes.substr(0, hash_size)), {}, 0};
  return std::nullopt;
}

// --- the whole record

void add_form(RecordWriter& record, SecretForm form, std::string_view password,
              const Context& context) {
  if (form == SecretForm::digest_md5) return add_digests(record, password, context);
  const auto salt = has_salt(form) ? context.entropy->bytes(scram_salt_size) : std::string{};
  const auto secret = derive(password, form, {}, {}, salt);
  if (!has_salt(form)) return record.add(tag_of(form), secret.bytes.reveal());
  auto entry = scram_entry(secret);
  const WipeAtEnd wiped(entry);
  record.add(tag_of(form), entry);
}

std::string close(RecordWriter& record, const Context& context) {
  const WipeAtEnd wiped(record.bytes());
  return seal_up(Mark::verifiers, record.bytes(), context);
}

}  // namespace

bool affordable(const crypto::Argon2Cost& asked) {
  return asked.memory_kib <= highest_cost.memory_kib && asked.passes <= highest_cost.passes &&
         asked.lanes <= highest_cost.lanes;
}

bool recognises(std::string_view stored) { return has_mark(stored, Mark::verifiers); }

Result<bool> check(std::string_view stored, std::string_view password, const Context& context) {
  const auto record = unsealed(Mark::verifiers, stored, context);
  if (!record) return std::unexpected(record.error());
  const auto entries = read_record(record->reveal());
  if (!entries) return std::unexpected(entries.error());
  const auto* hash = find(*entries, Tag::argon2id);
  if (hash == nullptr) return damaged("no hash");
  const auto asked = crypto::argon2id_cost(hash->bytes);
  if (!asked || !affordable(*asked)) return damaged("a hash that is broken or too costly");
  if (password.empty() || password.size() > longest_password) return false;
  return crypto::argon2id_matches(hash->bytes, password);
}

Result<std::string> encode(std::string_view password, const Context& context) {
  if (auto fine = acceptable(password); !fine) return std::unexpected(fine.error());
  const auto hash = crypto::argon2id(password, context.entropy->bytes(argon2_salt_size), cost);
  if (!hash) return hash;
  RecordWriter record;
  record.add(Tag::argon2id, *hash);
  for (const auto& [form, tag] : forms)
    if (has_salt(form) || std::ranges::count(context.keep, form) > 0)
      add_form(record, form, password, context);
  return close(record, context);
}

Result<std::optional<StoredSecret>> secret(std::string_view stored, SecretForm form,
                                           std::string_view user, std::string_view realm,
                                           const Context& context) {
  const auto record = unsealed(Mark::verifiers, stored, context);
  if (!record) return std::unexpected(record.error());
  const auto entries = read_record(record->reveal());
  if (!entries) return std::unexpected(entries.error());
  if (form == SecretForm::digest_md5)
    if (auto kept = digest_secret(*entries, user, realm)) return kept;
  const auto* entry = find(*entries, tag_of(form));
  const auto* clear = find(*entries, Tag::clear_text);
  if (entry == nullptr || form == SecretForm::digest_md5) {
    if (clear == nullptr) return std::nullopt;
    return derived_here(clear->bytes, form, user, realm, context);
  }
  if (has_salt(form)) return scram_secret(entry->bytes);
  return StoredSecret{Secret(entry->bytes), {}, 0};
}

// The digests are of the old name: without the password there is no making new ones.
Result<std::string> moved(std::string_view stored, const Context& from, const Context& to) {
  const auto old = unsealed(Mark::verifiers, stored, from);
  if (!old) return std::unexpected(old.error());
  const auto entries = read_record(old->reveal());
  if (!entries) return std::unexpected(entries.error());
  RecordWriter record;
  for (const auto& entry : *entries)
    if (entry.tag != Tag::digest_md5) record.add(entry.tag, entry.bytes);
  const bool kept_digests = find(*entries, Tag::digest_md5) != nullptr;
  if (const auto* clear = find(*entries, Tag::clear_text); clear != nullptr && kept_digests)
    add_digests(record, clear->bytes, to);
  return close(record, to);
}

bool cheap(std::string_view /*stored*/) { return false; }

// Of today's cost, with what is asked for and nothing beyond: what no method needs any more is a
// risk for nothing.
bool current(std::string_view stored, const Context& context) {
  const auto record = unsealed(Mark::verifiers, stored, context);
  if (!record) return false;
  const auto entries = read_record(record->reveal());
  if (!entries) return false;
  const auto* hash = find(*entries, Tag::argon2id);
  if (hash == nullptr || crypto::argon2id_cost(hash->bytes) != cost) return false;
  return std::ranges::all_of(forms, [&](const Form& form) {
    const bool wanted = has_salt(form.form) || std::ranges::count(context.keep, form.form) > 0;
    return wanted == (find(*entries, form.tag) != nullptr);
  });
}

}  // namespace gatehouse::password::verifiers
