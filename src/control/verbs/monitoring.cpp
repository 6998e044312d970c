// What a monitor watches: how many logins there are, how the server is, who is locked out.
#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "access/client_addresses.h"
#include "audit/journal.h"
#include "base/text.h"
#include "base/version.h"
#include "control/answers.h"
#include "control/presence.h"
#include "control/reach.h"
#include "control/session_desk.h"
#include "control/verbs/families.h"
#include "pki/certificate.h"
#include "pki/domain_keys.h"

namespace gatehouse::control::acts {

namespace {

using settings::Array;
using settings::Dictionary;
using settings::Number;
using settings::Value;
using Slices = std::vector<audit::LoginCounts::Slice>;

constexpr std::size_t most_slices = 288;
constexpr std::size_t most_domains = 1000;      // whose certificates are looked at
constexpr std::size_t most_certificates = 100;  // that are told of, those that end first
constexpr std::int64_t days_to_be_warned = 30;

Value number(auto value) { return Number{static_cast<std::int64_t>(value)}; }

settings::TimeStamp stamp(Time at) { return {std::chrono::floor<std::chrono::seconds>(at)}; }

Result<void> only_that(Call& call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return may;
  return call.arguments.end();
}

// --- logins

struct Period {
  std::size_t minutes = 60;
  std::size_t step = 1;
  [[nodiscard]] std::size_t slices() const { return minutes / step; }
};

Result<void> take_minutes(Arguments& arguments, std::string_view keyword, std::size_t& minutes) {
  if (!arguments.keyword(keyword)) return {};
  const auto word = arguments.word("minutes");
  if (!word) return std::unexpected(word.error());
  const auto sent = to_number<std::size_t>(*word);
  if (!sent || *sent == 0 || *sent > audit::LoginCounts::minutes_kept)
    return fail(ErrorCode::malformed, std::string(keyword) + ": expected minutes, at most 1440");
  minutes = *sent;
  return {};
}

Result<Period> take_period(Arguments& arguments) {
  Period period;
  auto taken = take_minutes(arguments, "LAST", period.minutes);
  if (taken) taken = take_minutes(arguments, "STEP", period.step);
  if (taken) taken = arguments.end();
  if (!taken) return passed_on(taken);
  if (period.step > period.minutes || period.slices() > most_slices)
    return fail(ErrorCode::malformed, "expected a step that gives 1 to 288 periods");
  return period;
}

// One service and method: a number for each period.
struct Series {
  std::vector<std::uint64_t> granted;
  std::vector<std::uint64_t> refused;
};

Array numbers(const std::vector<std::uint64_t>& all) {
  Array array;
  for (const auto one : all) array.push_back(number(one));
  return array;
}

Array series_of(const Slices& slices, Time begin, const Period& period) {
  std::map<std::pair<std::string, std::string>, Series> all;
  const std::vector<std::uint64_t> none(period.slices());
  for (const auto& slice : slices) {
    auto& series = all.try_emplace({slice.service, slice.method}, none, none).first->second;
    const auto after = std::chrono::floor<std::chrono::minutes>(slice.from - begin).count();
    const auto at = static_cast<std::size_t>(after) / period.step;
    series.granted.at(at) += slice.granted;
    series.refused.at(at) += slice.refused;
  }
  Array told;
  for (const auto& [name, series] : all)
    told.emplace_back(Dictionary{{"Granted", numbers(series.granted)},
                                 {"Method", name.second},
                                 {"Refused", numbers(series.refused)},
                                 {"Service", name.first}});
  return told;
}

Array totals_of(const audit::LoginCounts& counts) {
  Array told;
  for (const auto& total : counts.totals())
    told.emplace_back(Dictionary{{"Count", number(total.count)},
                                 {"Method", total.method},
                                 {"Result", total.result},
                                 {"Service", total.service}});
  return told;
}

// --- who is there

struct Wanted {
  std::string account{};  // part of the name, lower case
  std::string service{};
  std::optional<IpAddress> address{};
  std::optional<bool> session{};  // that was made, else a connection
  std::size_t limit = 100;
  std::size_t after = 0;
};

bool is_session(const Presence& presence) {
  return presence.source == "session" && presence.mechanism.empty();
}

bool fits(const Presence& presence, const Wanted& wanted) {
  return (wanted.account.empty() || lower_case(presence.account).contains(wanted.account)) &&
         (wanted.service.empty() || same_but_case(presence.service, wanted.service)) &&
         (!wanted.address || presence.client == *wanted.address) &&
         (!wanted.session || is_session(presence) == *wanted.session);
}

Result<void> take_count(Arguments& arguments, std::size_t most, std::size_t& count) {
  const auto word = arguments.word("a number");
  if (!word) return std::unexpected(word.error());
  const auto sent = to_number<std::size_t>(*word);
  if (!sent || *sent > most) return fail(ErrorCode::malformed, "LIMIT, AFTER: expected a number");
  count = *sent;
  return {};
}

Result<void> take_from(Arguments& arguments, Wanted& wanted) {
  const auto word = arguments.word("an IP address");
  if (!word) return std::unexpected(word.error());
  wanted.address = IpAddress::parse(*word);
  if (!wanted.address) return fail(ErrorCode::malformed, "ADDRESS: expected an IP address");
  return {};
}

Result<void> take_text(Arguments& arguments, std::string& text) {
  auto word = arguments.word("a name");
  if (!word) return passed_on(word);
  text = lower_case(*word);
  return {};
}

Result<void> take_one(Arguments& arguments, Wanted& wanted) {
  constexpr std::size_t most_limit = 500;
  constexpr std::size_t most_after = 100'000'000;
  if (arguments.keyword("ACCOUNT")) return take_text(arguments, wanted.account);
  if (arguments.keyword("SERVICE")) return take_text(arguments, wanted.service);
  if (arguments.keyword("ADDRESS")) return take_from(arguments, wanted);
  if (arguments.keyword("LIMIT")) return take_count(arguments, most_limit, wanted.limit);
  if (arguments.keyword("AFTER")) return take_count(arguments, most_after, wanted.after);
  return fail(ErrorCode::malformed,
              "expected ACCOUNT, SERVICE, ADDRESS, SESSIONS, CONNECTIONS, LIMIT or AFTER");
}

Result<Wanted> take_wanted(Arguments& arguments) {
  Wanted wanted;
  while (!arguments.empty()) {
    if (arguments.keyword("SESSIONS"))
      wanted.session = true;
    else if (arguments.keyword("CONNECTIONS"))
      wanted.session = false;
    else if (auto taken = take_one(arguments, wanted); !taken)
      return passed_on(taken);
  }
  return wanted;
}

// --- certificates

struct Ending {
  std::string domain;
  pki::CertificateFacts facts;
  std::int64_t days;
};

void add_endings(const directory::Domain& domain, Time now, std::vector<Ending>& endings) {
  const auto held = pki::certificates_in(domain.settings, pki::certificates_key);
  if (!held) return;
  for (const auto& certificate : *held) {
    auto facts = pki::facts_of(certificate.get());
    const auto days = std::chrono::floor<std::chrono::days>(facts.until - now).count();
    endings.push_back({domain.name, std::move(facts), days});
  }
}

std::vector<Ending> endings_of(const Call& call) {
  std::vector<Ending> endings;
  auto domains = call.site.directory.domains();
  if (domains.size() > most_domains) domains.resize(most_domains);
  for (const auto& domain : domains) add_endings(*domain, call.site.clock.now(), endings);
  std::ranges::sort(endings, {}, &Ending::days);
  if (endings.size() > most_certificates) endings.resize(most_certificates);
  return endings;
}

Array told_of(const std::vector<Ending>& endings) {
  Array told;
  for (const auto& ending : endings)
    told.emplace_back(Dictionary{{"DaysLeft", number(ending.days)},
                                 {"Domain", ending.domain},
                                 {"Key", ending.facts.key},
                                 {"NotAfter", stamp(ending.facts.until)}});
  return told;
}

// --- the server

Dictionary logins_by_service(const Call& call) {
  std::map<std::string, std::int64_t> counts;
  if (call.site.sessions != nullptr)
    for (const auto& presence : call.site.sessions->present()) ++counts[presence.service];
  Dictionary told;
  for (const auto& [service, count] : counts) told.emplace(service, Number{count});
  return told;
}

std::size_t blocked(const Call& call) {
  if (call.site.addresses == nullptr) return 0;
  return call.site.addresses->temporary().all_blocked(call.site.clock.moment()).size();
}

std::string ending_words(const Ending& ending) {
  const auto what = "A certificate of " + ending.domain + " (" + ending.facts.key + ") ";
  if (ending.days < 0) return what + "has ended";
  return what + "ends in " + std::to_string(ending.days) + " days";
}

Array warnings_of(const Call& call, const std::vector<Ending>& endings) {
  Array warnings;
  if (call.site.audit != nullptr)
    if (const auto ready = call.site.audit->ready(); !ready)
      warnings.emplace_back("Commands that change something are refused: " +
                            escaped(ready.error().detail));
  const auto helper = call.site.helper_state ? call.site.helper_state() : Dictionary{};
  if (const auto* state = settings::find(helper, "State"); state != nullptr)
    if (*state == Value("not running"))
      warnings.emplace_back("The External Authentication program is not running");
  for (const auto& ending : endings)
    if (ending.days <= days_to_be_warned) warnings.emplace_back(ending_words(ending));
  return warnings;
}

}  // namespace

Result<Outcome> login_statistics(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto period = take_period(call.arguments);
  if (!period) return passed_on(period);
  const auto counts = call.site.audit == nullptr ? audit::LoginCounts() : call.site.audit->logins();
  const auto now = call.site.clock.now();
  const std::chrono::minutes step{period->step};
  const auto begin = audit::LoginCounts::begin_of(period->slices(), step, now);
  const auto slices = counts.last(period->slices(), step, now);
  return answer(Dictionary{{"Begin", stamp(begin)},
                           {"Logins", series_of(slices, begin, *period)},
                           {"Periods", number(period->slices())},
                           {"StepMinutes", number(period->step)},
                           {"Totals", totals_of(counts)}});
}

Result<Outcome> find_logins(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto wanted = take_wanted(call.arguments);
  if (!wanted) return passed_on(wanted);
  if (call.site.sessions == nullptr)
    return fail(ErrorCode::unavailable, "nobody is known to be logged in");
  Array told;
  std::size_t fitting = 0;
  for (const auto& presence : call.site.sessions->present()) {
    if (!fits(presence, *wanted)) continue;
    if (++fitting <= wanted->after || told.size() >= wanted->limit) continue;
    auto row = to_dictionary(presence);
    row.emplace("kind", is_session(presence) ? "session" : "connection");
    told.emplace_back(std::move(row));
  }
  const auto last = wanted->after + told.size();
  return answer(Dictionary{{"InAll", number(fitting)},
                           {"Logins", std::move(told)},
                           {"Next", last < fitting ? std::to_string(last) : std::string()}});
}

Result<Outcome> site_status(Call call, const Verb& verb) {
  if (auto only = only_that(call, verb); !only) return passed_on(only);
  const auto endings = endings_of(call);
  const auto up =
      std::chrono::floor<std::chrono::seconds>(call.site.clock.moment() - call.site.started);
  const bool trail = call.site.audit != nullptr && call.site.audit->ready();
  const auto locked = call.site.locked_accounts ? call.site.locked_accounts().size() : 0;
  const auto closed = call.site.closed_sources ? call.site.closed_sources().size() : 0;
  return answer(Dictionary{{"BlockedAddresses", number(blocked(call))},
                           {"Certificates", told_of(endings)},
                           {"ClosedSources", number(closed)},
                           {"Domains", number(call.site.directory.domains().size())},
                           {"LockedAccounts", number(locked)},
                           {"Logins", logins_by_service(call)},
                           {"MainDomain", call.site.directory.main_domain()->name},
                           {"Time", stamp(call.site.clock.now())},
                           {"TrailWritable", trail ? "YES" : "NO"},
                           {"UpTime", number(up.count())},
                           {"Version", version},
                           {"Warnings", warnings_of(call, endings)}});
}

Result<Outcome> list_locked_accounts(Call call, const Verb& verb) {
  if (auto only = only_that(call, verb); !only) return passed_on(only);
  Array told;
  const auto all =
      call.site.locked_accounts ? call.site.locked_accounts() : std::vector<LockedAccount>{};
  for (const auto& locked : all) {
    Dictionary row{{"Account", locked.account},
                   {"Address", locked.from.text()},
                   {"Since", stamp(locked.since)}};
    if (!locked.tag.empty()) row.emplace("Tag", locked.tag);
    told.emplace_back(std::move(row));
  }
  return answer(std::move(told));
}

Result<Outcome> list_closed_sources(Call call, const Verb& verb) {
  if (auto only = only_that(call, verb); !only) return passed_on(only);
  Array told;
  const auto all =
      call.site.closed_sources ? call.site.closed_sources() : std::vector<ClosedSource>{};
  for (const auto& closed : all)
    told.emplace_back(Dictionary{
        {"Address", closed.address.text()}, {"Source", closed.source}, {"Why", closed.why}});
  return answer(std::move(told));
}

Result<Outcome> kill_login(Call call, const Verb& verb) {
  if (call.site.sessions == nullptr)
    return fail(ErrorCode::unavailable, "nobody is known to be logged in");
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto may = not_above_caller(call, *(*account)->domain, (*account)->name);
  if (!may) return passed_on(may);
  if (auto keyword = call.arguments.expect_keyword("NUMBER"); !keyword) return passed_on(keyword);
  const auto word = call.arguments.word("the number of a login");
  if (!word) return std::unexpected(word.error());
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto number = to_number<std::uint64_t>(*word);
  const auto all = call.site.sessions->present();
  const auto found = std::ranges::find_if(all, [&](const Presence& presence) {
    return number && presence.number == *number && presence.account == (*account)->full_name();
  });
  if (found == all.end()) return fail(ErrorCode::malformed, "there is no such login (any more)");
  if (*number == call.caller.login) return fail(ErrorCode::not_allowed, "that is your own login");
  call.site.sessions->end_login(*number);
  return done();
}

}  // namespace gatehouse::control::acts
