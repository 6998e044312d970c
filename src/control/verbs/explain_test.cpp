#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

TEST(ExplainLogin, AsksWithWhatIsOnTheLine) {
  ConsoleFixture console;
  for (const auto& [rest, told] :
       {std::pair{"joe@company2.test", "joe@company2.test IMAP PLAIN\";From=\"127.0.0.1\";Rule"},
        std::pair{"joe@company2.test service pop method cram-md5 from 10.0.0.5",
                  "joe@company2.test POP CRAM-MD5\";From=\"10.0.0.5\";Rule"},
        std::pair{"joe TLS FROM \"fd00::1\"",
                  "joe IMAP PLAIN\";From=\"fd00::1\";Rule=Name;Stops=YES"}}) {
    const auto said = console.say(master, "EXPLAINLOGIN " + std::string(rest));
    EXPECT_TRUE(said.starts_with("201 ({Answer=\"")) << said;
    EXPECT_NE(said.find(told), said.npos) << said;
  }
}

TEST(ExplainLogin, RefusesOtherForms) {
  ConsoleFixture console;
  for (const auto rest : {"", "joe FROM", "joe FROM nowhere", "joe SERVICE", "joe METHOD",
                          "joe HOW", "joe TLS and more", "(joe)"})
    EXPECT_EQ(console.run(master, "EXPLAINLOGIN " + std::string(rest)).code, 501) << rest;
}

TEST(ExplainLogin, IsForWhoeverAdministersTheDomain) {
  ConsoleFixture console;
  console.add("a@company2.test", "(Domain)");
  EXPECT_EQ(console.run("a@company2.test", "EXPLAINLOGIN nobody").code, 200);
  EXPECT_EQ(console.run("a@company2.test", "EXPLAINLOGIN nobody@company3.test").code, 501);
  EXPECT_EQ(console.run("a@company2.test", "EXPLAINLOGIN nobody@elsewhere.test").code, 501);
  EXPECT_EQ(console.run(master, "EXPLAINLOGIN nobody@elsewhere.test").code, 200);
  EXPECT_EQ(console.run(owner, "EXPLAINLOGIN @@").code, 200);
}

}  // namespace
}  // namespace gatehouse::control
