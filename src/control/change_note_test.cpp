// What the audit trail is told about commands.
#include "control/change_note.h"

#include <gtest/gtest.h>

#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

using settings::Dictionary;

Dictionary change(std::string_view before, std::string_view after) {
  return {{"After", after}, {"Before", before}};
}

TEST(ChangeNote, TellsWhoDidWhatToWhom) {
  ConsoleFixture console;
  console.add("joe@company2.test", "(Domain, CanCreateAccounts)");
  ASSERT_EQ(console.run("joe@company2.test", "CREATEACCOUNT mary").code, 200);
  const auto record = console.last_record();
  EXPECT_EQ(record.kind, audit::Kind::change);
  EXPECT_EQ(record.account, "joe@company2.test");
  EXPECT_EQ(record.verb, "CREATEACCOUNT");
  EXPECT_EQ(record.target, "mary@company2.test");
  EXPECT_EQ(record.result, "200");
}

TEST(ChangeNote, TellsWhatWasRefusedToo) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  ASSERT_EQ(console.run("joe@company2.test", "DELETEACCOUNT postmaster@company.com").code, 501);
  const auto record = console.last_record();
  EXPECT_EQ(record.account, "joe@company2.test");
  EXPECT_EQ(record.target, "postmaster@company.com");
  EXPECT_EQ(record.result, "501");
  EXPECT_EQ(record.detail, "access denied: the right CanCreateAccounts is needed for this");
}

TEST(ChangeNote, TellsBothNamesOfARename) {
  ConsoleFixture console;
  console.add("mary@company2.test");
  ASSERT_EQ(console.run(owner, "RENAMEACCOUNT mary@company2.test INTO maria@company3.test").code,
            200);
  EXPECT_EQ(console.last_record().target, "mary@company2.test maria@company3.test");
  EXPECT_EQ(console.last_record().account, "local owner");
}

TEST(ChangeNote, TellsEachSettingThatDiffersBeforeAndAfter) {
  ConsoleFixture console;
  console.add("mary@company2.test");
  ASSERT_EQ(console.run(owner, "UPDATEACCOUNTSETTINGS mary@company2.test {RealName=Mary;}").code,
            200);
  EXPECT_EQ(console.last_record().changes, (Dictionary{{"RealName", change("(none)", "Mary")}}));
  ASSERT_EQ(
      console
          .run(owner, "UPDATEACCOUNTSETTINGS mary@company2.test {RealName=default; PWDAllowed=NO;}")
          .code,
      200);
  EXPECT_EQ(console.last_record().changes, (Dictionary{{"PWDAllowed", change("(none)", "NO")},
                                                       {"RealName", change("Mary", "(none)")}}));
  ASSERT_EQ(console.run(owner, "SETDOMAINSETTINGS company2.test {AUTHMethods=All;}").code, 200);
  EXPECT_EQ(console.last_record().changes, (Dictionary{{"AUTHMethods", change("(none)", "All")}}));
  ASSERT_EQ(console.run(owner, "UPDATESERVERSETTINGS {LogLevel=4;}").code, 200);
  EXPECT_EQ(console.last_record().changes, (Dictionary{{"LogLevel", change("(none)", "4")}}));
}

TEST(ChangeNote, TellsRightsBeforeAndAfter) {
  ConsoleFixture console;
  console.add("mary@company2.test", "(Domain)");
  ASSERT_EQ(console.run(owner, "SETACCOUNTRIGHTS mary@company2.test (Domain, BasicSettings)").code,
            200);
  const auto changes = console.last_record().changes;
  ASSERT_TRUE(changes.contains("Rights"));
  const auto& rights = *changes.at("Rights").dictionary();
  EXPECT_EQ(*rights.at("Before").string(), "(Domain)");
  EXPECT_NE(rights.at("After").string()->find("BasicSettings"), std::string::npos);
}

TEST(ChangeNote, NeverTellsASecret) {
  ConsoleFixture console;
  console.add("mary@company2.test");
  for (const std::string_view line :
       {"SETACCOUNTPASSWORD mary@company2.test PASSWORD Canary0815",
        "SETACCOUNTPASSWORD mary@company2.test PASSWORD Canary0815 TAG phone",
        "UPDATEACCOUNTSETTINGS mary@company2.test {Password=Canary0815;}",
        "UPDATEACCOUNTSETTINGS mary@company2.test {SIPPassword=Canary0815;}",
        "UPDATEACCOUNTSETTINGS mary@company2.test {Other={apiToken=Canary0815;};}",
        "UPDATEACCOUNTSETTINGS mary@company2.test {RPOP=({url=\"imap://joe:Canary0815@there\";});}",
        "IMPORTACCOUNTPASSWORD mary@company2.test \"Canary0815\"",
        "VERIFYACCOUNTPASSWORD mary@company2.test PASSWORD Canary0815",
        "SETACCOUNTPASSWORD mary@company2.test PASSWORD Canary0815 Canary0815",
        "CREATEACCOUNT tim@company2.test {Password=Canary0815;}"}) {
    static_cast<void>(console.run(owner, line));
    const auto record = console.last_record();
    EXPECT_TRUE(record.target.ends_with("@company2.test")) << line << record.target;
    EXPECT_EQ(audit::to_text(record).find("Canary"), std::string::npos) << line;
  }
}

TEST(ChangeNote, SaysThatAPasswordWasChanged) {
  ConsoleFixture console;
  console.add("mary@company2.test");
  ASSERT_EQ(console.run(owner, "SETACCOUNTPASSWORD mary@company2.test PASSWORD Another34").code,
            200);
  EXPECT_EQ(console.last_record().changes,
            (Dictionary{{"Password", change("(hidden)", "changed")}}));
}

TEST(ChangeNote, LeavesOutWhatOnlyLooks) {
  ConsoleFixture console;
  const auto before = console.attempt();
  for (const std::string_view line : {"LISTDOMAINS", "GETSERVERSETTINGS", "NOOP", "ECHO a",
                                      "GETACCOUNTSETTINGS postmaster@company.com"})
    ASSERT_EQ(console.run(owner, line).code, 200) << line;
  EXPECT_EQ(console.journal().last(), before);
}

TEST(ExplainAttempt, TellsWhatALoginWasAsked) {
  ConsoleFixture console;
  console.add("mary@company2.test");
  console.add("joe@company2.test", "(Domain)");
  console.add("joe@company3.test", "(Domain)");
  const auto line = "EXPLAINATTEMPT " + std::to_string(console.attempt());
  const auto told = console.say("joe@company2.test", line);
  EXPECT_NE(told.find("{Answer=refused;Rule=password;}"), std::string::npos) << told;
  EXPECT_NE(told.find("{Answer=\"wrong password\";Rule=Outcome;Stops=YES;}"), std::string::npos);
  const auto denied = "501 access denied: the right Domain is needed for this";
  EXPECT_EQ(console.say("joe@company3.test", line), denied);
  EXPECT_EQ(console.say("joe@company3.test", "EXPLAINATTEMPT 4711"), denied);
  EXPECT_EQ(console.run(master, "EXPLAINATTEMPT 4711").code, 501);
}

struct RightCase {
  std::string_view who;
  std::string_view rights;
  std::string_view question;
  bool granted;
  std::string_view because;
};

TEST(ExplainRight, SaysWhichRuleDecides) {
  for (const auto& [who, rights, question, granted, because] : {
           RightCase{"joe@company2.test", "", "BasicSettings", false, "is none of company2.test"},
           RightCase{"joe@company2.test", "(Domain, BasicSettings)", "BasicSettings", true,
                     "BasicSettings counts in company2.test"},
           RightCase{"joe@company2.test", "(Domain)", "BasicSettings", false, "is not listed"},
           RightCase{"joe@company2.test", "(BasicSettings)", "BasicSettings", false,
                     "does not count there"},
           RightCase{"joe@company2.test", "(Domain)", "Settings", false, "not held"},
           RightCase{"joe@company.com", "(Settings)", "UPDATESERVERSETTINGS", true,
                     "Settings counts"},
           RightCase{"joe@company.com", "(Master)", "SETACCOUNTRIGHTS ON company2.test", true,
                     "Master has every right"},
           RightCase{"joe@company.com", "(User)", "SETACCOUNTPASSWORD ON postmaster@company.com",
                     false, "which has more"},
           RightCase{"joe@company2.test", "", "SETACCOUNTPASSWORD ON joe@company2.test", true,
                     "one's own account"},
           RightCase{"joe@company2.test", "", "NOOP", true, "any user may do this"},
           RightCase{"joe@company.com", "(UserRead)", "LISTACCOUNTS ON company2.test", true,
                     "UserRead is enough"},
       }) {
    ConsoleFixture console;
    console.add(who, rights);
    const auto told =
        console.say(master, "EXPLAINRIGHT " + std::string(who) + " RIGHT " + std::string(question));
    EXPECT_NE(told.find(because), std::string::npos) << who << rights << question << told;
    EXPECT_EQ(told.find("Rule=Refused") == told.npos, granted) << told;
    EXPECT_EQ(told.find("Rule=Granted") != told.npos, granted || because == "which has more")
        << told;
  }
}

TEST(ExplainRight, TellsOutsidersNothing) {
  ConsoleFixture console;
  console.add("joe@company2.test", "(Domain)");
  console.add("mary@company3.test", "(Domain)");
  const auto denied = "501 access denied: the right Domain is needed for this";
  EXPECT_EQ(console.say("joe@company2.test", "EXPLAINRIGHT mary@company3.test RIGHT Domain"),
            denied);
  EXPECT_EQ(console.say("joe@company2.test",
                        "EXPLAINRIGHT joe@company2.test RIGHT Domain ON mary@company3.test"),
            denied);
  EXPECT_EQ(console.run("joe@company2.test", "EXPLAINRIGHT joe RIGHT NOSUCHTHING").code, 501);
}

TEST(ChangeNote, TellsNamesBeforeAndAfter) {
  ConsoleFixture console;
  console.add("mary@company2.test");
  const auto told = [&](std::string_view line) {
    EXPECT_EQ(console.run(owner, line).code, 200) << line;
    return console.last_record().changes;
  };
  EXPECT_EQ(told("SETACCOUNTALIASES mary@company2.test (maria, m)"),
            (Dictionary{{"Aliases", change("()", "(maria,m)")}}));
  EXPECT_EQ(told("CREATEGROUP staff@company2.test {RealName=Staff;}"),
            (Dictionary{{"RealName", change("(none)", "Staff")}}));
  EXPECT_EQ(told("SETGROUP staff@company2.test {Members=(mary);}"),
            (Dictionary{{"Members", change("(none)", "(mary)")},
                        {"RealName", change("Staff", "(none)")}}));
  EXPECT_EQ(told("DELETEGROUP staff@company2.test"),
            (Dictionary{{"Members", change("(mary)", "(none)")}}));
  EXPECT_EQ(told("CREATEFORWARDER info@company2.test TO mary@company2.test"),
            (Dictionary{{"Address", change("(none)", "mary@company2.test")}}));
  EXPECT_EQ(told("DELETEFORWARDER info@company2.test"),
            (Dictionary{{"Address", change("mary@company2.test", "(none)")}}));
  EXPECT_EQ(told("SETACCOUNTRIGHTS mary@company2.test (Domain)"),
            (Dictionary{{"Rights", change("()", "(Domain)")}}));
}

TEST(ChangeNote, TellsFingerprintsOfCertificatesAndNoKeys) {
  ConsoleFixture console;
  console.add_certificate();
  auto changes = console.last_record().changes;
  ASSERT_TRUE(changes.contains("SecureCertificate"));
  const auto& told = *changes.at("SecureCertificate").dictionary();
  EXPECT_EQ(told.at("Before"), settings::Value("(none)"));
  const auto print = *told.at("After").string();
  EXPECT_EQ(print.size(), 64U);
  EXPECT_EQ(print.find_first_not_of("0123456789abcdef"), print.npos) << print;
  ASSERT_EQ(console.run(owner, "REMOVEDOMAINKEY company2.test").code, 200);
  changes = console.last_record().changes;
  EXPECT_EQ(changes.at("SecureCertificate"), settings::Value(change(print, "(none)")));
  EXPECT_EQ(changes.at("PrivateSecureKey"), settings::Value(change("(hidden)", "removed")));
  const auto line = "SETSERVERTRUSTEDCERTS (" + std::string(sample_authority) + ")";
  ASSERT_EQ(console.run(owner, line).code, 200);
  EXPECT_EQ(
      console.last_record().changes.at("TrustedCerts").dictionary()->at("After").string()->size(),
      64U);
}

TEST(ChangeNote, TellsWhoseKerberosKeys) {
  ConsoleFixture console;
  const auto line =
      "IMPORTKERBEROSKEYS company2.test [BQIAAABAAAIAClJFQUxNLlRFU1QABGltYXAADWNvbXBhbnky"
      "LnRlc3QAAAABZVPxAAMAFwAQc2l4dGVlbiBieXRlcyBvaw==]";
  ASSERT_EQ(console.run(owner, line).code, 200);
  const auto changes = console.last_record().changes;
  ASSERT_TRUE(changes.contains("KerberosKeys"));
  const auto after = *changes.at("KerberosKeys").dictionary()->at("After").string();
  EXPECT_TRUE(after.starts_with("imap/company2.test")) << after;
  EXPECT_TRUE(after.contains(" version 3 ")) << after;
  EXPECT_FALSE(after.contains("sixteen")) << after;
}

TEST(ChangeNote, TellsWhichSessionWithoutItsSecret) {
  ConsoleFixture console;
  console.add("mary@company2.test");
  ASSERT_EQ(console.run(owner, "CREATEWEBUSERSESSION mary@company2.test ADDRESS 10.0.0.5").code,
            200);
  EXPECT_EQ(console.last_record().changes, (Dictionary{{"Session", change("(none)", "2")}}));
  ASSERT_EQ(console.run(owner, "KILLSESSION 1-known").code, 200);
  EXPECT_EQ(console.last_record().changes, (Dictionary{{"Session", change("1", "(none)")}}));
}

}  // namespace
}  // namespace gatehouse::control
