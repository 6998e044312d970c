// Every verb against every kind of caller: who may is exactly what the table of guide-facts says.
#include <algorithm>
#include <array>
#include <memory>
#include <ostream>

#include "control/console_fixture.h"
#include "settings/schema.h"

namespace gatehouse::control {
namespace {

// A complete command on accounts and domains of company2.test, and the right the guide asks for.
struct Sample {
  std::string_view verb;
  std::string_view right;
  bool free_on_own;
  std::string_view arguments;
  std::string_view or_right = {};
  bool looks = false;  // shows and changes nothing: All Domains Read is enough
};
constexpr bool look = true;

constexpr std::array samples{
    Sample{"BEGINSECONDFACTOR", "BasicSettings", true, "mary@company2.test"},
    Sample{"BLESSSESSION", "CanCreateWebUserSessions", false,
           "1-known PASSWORD ~CODE DOMAIN company2.test"},
    Sample{"CONFIRMADDRESSES", "Settings", false, ""},
    Sample{"CONFIRMSECONDFACTOR", "BasicSettings", true, "mary@company2.test ~CODE"},
    Sample{"CREATEACCOUNT", "CanCreateAccounts", false, "newcomer@company2.test"},
    Sample{"CREATEACCOUNTTAG", "BasicSettings", true, "mary@company2.test TAG phone"},
    Sample{"CREATEDOMAIN", "User", false, "company4.test"},
    Sample{"CREATEFORWARDER", "CanCreateForwarders", false, "post@company2.test TO mary"},
    Sample{"CREATEGROUP", "CanCreateGroups", false, "staff@company2.test {Members=(mary);}"},
    Sample{"CREATEMAILBOX", "CanAccessMailboxes", true, "mary@company2.test MAILBOX New"},
    Sample{"CREATEWEBUSERSESSION", "CanCreateWebUserSessions", false,
           "mary@company2.test ADDRESS 10.0.0.5"},
    Sample{"CREATEXIMSSSESSION", "CanCreateWebUserSessions", false,
           "mary@company2.test ADDRESS ::1 FOR 10.0.0.5"},
    Sample{"DELETEACCOUNT", "CanCreateAccounts", false, "mary@company2.test"},
    Sample{"DELETEDOMAIN", "User", false, "company2.test FORCE"},
    Sample{"DELETEFORWARDER", "CanCreateForwarders", false, "info@company2.test"},
    Sample{"DELETEGROUP", "CanCreateGroups", false, "team@company2.test"},
    Sample{"DELETEKERBEROSKEYS", "KerberosKeys", false, "company2.test ()"},
    Sample{"DELETEMAILBOX", "CanAccessMailboxes", true, "mary@company2.test MAILBOX Old"},
    Sample{"DESCRIBECLICOMMANDS", "", false, ""},
    Sample{"ECHO", "", false, "{a=b;}"},
    Sample{"EXPLAINATTEMPT", "Domain", false, "2", "", look},
    Sample{"EXPLAINDATASETRIGHTS", "BasicSettings", true,
           "mary@company2.test DATASET option/Old FOR joe@company2.test", "", look},
    Sample{"EXPLAINFOLDERRIGHTS", "CanAccessWebSites", true,
           "mary@company2.test FOLDER Old FOR joe@company2.test", "", look},
    Sample{"EXPLAINLOGIN", "Domain", false, "mary@company2.test", "", look},
    Sample{"EXPLAINMAILBOXRIGHTS", "CanAccessMailboxes", true,
           "mary@company2.test MAILBOX Old FOR joe@company2.test", "", look},
    Sample{"EXPLAINRIGHT", "Domain", true, "mary@company2.test RIGHT Domain", "", look},
    Sample{"FINDACCOUNTSESSION", "CanCreateWebUserSessions", false, "mary@company2.test"},
    Sample{"FINDFORWARDERS", "Domain", false, "company2.test TO mary@company2.test", "", look},
    Sample{"FINDLOGINS", "Monitor", false, "ACCOUNT mary SESSIONS", "", look},
    Sample{"FINDWEBUSERSESSION", "CanCreateWebUserSessions", false, "mary@company2.test"},
    Sample{"GENERATEDOMAINCSR", "SecureCertificate", false, "company2.test {Country=DE;}"},
    Sample{"GENERATEDOMAINKEY", "SecureCertificate", false, "company2.test TYPE ECDSA"},
    Sample{"GENERATESELFSIGNED", "SecureCertificate", false, "company2.test"},
    Sample{"GETACCOUNTACL", "CanImpersonate", true, "mary@company2.test", "", look},
    Sample{"GETACCOUNTACLRIGHTS", "CanImpersonate", true,
           "mary@company2.test AUTH joe@company2.test", "", look},
    Sample{"GETACCOUNTALIASES", "Domain", true, "mary@company2.test", "", look},
    Sample{"GETACCOUNTDEFAULTS", "Domain", false, "company2.test", "", look},
    Sample{"GETACCOUNTEFFECTIVESETTINGS", "Domain", true, "mary@company2.test", "", look},
    Sample{"GETACCOUNTINFO", "Domain", true, "mary@company2.test", "", look},
    Sample{"GETACCOUNTLOCATION", "User", false, "mary@company2.test", "", look},
    Sample{"GETACCOUNTONESETTING", "Domain", true, "mary@company2.test RealName", "", look},
    Sample{"GETACCOUNTPASSWORDINFO", "Domain", true, "mary@company2.test", "", look},
    Sample{"GETACCOUNTRIGHTS", "Domain", true, "mary@company2.test", "", look},
    Sample{"GETACCOUNTSETTINGS", "Domain", true, "mary@company2.test", "", look},
    Sample{"GETACMECHALLENGE", "SecureCertificate", false,
           "company2.test evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ", "", look},
    Sample{"GETADDRESSTRIAL", "Settings", false, "", "", look},
    Sample{"GETAUDITSTATE", "Monitor", false, "", "", look},
    Sample{"GETBLACKLISTEDIPS", "Settings", false, "", "", look},
    Sample{"GETCLIENTIPS", "Settings", false, "", "", look},
    Sample{"GETCURRENTTIME", "", false, ""},
    Sample{"GETDATASETACL", "BasicSettings", true, "mary@company2.test DATASET option/Old", "",
           look},
    Sample{"GETDATASETRIGHTS", "BasicSettings", true,
           "mary@company2.test DATASET option/Old AUTH joe@company2.test", "", look},
    Sample{"GETDEBUGIPS", "Settings", false, "", "", look},
    Sample{"GETDENIEDIPS", "Settings", false, "", "", look},
    Sample{"GETDOMAINALIASES", "Domain", false, "company2.test", "", look},
    Sample{"GETDOMAINCERTIFICATE", "SecureCertificate", false, "company2.test", "", look},
    Sample{"GETDOMAINCERTIFICATEINFO", "SecureCertificate", false, "company2.test", "", look},
    Sample{"GETDOMAINDEFAULTS", "User", false, "", "", look},
    Sample{"GETDOMAINEFFECTIVESETTINGS", "Domain", false, "company2.test", "", look},
    Sample{"GETDOMAINSETTINGS", "Domain", false, "company2.test", "", look},
    Sample{"GETDOMAINTRUSTEDCERTS", "SecureCertificate", false, "company2.test", "", look},
    Sample{"GETDOMAINTRUSTEDCERTSINFO", "SecureCertificate", false, "company2.test", "", look},
    Sample{"GETFOLDERACL", "CanAccessWebSites", true, "mary@company2.test FOLDER Old", "", look},
    Sample{"GETFOLDERRIGHTS", "CanAccessWebSites", true,
           "mary@company2.test FOLDER Old AUTH joe@company2.test", "", look},
    Sample{"GETFORWARDER", "Domain", false, "info@company2.test", "", look},
    Sample{"GETGROUP", "Domain", false, "team@company2.test", "", look},
    Sample{"GETHELPERSTATE", "Settings", false, "", "Monitor", look},
    Sample{"GETIPSTATE", "Settings", false, "10.0.0.1", "User", look},
    Sample{"GETLANIPS", "Settings", false, "", "", look},
    Sample{"GETLOGINSTATISTICS", "Monitor", false, "LAST 1440 STEP 10", "", look},
    Sample{"GETMAILBOXACL", "CanAccessMailboxes", true, "mary@company2.test MAILBOX Old", "", look},
    Sample{"GETMAILBOXINFO", "CanAccessMailboxes", true, "mary@company2.test MAILBOX Old", "",
           look},
    Sample{"GETMAILBOXRIGHTS", "CanAccessMailboxes", true,
           "mary@company2.test MAILBOX Old AUTH joe@company2.test", "", look},
    Sample{"GETMODULE", "Settings", false, "IMAP", "", look},
    Sample{"GETNATEDIPS", "Settings", false, "", "", look},
    Sample{"GETNATSITEIPS", "Settings", false, "", "", look},
    Sample{"GETSECONDFACTOR", "Domain", true, "mary@company2.test", "", look},
    Sample{"GETSERVERACCOUNTDEFAULTS", "User", false, "", "", look},
    Sample{"GETSERVERSETTINGS", "Settings", false, ""},
    Sample{"GETSERVERTRUSTEDCERTS", "Settings", false, ""},
    Sample{"GETSERVERTRUSTEDCERTSINFO", "Settings", false, ""},
    Sample{"GETSESSION", "CanCreateWebUserSessions", false, "1-known DOMAIN company2.test"},
    Sample{"GETSESSIONSETTINGS", "Settings", false, ""},
    Sample{"GETSITESTATUS", "Monitor", false, "", "", look},
    Sample{"GETSYSTEMINFO", "", false, "serverVersion"},
    Sample{"GETTEMPBLACKLISTEDIPS", "Monitor", false, "", "", look},
    Sample{"GETTEMPCLIENTIPS", "Monitor", false, "", "", look},
    Sample{"GETVERSION", "", false, ""},
    Sample{"GETWEBUSERSESSION", "CanCreateWebUserSessions", false, "1-known DOMAIN company2.test"},
    Sample{"GETWHITEHOLEIPS", "Settings", false, "", "", look},
    Sample{"IMPORTACCOUNTPASSWORD", "BasicSettings", false,
           "mary@company2.test \"{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\""},
    Sample{"IMPORTDOMAINKEY", "SecureCertificate", false, "company2.test ~KEY"},
    Sample{"IMPORTKERBEROSKEYS", "KerberosKeys", false,
           "company2.test ["
           "BQIAAABAAAIAClJFQUxNLlRFU1QABGltYXAADWNvbXBhbnky"
           "LnRlc3QAAAABZVPxAAMAFwAQc2l4dGVlbiBieXRlcyBvaw==]"},
    Sample{"KILLACCOUNTSESSIONS", "Domain", true, "mary@company2.test"},
    Sample{"KILLLOGIN", "Domain", false, "mary@company2.test NUMBER 7"},
    Sample{"KILLSESSION", "CanCreateWebUserSessions", false, "1-known DOMAIN company2.test"},
    Sample{"KILLWEBUSERSESSION", "CanCreateWebUserSessions", false, "1-known DOMAIN company2.test"},
    Sample{"LISTACCESSRIGHTS", "", false, ""},
    Sample{"LISTACCOUNTLOGINS", "Domain", true, "mary@company2.test", "Monitor", look},
    Sample{"LISTACCOUNTS", "Domain", false, "company2.test", "", look},
    Sample{"LISTACCOUNTSESSIONS", "CanCreateWebUserSessions", false, "mary@company2.test"},
    Sample{"LISTACCOUNTTAGS", "Domain", true, "mary@company2.test", "", look},
    Sample{"LISTADMINDOMAINS", "Domain", false, "company2.test", "", look},
    Sample{"LISTADMINISTRATORS", "Domain", false, "company2.test", "Monitor", look},
    Sample{"LISTCLICOMMANDS", "", false, ""},
    Sample{"LISTCLOSEDSOURCES", "Monitor", false, "", "", look},
    Sample{"LISTDOMAINOBJECTS", "Domain", false, "company2.test 10 ACCOUNTS", "", look},
    Sample{"LISTDOMAINS", "User", false, "", "", look},
    Sample{"LISTFORWARDERS", "Domain", false, "company2.test", "", look},
    Sample{"LISTGROUPS", "Domain", false, "company2.test", "", look},
    Sample{"LISTKERBEROSKEYS", "KerberosKeys", false, "company2.test", "", look},
    Sample{"LISTLOCKEDACCOUNTS", "Monitor", false, "", "", look},
    Sample{"LISTLOGINS", "Domain", false, "company2.test", "Monitor", look},
    Sample{"LISTMAILBOXES", "CanAccessMailboxes", true, "mary@company2.test", "", look},
    Sample{"LISTMODULES", "Settings", false, "", "", look},
    Sample{"LISTPASSWORDSCHEMES", "Domain", false, "company2.test", "", look},
    Sample{"LISTSESSIONNUMBERS", "Domain", true, "mary@company2.test", "", look},
    Sample{"LISTTRAIL", "Monitor", false, "KIND login LIMIT 10", "", look},
    Sample{"MAINDOMAINNAME", "User", false, "", "", look},
    Sample{"NEWRECOVERYCODES", "BasicSettings", true, "mary@company2.test PASSWORD Secret12"},
    Sample{"NOOP", "", false, ""},
    Sample{"READLOG", "Monitor", false, "LEVEL 3 TAG IMAP", "", look},
    Sample{"REMOVEACMECHALLENGE", "SecureCertificate", false,
           "company2.test evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ"},
    Sample{"REMOVEDOMAINCACHAIN", "SecureCertificate", false, "company2.test"},
    Sample{"REMOVEDOMAINCERTIFICATE", "SecureCertificate", false, "company2.test"},
    Sample{"REMOVEDOMAINKEY", "SecureCertificate", false, "company2.test"},
    Sample{"REMOVESECONDFACTOR", "BasicSettings", true, "mary@company2.test PASSWORD Secret12"},
    Sample{"RENAMEACCOUNT", "CanCreateAccounts", false,
           "mary@company2.test INTO maria@company2.test"},
    Sample{"RENAMEDOMAIN", "User", false, "company2.test INTO company5.test"},
    Sample{"RENAMEFORWARDER", "CanCreateForwarders", false,
           "info@company2.test INTO post@company2.test"},
    Sample{"RENAMEGROUP", "CanCreateGroups", false, "team@company2.test INTO staff@company2.test"},
    Sample{"RENAMEMAILBOX", "CanAccessMailboxes", true, "mary@company2.test MAILBOX Old INTO New"},
    Sample{"REPORTFAILEDLOGINADDRESS", "Settings", false, "10.0.0.1"},
    Sample{"RESETFAILEDLOGINADDRESS", "Settings", false, "10.0.0.1"},
    Sample{"RESETFAILEDLOGINS", "Domain", false, "mary@company2.test"},
    Sample{"ROUTE", "Settings", false, "mary@company2.test", "User", look},
    Sample{"SETACCOUNTACL", "CanImpersonate", true, "mary@company2.test {anyone=l;}"},
    Sample{"SETACCOUNTALIASES", "CanCreateAliases", false, "mary@company2.test (maria)"},
    Sample{"SETACCOUNTDEFAULTS", "User", false, "company2.test {PWDAllowed=NO;}"},
    Sample{"SETACCOUNTPASSWORD", "BasicSettings", true, "mary@company2.test PASSWORD Another34"},
    Sample{"SETACCOUNTRIGHTS", "User", false, "mary@company2.test (Domain)"},
    Sample{"SETACCOUNTSETTINGS", "User", false, "mary@company2.test {RealName=Mary;}"},
    Sample{"SETACMECHALLENGE", "SecureCertificate", false,
           "company2.test evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ "
           "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI"},
    Sample{"SETBLACKLISTEDIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"SETCLIENTIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"SETDATASETACL", "BasicSettings", true,
           "mary@company2.test DATASET option/Old {anyone=l;}"},
    Sample{"SETDEBUGIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"SETDENIEDIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"SETDOMAINALIASES", "User", false, "company2.test (mail.company2.test)"},
    Sample{"SETDOMAINCACHAIN", "SecureCertificate", false, "company2.test ~AUTHORITY"},
    Sample{"SETDOMAINCERTIFICATE", "SecureCertificate", false, "company2.test ~CERTIFICATE"},
    Sample{"SETDOMAINDEFAULTS", "User", false, "{AUTHMethods=All;}"},
    Sample{"SETDOMAINSETTINGS", "User", false, "company2.test {AUTHMethods=All;}"},
    Sample{"SETDOMAINTRUSTEDCERTS", "SecureCertificate", false, "company2.test (~AUTHORITY)"},
    Sample{"SETFOLDERACL", "CanAccessWebSites", true, "mary@company2.test FOLDER Old {anyone=l;}"},
    Sample{"SETGROUP", "CanCreateGroups", false, "team@company2.test {}"},
    Sample{"SETLANIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"SETMAILBOXACL", "CanAccessMailboxes", true,
           "mary@company2.test MAILBOX Old {anyone=l;}"},
    Sample{"SETMODULE", "Settings", false, "IMAP {}"},
    Sample{"SETNATEDIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"SETNATSITEIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"SETSERVERACCOUNTDEFAULTS", "User", false, "{PWDAllowed=NO;}"},
    // The guide asks for Settings; whom such a certificate names could be a Master.
    Sample{"SETSERVERTRUSTEDCERTS", "Master", false, "(~AUTHORITY)"},
    Sample{"SETSESSIONSETTINGS", "Settings", false, "{SessionIdleTime=5m;}"},
    Sample{"SETTEMPBLACKLISTEDIPS", "Settings", false, "\"10.0.0.1-60\""},
    Sample{"SETWHITEHOLEIPS", "Settings", false, "\"10.0.0.0/8\""},
    Sample{"TEMPBLACKLISTIP", "Settings", false, "10.0.0.1 TIMEOUT 60"},
    Sample{"TESTDOMAINKEY", "SecureCertificate", false, "company2.test"},
    Sample{"UNBINDSESSION", "CanCreateWebUserSessions", true, "1-known DOMAIN company2.test"},
    Sample{"UPDATEACCOUNTDEFAULTS", "Domain", false, "company2.test {}"},
    Sample{"UPDATEACCOUNTSETTINGS", "Domain", false, "mary@company2.test {}"},
    Sample{"UPDATEDOMAINDEFAULTS", "User", false, "{AUTHMethods=All;}"},
    Sample{"UPDATEDOMAINSETTINGS", "Domain", false, "company2.test {}"},
    Sample{"UPDATEMODULE", "Settings", false, "IMAP {}"},
    Sample{"UPDATESERVERACCOUNTDEFAULTS", "User", false, "{PWDAllowed=NO;}"},
    Sample{"UPDATESERVERSETTINGS", "Settings", false, "{LogLevel=4;}"},
    Sample{"VERIFYACCOUNTPASSWORD", "Domain", false, "mary@company2.test PASSWORD Secret12"},
};

// The rights of guide-facts 5.1 and 5.2, written by hand: over the server or over domains, what
// must stand beside it, and where All Domains has it too.
enum class Over { the_server, domains };
enum class WithUser { never, in_secondary_domains, always };
struct GuideRight {
  std::string_view code;
  Over over;
  std::string_view beside = {};
  WithUser with_user = WithUser::always;  // of a right over domains
};
constexpr std::array guide_rights{
    GuideRight{"Master", Over::the_server},
    GuideRight{"Settings", Over::the_server},
    GuideRight{"Directory", Over::the_server},
    GuideRight{"User", Over::the_server},
    GuideRight{"UserRead", Over::the_server},
    GuideRight{"Monitor", Over::the_server},
    GuideRight{"CanModifyLog", Over::the_server, "Monitor"},
    GuideRight{"CanRejectQueues", Over::the_server, "Monitor"},
    GuideRight{"CanReleaseQueues", Over::the_server, "Monitor"},
    GuideRight{"Domain", Over::domains},
    GuideRight{"BasicSettings", Over::domains},
    GuideRight{"PSTNSettings", Over::domains},
    GuideRight{"CanCreateAccounts", Over::domains},
    GuideRight{"CanCreateSpecialAccounts", Over::domains},
    GuideRight{"CanCreateAliases", Over::domains},
    GuideRight{"CanCreateTelnums", Over::domains},
    GuideRight{"CanCreateGroups", Over::domains},
    GuideRight{"CanCreateForwarders", Over::domains},
    GuideRight{"CanCreateNamedTasks", Over::domains},
    GuideRight{"CanCreateLists", Over::domains},
    GuideRight{"CanAccessMailboxes", Over::domains},
    GuideRight{"CanAccessWebSites", Over::domains},
    GuideRight{"CanImpersonate", Over::domains, "", WithUser::never},
    GuideRight{"CanCreateWebUserSessions", Over::domains},
    GuideRight{"CanModifyPBXApps", Over::domains},
    GuideRight{"CanModifyRPOP", Over::domains},
    GuideRight{"CanModifyRSIP", Over::domains},
    GuideRight{"RulesAllowed", Over::domains},
    GuideRight{"SignalRulesAllowed", Over::domains},
    GuideRight{"WebUserSettings", Over::domains},
    GuideRight{"CentralDirectory", Over::domains},
    GuideRight{"KerberosKeys", Over::domains, "", WithUser::in_secondary_domains},
    GuideRight{"SecureCertificate", Over::domains, "", WithUser::in_secondary_domains},
};

const GuideRight* guide_right(std::string_view code) {
  const auto* found = std::ranges::find(guide_rights, code, &GuideRight::code);
  return found == guide_rights.end() ? nullptr : found;
}

enum class Who {
  the_local_owner,
  master,
  user_with_no_rights,
  the_account_itself,
  administrator_of_the_domain_with_just_the_right,
  administrator_of_the_domain_with_all_other_rights,
  the_right_without_being_an_administrator,
  administrator_of_another_domain_with_all_rights,
  administrator_of_the_main_domain_with_all_domain_rights,
  server_administrator_with_just_the_right,
  server_administrator_with_all_other_rights,
};
constexpr std::array all_kinds{
    Who::the_local_owner,
    Who::master,
    Who::user_with_no_rights,
    Who::the_account_itself,
    Who::administrator_of_the_domain_with_just_the_right,
    Who::administrator_of_the_domain_with_all_other_rights,
    Who::the_right_without_being_an_administrator,
    Who::administrator_of_another_domain_with_all_rights,
    Who::administrator_of_the_main_domain_with_all_domain_rights,
    Who::server_administrator_with_just_the_right,
    Who::server_administrator_with_all_other_rights,
};

bool is_server_right(std::string_view right) {
  const auto* row = guide_right(right);
  return row != nullptr && row->over == Over::the_server;
}

// All of one kind but Master and the one.
std::string all_rights(Over over, std::string_view without = {}) {
  std::string text;
  for (const auto& right : guide_rights)
    if (right.over == over && right.code != "Master" && right.code != without)
      text += (text.empty() ? "(" : ", ") + std::string(right.code);
  return text + ")";
}

// All Domains has the right a verb needs, in that domain.
bool user_has(const Sample& sample, bool in_main_domain) {
  const auto* row = guide_right(sample.right);
  if (row == nullptr || row->over == Over::the_server) return sample.right == "User";
  return row->with_user == WithUser::always ||
         (row->with_user == WithUser::in_secondary_domains && !in_main_domain);
}

bool is_about_domains(const Sample& sample) {
  return sample.right == "User" || sample.or_right == "User" || !is_server_right(sample.right);
}

struct Expectation {
  std::string name;    // of the caller's account
  std::string rights;  // in its domain's list
  bool may;
};

Expectation expectation(Who who, const Sample& sample) {
  const bool anyone = sample.right.empty();
  const bool server = is_server_right(sample.right);
  const auto just = "(Domain, " + std::string(anyone ? "Domain" : sample.right) + ")";
  switch (who) {
    case Who::the_local_owner:
      return {"", "", true};
    case Who::master:
      return {"postmaster@company.com", "(Master)", true};
    case Who::user_with_no_rights:
      return {"joe@company2.test", "", anyone};
    case Who::the_account_itself:
      return {"mary@company2.test", "", anyone || sample.free_on_own};
    case Who::administrator_of_the_domain_with_just_the_right:
      return {"joe@company2.test", just, !server};
    case Who::administrator_of_the_domain_with_all_other_rights:
      return {"joe@company2.test", all_rights(Over::domains, sample.right), anyone};
    case Who::the_right_without_being_an_administrator:
      return {"joe@company2.test", "(" + std::string(sample.right) + ")",
              anyone || sample.right == "Domain"};
    case Who::administrator_of_another_domain_with_all_rights:
      return {"joe@company3.test", all_rights(Over::domains), anyone};
    case Who::administrator_of_the_main_domain_with_all_domain_rights:
      return {"joe@company.com", all_rights(Over::domains), anyone};
    case Who::server_administrator_with_just_the_right:
      return {"joe@company.com", "(" + std::string(anyone ? "Monitor" : sample.right) + ")",
              anyone || server};
    case Who::server_administrator_with_all_other_rights:
      return {"joe@company.com", all_rights(Over::the_server, sample.right),
              anyone || !sample.or_right.empty() || (!server && user_has(sample, false)) ||
                  (sample.looks && is_about_domains(sample))};
  }
  return {};
}

TEST(RightsMatrix, HasASampleOfEveryVerbWithTheRightOfItsRow) {
  ASSERT_EQ(samples.size(), verbs().size());
  for (std::size_t at = 0; at < samples.size(); ++at) {
    EXPECT_EQ(samples[at].verb, verbs()[at].name);
    EXPECT_EQ(samples[at].right, verbs()[at].right) << samples[at].verb;
    EXPECT_EQ(samples[at].or_right, verbs()[at].or_right) << samples[at].verb;
    EXPECT_EQ(samples[at].free_on_own, verbs()[at].own == Own::is_free) << samples[at].verb;
    EXPECT_EQ(samples[at].looks, verbs()[at].act == Act::looks) << samples[at].verb;
  }
}

// With a DataBlock in the place of the word that stands for it.
std::string filled_in(std::string line) {
  using Word = std::pair<std::string_view, std::string_view>;
  const auto code = sample_code();
  for (const auto& [word, block] :
       {Word{"~CODE", code}, Word{"~KEY", sample_key}, Word{"~CERTIFICATE", sample_certificate},
        Word{"~AUTHORITY", sample_authority}})
    if (const auto at = line.find(word); at != line.npos) line.replace(at, word.size(), block);
  return line;
}

// Those who are refused change nothing, and neither do those who look: they share a site.
class MatrixOnASite : public testing::TestWithParam<Sample> {
 protected:
  void renew_after(bool denied) {
    if (!denied && !GetParam().looks && !GetParam().right.empty()) make_site();
  }
  virtual void make_site() = 0;
  std::unique_ptr<ConsoleFixture> console_;
};

class RightsMatrix : public MatrixOnASite {
 protected:
  void SetUp() override { make_site(); }
  void make_site() override {
    console_ = std::make_unique<ConsoleFixture>();
    for (const auto name :
         {"mary@company2.test", "joe@company2.test", "joe@company3.test", "joe@company.com"})
      console_->add(name);
    console_->add_names("company2.test", "mary");
    if (GetParam().verb == "KILLLOGIN")
      console_->sessions().there = {{.number = 7, .account = "mary@company2.test"}};
    if (GetParam().verb == "CONFIRMSECONDFACTOR")
      console_->begin_second_factor("mary@company2.test");
    if (GetParam().verb == "BLESSSESSION" || GetParam().verb == "NEWRECOVERYCODES")
      console_->add_second_factor("mary@company2.test");
    if (GetParam().arguments.contains("MAILBOX"))
      console_->add_mailbox("mary@company2.test", "Old");
    console_->add_folder("mary@company2.test", "files/Old");
    console_->add_folder("mary@company2.test", "datasets/option/Old");
    console_->add_certificate();
    console_->add_trial();
  }
};

TEST_P(RightsMatrix, AllowsAVerbToThoseWithItsRightAndToNobodyElse) {
  const auto line =
      filled_in(std::string(GetParam().verb) + " " + std::string(GetParam().arguments));
  for (const auto who : all_kinds) {
    const auto expected = expectation(who, GetParam());
    const auto rights = expected.rights.empty() ? std::string("()") : expected.rights;
    const auto outcome = expected.name.empty() ? console_->run(owner, line)
                                               : console_->run_with(expected.name, rights, line);
    const auto context = line + " as " + expected.name + " " + expected.rights;
    if (expected.may) {
      EXPECT_EQ(outcome.code, 200) << context << ": " << outcome.words;
    } else {
      EXPECT_EQ(outcome.code, 501) << context;
      EXPECT_EQ(outcome.words,
                "access denied: the right " + std::string(GetParam().right) + " is needed for this")
          << context;
    }
    renew_after(!expected.may);
  }
}

std::string name_of_case(const testing::TestParamInfo<Sample>& info) {
  return std::string(info.param.verb);
}
INSTANTIATE_TEST_SUITE_P(Verbs, RightsMatrix, testing::ValuesIn(samples), name_of_case);

// --- every verb x every right x where its holder and where what is asked about is

enum class Home { the_same_domain, another_domain, the_administrator_domain, the_main_domain };
constexpr std::array homes{
    std::pair{Home::the_same_domain, "joe@company2.test"},
    std::pair{Home::another_domain, "joe@company3.test"},
    std::pair{Home::the_administrator_domain, "joe@company9.test"},
    std::pair{Home::the_main_domain, "joe@company.com"},
};

enum class Target { a_secondary_domain, the_main_domain, no_domain };
constexpr std::array targets{
    std::pair{Target::a_secondary_domain, "company2.test"},
    std::pair{Target::the_main_domain, "company.com"},
    std::pair{Target::no_domain, "nowhere.test"},
};

bool administers(Home home, Target target) {
  switch (target) {
    case Target::a_secondary_domain:
      return home == Home::the_same_domain || home == Home::the_administrator_domain;
    case Target::the_main_domain:  // names an administrator domain as well, for nothing
      return home == Home::the_main_domain;
    case Target::no_domain:
      return false;
  }
  return false;
}

bool may_by_a_server_right(const Sample& sample, const GuideRight& right, Target target) {
  if (right.code == "Master" || sample.right == right.code || sample.or_right == right.code)
    return true;
  if (!right.beside.empty() && (sample.right == right.beside || sample.or_right == right.beside))
    return true;
  if (right.code == "UserRead") return sample.looks && is_about_domains(sample);
  if (right.code != "User") return false;
  // Whoever changes all domains may know which there are not.
  if (target == Target::no_domain && is_about_domains(sample)) return true;
  return user_has(sample, target == Target::the_main_domain) ||
         (sample.looks && is_about_domains(sample));
}

// The holder of just this right, and of what must stand beside it.
bool may(const Sample& sample, const GuideRight& right, Home home, Target target) {
  if (sample.right.empty()) return true;
  // What names no domain is about company2.test.
  if (!sample.arguments.contains("company2.test")) target = Target::a_secondary_domain;
  // The Main Domain's list makes administrators of the server.
  if (sample.verb == "SETACCOUNTRIGHTS" && target == Target::the_main_domain)
    return home == Home::the_main_domain && right.code == "Master";
  if (right.over == Over::the_server)
    return home == Home::the_main_domain && may_by_a_server_right(sample, right, target);
  return administers(home, target) && (sample.right == "Domain" || sample.right == right.code);
}

std::string held(const GuideRight& right) {
  const auto base = right.over == Over::domains ? std::string_view("Domain") : right.beside;
  return "(" + std::string(base) + (base.empty() ? "" : ",") + std::string(right.code) + ")";
}

std::string about(std::string_view domain, const Sample& sample) {
  constexpr std::string_view of_the_sample = "company2.test";
  auto line = std::string(sample.verb) + " " + std::string(sample.arguments);
  for (auto at = line.find(of_the_sample); at != line.npos; at = line.find(of_the_sample, at + 1))
    line.replace(at, of_the_sample.size(), domain);
  return filled_in(line);
}

class FullMatrix : public MatrixOnASite {
 protected:
  void SetUp() override { make_site(); }
  void make_site() override {
    console_ = std::make_unique<ConsoleFixture>();
    ASSERT_TRUE(console_->directory().create_domain("company9.test", {}));
    for (const auto& [home, name] : homes) console_->add(name);
    for (const auto name : {"company.com", "company2.test"}) {
      console_->add("mary@" + std::string(name));
      console_->add_names(name, "mary");
      const auto domain = console_->directory().find_domain(name);
      ASSERT_TRUE(console_->directory().set_domain_settings(
          *domain, {{"AdminDomainName", "company9.test"}}));
    }
  }
};

TEST_P(FullMatrix, LetsARightDoWhatTheGuideSaysAndNothingElse) {
  const auto& sample = GetParam();
  for (const auto& [target, domain] : targets) {
    const auto line = about(domain, sample);
    for (const auto& right : guide_rights) {
      for (const auto& [home, caller] : homes) {
        const auto outcome = console_->run_with(caller, held(right), line);
        const bool denied = outcome.words.starts_with("access denied: the right ");
        EXPECT_EQ(!denied, may(sample, right, home, target))
            << line << " as " << caller << " " << held(right) << ": " << outcome.words;
        renew_after(denied);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Verbs, FullMatrix, testing::ValuesIn(samples), name_of_case);

// Settings follow the right their row names.
TEST(FullMatrixOfSettings, LetsADomainAdministratorChangeThoseItsRightsName) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  console.add("mary@company2.test");
  for (const auto& row : settings::schema()) {
    if (row.level == settings::Level::server) continue;
    const auto* verb = row.level == settings::Level::domain ? "UPDATEDOMAINSETTINGS company2.test"
                                                            : "UPDATEACCOUNTDEFAULTS company2.test";
    if (row.kind == settings::Kind::password) verb = "UPDATEACCOUNTSETTINGS mary@company2.test";
    const auto line = std::string(verb) + " {\"" + std::string(row.key) + "\"=default;}";
    for (const auto& right : guide_rights) {
      if (right.over != Over::domains) continue;
      const auto outcome = console.run_with("joe@company2.test", held(right), line);
      const bool denied = outcome.words.starts_with("access denied: no right to change");
      EXPECT_EQ(!denied, row.right == right.code) << line << " by " << held(right);
    }
  }
}

// Settings is not nearly Master: what runs a program or says who opens accounts is out of its
// reach.
TEST(FullMatrixOfSettings, LetsSettingsChangeTheServersButThoseThatWouldMakeAMaster) {
  constexpr std::array<std::string_view, 5> for_master{"ExternalAUTH", "LDAPAuthorities",
                                                       "SecondFactorForAdministrators",
                                                       "TLSRevocationFile", "TrustedCerts"};
  ConsoleFixture console;
  console.add("joe@company.com");
  for (const auto& row : settings::schema()) {
    if (row.level != settings::Level::server) continue;
    const auto line = "UPDATESERVERSETTINGS {\"" + std::string(row.key) + "\"=default;}";
    const bool of_master = std::ranges::find(for_master, row.key) != for_master.end();
    for (const auto& right : guide_rights) {
      if (right.over != Over::the_server) continue;
      const auto outcome = console.run_with("joe@company.com", held(right), line);
      const bool denied = outcome.words.starts_with("access denied");
      const bool may = right.code == "Master" || (right.code == "Settings" && !of_master);
      EXPECT_EQ(!denied, may) << line << " by " << held(right) << ": " << outcome.words;
    }
  }
}

TEST(FullMatrixOfSettings, NoCommandTakesAuthoritiesUnread) {
  ConsoleFixture console;
  for (const auto* line : {"UPDATESERVERSETTINGS {TrustedCerts=([bm8=]);}",
                           "UPDATEDOMAINDEFAULTS {TrustedCerts=([bm8=]);}",
                           "UPDATEDOMAINSETTINGS company2.test {TrustedCerts=([bm8=]);}",
                           "SETSERVERTRUSTEDCERTS ([bm8=])"})
    EXPECT_EQ(console.run(owner, line).code, 501) << line;
  const auto good = "UPDATESERVERSETTINGS {TrustedCerts=(" + std::string(sample_authority) + ");}";
  EXPECT_EQ(console.run(owner, good).code, 200);
}

TEST(Reach, DoesNotTellOutsidersWhatExists) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  const auto denied = "501 access denied: the right Domain is needed for this";
  EXPECT_EQ(console.say("joe@company2.test", "GETACCOUNTSETTINGS nobody@company2.test"), denied);
  EXPECT_EQ(console.say("joe@company2.test", "GETACCOUNTSETTINGS postmaster@company.com"), denied);
  EXPECT_EQ(console.say("joe@company2.test", "GETACCOUNTSETTINGS joe@elsewhere.test"), denied);
  EXPECT_EQ(console.say("joe@company2.test", "LISTACCOUNTS elsewhere.test"), denied);
  EXPECT_EQ(console.say("joe@company2.test", "LISTACCOUNTS company.com"), denied);
}

}  // namespace
}  // namespace gatehouse::control
