#include "sasl/request_cram_md5.h"

#include <utility>

namespace gatehouse::sasl {
namespace {

// Nonces are made for a realm: these are good for nothing else.
constexpr std::string_view realm = "CRAM-MD5";
constexpr std::uint32_t once = 1;

// For whoever has no nonces in common with others.
class WithOwnNonces final : public Mechanism {
 public:
  WithOwnNonces(const Link& link, crypto::Entropy& entropy)
      : nonces_(entropy, 1), inner_(nonces_, link.now) {}
  Step begin() override { return inner_.begin(); }
  Step on_response(std::string_view response) override { return inner_.on_response(response); }
  Step on_answer(Answer answer) override { return inner_.on_answer(std::move(answer)); }

 private:
  DigestNonces nonces_;
  RequestCramMd5 inner_;
};

}  // namespace

Step RequestCramMd5::on_response(std::string_view response) {
  if (response.empty() && !std::exchange(asked_, true))
    return Challenge{nonces_.issue(realm, now_)};
  const auto space = response.find(' ');
  if (space == response.npos) return Error{ErrorCode::malformed, "CRAM-MD5: no challenge"};
  nonce_ = response.substr(0, space);
  if (!nonces_.fresh(nonce_, realm, once, now_)) return Challenge{nonces_.issue(realm, now_)};
  inner_.emplace(nonce_);
  return inner_->on_response(response.substr(space + 1));
}

// Only what proves the password uses a challenge up.
Step RequestCramMd5::settle(Step step) {
  if (!std::holds_alternative<Grant>(step)) return step;
  if (nonces_.use(nonce_, realm, once, now_)) return step;
  return Challenge{nonces_.issue(realm, now_)};
}

Step RequestCramMd5::on_answer(Answer answer) {
  if (!inner_) return Error{ErrorCode::malformed, "CRAM-MD5: nothing was asked"};
  return settle(inner_->on_answer(std::move(answer)));
}

std::unique_ptr<Mechanism> make_request_cram_md5(const Link& link, crypto::Entropy& entropy) {
  if (link.nonces == nullptr) return std::make_unique<WithOwnNonces>(link, entropy);
  return std::make_unique<RequestCramMd5>(*link.nonces, link.now);
}

}  // namespace gatehouse::sasl
