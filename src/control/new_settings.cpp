#include "control/new_settings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "access/right_table.h"
#include "control/answers.h"
#include "control/reach.h"
#include "credentials/second_factor.h"
#include "credentials/tagged.h"
#include "kerberos/domain_keys.h"

namespace gatehouse::control {

namespace {

using settings::Dictionary;
using settings::Level;
using settings::Value;

constexpr std::string_view removes = "default";
constexpr std::string_view password_key = "Password";

// By these somebody else says whose password, or which certificate, is good, or that it is enough.
bool opens_accounts(std::string_view key) {
  constexpr std::array<std::string_view, 7> keys{"AuthURI",       "ClientCertCA", "OSUserName",
                                                 "SecondFactor",  "TrustedCerts", "UseExtPassword",
                                                 "UseSysPassword"};
  return std::ranges::find(keys, key) != keys.end();
}

bool is_removal(const Value& value) {
  return value.is_null() || (value.string() != nullptr && *value.string() == removes);
}

Result<Secret> password_in(const Value& value) {
  if (is_removal(value)) return Secret();
  const auto* text = value.string();
  if (text == nullptr) return fail(ErrorCode::malformed, "Password: expected a string in quotes");
  return Secret(*text);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

Result<void> checked(const settings::Setting* row, const Value& value) {
  if (row == nullptr || is_removal(value)) return {};
  return settings::check(*row, value);
}

}  // namespace

bool is_credential(std::string_view key) {
  if (key == password_key || key == credentials::tagged_key || key == "PrivateSecureKey" ||
      key == kerberos::keys_setting || key == credentials::factor_key)
    return true;
  const auto names_one = [key](const settings::Setting& row) {
    return row.key == key && row.kind == settings::Kind::password;
  };
  return std::ranges::any_of(settings::schema(), names_one);
}

KeyRule every_key() {
  return [](const settings::Setting*) { return true; };
}

KeyRule keys_of_server(const Call& call) {
  return [&call](const settings::Setting* row) {
    return row == nullptr || row->right.empty() || call.caller.rights.for_server(row->right);
  };
}

KeyRule keys_of(const Call& call, const directory::Domain& domain) {
  return [&call, &domain](const settings::Setting* row) {
    if (row == nullptr || !access::is_domain_right(row->right))
      return is_server_administrator(call);
    return call.caller.rights.for_domain(row->right, domain).has_value();
  };
}

KeyRule keys_of_defaults(const Call& call, const directory::Domain* domain) {
  auto keys = domain == nullptr ? every_key() : keys_of(call, *domain);
  const bool inherited_from_above = domain == nullptr || domain->main;
  if (!inherited_from_above || call.caller.rights.for_server("Master")) return keys;
  return [keys = std::move(keys)](const settings::Setting* row) {
    return keys(row) && (row == nullptr || !opens_accounts(row->key));
  };
}

Result<NewSettings> accepted(const Dictionary& sent, Level level, const KeyRule& may_change) {
  NewSettings settings;
  if (sent.contains(credentials::tagged_key))
    return fail(ErrorCode::malformed,
                std::string(credentials::tagged_key) + ": set one by SETACCOUNTPASSWORD ... TAG");
  if (sent.contains(credentials::factor_key))
    return fail(ErrorCode::malformed,
                std::string(credentials::factor_key) + ": set one up by BEGINSECONDFACTOR");
  if (sent.contains(kerberos::keys_setting))
    return fail(ErrorCode::malformed,
                std::string(kerberos::keys_setting) + ": import them by IMPORTKERBEROSKEYS");
  for (const auto& [key, value] : sent) {
    const auto* row = settings::setting_named(key, level);
    if (!may_change(row)) {
      settings.left_out.push_back(key);
      continue;
    }
    if (level == Level::account && key == password_key) {
      auto password = password_in(value);
      if (!password) return passed_on(password);
      settings.password = std::move(*password);
      continue;
    }
    auto right = checked(row, value);
    if (!right) return passed_on(right);
    settings.changes.emplace(key, is_removal(value) ? Value(removes) : value);
  }
  if (!sent.empty() && settings.left_out.size() == sent.size())
    return fail(ErrorCode::not_allowed,
                "access denied: no right to change " + joined(settings.left_out));
  return settings;
}

Result<NewSettings> accepted_without_password(const Dictionary& sent, Level level,
                                              const KeyRule& may_change) {
  if (sent.contains(password_key))
    return fail(ErrorCode::malformed, "Password: only an account can have one");
  return accepted(sent, level, may_change);
}

Dictionary after_update(const Dictionary& now, const Dictionary& changes) {
  return directory::updated(now, changes);
}

Dictionary after_set(const Dictionary& now, const Dictionary& changes) {
  Dictionary kept;
  for (const auto& [key, value] : now)
    if (is_credential(key)) kept.emplace(key, value);
  return directory::updated(std::move(kept), changes);
}

Dictionary shown(const Dictionary& all) {
  Dictionary visible;
  for (const auto& [key, value] : all)
    if (!is_credential(key)) visible.emplace(key, value);
  return visible;
}

Outcome done_but_for(const std::vector<std::string>& left_out) {
  Outcome outcome;
  if (!left_out.empty()) outcome.words = "OK, but not changed: " + joined(left_out);
  return outcome;
}

}  // namespace gatehouse::control
