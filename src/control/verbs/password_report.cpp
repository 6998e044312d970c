#include <array>
#include <utility>

#include "control/answers.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "credentials/tagged.h"
#include "password/scheme.h"

namespace gatehouse::control::acts {

namespace {

using credentials::OwnPasswords;
using password::SecretForm;
using settings::Dictionary;

struct Served {
  SecretForm form;
  std::string_view mechanism;
};
constexpr std::array served{
    Served{SecretForm::clear_text, "APOP"},
    Served{SecretForm::cram_md5, "CRAM-MD5"},
    Served{SecretForm::digest_md5, "DIGEST-MD5"},
    Served{SecretForm::nt, "NTLM"},
    Served{SecretForm::scram_sha1, "SCRAM-SHA-1"},
    Served{SecretForm::scram_sha256, "SCRAM-SHA-256"},
    Served{SecretForm::scram_sha512, "SCRAM-SHA-512"},
};

std::string_view yes_or_no(bool yes) { return yes ? "YES" : "NO"; }

// A stored form that is broken serves nothing.
settings::Value mechanisms_of(const OwnPasswords& own, const directory::Account& account,
                              std::string_view tag) {
  settings::Array names;
  if (!own.has_password(account, tag)) return names;
  names.emplace_back("CLRTXT");
  const auto user = account.name + (tag.empty() ? "" : "$" + std::string(tag));
  for (const auto& [form, mechanism] : served) {
    const auto secret = own.secret(account, form, user, account.domain->name, tag);
    if (secret && *secret) names.emplace_back(mechanism);
  }
  return names;
}

Dictionary facts_of(const OwnPasswords& own, const directory::Account& account,
                    std::string_view tag) {
  const auto description = own.description(account, tag);
  if (!description) return {};
  Dictionary facts{{"CanServe", mechanisms_of(own, account, tag)},
                   {"Outdated", yes_or_no(own.outdated(account, tag))},
                   {"Scheme", description->scheme},
                   {"Weak", yes_or_no(description->weak)}};
  if (description->first_eight_only) facts.emplace("FirstEightOnly", "YES");
  return facts;
}

// How many of each scheme.
struct Counts {
  std::int64_t accounts = 0;
  std::int64_t tags = 0;
  bool weak = false;
};
using Report = std::map<std::string, Counts, std::less<>>;

Counts& counts_of(Report& report, const std::optional<password::Description>& description) {
  auto& counts = report[description ? description->scheme : "none"];
  counts.weak = description && description->weak;
  return counts;
}

void count(Report& report, const OwnPasswords& own, const directory::Account& account) {
  ++counts_of(report, own.description(account)).accounts;
  for (const auto& tag : credentials::tags_of(account))
    ++counts_of(report, own.description(account, tag)).tags;
}

Dictionary written(const Report& report) {
  Dictionary all;
  for (const auto& [scheme, counts] : report)
    all.emplace(scheme, Dictionary{{"Accounts", settings::Number{counts.accounts}},
                                   {"Tags", settings::Number{counts.tags}},
                                   {"Weak", yes_or_no(counts.weak)}});
  return all;
}

}  // namespace

Result<Outcome> account_password_info(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& own = call.site.passwords;
  auto facts = facts_of(own, **account, {});
  Dictionary tags;
  for (const auto& tag : credentials::tags_of(**account))
    tags.emplace(tag, facts_of(own, **account, tag));
  facts.emplace("Tags", std::move(tags));
  return answer(std::move(facts));
}

Result<Outcome> list_password_schemes(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto& directory = call.site.directory;
  auto names = directory.accounts_of(**domain);
  if (!names) return passed_on(names);
  Report report;
  for (const auto& name : *names) {
    const auto account = directory.find_account(**domain, name);
    if (account)
      count(report, call.site.passwords, **account);
    else if (account.error().code == ErrorCode::damaged)
      ++report["damaged"].accounts;
    else if (account.error().code != ErrorCode::unknown_account)  // deleted in the meantime
      return std::unexpected(account.error());
  }
  return answer(written(report));
}

}  // namespace gatehouse::control::acts
