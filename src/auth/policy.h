// The settings that decide a login, read once for each view of a domain and kept beside it, so that
// a login does not parse them again. Values only; nothing here waits.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "auth/privacy.h"
#include "directory/directory.h"
#include "settings/schema.h"

namespace gatehouse::auth {

// The code of the users' web interface among Enabled Services.
inline constexpr std::string_view web_service = "WebMail";
// XIMSS over HTTP. Its code there is that of XIMSS.
inline constexpr std::string_view ximss_of_requests = "XIMSS-HTTP";

// HTTP, the web and SIP have methods of their own: the Login Methods of domains have no part there.
[[nodiscard]] bool has_own_methods(std::string_view service);

// The value of a list setting such as AUTHMethods: `All`, `None`, or codes.
class CodeList {
 public:
  explicit CodeList(const settings::Value& value);
  [[nodiscard]] bool has(std::string_view code) const;

 private:
  bool all_ = false;
  std::vector<std::string> codes_;
};

// Enabled Services: whether `list` lets an account use the gate with this service code.
[[nodiscard]] bool service_enabled(const CodeList& list, std::string_view service);

// Of a second factor, beside the own password. `optional`: where one was set up.
enum class FactorDemand { off, optional, required };

struct AccountDefaults {
  Demand demand;
  settings::Flow failed_logins;  // count 0: no limit
  CodeList services;
  bool log_login;
  FactorDemand second_factor;
};

struct DomainPolicy {
  explicit DomainPolicy(directory::DomainView view);

  directory::DomainView domain;
  CodeList login_methods;
  CodeList services;
  bool only_advertised;      // PermitOnlyAdvertised
  bool one_way_passwords;    // new passwords are stored so that only clear text can be checked
  bool derives_verifiers;    // new passwords are recoverable: SCRAM verifiers are derived at login
  bool hides_unknown_names;  // HideAccountUnknown, a server setting
  bool counts_by_source;     // LoginProtection, a server setting
  Duration refusal_delay;    // FailedLoginDelay, a server setting; zero: none
  bool weak_ntlm;            // NTLMEnableWeak
  bool second_factor_of_administrators;  // SecondFactorForAdministrators, a server setting
  bool has_kerberos_keys;                // tickets can be accepted
  bool routes_unknown;  // names nobody has may still lead somewhere, or be asked about outside
  AccountDefaults defaults;

  // A method with no code of its own cannot be switched off.
  [[nodiscard]] bool advertises(std::string_view login_method) const;
  [[nodiscard]] bool permits(std::string_view login_method) const;
};
using PolicyView = std::shared_ptr<const DomainPolicy>;

// What holds for one account: its own settings over its domain's. Both outlive this.
class AccountRules {
 public:
  // Null: a name nobody has; then the defaults decide.
  AccountRules(const directory::Account* account, const DomainPolicy& policy)
      : account_(account), policy_(policy) {}

  [[nodiscard]] Demand demand() const;
  [[nodiscard]] settings::Flow failed_logins() const;
  [[nodiscard]] bool log_login() const;
  [[nodiscard]] FactorDemand second_factor() const;
  [[nodiscard]] bool enabled(std::string_view service) const;  // by the account and by its domain

 private:
  [[nodiscard]] bool sets(std::string_view key) const;

  const directory::Account* account_;
  const DomainPolicy& policy_;
};

class Policies {
 public:
  [[nodiscard]] PolicyView of(const directory::DomainView& domain);

 private:
  static constexpr std::size_t most = 4096;

  std::shared_mutex lock_;
  std::map<std::string, PolicyView, std::less<>> by_domain_id_;
};

}  // namespace gatehouse::auth
