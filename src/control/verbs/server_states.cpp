#include <utility>

#include "audit/journal.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;

settings::Number number(std::size_t count) { return {static_cast<std::int64_t>(count)}; }

Dictionary standing(const audit::Journal& journal) {
  const auto head = journal.head();
  const auto ready = journal.ready();
  Dictionary state{{"Head", head.mac}, {"Last", number(head.id)}, {"State", "good"}};
  if (!ready) state.insert_or_assign("State", "cannot be written: " + ready.error().detail);
  return state;
}

void add(Dictionary& state, const audit::Verified& verified) {
  state.emplace("Files", number(verified.files));
  state.emplace("First", number(verified.first));
  state.emplace("Lost", number(verified.lost));
  state.emplace("Notes", array_of(verified.notes));
  state.emplace("Records", number(verified.records));
  state.emplace("Wrong", verified.wrong);
}

}  // namespace

Result<Outcome> audit_state(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  const bool all = call.arguments.keyword("VERIFY");
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  if (call.site.audit == nullptr) return fail(ErrorCode::unavailable, "no audit trail is kept");
  auto state = standing(*call.site.audit);
  if (!all) return answer(std::move(state));
  const auto verified = call.site.audit->verified();
  if (!verified) return std::unexpected(verified.error());
  add(state, *verified);
  return answer(std::move(state));
}

Result<Outcome> helper_state(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  if (!call.site.helper_state) return answer(Dictionary{{"State", "off"}});
  return answer(call.site.helper_state());
}

}  // namespace gatehouse::control::acts
