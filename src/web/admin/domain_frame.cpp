#include "web/admin/domain_frame.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view domain_field = "domainName";
constexpr std::string_view account_field = "accountName";

// A way to a page, for those it is worth showing to.
struct Way {
  std::string_view words;
  std::string_view path;
  std::string_view right;
};
constexpr std::array domain_ways{
    Way{"Accounts", accounts_path, "Domain"},
    Way{"Groups", "/Master/Domains/Groups.html", "Domain"},
    Way{"Forwarders", "/Master/Domains/Forwarders.html", "Domain"},
    Way{"Settings", domain_settings_path, "Domain"},
    Way{"Security", "/Master/Domains/DomainCertificate.html", "SecureCertificate"},
    Way{"Kerberos", "/Master/Domains/DomainKerberos.html", "KerberosKeys"},
    Way{"Account defaults", "/Master/Domains/DomainAccountDefaults.html", "Domain"},
    Way{"Import", "/Master/Domains/AccountImport.html", "CanCreateAccounts"},
    Way{"Names", "/Master/Domains/DomainNames.html", "User"}};
constexpr std::array account_ways{
    Way{"Settings", account_settings_path, "Domain"},
    Way{"Password", "/Master/Domains/AccountPassword.html", "Domain"},
    Way{"App passwords", "/Master/Domains/AccountTags.html", "Domain"},
    Way{"Second factor", "/Master/Domains/AccountSecondFactor.html", "Domain"},
    Way{"Access rights", "/Master/Domains/AccountAccess.html", "Domain"},
    Way{"Names", "/Master/Domains/AccountNames.html", "Domain"},
    Way{"Access lists", "/Master/Domains/AccountACL.html", "Domain"},
    Way{"Sessions", "/Master/Domains/AccountSessions.html", "Domain"},
    Way{"Explain", "/Master/Domains/AccountExplain.html", "Domain"}};

bool worth_showing(const View& view, const Way& way) {
  return view.rights.has(way.right) || view.rights.has("UserRead");
}

Html list_of_ways(const View& view, std::string_view label, std::span<const Way> ways,
                  auto address) {
  std::vector<Tab> all;
  for (const auto& way : ways)
    if (worth_showing(view, way))
      all.push_back({way.words, address(way.path), way.path == view.page.path});
  return tabs(label, all);
}

// As again_field(), with an id of its own for each form.
Html proof_for(std::string_view act) {
  const auto id = "f-proof-" + text_of(act);
  return "<div class=\"field\">\n<label for=\"" + id +
         "\">Your password, or a code</label>\n<input type=\"password\" id=\"" + id + "\" name=\"" +
         text_of(again_name) + "\" autocomplete=\"current-password\" required>\n</div>\n";
}

// "OK, but ..." says what else there is to know.
std::string warning_in(std::string_view words) {
  constexpr std::string_view done = "OK, ";
  if (words.starts_with(done))
    return "The change is made, " + std::string(words.substr(done.size()));
  return "The change is made. " + std::string(words);
}

std::string domain_in(std::string_view full_name) {
  const auto at = full_name.rfind('@');
  return at == full_name.npos ? std::string() : std::string(full_name.substr(at + 1));
}

}  // namespace

std::string domain_of(const View& view) {
  auto named = view.asked(domain_field);
  if (!named.empty()) return named;
  const auto account = view.asked(account_field);
  return domain_in(account.contains('@') ? account : view.account);
}

std::string account_of(const View& view) {
  const auto named = view.asked(account_field);
  return named.substr(0, named.rfind('@'));
}

std::string full_name_of(const View& view) { return account_of(view) + "@" + domain_of(view); }

Url domain_url(std::string_view path, std::string_view domain) {
  Url url(path);
  url.with(domain_field, domain);
  return url;
}

Url account_url(std::string_view path, std::string_view domain, std::string_view account) {
  auto url = domain_url(path, domain);
  url.with(account_field, account);
  return url;
}

Url domain_page(const View& view) { return domain_url(view.page.path, domain_of(view)); }

Url account_page(const View& view) {
  return account_url(view.page.path, domain_of(view), account_of(view));
}

Html domain_tabs(const View& view) {
  const auto domain = domain_of(view);
  return list_of_ways(view, "Domain " + domain, domain_ways,
                      [&domain](std::string_view path) { return domain_url(path, domain); });
}

Html account_tabs(const View& view) {
  const auto domain = domain_of(view);
  const auto account = account_of(view);
  const auto up =
      "<p>" + link(domain_url(accounts_path, domain), "All accounts of " + domain) + "</p>\n";
  return up + list_of_ways(view, "Account " + account, account_ways, [&](std::string_view path) {
           return account_url(path, domain, account);
         });
}

net::Task<Answer> ask_about(Desk& desk, std::string_view verb, std::string object) {
  Command ask(verb);
  ask.text(object);
  co_return co_await desk.command(ask.line());
}

net::Task<Shown> act_on(View& view, std::span<const Act> acts) {
  const auto act = std::ranges::find(acts, view.form.text(act_name), &Act::name);
  if (act == acts.end()) co_return co_await again(view, "The form does not say what to do");
  co_return co_await act->apply(view);
}

Html proven_form(const View& view, std::string_view act, const Html& fields,
                 std::string_view button) {
  return form_of(view, hidden(act_name, act) + fields + proof_for(act), button);
}

Html proven_box(const View& view, std::string_view act, const Html& fields,
                std::string_view button) {
  return form_of(view, hidden(act_name, act) + group(button, fields + proof_for(act)), button);
}

net::Task<Shown> answered(View& view, Answer answer, Url address) {
  if (!answer.done()) co_return co_await again(view, std::move(answer.words));
  if (answer.words == "OK" || answer.words.empty()) co_return saved(address);
  view.form = {};
  view.problem = warning_in(answer.words);
  co_return co_await view.page.show(view);
}

Html rules_of(std::string_view caption, const settings::Array& rules) {
  Table table(caption, {"Rule", "Answer", "Where it is set"});
  for (const auto& rule : rules) {
    if (rule.dictionary() == nullptr) continue;
    const auto& row = *rule.dictionary();
    const bool stops = text_at(row, "Stops") == "YES";
    auto words = text_of(text_at(row, "Answer"));
    if (stops) words = "<strong class=\"bad\">" + words + " (ends here)</strong>";
    table.row({text_of(text_at(row, "Rule")), words, text_of(text_at(row, "From"))});
  }
  return table.html();
}

Html only_shown(const Html& fields) {
  return "<p>You may look at this, not change it.</p>\n<fieldset disabled class=\"plain\">\n" +
         fields + "</fieldset>\n";
}

settings::Array words_in(std::string_view text) {
  settings::Array words;
  constexpr std::string_view between = " ,;\t\r\n";
  while (!text.empty()) {
    const auto begin = text.find_first_not_of(between);
    if (begin == text.npos) break;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(between), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::string lines_of(const settings::Array& words) {
  std::string lines;
  for (const auto& word : words) lines += (lines.empty() ? "" : "\n") + in_words(word);
  return lines;
}

}  // namespace gatehouse::web::admin
