#include "gates/ldap/tree.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace gatehouse::gates::ldap {
namespace {

constexpr std::size_t most_names_asked = 64;

auth::EntryQuery about(std::string domain, std::optional<std::string> name) {
  auth::EntryQuery query;
  query.domain = std::move(domain);
  query.name = std::move(name);
  return query;
}

// A name with another domain than the base's is nobody below it.
auth::EntryQuery about_name(const Place& place, std::string_view wanted) {
  const auto at = wanted.rfind('@');
  if (at == wanted.npos || place.kind == Place::Kind::domain)
    return about(place.domain, std::string(wanted.substr(0, at)));
  return about(std::string(wanted.substr(at + 1)), std::string(wanted.substr(0, at)));
}

std::vector<auth::EntryQuery> questions_below(const Place& place, const Filter& filter,
                                              bool& are_names) {
  auto names = names_wanted(filter);
  are_names = names && names->size() <= most_names_asked;
  if (!are_names) return {about(place.domain, std::nullopt)};
  std::ranges::sort(*names);
  const auto same = std::ranges::unique(*names);
  names->erase(same.begin(), same.end());
  std::vector<auth::EntryQuery> questions;
  for (const auto& name : *names)
    if (!name.empty()) questions.push_back(about_name(place, name));
  return questions;
}

}  // namespace

Plan plan_for(const Place& place, Scope scope, const Filter& filter) {
  Plan plan;
  if (place.kind == Place::Kind::schema) return plan;
  if (place.kind == Place::Kind::entry) {
    if (scope == Scope::one) return plan;
    return {.questions = {about(place.domain, place.name)}, .proves_base = true};
  }
  if (scope == Scope::base)
    return {.questions = {about(place.domain, "")}, .domains_only = true, .proves_base = true};
  if (place.kind == Place::Kind::root && scope == Scope::one)
    return {.questions = {about("", "")}, .domains_only = true};
  bool are_names = false;
  plan.questions = questions_below(place, filter, are_names);
  plan.no_domains = scope == Scope::one;
  plan.proves_base = place.kind == Place::Kind::domain && !are_names;
  return plan;
}

bool is_wanted(const Plan& plan, const auth::Entry& entry) {
  const bool is_domain = entry.kind == auth::EntryKind::domain;
  return is_domain ? !plan.no_domains : !plan.domains_only;
}

std::string cookie_of(const Position& position) {
  return std::to_string(position.question) + ":" + std::to_string(position.skipped) + ":" +
         position.after;
}

std::optional<Position> position_of(std::string_view cookie) {
  if (cookie.empty()) return Position{};
  if (std::ranges::count(cookie, ':') < 2) return std::nullopt;
  const auto question = to_number<std::size_t>(take_until(cookie, ':'));
  const auto skipped = to_number<std::size_t>(take_until(cookie, ':'));
  if (!question || !skipped) return std::nullopt;
  return Position{*question, *skipped, std::string(cookie)};
}

}  // namespace gatehouse::gates::ldap
