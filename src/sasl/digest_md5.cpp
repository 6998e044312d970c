#include "sasl/digest_md5.h"

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "sasl/answers.h"
#include "sasl/challenge.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

constexpr std::size_t longest_reply = 4096;  // RFC 2831, section 2.1.2
constexpr std::size_t longest_cnonce = 256;

std::string value_or(const std::vector<Directive>& directives, std::string_view name,
                     std::string_view fallback) {
  const auto* value = find(directives, name);
  return value == nullptr ? std::string(fallback) : *value;
}

std::unexpected<Error> malformed(std::string detail) {
  return fail(ErrorCode::malformed, "DIGEST-MD5: " + std::move(detail));
}

std::string md5(std::string_view text) { return crypto::digest(crypto::Hash::md5, text); }

}  // namespace

// RFC 2831, section 2.1.1. Quotes around `algorithm` and `charset` make some clients give up.
Step DigestMd5::begin() {
  return Challenge{"realm=" + quoted(realm_) + ",nonce=" + quoted(nonce_) +
                   ",qop=\"auth\",charset=utf-8,algorithm=md5-sess"};
}

Step DigestMd5::on_response(std::string_view response) {
  return account_.empty() ? on_reply(response) : on_last_response(response);
}

Step DigestMd5::on_reply(std::string_view response) {
  if (response.size() >= longest_reply)
    return Error{ErrorCode::malformed, "DIGEST-MD5: response too long"};
  const auto directives = parse_directives(response);
  if (!directives) return directives.error();
  auto reply = read(*directives);
  if (!reply) return std::move(reply.error());
  reply_ = std::move(*reply);
  return FetchSecret{reply_.name, SecretForm::digest_md5, reply_.realm};
}

Result<DigestMd5::Reply> DigestMd5::read(const std::vector<Directive>& directives) const {
  const auto text = [&](std::string_view name) { return value_or(directives, name, ""); };
  const bool unicode = find(directives, "charset") != nullptr;
  if (unicode && !same_but_case(text("charset"), "utf-8")) return malformed("unknown charset");
  Reply reply{unicode ? text("username") : utf8_from_latin1(text("username")),
              unicode ? text("realm") : utf8_from_latin1(text("realm")),
              text("cnonce"),
              text("digest-uri"),
              text("authzid"),
              text("response")};
  if (!acceptable_name(reply.name)) return malformed("unusable name");
  if (!reply.acting_as.empty() && !acceptable_name(reply.acting_as))
    return malformed("unusable authorization name");
  if (reply.cnonce.empty() || reply.cnonce.size() > longest_cnonce) return malformed("no cnonce");
  if (!is_md5_hex(reply.response)) return malformed("not a digest");
  if (!reply.realm.empty() && reply.realm != realm_) return malformed("another realm");
  if (text("nonce") != nonce_) return malformed("another nonce");
  if (text("nc") != "00000001") return malformed("nonce count is not one");
  if (value_or(directives, "qop", "auth") != "auth") return malformed("qop was not offered");
  if (!is_for_us(reply.uri)) return malformed("digest-uri is for another service");
  return reply;
}

// RFC 2831, section 2.1.2: serv-type "/" host [ "/" serv-name ]. Clients put the realm, an address
// or any of our names in place of the host.
bool DigestMd5::is_for_us(std::string_view uri) const {
  const auto service = take_until(uri, '/');
  return same_but_case(service, service_) && !uri.empty() && !uri.starts_with('/');
}

std::string DigestMd5::digest(std::string_view user_hash, std::string_view a2) const {
  std::string a1(user_hash);
  a1.append(":").append(nonce_).append(":").append(reply_.cnonce);
  if (!reply_.acting_as.empty()) a1.append(":").append(reply_.acting_as);
  return to_hex(md5(to_hex(md5(a1)) + ":" + nonce_ + ":00000001:" + reply_.cnonce +
                    ":auth:" + to_hex(md5(a2))));
}

Step DigestMd5::on_answer(Answer answer) {
  auto found = expect<Found>(std::move(answer));
  if (!found) return std::move(found.error());
  const auto user_hash = found->secret.reveal();
  if (user_hash.size() != crypto::size_of(crypto::Hash::md5) || found->account.empty())
    return Error{ErrorCode::unavailable, "DIGEST-MD5: a secret of another form"};
  const auto expected = digest(user_hash, "AUTHENTICATE:" + reply_.uri);
  if (!crypto::equal_in_constant_time(expected, reply_.response))
    return Error{ErrorCode::wrong_password, "DIGEST-MD5: digest mismatch"};
  account_ = std::move(found->account);
  return Challenge{"rspauth=" + digest(user_hash, ":" + reply_.uri)};
}

// RFC 2831, section 2.1.3: the client answers our proof with nothing.
Step DigestMd5::on_last_response(std::string_view response) {
  if (!response.empty()) return Error{ErrorCode::malformed, "DIGEST-MD5: words after the end"};
  return Grant{std::move(account_), std::move(reply_.acting_as), {}};
}

std::unique_ptr<Mechanism> make_digest_md5(const Link& link, crypto::Entropy& entropy) {
  return std::make_unique<DigestMd5>(link.service, link.realm,
                                     crypto::random_word(entropy, nonce_size));
}

}  // namespace gatehouse::sasl
