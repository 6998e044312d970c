#include "sasl/spnego.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sasl/answers.h"
#include "sasl/negotiation_token.h"
#include "sasl/ntlm.h"

namespace gatehouse::sasl {
namespace {

using namespace std::string_view_literals;

Error malformed(std::string_view why) {
  return {ErrorCode::malformed, "SPNEGO: " + std::string(why)};
}

// One token of the client's and one of ours.
class Ticket final : public Mechanism {
 public:
  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override {
    if (response.empty()) return malformed("no token");
    return AcceptToken{std::string(response)};
  }
  Step on_answer(Answer answer) override {
    auto accepted = expect<Accepted>(std::move(answer));
    if (!accepted) return std::move(accepted.error());
    if (!accepted->complete) return Challenge{std::move(accepted->token)};
    if (accepted->account.empty()) return Error{ErrorCode::unavailable, "SPNEGO: for nobody"};
    return Grant{std::move(accepted->account), {}, std::move(accepted->token)};
  }
};

std::unique_ptr<Mechanism> make_ticket(const Link& /*link*/, crypto::Entropy& /*entropy*/) {
  return std::make_unique<Ticket>();
}

struct Inner {
  std::string_view identifier;
  bool signs;
  std::unique_ptr<Mechanism> (*make)(const Link& link, crypto::Entropy& entropy);
};
constexpr std::array inners{
    Inner{"1.2.840.113554.1.2.2", true, make_ticket},
    Inner{"1.2.840.48018.1.2.2", true, make_ticket},  // RFC 4178, appendix: one bit was lost
    Inner{"1.3.6.1.4.1.311.2.2.10", false, make_ntlm},
};

const Inner* inner_named(std::string_view identifier) {
  const auto* found = std::ranges::find(inners, identifier, &Inner::identifier);
  return found == inners.end() ? nullptr : found;
}

class Spnego final : public Mechanism {
 public:
  Spnego(const Link& link, crypto::Entropy& entropy) : link_(link), entropy_(entropy) {}
  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  enum class Asked { by_inner, is_mic_right, mic_before_clients, last_mic };

  Step first(std::string_view response);
  Step choose(NegotiationOffer offer);
  Step bare(std::unique_ptr<Mechanism> inner, std::string_view token);
  Step carried(Step step);
  Step conclude(Grant grant);
  Step check(std::string mic);
  Step make_mic(Asked purpose);
  Step finish(std::optional<std::string> mic);
  Step told(NegotiationState state, std::optional<std::string> token,
            std::optional<std::string> mic);
  [[nodiscard]] std::string answer(NegotiationState state, std::optional<std::string> token,
                                   std::optional<std::string> mic);

  Link link_;
  crypto::Entropy& entropy_;
  std::unique_ptr<Mechanism> inner_;
  bool bare_ = false;       // tokens of the inner mechanism, nothing around them
  bool preferred_ = false;  // it is what the client likes best
  bool signs_ = false;
  std::optional<std::string> mechanism_;  // until the client was told
  std::string list_;
  std::optional<std::string> clients_mic_;
  bool mic_sent_ = false;
  Asked asked_ = Asked::by_inner;
  Grant grant_;
};

Step Spnego::on_response(std::string_view response) {
  if (response.size() > longest_token) return malformed("message too long");
  if (inner_ == nullptr) return first(response);
  if (bare_) return carried(inner_->on_response(response));
  auto said = read_negotiation_answer(response);
  if (!said) return std::move(said.error());
  if (said->state == NegotiationState::reject)
    return Error{ErrorCode::aborted, "SPNEGO: the client says no"};
  if (mic_sent_ && (!said->mic || said->token)) return malformed("no integrity code");
  if (mic_sent_) return check(std::move(*said->mic));
  clients_mic_ = std::move(said->mic);
  return carried(inner_->on_response(said->token.value_or("")));
}

Step Spnego::first(std::string_view response) {
  if (response.starts_with("NTLMSSP\0"sv)) return bare(make_ntlm(link_, entropy_), response);
  auto offer = read_negotiation_offer(response);
  if (offer) return choose(std::move(*offer));
  // Who accepts tickets says what is wrong with it.
  if (response.starts_with('\x60')) return bare(make_ticket(link_, entropy_), response);
  return std::move(offer.error());
}

Step Spnego::bare(std::unique_ptr<Mechanism> inner, std::string_view token) {
  inner_ = std::move(inner);
  bare_ = true;
  return carried(inner_->on_response(token));
}

Step Spnego::choose(NegotiationOffer offer) {
  const auto known = std::ranges::find_if(
      offer.mechanisms, [](const auto& each) { return inner_named(each) != nullptr; });
  if (known == offer.mechanisms.end())
    return Error{ErrorCode::not_allowed, "SPNEGO: no mechanism that we know"};
  const auto& inner = *inner_named(*known);
  inner_ = inner.make(link_, entropy_);
  signs_ = inner.signs;
  preferred_ = known == offer.mechanisms.begin();
  mechanism_ = *known;
  list_ = std::move(offer.list);
  if (preferred_ && offer.token) {
    clients_mic_ = std::move(offer.mic);
    return carried(inner_->on_response(*offer.token));
  }
  // A token that came with the list is for another mechanism.
  const bool demands = signs_ && !preferred_;
  return told(demands ? NegotiationState::request_mic : NegotiationState::accept_incomplete, {},
              {});
}

Step Spnego::carried(Step step) {
  asked_ = Asked::by_inner;
  if (bare_) return step;
  if (auto* challenge = std::get_if<Challenge>(&step))
    return told(NegotiationState::accept_incomplete, std::move(challenge->bytes), {});
  if (auto* grant = std::get_if<Grant>(&step)) return conclude(std::move(*grant));
  return step;
}

Step Spnego::on_answer(Answer answer) {
  if (asked_ == Asked::by_inner) return carried(inner_->on_answer(std::move(answer)));
  auto processed = expect<Processed>(std::move(answer));
  if (!processed) return std::move(processed.error());
  switch (asked_) {
    case Asked::is_mic_right:
      return mic_sent_ ? finish({}) : make_mic(Asked::last_mic);
    case Asked::mic_before_clients:
      mic_sent_ = true;
      return told(NegotiationState::accept_incomplete, std::exchange(grant_.last_words, {}),
                  std::move(processed->bytes));
    case Asked::last_mic:
      return finish(std::move(processed->bytes));
    case Asked::by_inner:
      break;
  }
  return Error{ErrorCode::unavailable, "SPNEGO: an answer to nothing"};
}

// RFC 4178, section 5.
Step Spnego::conclude(Grant grant) {
  grant_ = std::move(grant);
  if (!signs_) return finish({});
  if (clients_mic_) return check(std::move(*clients_mic_));
  if (preferred_) return finish({});
  // Its token was its last word, and so the place of its code, unless one of ours follows.
  if (grant_.last_words.empty()) return malformed("no integrity code");
  return make_mic(Asked::mic_before_clients);
}

Step Spnego::check(std::string mic) {
  asked_ = Asked::is_mic_right;
  return CheckMic{list_, std::move(mic)};
}

Step Spnego::make_mic(Asked purpose) {
  asked_ = purpose;
  return MakeMic{list_};
}

Step Spnego::finish(std::optional<std::string> mic) {
  auto token = std::exchange(grant_.last_words, {});
  grant_.last_words =
      answer(NegotiationState::accept_completed,
             token.empty() ? std::nullopt : std::optional(std::move(token)), std::move(mic));
  return std::move(grant_);
}

Step Spnego::told(NegotiationState state, std::optional<std::string> token,
                  std::optional<std::string> mic) {
  return Challenge{answer(state, std::move(token), std::move(mic))};
}

std::string Spnego::answer(NegotiationState state, std::optional<std::string> token,
                           std::optional<std::string> mic) {
  return write_negotiation_answer(
      {state, std::exchange(mechanism_, {}), std::move(token), std::move(mic)});
}

}  // namespace

std::unique_ptr<Mechanism> make_spnego(const Link& link, crypto::Entropy& entropy) {
  return std::make_unique<Spnego>(link, entropy);
}

}  // namespace gatehouse::sasl
