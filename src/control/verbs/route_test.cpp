#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(Route, TellsModuleHostAndAddress) {
  ConsoleFixture console;
  console.add("joe@company2.test");
  console.add_names("company2.test", "joe");
  EXPECT_EQ(console.say(master, "CREATEFORWARDER away@company2.test TO ann@far.test"), "200 OK");
  EXPECT_EQ(console.say(master, "UPDATEDOMAINSETTINGS company3.test {MailToUnknown=Discarded;}"),
            "200 OK");
  const struct {
    std::string_view arguments;
    std::string_view answer;
  } cases[] = {
      {"joe@company2.test", R"(201 (LOCAL,"joe@company2.test",""))"},
      {"joe@company2.test mail", R"(201 (LOCAL,"joe@company2.test",""))"},
      {"INFO@company2.test signal", R"(201 (LOCAL,"joe@company2.test",""))"},
      {"postmaster", R"(201 (LOCAL,"postmaster@company.com",""))"},
      {"postmaster MAIL", R"(201 (LOCAL,"postmaster@company.com",""))"},
      {"team@company2.test MAIL", R"(201 (GROUP,"team@company2.test",""))"},
      {"team@company2.test", "513 unknown user account"},
      {"LoginPage@company2.test", R"(201 (SYSTEM,LoginPage,"company2.test"))"},
      {"LoginPage@company2.test mail", "513 unknown user account"},
      {"away@company2.test mail", R"(201 (SMTP,"far.test","ann@far.test"))"},
      {"away@company2.test access", "513 unknown user account"},
      {"x@far.test Mail", R"(201 (SMTP,"far.test","x@far.test"))"},
      {"ghost@company3.test mail", R"(201 (SYSTEM,NULL,""))"},
      {"ghost@company3.test", "513 unknown user account"},
      {"joe@company2.test fax", ""},
      {"", ""},
      {"a@b@c mail", "501 mail address: not user@domain"},
  };
  for (const auto& [arguments, answer] : cases) {
    const auto said = console.say(master, "ROUTE " + std::string(arguments));
    EXPECT_EQ(answer.empty() ? said.substr(0, 4) : said, answer.empty() ? "501 " : answer)
        << arguments;
  }
}

TEST(Route, EndsWhereAnAddressLeadsToItself) {
  ConsoleFixture console;
  EXPECT_EQ(console.say(master, "CREATEFORWARDER loop@company2.test TO loop"), "200 OK");
  EXPECT_EQ(console.say(master, "ROUTE loop@company2.test mail"),
            "501 the address leads on and on");
}

}  // namespace
}  // namespace gatehouse::control
