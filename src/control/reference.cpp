#include "control/reference.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "access/right_table.h"
#include "control/console.h"
#include "settings/schema.h"

namespace gatehouse::control {

namespace {

using settings::Kind;
using settings::Level;
using settings::Setting;

constexpr std::string_view cli_opening = R"(# Commands

<!-- Made by `gatehouse reference cli` from src/control/verb_table.cpp. Do not edit. -->

One line each, over the PWD gate or `gatehouse cli`. Words are case-insensitive. A name is an atom or
a quoted string; settings are a dictionary such as `{RealName="Joe Doe";}`. `*` stands for one's own
account or domain; a name without a domain, and a domain left out, mean one's own domain.

Answers are 200 (done), 201 (with data, after `INLINE`), 500 unknown command, 501 refused (the text
says why), 512 unknown domain, 513 unknown account, 515 wrong password, 520 name in use.

"Needs" names the right that is asked for; rights.md tells what each is good for and where it
counts. Master may do everything, User nearly everything in all domains. An account that has rights
the caller lacks can be looked at but not changed.
)";

constexpr std::string_view settings_opening = R"(# Settings

<!-- Made by `gatehouse reference settings` from the tables of src/settings. Do not edit. -->

An account's own value comes first, then its domain's account defaults, the server's account
defaults, and what is written here as the default. A domain's own value comes before the domain
defaults. The value `default` in an UPDATE command removes a value. Keys that are not listed are kept
as they are. "Changed by" names the domain right a domain's administrator needs; server
administrators may change every key but those that only Master may.
)";

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string who_may(const Verb& verb) {
  if (verb.right.empty()) return "nothing: any user";
  const auto kind = access::is_domain_right(verb.right) ? "" : " (server right)";
  const auto own = verb.own == Own::is_free ? "; nothing for one's own account" : "";
  const auto other = verb.or_right.empty() ? "" : " or " + std::string(verb.or_right);
  const bool read_by_user = verb.right == "User" || access::is_domain_right(verb.right);
  const auto looks = verb.act == Act::looks && read_by_user ? ", or UserRead" : "";
  return std::string(verb.right) + other + kind + looks + own;
}

std::string entry(const Verb& verb) {
  const auto space = verb.syntax.empty() ? "" : " ";
  return "\n## " + std::string(verb.name) + "\n\n    " + std::string(verb.name) + space +
         std::string(verb.syntax) + "\n\n" + std::string(verb.help) + "\nNeeds " + who_may(verb) +
         ".\n";
}

std::string spelled_out(std::string_view choices) {
  std::string text;
  for (const char c : choices) text += c == '|' ? std::string(", ") : std::string(1, c);
  return text;
}

std::string list_of(const Setting& row) {
  if (row.elements.empty()) return "an array";
  return "an array of " + spelled_out(row.elements) +
         (row.choices.empty() ? "" : "; or " + spelled_out(row.choices));
}

std::string kind_of(const Setting& row) {
  switch (row.kind) {
    case Kind::flag:
      return "YES or NO";
    case Kind::text:
      return "a string";
    case Kind::choice:
      return "one of " + spelled_out(row.choices);
    case Kind::list:
      return list_of(row);
    case Kind::number:
      return "a number from " + std::to_string(row.least) + " to " + std::to_string(row.most);
    case Kind::period:
      return "a period, as 30s, 5m, 10h or 7d";
    case Kind::flow:
      return "(count, period), or unlimited";
    case Kind::size:
      return "a size, as 100K, 100M or 2G, or unlimited";
    case Kind::password:
      return "a string; never shown";
    case Kind::any:
      return "kept as it is";
  }
  return {};
}

std::string entry(const Setting& row) {
  const auto fallback = row.fallback.empty() ? std::string("none") : code(row.fallback);
  const auto right = row.right.empty() ? std::string("server administrators") : code(row.right);
  return "\n### " + std::string(row.key) + "\n\n" + std::string(row.label) + ". " +
         std::string(row.help) + "\n\n* Value: " + kind_of(row) + "\n* Default: " + fallback +
         "\n* Changed by: " + right + "\n";
}

constexpr std::array levels{
    std::pair{Level::server, "Server settings"},
    std::pair{Level::domain, "Domain settings"},
    std::pair{Level::account, "Account settings"},
};

}  // namespace

std::string cli_reference() {
  std::string page(cli_opening);
  for (const auto& verb : verbs()) page += entry(verb);
  return page;
}

std::string settings_reference() {
  std::string page(settings_opening);
  for (const auto& [level, title] : levels) {
    page += "\n## " + std::string(title) + "\n";
    for (const auto& row : settings::schema())
      if (row.level == level) page += entry(row);
  }
  return page;
}

}  // namespace gatehouse::control
