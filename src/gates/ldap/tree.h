// Which questions to the keeper answer a search, and where a page of it goes on. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "gates/ldap/filter.h"
#include "gates/ldap/names.h"
#include "gates/ldap/requests.h"

namespace gatehouse::gates::ldap {

// In this order; EntryQuery::after and most are the caller's.
struct Plan {
  std::vector<auth::EntryQuery> questions;
  bool domains_only = false;  // the entries wanted are domains
  bool no_domains = false;    // or are not
  // Nothing found means that the base is not there.
  bool proves_base = false;
};
// The root itself and the schema are nobody's question.
[[nodiscard]] Plan plan_for(const Place& place, Scope scope, const Filter& filter);
[[nodiscard]] bool is_wanted(const Plan& plan, const auth::Entry& entry);

// In the page of question `question` that comes after `after`, behind its first `skipped` entries.
struct Position {
  std::size_t question = 0;
  std::size_t skipped = 0;
  std::string after{};
};
[[nodiscard]] std::string cookie_of(const Position& position);
[[nodiscard]] std::optional<Position> position_of(std::string_view cookie);

}  // namespace gatehouse::gates::ldap
