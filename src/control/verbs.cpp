#include <algorithm>
#include <array>

#include "base/text.h"
#include "control/console.h"
#include "control/verbs/families.h"

namespace gatehouse::control {

namespace {

using enum Own;

constexpr std::array table{
    Verb{"CREATEACCOUNT", "CanCreateAccounts", needs_the_right,
         "accountName [accountType] [EXTERNAL | LEGACY] [settings]",
         "Creates an account. LEGACY also needs the right CanCreateSpecialAccounts.",
         acts::create_account},
    Verb{"CREATEACCOUNTTAG", "BasicSettings", is_free,
         "accountName TAG tag [LABEL text] [SERVICES (code, ...)] [NETWORKS list] [EXPIRES when]",
         "Makes up a tagged password and shows it this once.", acts::create_account_tag},
    Verb{"CREATEDOMAIN", "User", needs_the_right, "domainName [settings]",
         "Creates a secondary domain.", acts::create_domain},
    Verb{"DELETEACCOUNT", "CanCreateAccounts", needs_the_right, "accountName",
         "Deletes an account with all its data.", acts::delete_account},
    Verb{"DELETEDOMAIN", "User", needs_the_right, "domainName [FORCE]",
         "Deletes a domain; FORCE deletes its accounts with it.", acts::delete_domain},
    Verb{"ECHO", "", needs_the_right, "object", "Sends the object back.", acts::echo},
    Verb{"GETACCOUNTALIASES", "Domain", is_free, "accountName",
         "An array of the account's aliases.", acts::account_aliases},
    Verb{"GETACCOUNTDEFAULTS", "Domain", needs_the_right, "[domainName]",
         "The settings a domain gives to its accounts, as far as they were set.",
         acts::account_defaults},
    Verb{"GETACCOUNTEFFECTIVESETTINGS", "Domain", is_free, "accountName",
         "All settings of an account with what it inherits; never a password.",
         acts::account_effective_settings},
    Verb{"GETACCOUNTINFO", "Domain", is_free, "accountName [KEY keyName | (keyName, ...)]",
         "What the server noted about an account, such as LastLogin and LastAddress.",
         acts::account_info},
    Verb{"GETACCOUNTLOCATION", "User", needs_the_right, "accountName",
         "The account's folder, relative to the base folder.", acts::account_location},
    Verb{"GETACCOUNTONESETTING", "Domain", is_free, "accountName keyName",
         "One setting of an account; #NULL# when it was not set.", acts::account_one_setting},
    Verb{"GETACCOUNTPASSWORDINFO", "Domain", is_free, "accountName",
         "How an account's passwords are stored and which methods they can serve; never a secret.",
         acts::account_password_info},
    Verb{"GETACCOUNTRIGHTS", "Domain", is_free, "accountName",
         "An array of the account's administrator rights.", acts::account_rights},
    Verb{"GETACCOUNTSETTINGS", "Domain", is_free, "accountName",
         "The settings of an account, as far as they were set; never a password.",
         acts::account_settings},
    Verb{"GETCURRENTTIME", "", needs_the_right, "", "The server's time, GMT.", acts::current_time},
    Verb{"GETDOMAINALIASES", "Domain", needs_the_right, "[domainName]",
         "An array of the domain's other names.", acts::domain_aliases},
    Verb{"GETDOMAINDEFAULTS", "User", needs_the_right, "",
         "The settings all domains inherit, as far as they were set.", acts::domain_defaults},
    Verb{"GETDOMAINEFFECTIVESETTINGS", "Domain", needs_the_right, "[domainName]",
         "All settings of a domain with what it inherits.", acts::domain_effective_settings},
    Verb{"GETDOMAINSETTINGS", "Domain", needs_the_right, "[domainName]",
         "The settings of a domain, as far as they were set.", acts::domain_settings},
    Verb{"GETSERVERACCOUNTDEFAULTS", "User", needs_the_right, "",
         "The settings all accounts inherit, as far as they were set.",
         acts::server_account_defaults},
    Verb{"GETSERVERSETTINGS", "Settings", needs_the_right, "",
         "The server's own settings, as far as they were set.", acts::server_settings},
    Verb{"GETSYSTEMINFO", "", needs_the_right, "what",
         "mainDomainName, serverCPU, serverOS or serverVersion; #NULL# for anything else.",
         acts::system_info},
    Verb{"GETVERSION", "", needs_the_right, "", "The server's version.", acts::server_version},
    Verb{"IMPORTACCOUNTPASSWORD", "BasicSettings", needs_the_right, "accountName encodedPassword",
         "Stores a password in the form another program kept it in, such as \"{SSHA}...\".",
         acts::import_account_password},
    Verb{"LISTACCOUNTS", "Domain", needs_the_right, "[domainName]",
         "A dictionary with a domain's account names as keys.", acts::list_accounts},
    Verb{"LISTACCOUNTTAGS", "Domain", is_free, "accountName",
         "A dictionary of an account's tagged passwords: their limits and last use.",
         acts::list_account_tags},
    Verb{"LISTCLICOMMANDS", "", needs_the_right, "", "An array of these commands.",
         acts::list_cli_commands},
    Verb{"LISTDOMAINOBJECTS", "Domain", needs_the_right,
         "domainName [FILTER text] limit [ACCOUNTS] [COOKIE cookie]",
         "Page by page: (accounts, {name=macnt;}, 0, 0, cookie); an empty cookie ends the list.",
         acts::list_domain_objects},
    Verb{"LISTDOMAINS", "User", needs_the_right, "", "An array of all domain names.",
         acts::list_domains},
    Verb{"LISTPASSWORDSCHEMES", "Domain", needs_the_right, "[domainName]",
         "How many of a domain's accounts and tags store their password in which form.",
         acts::list_password_schemes},
    Verb{"MAINDOMAINNAME", "User", needs_the_right, "", "The name of the Main Domain.",
         acts::main_domain_name},
    Verb{"NOOP", "", needs_the_right, "", "Does nothing.", acts::no_operation},
    Verb{"RENAMEACCOUNT", "CanCreateAccounts", needs_the_right, "accountName INTO newName",
         "Renames an account, within its domain or into another one.", acts::rename_account},
    Verb{"RENAMEDOMAIN", "User", needs_the_right, "domainName INTO newName",
         "Renames a secondary domain.", acts::rename_domain},
    Verb{"SETACCOUNTALIASES", "CanCreateAliases", needs_the_right, "accountName (alias, ...)",
         "Replaces an account's aliases.", acts::set_account_aliases},
    Verb{"SETACCOUNTDEFAULTS", "User", needs_the_right, "[domainName] settings",
         "Replaces the settings a domain gives to its accounts.", acts::set_account_defaults},
    Verb{"SETACCOUNTPASSWORD", "BasicSettings", is_free,
         "accountName PASSWORD newPassword [METHOD method | TAG tag [LABEL text] "
         "[SERVICES (code, ...)] [NETWORKS list] [EXPIRES when]] [CHECK]",
         "Sets a password, with TAG a tagged one, which an empty password removes. For one's own, "
         "or with CHECK, the account's password rules hold.",
         acts::set_account_password},
    Verb{"SETACCOUNTRIGHTS", "User", needs_the_right, "accountName (right, ...)",
         "Replaces an account's administrator rights; in the Main Domain only Master may.",
         acts::set_account_rights},
    Verb{"SETACCOUNTSETTINGS", "User", needs_the_right, "accountName settings",
         "Replaces an account's settings; the password stays unless a new one is among them.",
         acts::set_account_settings},
    Verb{"SETDOMAINALIASES", "User", needs_the_right, "[domainName] (alias, ...)",
         "Replaces a domain's other names.", acts::set_domain_aliases},
    Verb{"SETDOMAINDEFAULTS", "User", needs_the_right, "settings",
         "Replaces the settings all domains inherit.", acts::set_domain_defaults},
    Verb{"SETDOMAINSETTINGS", "User", needs_the_right, "[domainName] settings",
         "Replaces a domain's settings.", acts::set_domain_settings},
    Verb{"SETSERVERACCOUNTDEFAULTS", "User", needs_the_right, "settings",
         "Replaces the settings all accounts inherit.", acts::set_server_account_defaults},
    Verb{"UPDATEACCOUNTDEFAULTS", "Domain", needs_the_right, "[domainName] settings",
         "Changes some settings a domain gives to its accounts.", acts::update_account_defaults},
    Verb{"UPDATEACCOUNTSETTINGS", "Domain", needs_the_right, "accountName settings",
         "Changes some settings of an account; the value default removes one.",
         acts::update_account_settings},
    Verb{"UPDATEDOMAINDEFAULTS", "User", needs_the_right, "settings",
         "Changes some settings all domains inherit.", acts::update_domain_defaults},
    Verb{"UPDATEDOMAINSETTINGS", "Domain", needs_the_right, "[domainName] settings",
         "Changes some settings of a domain.", acts::update_domain_settings},
    Verb{"UPDATESERVERACCOUNTDEFAULTS", "User", needs_the_right, "settings",
         "Changes some settings all accounts inherit.", acts::update_server_account_defaults},
    Verb{"UPDATESERVERSETTINGS", "Settings", needs_the_right, "settings",
         "Changes some of the server's own settings.", acts::update_server_settings},
    Verb{"VERIFYACCOUNTPASSWORD", "Domain", needs_the_right, "accountName PASSWORD password",
         "Tells whether this is the account's own password: 200 or 515.",
         acts::verify_account_password},
};
static_assert(std::ranges::is_sorted(table, {}, &Verb::name));

}  // namespace

std::span<const Verb> verbs() { return table; }

const Verb* verb_named(std::string_view name) {
  const auto wanted = upper_case(name);
  const auto found = std::ranges::lower_bound(table, wanted, {}, &Verb::name);
  return found != table.end() && found->name == wanted ? &*found : nullptr;
}

}  // namespace gatehouse::control
