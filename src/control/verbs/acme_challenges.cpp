#include <utility>

#include "control/answers.h"
#include "control/domain_keys.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

struct Challenge {
  pki::ChallengeAnswers& answers;
  directory::DomainView domain;
  std::string token;
};

Result<Challenge> take_challenge(Call& call, const Verb& verb) {
  auto domain = take_named_domain(call, verb);
  if (!domain) return passed_on(domain);
  auto token = call.arguments.word("a challenge's token");
  if (!token) return passed_on(token);
  if (call.site.challenges == nullptr)
    return fail(ErrorCode::unavailable, "this server answers no challenges");
  return Challenge{*call.site.challenges, std::move(*domain), std::move(*token)};
}

}  // namespace

Result<Outcome> set_acme_challenge(Call call, const Verb& verb) {
  auto challenge = take_challenge(call, verb);
  if (!challenge) return passed_on(challenge);
  auto text = call.arguments.word("the answer");
  if (!text) return passed_on(text);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return done_if(challenge->answers.set(challenge->domain->id, challenge->token, *text,
                                        call.site.clock.now()));
}

Result<Outcome> acme_challenge(Call call, const Verb& verb) {
  auto challenge = take_challenge(call, verb);
  if (!challenge) return passed_on(challenge);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto found =
      challenge->answers.find(challenge->domain->id, challenge->token, call.site.clock.now());
  return answer(found ? settings::Value(*found) : settings::Value(settings::Null{}));
}

Result<Outcome> remove_acme_challenge(Call call, const Verb& verb) {
  auto challenge = take_challenge(call, verb);
  if (!challenge) return passed_on(challenge);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  challenge->answers.remove(challenge->domain->id, challenge->token);
  return done();
}

}  // namespace gatehouse::control::acts
