#include "auth/policy.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "auth/service_traits.h"
#include "base/text.h"
#include "kerberos/domain_keys.h"

namespace gatehouse::auth {
namespace {

// Enabled Services has no code for submission: mail is sent with the Mail or the Relay service.
struct ServiceCodes {
  std::string_view service;
  std::array<std::string_view, 2> codes;
};
constexpr std::array other_codes{ServiceCodes{"SMTP", {"Mail", "Relay"}},
                                 ServiceCodes{ximss_of_requests, {"XIMSS", "XIMSS"}}};

// What somebody else's session is enough for is taken only where a domain asks for it.
constexpr std::array only_when_listed{std::string_view{"SESSIONID"}, std::string_view{"WEBUSER"}};

settings::Flow flow_of(const settings::Value& value) {
  if (settings::is_unlimited(value)) return {};
  return settings::to_flow(value).value_or(settings::Flow{10, std::chrono::minutes{1}});
}

settings::Value server_setting(const directory::Domain& domain, std::string_view key) {
  const std::array<const settings::Dictionary*, 1> server{&domain.server->server};
  return settings::effective(key, settings::Level::server, server);
}

bool is_one_of(const settings::Value& value, std::initializer_list<std::string_view> names) {
  const auto* text = value.string();
  return text != nullptr && std::ranges::any_of(names, [&](std::string_view name) {
           return same_but_case(name, *text);
         });
}

FactorDemand factor_demand_of(const settings::Value& value) {
  if (is_one_of(value, {"Off"})) return FactorDemand::off;
  return is_one_of(value, {"Required"}) ? FactorDemand::required : FactorDemand::optional;
}

}  // namespace

bool has_own_methods(std::string_view service) { return traits_of(service).own_methods; }

CodeList::CodeList(const settings::Value& value) {
  for (const auto& element : settings::to_list(value))
    for (const auto code : split(element, ' '))
      if (const auto word = trimmed(code); !word.empty()) codes_.emplace_back(word);
  all_ = std::ranges::any_of(codes_, [](const auto& code) { return same_but_case(code, "All"); });
}

bool CodeList::has(std::string_view code) const {
  return all_ || std::ranges::any_of(
                     codes_, [&](const auto& listed) { return same_but_case(listed, code); });
}

bool service_enabled(const CodeList& list, std::string_view service) {
  if (list.has(service)) return true;
  const auto other = std::ranges::find(other_codes, service, &ServiceCodes::service);
  return other != other_codes.end() &&
         std::ranges::any_of(other->codes, [&](std::string_view code) { return list.has(code); });
}

DomainPolicy::DomainPolicy(directory::DomainView view)
    : domain(std::move(view)),
      login_methods(domain->setting("AUTHMethods")),
      services(domain->setting("DomainAccessModes")),
      only_advertised(settings::is_yes(domain->setting("PermitOnlyAdvertised"))),
      one_way_passwords(
          is_one_of(domain->account_default("PasswordEncryption"), {"U-crpt", "UB-crpt"})),
      derives_verifiers(
          is_one_of(domain->account_default("PasswordEncryption"), {"clear", "sealed"})),
      hides_unknown_names(settings::is_yes(server_setting(*domain, "HideAccountUnknown"))),
      counts_by_source(!is_one_of(server_setting(*domain, "LoginProtection"), {"Account"})),
      refusal_delay(settings::to_period(server_setting(*domain, "FailedLoginDelay"))
                        .value_or(std::chrono::seconds{2})),
      weak_ntlm(settings::is_yes(domain->setting("NTLMEnableWeak"))),
      second_factor_of_administrators(
          settings::is_yes(server_setting(*domain, "SecondFactorForAdministrators"))),
      has_kerberos_keys(domain->settings.contains(kerberos::keys_setting)),
      routes_unknown(settings::is_yes(domain->setting("ExternalOnUnknown")) ||
                     domain->setting("AccessToUnknown") != settings::Value("Rejected")),
      defaults{demand_of(domain->account_default("RequireAPOP")),
               flow_of(domain->account_default("FailedLoginFlow")),
               CodeList(domain->account_default("AccessModes")),
               settings::is_yes(domain->account_default("LogLogin")),
               factor_demand_of(domain->account_default("SecondFactor"))} {}

bool DomainPolicy::advertises(std::string_view login_method) const {
  return login_method.empty() || login_methods.has(login_method);
}

bool DomainPolicy::permits(std::string_view login_method) const {
  const bool implied = std::ranges::find(only_when_listed, login_method) == only_when_listed.end();
  return advertises(login_method) || (!only_advertised && implied);
}

bool AccountRules::sets(std::string_view key) const {
  return account_ != nullptr && account_->settings.contains(key);
}

Demand AccountRules::demand() const {
  return sets("RequireAPOP") ? demand_of(account_->setting("RequireAPOP"))
                             : policy_.defaults.demand;
}

settings::Flow AccountRules::failed_logins() const {
  return sets("FailedLoginFlow") ? flow_of(account_->setting("FailedLoginFlow"))
                                 : policy_.defaults.failed_logins;
}

bool AccountRules::log_login() const {
  return sets("LogLogin") ? settings::is_yes(account_->setting("LogLogin"))
                          : policy_.defaults.log_login;
}

FactorDemand AccountRules::second_factor() const {
  return sets("SecondFactor") ? factor_demand_of(account_->setting("SecondFactor"))
                              : policy_.defaults.second_factor;
}

bool AccountRules::enabled(std::string_view service) const {
  if (!service_enabled(policy_.services, service)) return false;
  if (!sets("AccessModes")) return service_enabled(policy_.defaults.services, service);
  return service_enabled(CodeList(account_->setting("AccessModes")), service);
}

PolicyView Policies::of(const directory::DomainView& domain) {
  {
    const std::shared_lock reading(lock_);
    const auto known = by_domain_id_.find(domain->id);
    if (known != by_domain_id_.end() && known->second->domain == domain) return known->second;
  }
  auto made = std::make_shared<const DomainPolicy>(domain);
  const std::unique_lock writing(lock_);
  if (by_domain_id_.size() >= most) by_domain_id_.clear();
  by_domain_id_.insert_or_assign(domain->id, made);
  return made;
}

}  // namespace gatehouse::auth
