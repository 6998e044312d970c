#include <utility>

#include "audit/journal.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/explanation.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

// As for any question about a login: whoever administers the account's domain; where there is none
// of ours, a server administrator.
Result<void> may_ask(const Call& call, const Verb& verb, const audit::Record* record) {
  if (record != nullptr && !record->account.empty()) {
    auto domain = std::string_view(record->account);
    static_cast<void>(take_until(domain, '@'));
    if (const auto known = call.site.directory.find_domain(domain)) {
      auto reached = reach_domain(call, known->name, verb);
      return reached ? Result<void>() : passed_on(reached);
    }
  }
  auto anywhere = verb;
  anywhere.right = "User";
  if (allowed(call, anywhere)) return {};
  return fail(ErrorCode::not_allowed,
              "access denied: the right " + std::string(verb.right) + " is needed for this");
}

std::vector<Rule> rules_of(const audit::Record& record) {
  auto where = record.service + " from " + record.from + (record.tls == "yes" ? ", TLS" : "");
  std::vector<Rule> rules{{"Connection", escaped(where), {}, false},
                          {"Method", escaped(record.method), {}, false},
                          {"Name", escaped(record.name), {}, false},
                          {"Account", escaped(record.account), {}, false}};
  const bool success = record.result == "success";
  for (auto rest = std::string_view(record.rules); !rest.empty();)
    rules.push_back({std::string(trimmed(take_until(rest, ';'))), "passed", {}, false});
  if (!success && !record.rules.empty()) rules.back().answer = "refused";
  auto outcome = record.result;
  if (!record.source.empty()) outcome += ", by " + record.source;
  if (!record.detail.empty()) outcome += ": " + record.detail;
  rules.push_back({"Outcome", escaped(outcome), {}, !success});
  return rules;
}

}  // namespace

Result<Outcome> explain_attempt(Call call, const Verb& verb) {
  auto word = call.arguments.word("the id of an attempt");
  if (!word) return passed_on(word);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto id = to_number<audit::Id>(*word);
  if (!id) return fail(ErrorCode::malformed, "the id of an attempt is a number");
  auto record = call.site.audit == nullptr ? std::nullopt : call.site.audit->recent(*id);
  if (record && record->kind != audit::Kind::login) record.reset();
  auto may = may_ask(call, verb, record ? &*record : nullptr);
  if (!may) return passed_on(may);
  if (!record)
    return fail(ErrorCode::malformed,
                "this attempt is not remembered; gatehouse audit show --id finds older ones");
  return answer(told(rules_of(*record)));
}

}  // namespace gatehouse::control::acts
