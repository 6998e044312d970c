#include "auth/explain.h"

#include <array>
#include <utility>

#include "auth/explain_addresses.h"
#include "auth/offer.h"
#include "auth/privacy.h"
#include "auth/second_factor.h"
#include "auth/secret_forms.h"
#include "auth/service_traits.h"
#include "base/text.h"
#include "credentials/tagged.h"
#include "directory/name.h"
#include "directory/router.h"
#include "settings/text.h"

namespace gatehouse::auth {
namespace {

using control::Rule;

bool sets(const settings::Dictionary& settings, std::string_view key) {
  const auto* value = settings::find(settings, key);
  return value != nullptr && *value != settings::Value("default");
}

std::string origin(const directory::Domain& domain, std::string_view key) {
  if (sets(domain.settings, key)) return "domain " + domain.name;
  if (sets(domain.server->domains, key)) return "defaults of all domains";
  return "built in";
}

std::string origin(const directory::Account& account, std::string_view key) {
  if (sets(account.settings, key)) return "account " + account.full_name();
  if (sets(account.domain->account_defaults, key))
    return "account defaults of " + account.domain->name;
  if (sets(account.domain->server->accounts, key)) return "account defaults of all domains";
  return "built in";
}

std::string shown(const settings::Value& value) {
  const auto* text = value.string();
  return text != nullptr ? *text : settings::to_text(value);
}

std::string_view words_for(Standing standing) {
  switch (standing) {
    case Standing::known_address:
      return "an address that the account knows";
    case Standing::known_site:
      return "a neighbour of an address that the account knows";
    case Standing::stranger:
      break;
  }
  return "a stranger to the account";
}

class Explanation {
 public:
  Explanation(const KeeperParts& parts, Authenticator& authenticator,
              const control::LoginQuestion& question)
      : parts_(parts), authenticator_(authenticator), question_(question) {}

  std::vector<Rule> all() {
    using Step = bool (Explanation::*)();
    static constexpr std::array<Step, 9> steps{
        &Explanation::name,    &Explanation::account,  &Explanation::tag,
        &Explanation::method,  &Explanation::privacy,  &Explanation::lockout,
        &Explanation::sources, &Explanation::services, &Explanation::second_factor};
    rules_ = address_rules(parts_, question_);
    if (rules_.back().stops) return outcome(false);
    for (const auto step : steps)
      if (!(this->*step)()) return outcome(false);
    return outcome(true);
  }

 private:
  bool goes_on(std::string rule, std::string answer, std::string from = {}) {
    rules_.push_back({std::move(rule), std::move(answer), std::move(from), false});
    return true;
  }
  bool stops(std::string rule, std::string answer, std::string from = {}) {
    rules_.push_back({std::move(rule), std::move(answer), std::move(from), true});
    return false;
  }
  std::vector<Rule> outcome(bool let_in);

  bool name();
  bool account();
  bool unknown_account();
  bool tag();
  bool method();
  bool privacy();
  bool lockout();
  bool budgets(std::string counted, unsigned limit, const std::string& from);
  bool sources();
  bool secret_sources(sasl::SecretForm form);
  bool services();
  bool second_factor();
  bool means(std::string rule, std::string_view code, std::string_view what);

  [[nodiscard]] std::string setting_of_account(std::string_view key) const {
    return std::string(key) + "=" + shown(account_->setting(key));
  }
  [[nodiscard]] std::string setting_of_domain(std::string_view key) const {
    return std::string(key) + "=" + shown(policy_->domain->setting(key));
  }

  const KeeperParts& parts_;
  Authenticator& authenticator_;
  const control::LoginQuestion& question_;
  std::vector<Rule> rules_;
  directory::LoginTarget target_{};
  PolicyView policy_;
  directory::AccountView account_;
  const sasl::MechanismInfo* info_ = nullptr;
};

bool Explanation::name() {
  auto target = directory::locate(parts_.directory, question_.name, nullptr);
  if (!target) return stops("Name", "no account can have this name: " + target.error().detail);
  target_ = std::move(*target);
  if (!target_.domain)
    return stops("Domain", target_.name.domain + " is not a domain of this site");
  policy_ = authenticator_.policies().of(target_.domain);
  const bool typed = !target_.name.domain.empty();
  return goes_on("Domain", target_.domain->name,
                 typed ? "the name" : "the Main Domain, for a name without one");
}

bool Explanation::account() {
  auto account = parts_.directory.find_account(*target_.domain, target_.name.account);
  if (!account && account.error().code == ErrorCode::unknown_account) return unknown_account();
  if (!account) return stops("Account", "cannot be read: " + account.error().detail);
  account_ = std::move(*account);
  const bool alias = account_->name != target_.name.account;
  return goes_on("Account", account_->full_name(), alias ? "alias " + target_.name.account : "");
}

bool Explanation::unknown_account() {
  const auto& domain = *target_.domain;
  const auto who = target_.name.account + "@" + domain.name;
  if (const auto to = parts_.directory.find_forwarder(domain, target_.name.account))
    return stops("Account", who + " is a forwarder to " + *to + ": ask about that name");
  if (parts_.directory.find_group(domain, target_.name.account))
    return stops("Account", who + " is a group: nobody can log in to it");
  rules_.push_back({"Account", "there is no " + who, {}, false});
  if (settings::is_yes(domain.setting("ExternalOnUnknown")))
    goes_on("Consult External for Unknown", "the external program would be asked about " + who,
            origin(domain, "ExternalOnUnknown"));
  const bool rerouted = domain.setting("AccessToUnknown") != settings::Value("Rejected");
  if (rerouted)
    goes_on("Access to Unknown", setting_of_domain("AccessRerouteAddress"),
            origin(domain, "AccessToUnknown"));
  return stops("Unknown name", policy_->hides_unknown_names
                                   ? "refused, and told as a wrong password (HideAccountUnknown)"
                                   : "refused as an unknown account (HideAccountUnknown is off)");
}

bool Explanation::tag() {
  if (target_.name.tag.empty()) return true;
  const auto rules = credentials::tag_rules(*account_, target_.name.tag);
  if (!rules) return stops("Tag", "the account has no tagged password " + target_.name.tag);
  const auto may =
      credentials::permits(*rules, question_.service, question_.from, parts_.clock.now());
  if (!may) return stops("Tag", may.error().detail, "tag " + target_.name.tag);
  return goes_on("Tag", target_.name.tag + " may be used", "tag " + target_.name.tag);
}

bool Explanation::method() {
  info_ = sasl::mechanism_named(question_.method);
  if (info_ == nullptr) return stops("Method", question_.method + " is not known here");
  const auto code = info_->login_method;
  if (has_own_methods(question_.service))
    return goes_on("Login Methods", "have no part in " + question_.service);
  if (code.empty()) return goes_on("Login Methods", "cannot be switched off");
  const auto from = origin(*policy_->domain, "AUTHMethods");
  const auto listed = setting_of_domain("AUTHMethods");
  if (policy_->advertises(code))
    return goes_on("Login Methods", std::string(code) + " is on (" + listed + ")", from);
  if (!policy_->permits(code))
    return stops("Login Methods",
                 std::string(code) + " is off (" + listed + ") and PermitOnlyAdvertised is YES",
                 from + "; " + origin(*policy_->domain, "PermitOnlyAdvertised"));
  return goes_on("Login Methods",
                 std::string(code) + " is not offered (" + listed + "), but may be used", from);
}

bool Explanation::privacy() {
  const LinkPrivacy link{.tls = question_.tls, .loopback = question_.from.is_loopback()};
  const std::string_view how = link.tls        ? "with TLS"
                               : link.loopback ? "from this machine"
                                               : "without TLS";
  const AccountRules rules(account_.get(), *policy_);
  const auto words =
      setting_of_account("RequireAPOP") + ", " + std::string(info_->name) + " " + std::string(how);
  const auto from = origin(*account_, "RequireAPOP");
  if (info_->traits.binds_channel && !link.tls)
    return stops("Channel binding", "this method needs TLS");
  if (!satisfied(rules.demand(), link, info_->traits.clear_text))
    return stops("Secure Method Required", words + ": refused before the password counts", from);
  return goes_on("Secure Method Required", words, from);
}

bool Explanation::lockout() {
  const AccountRules rules(account_.get(), *policy_);
  const auto flow = rules.failed_logins();
  const auto from = origin(*account_, "FailedLoginFlow");
  auto counted = account_->full_name();
  if (!target_.name.tag.empty()) counted += "$" + target_.name.tag;
  if (policy_->counts_by_source) return budgets(std::move(counted), flow.count, from);
  if (flow.count == 0) return goes_on("Failed Logins", "unlimited", from);
  const auto failures = authenticator_.lockout().failures(counted, flow, parts_.clock.moment());
  const auto words = std::to_string(failures) + " of " + setting_of_account("FailedLoginFlow");
  if (failures >= flow.count) return stops("Failed Logins", words + ": locked for now", from);
  return goes_on("Failed Logins", words, from);
}

// LoginProtection=Sources: what is left depends on where the attempt comes from.
bool Explanation::budgets(std::string counted, unsigned limit, const std::string& from) {
  const auto view = authenticator_.protection().view({.account = account_->full_name(),
                                                      .counter = std::move(counted),
                                                      .from = question_.from,
                                                      .limit = limit},
                                                     parts_.clock.moment());
  const auto where = question_.from.text() + " is " + std::string(words_for(view.standing));
  goes_on("Protection against guessing", where, "LoginProtection=Sources");
  if (view.site_closed)
    return stops("Network", Network::site(question_.from).text() +
                                " is closed: too many accounts failed from there");
  if (view.failing_accounts > 0)
    goes_on("Network", std::to_string(view.failing_accounts) + " of " +
                           std::to_string(SiteBudget::most_accounts) + " failing accounts");
  if (limit == 0) return goes_on("Failed Logins", "unlimited", from);
  auto words = std::to_string(view.failures) + " of " + std::to_string(limit) + " in 15 minutes";
  if (view.standing != Standing::known_address)
    words += ", " + std::to_string(view.total) + " of " +
             std::to_string(limit * Protection::total_of_strangers) + " until the owner comes";
  if (view.locked) return stops("Failed Logins", words + ": nothing is compared for now", from);
  return goes_on("Failed Logins", words, from);
}

bool Explanation::sources() {
  if (!info_->traits.clear_text) {
    if (!info_->traits.needs) return true;
    return secret_sources(*info_->traits.needs);
  }
  const auto& tag = target_.name.tag;
  bool any = false;
  for (const auto& source : auth::sources()) {
    const bool asked = source.asked(*account_, tag);
    const bool own = !source.outside;
    const bool empty = own && asked && !authenticator_.passwords().has_password(*account_, tag);
    const std::string_view answer = !asked  ? ": not asked"
                                    : empty ? ": on, but there is no password"
                                    : own   ? ": compared here"
                                            : ": asked";
    any = any || (asked && !empty);
    goes_on("Password source " + std::string(source.name),
            setting_of_account(source.key) + std::string(answer), origin(*account_, source.key));
  }
  return any || stops("Password", "no source is asked: no password can be right");
}

// A secure method can use only what gives it its secret.
bool Explanation::secret_sources(sasl::SecretForm form) {
  const auto stored = authenticator_.passwords().secret(
      *account_, stored_form(form), target_.name.account, account_->domain->name, target_.name.tag);
  const auto scheme = setting_of_account("PasswordEncryption");
  if (stored && *stored)
    return goes_on("Password source own",
                   "the stored password can serve " + std::string(info_->name),
                   origin(*account_, "UseAppPassword"));
  goes_on("Password source own",
          "the stored password cannot serve " + std::string(info_->name) + " (" + scheme + ")",
          origin(*account_, "PasswordEncryption"));
  const bool external = settings::is_yes(account_->setting("UseExtPassword"));
  if (external && parts_.outside != nullptr && target_.name.tag.empty())
    return goes_on("Password source external", "the external program would be asked",
                   origin(*account_, "UseExtPassword"));
  return stops("Password", "nothing here can serve " + std::string(info_->name));
}

bool Explanation::services() {
  const CodeList account(account_->setting("AccessModes"));
  if (!service_enabled(policy_->services, question_.service))
    return stops("Enabled Services of the domain", setting_of_domain("DomainAccessModes"),
                 origin(*policy_->domain, "DomainAccessModes"));
  if (!service_enabled(account, question_.service))
    return stops("Enabled Services", setting_of_account("AccessModes"),
                 origin(*account_, "AccessModes"));
  goes_on("Enabled Services", question_.service + " is enabled", origin(*account_, "AccessModes"));
  if (question_.tls && !means("TLS", "TLS", "a login over TLS")) return false;
  return from_client_address(parts_, question_.from) ||
         means("Roaming", "Mobile", "a login from no client address");
}

bool Explanation::second_factor() {
  const std::string rule = "Second factor";
  const bool by_password = info_->traits.clear_text || info_->traits.needs;
  if (!by_password) return goes_on(rule, "is asked beside a password only");
  if (!target_.name.tag.empty()) return goes_on(rule, "is not asked of tagged passwords");
  const auto wanted = second_factor_of(parts_.directory, *account_, *policy_);
  const auto by_rights = needs_one_by_rights(parts_.directory, *account_, *policy_);
  if (!wanted || !by_rights) return stops(rule, "the list of rights cannot be read");
  const std::string from =
      *by_rights ? "SecondFactorForAdministrators=YES" : origin(*account_, "SecondFactor");
  const auto setting = setting_of_account("SecondFactor");
  if (*wanted == SecondFactor::not_asked) return goes_on(rule, setting + ": not asked", from);
  if (!traits_of(question_.service).asks_for_codes)
    return stops(rule,
                 setting + ", and " + question_.service +
                     " cannot ask for a code: only tagged (app) passwords are good there",
                 from);
  if (*wanted == SecondFactor::enrolment)
    return goes_on(rule, setting + ": has to be set up before anything else", from);
  return goes_on(rule, setting + ": a code is asked for", from);
}

// A service that is no gate, but a way to reach one.
bool Explanation::means(std::string rule, std::string_view code, std::string_view what) {
  const auto words = std::string(what) + " needs " + std::string(code);
  const CodeList account(account_->setting("AccessModes"));
  if (!service_enabled(policy_->services, code))
    return stops(std::move(rule), words + ": " + setting_of_domain("DomainAccessModes"),
                 origin(*policy_->domain, "DomainAccessModes"));
  const auto from = origin(*account_, "AccessModes");
  if (!service_enabled(account, code))
    return stops(std::move(rule), words + ": " + setting_of_account("AccessModes"), from);
  return goes_on(std::move(rule), words + ", which is enabled", from);
}

std::vector<Rule> Explanation::outcome(bool let_in) {
  rules_.push_back(
      {"Outcome",
       let_in ? "let in as " + account_->full_name() + " if the secret is right" : "refused",
       {},
       !let_in});
  return std::move(rules_);
}

}  // namespace

std::vector<Rule> explain_login(const KeeperParts& parts, Authenticator& authenticator,
                                const control::LoginQuestion& question) {
  return Explanation(parts, authenticator, question).all();
}

}  // namespace gatehouse::auth
