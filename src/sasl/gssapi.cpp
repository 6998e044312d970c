#include "sasl/gssapi.h"

#include "sasl/answers.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_view_literals;

// RFC 4752, section 3.3: a bit for each layer, then the longest wrapped message in three bytes.
constexpr char no_layer = 1;
constexpr auto offer = "\x01\x00\x00\x00"sv;

class Gssapi final : public Mechanism {
 public:
  explicit Gssapi(bool context_alone) : context_alone_(context_alone) {}

  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  enum class Awaiting { token, acknowledgement, choice, nothing };

  Step on_accepted(Answer answer);
  Step on_offer_wrapped(Answer answer);
  Step on_choice(Answer answer);

  Awaiting awaiting_ = Awaiting::token;
  std::string account_;
  bool context_alone_;
};

Error malformed(std::string_view why) {
  return {ErrorCode::malformed, "GSSAPI: " + std::string(why)};
}

Step Gssapi::on_response(std::string_view response) {
  if (response.size() > longest_token) return malformed("message too long");
  switch (awaiting_) {
    case Awaiting::token:
      if (response.empty()) return malformed("no token");
      return AcceptToken{std::string(response)};
    case Awaiting::acknowledgement:
      if (!response.empty()) return malformed("words where there are none");
      return Wrap{std::string(offer)};
    case Awaiting::choice:
      return Unwrap{std::string(response)};
    case Awaiting::nothing:
      return malformed("words after the end");
  }
  return malformed("no such state");
}

Step Gssapi::on_answer(Answer answer) {
  switch (awaiting_) {
    case Awaiting::token:
      return on_accepted(std::move(answer));
    case Awaiting::acknowledgement:
      return on_offer_wrapped(std::move(answer));
    case Awaiting::choice:
      return on_choice(std::move(answer));
    case Awaiting::nothing:
      break;
  }
  return Error{ErrorCode::unavailable, "GSSAPI: an answer to nothing"};
}

Step Gssapi::on_accepted(Answer answer) {
  auto accepted = expect<Accepted>(std::move(answer));
  if (!accepted) return std::move(accepted.error());
  if (!accepted->complete) return Challenge{std::move(accepted->token)};
  if (accepted->account.empty()) return Error{ErrorCode::unavailable, "GSSAPI: for nobody"};
  account_ = std::move(accepted->account);
  if (context_alone_) {
    awaiting_ = Awaiting::nothing;
    return Grant{std::move(account_), {}, std::move(accepted->token)};
  }
  awaiting_ = Awaiting::acknowledgement;
  // RFC 4752, section 3.1: without a last token of ours the offer follows at once.
  if (accepted->token.empty()) return Wrap{std::string(offer)};
  return Challenge{std::move(accepted->token)};
}

Step Gssapi::on_offer_wrapped(Answer answer) {
  auto wrapped = expect<Processed>(std::move(answer));
  if (!wrapped) return std::move(wrapped.error());
  awaiting_ = Awaiting::choice;
  return Challenge{std::move(wrapped->bytes)};
}

Step Gssapi::on_choice(Answer answer) {
  awaiting_ = Awaiting::nothing;
  auto unwrapped = expect<Processed>(std::move(answer));
  if (!unwrapped) return std::move(unwrapped.error());
  const std::string_view choice = unwrapped->bytes;
  if (choice.size() < offer.size()) return malformed("no choice of a layer");
  if (choice.front() != no_layer)
    return Error{ErrorCode::not_allowed, "GSSAPI: a security layer that was not offered"};
  const auto acting_as = choice.substr(offer.size());
  if (!acting_as.empty() && !acceptable_name(acting_as)) return malformed("unusable name");
  return Grant{std::move(account_), std::string(acting_as), {}};
}

}  // namespace

std::unique_ptr<Mechanism> make_gssapi(const Link& link, crypto::Entropy& /*entropy*/) {
  return std::make_unique<Gssapi>(link.carries_layers);
}

}  // namespace gatehouse::sasl
