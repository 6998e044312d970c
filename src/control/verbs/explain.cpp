#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/explanation.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "directory/router.h"

namespace gatehouse::control::acts {

namespace {

Result<void> take_from(Arguments& arguments, LoginQuestion& question) {
  auto word = arguments.word("an address");
  if (!word) return passed_on(word);
  const auto address = IpAddress::parse(*word);
  if (!address) return fail(ErrorCode::malformed, "FROM: expected an IP address");
  question.from = *address;
  return {};
}

Result<void> take_code(Arguments& arguments, std::string& code) {
  auto word = arguments.word("a name");
  if (!word) return passed_on(word);
  code = upper_case(*word);
  return {};
}

Result<LoginQuestion> take_question(Arguments& arguments) {
  auto name = arguments.word("a login name");
  if (!name) return passed_on(name);
  LoginQuestion question{.name = std::move(*name),
                         .service = "IMAP",
                         .from = *IpAddress::parse("127.0.0.1"),
                         .method = "PLAIN"};
  while (!arguments.empty()) {
    if (arguments.keyword("TLS")) {
      question.tls = true;
    } else if (arguments.keyword("FROM")) {
      if (auto taken = take_from(arguments, question); !taken) return passed_on(taken);
    } else if (arguments.keyword("SERVICE")) {
      if (auto taken = take_code(arguments, question.service); !taken) return passed_on(taken);
    } else if (arguments.keyword("METHOD")) {
      if (auto taken = take_code(arguments, question.method); !taken) return passed_on(taken);
    } else {
      return fail(ErrorCode::malformed, "expected SERVICE, FROM, METHOD or TLS");
    }
  }
  return question;
}

// Whoever administers the name's domain; where that is none of ours, a server administrator.
Result<void> may_ask(const Call& call, const Verb& verb, const std::string& name) {
  const auto& home =
      call.caller.account ? call.caller.account->domain : call.site.directory.main_domain();
  const auto target = directory::locate(call.site.directory, name, home);
  if (target && target->domain) {
    auto domain = reach_domain(call, target->domain->name, verb);
    return domain ? Result<void>() : passed_on(domain);
  }
  auto anywhere = verb;
  anywhere.right = "User";
  return allowed(call, anywhere);
}

}  // namespace

settings::Value told(const std::vector<Rule>& rules) {
  settings::Array array;
  for (const auto& rule : rules) {
    settings::Dictionary row{{"Answer", rule.answer}, {"Rule", rule.rule}};
    if (!rule.from.empty()) row.emplace("From", rule.from);
    if (rule.stops) row.emplace("Stops", "YES");
    array.emplace_back(std::move(row));
  }
  return array;
}

Result<Outcome> explain_login(Call call, const Verb& verb) {
  auto question = take_question(call.arguments);
  if (!question) return passed_on(question);
  if (auto may = may_ask(call, verb, question->name); !may) return passed_on(may);
  if (!call.site.explain_login) return fail(ErrorCode::unavailable, "nobody here can explain");
  return answer(told(call.site.explain_login(*question)));
}

}  // namespace gatehouse::control::acts
