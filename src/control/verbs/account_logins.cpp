#include <utility>

#include "audit/journal.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;

constexpr std::size_t shown_at_first = 100;
constexpr std::size_t most_shown = 1000;
constexpr std::string_view by_session_id = "SESSIONID";  // each request of a web session is one

Result<std::size_t> take_limit(Arguments& arguments) {
  if (arguments.empty()) return shown_at_first;
  auto word = arguments.word("a number");
  if (!word) return passed_on(word);
  const auto limit = to_number<std::size_t>(*word);
  if (!limit || *limit == 0 || *limit > most_shown)
    return fail(ErrorCode::malformed, "the limit is a number from 1 to 1000");
  return *limit;
}

// Why a login was refused stays with administrators.
Dictionary shown(audit::Id id, const audit::Record& record, const std::string& account) {
  Dictionary facts{
      {"address", escaped(record.from)},
      {"id", std::to_string(id)},
      {"method", escaped(record.method)},
      {"result", record.result},
      {"service", escaped(record.service)},
      {"time", settings::TimeStamp{std::chrono::floor<std::chrono::seconds>(record.time)}},
      {"tls", record.tls == "yes" ? "YES" : "NO"}};
  if (record.account != account) facts.emplace("by", record.account);
  return facts;
}

}  // namespace

Result<Outcome> list_account_logins(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto limit = take_limit(call.arguments);
  if (!limit) return passed_on(limit);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto name = (*account)->full_name();
  const auto wanted = [&](const audit::Record& record) {
    return record.kind == audit::Kind::login && record.method != by_session_id &&
           (record.acting_as.empty() ? record.account : record.acting_as) == name;
  };
  settings::Array all;
  if (call.site.audit != nullptr)
    for (const auto& [id, record] : call.site.audit->recent(wanted, *limit))
      all.emplace_back(shown(id, record, name));
  return answer(std::move(all));
}

}  // namespace gatehouse::control::acts
