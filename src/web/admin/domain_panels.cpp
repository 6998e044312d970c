#include "web/admin/domain_panels.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "settings/text.h"
#include "web/admin/domain_frame.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using Keys = std::string_view;
using settings::Dictionary;
using settings::Level;
using settings::Setting;

constexpr std::array<Keys, 4> login_methods{"AUTHMethods", "PermitOnlyAdvertised", "NTLMEnableWeak",
                                            "SessionIDRemote"};
constexpr std::array<Keys, 1> domain_services{"DomainAccessModes"};
constexpr std::array<Keys, 6> unknown_names{"AccessToUnknown", "AccessRerouteAddress",
                                            "MailToUnknown",   "MailRerouteAddress",
                                            "SignalToUnknown", "SignalRerouteAddress"};
constexpr std::array<Keys, 3> newcomers{"AutoSignup", "ExternalOnUnknown", "ExternalOnProvision"};
constexpr std::array<Keys, 4> sending{"ForceSMTPAUTH", "MailToAllAction", "AllWithForwarders",
                                      "RelayAddress"};
constexpr std::array<Keys, 3> who_and_where{"AdminDomainName", "DirectoryVisibility",
                                            "IPAddresses"};
constexpr std::array of_domains{Panel{"Login Methods", Level::domain, login_methods},
                                Panel{"Services", Level::domain, domain_services},
                                Panel{"Unknown names", Level::domain, unknown_names},
                                Panel{"New accounts", Level::domain, newcomers},
                                Panel{"Sending", Level::domain, sending},
                                Panel{"Administration", Level::domain, who_and_where}};

constexpr std::array<Keys, 3> pki_services{"CertificateType", "ClientCertReq", "ClientCertCA"};
constexpr std::array of_security{Panel{"PKI services", Level::domain, pki_services}};

constexpr auto of_all_domains = [] {
  std::array<Panel, of_domains.size() + of_security.size()> all{};
  std::ranges::copy(of_security, std::ranges::copy(of_domains, all.begin()).out);
  return all;
}();

constexpr std::array<Keys, 2> person{"RealName", "AccessModes"};
constexpr std::array<Keys, 10> logins{
    "UseAppPassword",      "UseSysPassword",     "OSUserName",  "AuthURI",      "UseExtPassword",
    "UseKerberosPassword", "UseCertificateAuth", "RequireAPOP", "SecondFactor", "FailedLoginFlow"};
constexpr std::array<Keys, 7> passwords{
    "PasswordEncryption", "UpgradeAtLogin",  "PWDAllowed",      "MinPasswordLength",
    "PasswordComplexity", "PasswordQuality", "PasswordRecovery"};
constexpr std::array<Keys, 3> other_computers{"UnixUserID", "UnixGroupID", "UnixHome"};
constexpr std::array<Keys, 2> storage{"MaxAccountSize", "MaxWebSize"};
constexpr std::array<Keys, 5> other{"LogLogin", "RulesAllowed", "ServiceClass", "ServiceClasses",
                                    "WebAdminPrefs"};
constexpr std::array of_accounts{Panel{"The account", Level::account, person},
                                 Panel{"Logins", Level::account, logins},
                                 Panel{"Passwords", Level::account, passwords},
                                 Panel{"Storage", Level::account, storage},
                                 Panel{"Other computers", Level::account, other_computers},
                                 Panel{"Other", Level::account, other}};

// Server administrators change all keys, others those whose row names a right they have.
bool may_change(const View& view, const Setting& setting) {
  return view.rights.has("User") || (!setting.right.empty() && view.rights.has(setting.right));
}

// The keys of a panel that may be changed, or those that may not.
std::vector<std::string_view> keys_of(const View& view, const Panel& panel, bool changeable) {
  std::vector<std::string_view> keys;
  for (const auto key : panel.keys) {
    const auto* setting = settings::setting_named(key, panel.level);
    if (setting != nullptr && may_change(view, *setting) == changeable) keys.push_back(key);
  }
  return keys;
}

Html fields_of(const View& view, const Panel& panel, std::span<const Layer> layers) {
  const auto keys = keys_of(view, panel, true);
  if (keys.empty()) return {};
  return web::shown({panel.title, panel.level, keys}, layers, view.form);
}

// With a note beside each about who gives it.
void add_fixed(const View& view, const Panel& panel, std::span<const Layer> layers, Table& table) {
  for (const auto key : keys_of(view, panel, false)) {
    const auto* setting = settings::setting_named(key, panel.level);
    std::string value(setting->fallback);
    std::string_view from = "the default";
    for (const auto& layer : layers) {
      const auto* held = settings::find(layer.values, key);
      if (held == nullptr || !settings::check(*setting, *held) ||
          *held == settings::Value("default"))
        continue;
      value = in_words(*held);
      from = layer.name;
      break;
    }
    table.row({text_of(setting->label), text_of(value), text_of(from)});
  }
}

net::Task<Answer> asked_for(Desk& desk, std::string line) {
  co_return co_await desk.command(Secret(line));
}

struct Layers {
  std::vector<std::string_view> names;
  std::vector<Dictionary> values;
  std::optional<Answer> refused{};

  [[nodiscard]] std::vector<Layer> all() const {
    std::vector<Layer> layers;
    for (std::size_t i = 0; i < names.size(); ++i) layers.push_back({names[i], values[i]});
    return layers;
  }
};

// What is in `effective` though none of the layers holds it.
Dictionary remainder(const Dictionary& effective, const Layers& layers) {
  auto rest = effective;
  for (const auto& values : layers.values)
    for (const auto& [key, value] : values) rest.erase(key);
  return rest;
}

net::Task<Layers> layers_of(View& view, const SettingsPage& page) {
  Layers layers;
  bool all_seen = true;
  for (const auto& source : page.sources) {
    auto answer = co_await asked_for(view.desk, source.command);
    if (answer.done()) {
      layers.names.push_back(source.name);
      layers.values.push_back(answer.dictionary());
      continue;
    }
    all_seen = false;
    if (layers.names.empty()) {
      layers.refused = std::move(answer);
      co_return layers;
    }
  }
  if (all_seen || page.effective.empty()) co_return layers;
  const auto effective = co_await asked_for(view.desk, page.effective);
  layers.names.push_back("the site");
  layers.values.push_back(remainder(effective.dictionary(), layers));
  co_return layers;
}

// Keys the schema does not know: kept for other programs.
void add_unknown(const SettingsPage& page, const Dictionary& own, Table& table) {
  const auto level = page.panels.front().level;
  for (const auto& [key, value] : own)
    if (settings::setting_named(key, level) == nullptr)
      table.row({text_of(key), text_of(in_words(value)), "here; kept, not used"});
}

}  // namespace

std::span<const Panel> domain_panels() { return of_domains; }
std::span<const Panel> security_panels() { return of_security; }
std::span<const Panel> all_domain_panels() { return of_all_domains; }
std::span<const Panel> account_panels() { return of_accounts; }

std::string line_of(std::string_view verb, std::string_view object) {
  Command line(verb);
  if (!object.empty()) line.text(object);
  return std::string(line.line().reveal());
}

net::Task<Shown> show_settings(View& view, SettingsPage page) {
  const auto held = co_await layers_of(view, page);
  if (held.refused) co_return refused(*held.refused);
  const auto layers = held.all();
  Html fields;
  Table fixed("Settings you cannot change here", {"Setting", "Value", "From"});
  for (const auto& panel : page.panels) {
    fields += fields_of(view, panel, layers);
    add_fixed(view, panel, layers, fixed);
  }
  add_unknown(page, held.values.front(), fixed);
  Shown shown{.title = page.title, .content = page.before};
  if (!fields.markup().empty()) shown.content += form_of(view, fields, "Save");
  if (!fixed.empty()) shown.content += fixed.html();
  co_return shown;
}

net::Task<Shown> apply_settings(View& view, SettingsPage page) {
  Dictionary all;
  for (const auto& panel : page.panels) {
    const auto keys = keys_of(view, panel, true);
    auto sent = read({panel.title, panel.level, keys}, view.form);
    if (!sent) co_return co_await again(view, std::move(sent.error().detail));
    all.merge(*sent);
  }
  Command change(page.update);
  change.value(std::move(all));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), page.address);
}

}  // namespace gatehouse::web::admin
