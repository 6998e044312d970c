#include "sasl/apop.h"

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "sasl/answers.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

class Apop final : public Mechanism {
 public:
  explicit Apop(std::string challenge) : challenge_(std::move(challenge)) {}

  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  [[nodiscard]] Step compare(Found found);

  std::string challenge_;
  std::string name_;
  std::string digest_;
  bool asked_elsewhere_ = false;
};

Step Apop::on_response(std::string_view response) {
  if (challenge_.empty())
    return Error{ErrorCode::not_allowed, "APOP: the greeting had no challenge"};
  const auto space = response.rfind(' ');
  if (response.size() > longest_response || space == response.npos)
    return Error{ErrorCode::malformed, "APOP: no digest"};
  name_ = response.substr(0, space);
  digest_ = response.substr(space + 1);
  if (!is_md5_hex(digest_)) return Error{ErrorCode::malformed, "APOP: not a digest"};
  if (!acceptable_name(name_)) return Error{ErrorCode::malformed, "APOP: unusable name"};
  return FetchSecret{name_, SecretForm::clear_text, {}};
}

Step Apop::on_answer(Answer answer) {
  if (asked_elsewhere_) {
    auto verified = expect<Verified>(std::move(answer));
    if (!verified) return std::move(verified.error());
    return Grant{std::move(verified->account), {}, {}};
  }
  auto found = expect<Found>(std::move(answer));
  if (!found) return std::move(found.error());
  return compare(std::move(*found));
}

Step Apop::compare(Found found) {
  std::string text;
  text.reserve(challenge_.size() + found.secret.size());  // so that no piece is left behind
  const WipeAtEnd wiped(text);
  (text += challenge_) += found.secret.reveal();
  const auto expected = to_hex(crypto::digest(crypto::Hash::md5, text));
  const bool matches = crypto::equal_in_constant_time(expected, digest_);
  if (matches && !found.secret.empty()) return Grant{std::move(found.account), {}, {}};
  asked_elsewhere_ = true;
  return VerifyResponse{name_, "APOP", digest_, challenge_};
}

}  // namespace

std::unique_ptr<Mechanism> make_apop(const Link& link, crypto::Entropy& /*entropy*/) {
  return std::make_unique<Apop>(link.challenge);
}

}  // namespace gatehouse::sasl
