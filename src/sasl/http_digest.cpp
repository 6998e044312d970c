#include "sasl/http_digest.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "crypto/compare.h"
#include "sasl/answers.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

using crypto::Hash;

constexpr std::size_t longest_credentials = 4096;
constexpr std::size_t longest_value = 1024;

constexpr std::array algorithms{
    HttpDigest::Algorithm{"SHA-256", Hash::sha256, false, true},
    HttpDigest::Algorithm{"SHA-256-sess", Hash::sha256, true, false},
    HttpDigest::Algorithm{"MD5", Hash::md5, false, true},
    HttpDigest::Algorithm{"MD5-sess", Hash::md5, true, false},
};

const HttpDigest::Algorithm* algorithm_named(std::string_view name) {
  for (const auto& one : algorithms)
    if (same_but_case(one.name, name)) return &one;
  return nullptr;
}

std::unexpected<Error> malformed(std::string detail) {
  return fail(ErrorCode::malformed, "HTTP-DIGEST: " + std::move(detail));
}

std::string text_of(const std::vector<Directive>& directives, std::string_view name) {
  const auto* value = find(directives, name);
  return value == nullptr ? std::string() : *value;
}

bool is_hex(std::string_view text, std::size_t size) {
  const auto digit = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return text.size() == size && std::ranges::all_of(text, digit);
}

std::optional<std::uint32_t> count_of(std::string_view text) {
  if (!is_hex(lower_case(text), 8)) return std::nullopt;
  std::uint32_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count, 16);
  if (read.ec != std::errc{}) return std::nullopt;
  return count;
}

// The lines in front, which are taken from `text`.
Result<HttpDigest::Request> take_request(std::string_view& text) {
  HttpDigest::Request request;
  const std::array<std::pair<std::string_view, std::string*>, 4> known{
      {{"realm", &request.realm},
       {"method", &request.method},
       {"uri", &request.uri},
       {"acting-as", &request.acting_as}}};
  while (!text.empty() && !text.starts_with('\n')) {
    if (!text.contains('\n')) return malformed("a line without an end");
    auto line = take_until(text, '\n');
    const auto name = take_until(line, ' ');
    const auto at =
        std::ranges::find(known, name, &std::pair<std::string_view, std::string*>::first);
    if (at == known.end() || !at->second->empty() || line.empty() || line.size() > longest_value)
      return malformed("an unknown line before the credentials");
    *at->second = line;
  }
  if (text.empty()) return malformed("no empty line before the credentials");
  text.remove_prefix(1);
  if (!acceptable_name(request.realm)) return malformed("no realm");
  return request;
}

// Where nobody keeps the nonces they are this exchange's own.
class WithOwnNonces final : public Mechanism {
 public:
  WithOwnNonces(const Link& link, crypto::Entropy& entropy)
      : nonces_(entropy), digest_(nonces_, link.realm, link.now) {}
  Step begin() override { return digest_.begin(); }
  Step on_response(std::string_view response) override { return digest_.on_response(response); }
  Step on_answer(Answer answer) override { return digest_.on_answer(std::move(answer)); }

 private:
  DigestNonces nonces_;
  HttpDigest digest_;
};

}  // namespace

Step HttpDigest::on_response(std::string_view response) {
  auto request = take_request(response);
  if (!request) return std::move(request.error());
  request_ = std::move(*request);
  if (response.empty()) return challenge(false);
  if (response.size() > longest_credentials)
    return Error{ErrorCode::malformed, "HTTP-DIGEST: credentials too long"};
  const auto directives = parse_directives(response);
  if (!directives) return directives.error();
  auto credentials = read(*directives);
  if (!credentials) return std::move(credentials.error());
  credentials_ = std::move(*credentials);
  if (!nonces_.fresh(credentials_.nonce, request_.realm, credentials_.count, now_))
    return challenge(true);
  const bool md5 = credentials_.algorithm->hash == Hash::md5;
  return FetchSecret{account_name(), md5 ? SecretForm::digest_md5 : SecretForm::clear_text,
                     request_.realm, credentials_.name};
}

// RFC 7616, section 3.3; RFC 8760, section 2.3: in the order the server prefers.
Step HttpDigest::challenge(bool stale) {
  const auto nonce = nonces_.issue(request_.realm, now_);
  std::string lines;
  for (const auto& algorithm : algorithms)
    if (algorithm.offered)
      lines.append("realm=" + quoted(request_.realm) + ", nonce=" + quoted(nonce) +
                   ", algorithm=" + std::string(algorithm.name) + ", qop=\"auth\"" +
                   (stale ? ", stale=true" : "") + "\n");
  return Challenge{std::move(lines)};
}

Result<HttpDigest::Credentials> HttpDigest::read(const std::vector<Directive>& directives) const {
  const auto named = text_of(directives, "algorithm");
  const auto count = count_of(text_of(directives, "nc"));
  Credentials read{.algorithm = algorithm_named(named.empty() ? "MD5" : named),
                   .name = text_of(directives, "username"),
                   .nonce = text_of(directives, "nonce"),
                   .cnonce = text_of(directives, "cnonce"),
                   .count_text = text_of(directives, "nc"),
                   .count = count.value_or(0),
                   .response = text_of(directives, "response")};
  if (read.algorithm == nullptr) return malformed("an algorithm that was not offered");
  if (request_.method.empty() || request_.uri.empty())
    return malformed("the gate did not say for what");
  if (!acceptable_name(read.name)) return malformed("unusable name");
  if (text_of(directives, "realm") != request_.realm) return malformed("another realm");
  if (text_of(directives, "uri") != request_.uri) return malformed("credentials for another uri");
  if (text_of(directives, "qop") != "auth") return malformed("qop was not offered");
  if (same_but_case(text_of(directives, "userhash"), "true"))
    return malformed("hashed names were not offered");
  if (read.cnonce.empty() || read.cnonce.size() > longest_value) return malformed("no cnonce");
  if (!count) return malformed("no nonce count");
  if (!is_hex(read.response, 2 * crypto::size_of(read.algorithm->hash)))
    return malformed("not a digest");
  return read;
}

// The realm is the domain of a name that has none.
std::string HttpDigest::account_name() const {
  if (credentials_.name.contains('@') || same_but_case(request_.realm, home_))
    return credentials_.name;
  return credentials_.name + "@" + request_.realm;
}

std::string HttpDigest::user_hash(std::string_view secret) const {
  if (credentials_.algorithm->hash == Hash::md5) return std::string(secret);
  std::string text;
  const auto front = credentials_.name + ":" + request_.realm + ":";
  text.reserve(front.size() + secret.size());  // so that no piece is left behind
  const WipeAtEnd wiped(text);
  (text += front) += secret;
  return crypto::digest(credentials_.algorithm->hash, text);
}

std::string HttpDigest::digest(const Request& request, const Credentials& credentials,
                               std::string_view user_hash) {
  const auto hashed = [&](std::string_view text) {
    return to_hex(crypto::digest(credentials.algorithm->hash, text));
  };
  auto a1 = to_hex(user_hash);
  const WipeAtEnd wiped(a1);
  if (credentials.algorithm->session) {
    // RFC 7616, section 3.4.2: the hash itself, unlike RFC 2831's, enters as hexadecimal digits.
    auto session = a1 + ":" + credentials.nonce + ":" + credentials.cnonce;
    const WipeAtEnd wiped_session(session);
    a1 = hashed(session);
  }
  return hashed(a1 + ":" + credentials.nonce + ":" + credentials.count_text + ":" +
                credentials.cnonce + ":auth:" + hashed(request.method + ":" + request.uri));
}

Step HttpDigest::on_answer(Answer answer) {
  auto found = expect<Found>(std::move(answer));
  if (!found) return std::move(found.error());
  const auto secret = found->secret.reveal();
  const bool md5 = credentials_.algorithm->hash == Hash::md5;
  if (found->account.empty() || (md5 && secret.size() != crypto::size_of(Hash::md5)))
    return Error{ErrorCode::unavailable, "HTTP-DIGEST: a secret of another form"};
  const auto expected = digest(request_, credentials_, user_hash(secret));
  if (!crypto::equal_in_constant_time(expected, credentials_.response))
    return Error{ErrorCode::wrong_password, "HTTP-DIGEST: digest mismatch"};
  // Only what proves the password uses a nonce up, and each count proves it once.
  if (!nonces_.use(credentials_.nonce, request_.realm, credentials_.count, now_))
    return challenge(true);
  return Grant{std::move(found->account), std::move(request_.acting_as), {}};
}

std::unique_ptr<Mechanism> make_http_digest(const Link& link, crypto::Entropy& entropy) {
  if (link.nonces == nullptr) return std::make_unique<WithOwnNonces>(link, entropy);
  return std::make_unique<HttpDigest>(*link.nonces, link.realm, link.now);
}

}  // namespace gatehouse::sasl
