#include <sys/utsname.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/version.h"
#include "control/answers.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using Fact = settings::Value (*)(const Call& call);

struct NamedFact {
  std::string_view name;
  Fact fact;
};

utsname machine() {
  utsname names{};
  uname(&names);
  return names;
}

constexpr std::array facts{
    NamedFact{"mainDomainName",
              [](const Call& call) -> settings::Value {
                return call.site.directory.main_domain()->name;
              }},
    NamedFact{"serverCPU", [](const Call&) -> settings::Value { return machine().machine; }},
    NamedFact{"serverOS", [](const Call&) -> settings::Value { return machine().sysname; }},
    NamedFact{"serverVersion", [](const Call&) -> settings::Value { return version; }},
};

}  // namespace

Result<Outcome> echo(Call call, const Verb&) {
  auto value = call.arguments.value("an object");
  if (!value) return passed_on(value);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(std::move(*value));
}

Result<Outcome> list_cli_commands(Call call, const Verb&) {
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array names;
  for (const auto& verb : control::verbs()) names.emplace_back(verb.name);
  return answer(std::move(names));
}

Result<Outcome> describe_cli_commands(Call call, const Verb&) {
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  settings::Array all;
  for (const auto& verb : control::verbs())
    all.emplace_back(settings::Dictionary{{"Name", verb.name},
                                          {"Syntax", verb.syntax},
                                          {"Help", verb.help},
                                          {"Needs", verb.right},
                                          {"Reads", verb.act == Act::looks ? "YES" : "NO"}});
  return answer(std::move(all));
}

Result<Outcome> no_operation(Call call, const Verb&) { return done_if(call.arguments.end()); }

Result<Outcome> current_time(Call call, const Verb&) {
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto now = std::chrono::floor<std::chrono::seconds>(call.site.clock.now());
  return answer(settings::TimeStamp{now});
}

Result<Outcome> server_version(Call call, const Verb&) {
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(version);
}

Result<Outcome> system_info(Call call, const Verb&) {
  auto what = call.arguments.word("the name of a fact");
  if (!what) return passed_on(what);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto found = std::ranges::find_if(
      facts, [&](const NamedFact& fact) { return same_but_case(fact.name, *what); });
  if (found == facts.end()) return answer(settings::Null{});
  return answer(found->fact(call));
}

}  // namespace gatehouse::control::acts
