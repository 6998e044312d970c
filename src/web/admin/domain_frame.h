// What pages of the Users realm share: which domain and account they are about, ways between them,
// forms with one of several acts.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "web/answers.h"
#include "web/page.h"

namespace gatehouse::web::admin {

inline constexpr std::string_view domains_path = "/Master/Domains/Domains.html";
inline constexpr std::string_view accounts_path = "/Master/Domains/Accounts.html";
inline constexpr std::string_view account_settings_path = "/Master/Domains/AccountSettings.html";
inline constexpr std::string_view domain_settings_path = "/Master/Domains/DomainSettings.html";

// domainName; without one, the domain of whoever is logged in.
[[nodiscard]] std::string domain_of(const View& view);
// accountName, in that domain unless it says another.
[[nodiscard]] std::string account_of(const View& view);  // the name alone
[[nodiscard]] std::string full_name_of(const View& view);

[[nodiscard]] Url domain_url(std::string_view path, std::string_view domain);
[[nodiscard]] Url account_url(std::string_view path, std::string_view domain,
                              std::string_view account);
// This page, about the same domain or account, and nothing else of its query.
[[nodiscard]] Url domain_page(const View& view);
[[nodiscard]] Url account_page(const View& view);

// The other pages about the same domain or account.
[[nodiscard]] Html domain_tabs(const View& view);
[[nodiscard]] Html account_tabs(const View& view);

// What a verb answers about one object.
[[nodiscard]] net::Task<Answer> ask_about(Desk& desk, std::string_view verb, std::string object);

// A page whose forms do one thing or another: which one stands in the field `act`.
struct Act {
  std::string_view name;
  Handler apply;
};
inline constexpr std::string_view act_name = "act";
// One of several forms of a page that asks for Proof::again: its act, its fields, the proof; in a
// box of that name where a section has several.
[[nodiscard]] Html proven_form(const View& view, std::string_view act, const Html& fields,
                               std::string_view button);
[[nodiscard]] Html proven_box(const View& view, std::string_view act, const Html& fields,
                              std::string_view button);
[[nodiscard]] net::Task<Shown> act_on(View& view, std::span<const Act> acts);

// After a command: back to `address`; what it warned of, or why it refused, is said on this page.
[[nodiscard]] net::Task<Shown> answered(View& view, Answer answer, Url address);

// What an EXPLAIN verb told, rule by rule.
[[nodiscard]] Html rules_of(std::string_view caption, const settings::Array& rules);

// The fields of a form that may be looked at only.
[[nodiscard]] Html only_shown(const Html& fields);

// Words of a text, separated by spaces, commas or line ends.
[[nodiscard]] settings::Array words_in(std::string_view text);
[[nodiscard]] std::string lines_of(const settings::Array& words);

}  // namespace gatehouse::web::admin
