// Every verb against every kind of caller: who may is exactly what the table of guide-facts says.
#include <algorithm>
#include <array>
#include <ostream>

#include "control/console_fixture.h"
#include "control/right_codes.h"

namespace gatehouse::control {
namespace {

// A complete command on accounts and domains of company2.test, and the right the guide asks for.
struct Sample {
  std::string_view verb;
  std::string_view right;
  bool free_on_own;
  std::string_view arguments;
  std::string_view or_right = {};
};

constexpr std::array samples{
    Sample{"CREATEACCOUNT", "CanCreateAccounts", false, "newcomer@company2.test"},
    Sample{"CREATEACCOUNTTAG", "BasicSettings", true, "mary@company2.test TAG phone"},
    Sample{"CREATEDOMAIN", "User", false, "company4.test"},
    Sample{"CREATEFORWARDER", "CanCreateForwarders", false, "post@company2.test TO mary"},
    Sample{"CREATEGROUP", "CanCreateGroups", false, "staff@company2.test {Members=(mary);}"},
    Sample{"DELETEACCOUNT", "CanCreateAccounts", false, "mary@company2.test"},
    Sample{"DELETEDOMAIN", "User", false, "company2.test FORCE"},
    Sample{"DELETEFORWARDER", "CanCreateForwarders", false, "info@company2.test"},
    Sample{"DELETEGROUP", "CanCreateGroups", false, "team@company2.test"},
    Sample{"DELETEKERBEROSKEYS", "KerberosKeys", false, "company2.test ()"},
    Sample{"ECHO", "", false, "{a=b;}"},
    Sample{"EXPLAINLOGIN", "Domain", false, "mary@company2.test"},
    Sample{"FINDFORWARDERS", "Domain", false, "company2.test TO mary@company2.test"},
    Sample{"GENERATEDOMAINCSR", "SecureCertificate", false, "company2.test {Country=DE;}"},
    Sample{"GENERATEDOMAINKEY", "SecureCertificate", false, "company2.test TYPE ECDSA"},
    Sample{"GENERATESELFSIGNED", "SecureCertificate", false, "company2.test"},
    Sample{"GETACCOUNTALIASES", "Domain", true, "mary@company2.test"},
    Sample{"GETACCOUNTDEFAULTS", "Domain", false, "company2.test"},
    Sample{"GETACCOUNTEFFECTIVESETTINGS", "Domain", true, "mary@company2.test"},
    Sample{"GETACCOUNTINFO", "Domain", true, "mary@company2.test"},
    Sample{"GETACCOUNTLOCATION", "User", false, "mary@company2.test"},
    Sample{"GETACCOUNTONESETTING", "Domain", true, "mary@company2.test RealName"},
    Sample{"GETACCOUNTPASSWORDINFO", "Domain", true, "mary@company2.test"},
    Sample{"GETACCOUNTRIGHTS", "Domain", true, "mary@company2.test"},
    Sample{"GETACCOUNTSETTINGS", "Domain", true, "mary@company2.test"},
    Sample{"GETACMECHALLENGE", "SecureCertificate", false,
           "company2.test evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ"},
    Sample{"GETCURRENTTIME", "", false, ""},
    Sample{"GETDOMAINALIASES", "Domain", false, "company2.test"},
    Sample{"GETDOMAINCERTIFICATE", "SecureCertificate", false, "company2.test"},
    Sample{"GETDOMAINCERTIFICATEINFO", "SecureCertificate", false, "company2.test"},
    Sample{"GETDOMAINDEFAULTS", "User", false, ""},
    Sample{"GETDOMAINEFFECTIVESETTINGS", "Domain", false, "company2.test"},
    Sample{"GETDOMAINSETTINGS", "Domain", false, "company2.test"},
    Sample{"GETDOMAINTRUSTEDCERTS", "SecureCertificate", false, "company2.test"},
    Sample{"GETFORWARDER", "Domain", false, "info@company2.test"},
    Sample{"GETGROUP", "Domain", false, "team@company2.test"},
    Sample{"GETSERVERACCOUNTDEFAULTS", "User", false, ""},
    Sample{"GETSERVERSETTINGS", "Settings", false, ""},
    Sample{"GETSERVERTRUSTEDCERTS", "Settings", false, ""},
    Sample{"GETSYSTEMINFO", "", false, "serverVersion"},
    Sample{"GETVERSION", "", false, ""},
    Sample{"IMPORTACCOUNTPASSWORD", "BasicSettings", false,
           "mary@company2.test \"{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\""},
    Sample{"IMPORTDOMAINKEY", "SecureCertificate", false, "company2.test ~KEY"},
    Sample{"IMPORTKERBEROSKEYS", "KerberosKeys", false,
           "company2.test ["
           "BQIAAABAAAIAClJFQUxNLlRFU1QABGltYXAADWNvbXBhbnky"
           "LnRlc3QAAAABZVPxAAMAFwAQc2l4dGVlbiBieXRlcyBvaw==]"},
    Sample{"LISTACCOUNTS", "Domain", false, "company2.test"},
    Sample{"LISTACCOUNTTAGS", "Domain", true, "mary@company2.test"},
    Sample{"LISTCLICOMMANDS", "", false, ""},
    Sample{"LISTDOMAINOBJECTS", "Domain", false, "company2.test 10 ACCOUNTS"},
    Sample{"LISTDOMAINS", "User", false, ""},
    Sample{"LISTFORWARDERS", "Domain", false, "company2.test"},
    Sample{"LISTGROUPS", "Domain", false, "company2.test"},
    Sample{"LISTKERBEROSKEYS", "KerberosKeys", false, "company2.test"},
    Sample{"LISTPASSWORDSCHEMES", "Domain", false, "company2.test"},
    Sample{"MAINDOMAINNAME", "User", false, ""},
    Sample{"NOOP", "", false, ""},
    Sample{"REMOVEACMECHALLENGE", "SecureCertificate", false,
           "company2.test evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ"},
    Sample{"REMOVEDOMAINCACHAIN", "SecureCertificate", false, "company2.test"},
    Sample{"REMOVEDOMAINCERTIFICATE", "SecureCertificate", false, "company2.test"},
    Sample{"REMOVEDOMAINKEY", "SecureCertificate", false, "company2.test"},
    Sample{"RENAMEACCOUNT", "CanCreateAccounts", false,
           "mary@company2.test INTO maria@company2.test"},
    Sample{"RENAMEDOMAIN", "User", false, "company2.test INTO company5.test"},
    Sample{"RENAMEFORWARDER", "CanCreateForwarders", false,
           "info@company2.test INTO post@company2.test"},
    Sample{"RENAMEGROUP", "CanCreateGroups", false, "team@company2.test INTO staff@company2.test"},
    Sample{"ROUTE", "Settings", false, "mary@company2.test", "User"},
    Sample{"SETACCOUNTALIASES", "CanCreateAliases", false, "mary@company2.test (maria)"},
    Sample{"SETACCOUNTDEFAULTS", "User", false, "company2.test {PWDAllowed=NO;}"},
    Sample{"SETACCOUNTPASSWORD", "BasicSettings", true, "mary@company2.test PASSWORD Another34"},
    Sample{"SETACCOUNTRIGHTS", "User", false, "mary@company2.test (Domain)"},
    Sample{"SETACCOUNTSETTINGS", "User", false, "mary@company2.test {RealName=Mary;}"},
    Sample{"SETACMECHALLENGE", "SecureCertificate", false,
           "company2.test evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ "
           "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI"},
    Sample{"SETDOMAINALIASES", "User", false, "company2.test (mail.company2.test)"},
    Sample{"SETDOMAINCACHAIN", "SecureCertificate", false, "company2.test ~AUTHORITY"},
    Sample{"SETDOMAINCERTIFICATE", "SecureCertificate", false, "company2.test ~CERTIFICATE"},
    Sample{"SETDOMAINDEFAULTS", "User", false, "{AUTHMethods=All;}"},
    Sample{"SETDOMAINSETTINGS", "User", false, "company2.test {AUTHMethods=All;}"},
    Sample{"SETDOMAINTRUSTEDCERTS", "SecureCertificate", false, "company2.test (~AUTHORITY)"},
    Sample{"SETGROUP", "CanCreateGroups", false, "team@company2.test {}"},
    Sample{"SETSERVERACCOUNTDEFAULTS", "User", false, "{PWDAllowed=NO;}"},
    Sample{"SETSERVERTRUSTEDCERTS", "Settings", false, "(~AUTHORITY)"},
    Sample{"TESTDOMAINKEY", "SecureCertificate", false, "company2.test"},
    Sample{"UPDATEACCOUNTDEFAULTS", "Domain", false, "company2.test {}"},
    Sample{"UPDATEACCOUNTSETTINGS", "Domain", false, "mary@company2.test {}"},
    Sample{"UPDATEDOMAINDEFAULTS", "User", false, "{AUTHMethods=All;}"},
    Sample{"UPDATEDOMAINSETTINGS", "Domain", false, "company2.test {}"},
    Sample{"UPDATESERVERACCOUNTDEFAULTS", "User", false, "{PWDAllowed=NO;}"},
    Sample{"UPDATESERVERSETTINGS", "Settings", false, "{LogLevel=4;}"},
    Sample{"VERIFYACCOUNTPASSWORD", "Domain", false, "mary@company2.test PASSWORD Secret12"},
};

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

constexpr std::array<std::string_view, 4> lesser_server_rights{"Directory", "Monitor", "Settings",
                                                               "User"};

bool is_server_right(std::string_view right) {
  return std::ranges::find(lesser_server_rights, right) != lesser_server_rights.end();
}

std::string listed(std::span<const std::string_view> codes, std::string_view without = {}) {
  std::string text;
  for (const auto code : codes)
    if (code != without) text += (text.empty() ? "(" : ", ") + std::string(code);
  return text + ")";
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
      return {"joe@company2.test", listed(domain_rights(), sample.right), anyone};
    case Who::the_right_without_being_an_administrator:
      return {"joe@company2.test", "(" + std::string(sample.right) + ")",
              anyone || sample.right == "Domain"};
    case Who::administrator_of_another_domain_with_all_rights:
      return {"joe@company3.test", listed(domain_rights()), anyone};
    case Who::administrator_of_the_main_domain_with_all_domain_rights:
      return {"joe@company.com", listed(domain_rights()), anyone};
    case Who::server_administrator_with_just_the_right:
      return {"joe@company.com", "(" + std::string(anyone ? "Monitor" : sample.right) + ")",
              anyone || server};
    case Who::server_administrator_with_all_other_rights:
      // User stands for every domain right (guide-facts 5.1).
      return {"joe@company.com", listed(lesser_server_rights, sample.right),
              anyone || !server || !sample.or_right.empty()};
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
  }
}

// With a DataBlock in the place of the word that stands for it.
std::string filled_in(std::string line) {
  using Word = std::pair<std::string_view, std::string_view>;
  for (const auto& [word, block] :
       {Word{"~KEY", sample_key}, Word{"~CERTIFICATE", sample_certificate},
        Word{"~AUTHORITY", sample_authority}})
    if (const auto at = line.find(word); at != line.npos) line.replace(at, word.size(), block);
  return line;
}

class RightsMatrix : public testing::TestWithParam<Sample> {};

TEST_P(RightsMatrix, AllowsAVerbToThoseWithItsRightAndToNobodyElse) {
  for (const auto who : all_kinds) {
    const auto expected = expectation(who, GetParam());
    ConsoleFixture console;
    for (const auto name :
         {"mary@company2.test", "joe@company2.test", "joe@company3.test", "joe@company.com"})
      console.add(name);
    console.add_names("company2.test", "mary");
    console.add_certificate();
    if (!expected.rights.empty()) console.give(expected.name, expected.rights);
    const auto line =
        filled_in(std::string(GetParam().verb) + " " + std::string(GetParam().arguments));
    const auto outcome = console.run(expected.name, line);
    const auto context = line + " as " + expected.name + " " + expected.rights;
    if (expected.may) {
      EXPECT_EQ(outcome.code, 200) << context << ": " << outcome.words;
    } else {
      EXPECT_EQ(outcome.code, 501) << context;
      EXPECT_EQ(outcome.words,
                "access denied: the right " + std::string(GetParam().right) + " is needed for this")
          << context;
    }
  }
}

std::string name_of_case(const testing::TestParamInfo<Sample>& info) {
  return std::string(info.param.verb);
}
INSTANTIATE_TEST_SUITE_P(Verbs, RightsMatrix, testing::ValuesIn(samples), name_of_case);

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
