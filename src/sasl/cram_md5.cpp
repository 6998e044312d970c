#include "sasl/cram_md5.h"

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "sasl/answers.h"
#include "sasl/challenge.h"
#include "sasl/names.h"

namespace gatehouse::sasl {

Step CramMd5::on_response(std::string_view response) {
  const auto space = response.rfind(' ');
  if (response.size() > longest_response || space == response.npos)
    return Error{ErrorCode::malformed, "CRAM-MD5: no digest"};
  name_ = response.substr(0, space);
  digest_ = response.substr(space + 1);
  if (!is_md5_hex(digest_)) return Error{ErrorCode::malformed, "CRAM-MD5: not a digest"};
  if (!acceptable_name(name_)) return Error{ErrorCode::malformed, "CRAM-MD5: unusable name"};
  return FetchSecret{name_, SecretForm::cram_md5, {}};
}

Step CramMd5::on_answer(Answer answer) {
  if (asked_elsewhere_) {
    auto verified = expect<Verified>(std::move(answer));
    if (!verified) return std::move(verified.error());
    return Grant{std::move(verified->account), {}, {}};
  }
  auto found = expect<Found>(std::move(answer));
  if (!found) return std::move(found.error());
  return compare(std::move(*found));
}

Step CramMd5::compare(Found found) {
  const auto expected = crypto::hmac_md5_from_states(found.secret.reveal(), challenge_);
  if (expected.empty()) return Error{ErrorCode::unavailable, "CRAM-MD5: a secret of another form"};
  if (crypto::equal_in_constant_time(to_hex(expected), digest_))
    return Grant{std::move(found.account), {}, {}};
  asked_elsewhere_ = true;
  return VerifyResponse{name_, "CRAM-MD5", digest_, challenge_};
}

std::unique_ptr<Mechanism> make_cram_md5(const Link& link, crypto::Entropy& entropy) {
  return std::make_unique<CramMd5>(new_challenge(entropy, link.host));
}

}  // namespace gatehouse::sasl
