// What the pages of an administrator ask beside settings.
#include <fstream>
#include <iterator>

#include "audit/journal.h"
#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

struct ServerStatesTest : testing::Test, ConsoleFixture {
  std::string ask(std::string_view line) { return say(master, line); }
};

TEST_F(ServerStatesTest, TellWhatWaitsToBeConfirmedAndHowLong) {
  EXPECT_EQ(ask("GETADDRESSTRIAL"), "201 {}");
  add_trial();
  EXPECT_EQ(ask("GETADDRESSTRIAL"), "201 {Changes={LANIPs=\"10.0.0.0/8\";};Seconds=#60;}");
  clock_.advance(std::chrono::milliseconds{18'500});
  EXPECT_EQ(ask("GETADDRESSTRIAL"), "201 {Changes={LANIPs=\"10.0.0.0/8\";};Seconds=#42;}");
  clock_.advance(std::chrono::seconds{42});
  EXPECT_EQ(ask("GETADDRESSTRIAL"), "201 {}");
  add_trial();
  EXPECT_EQ(ask("CONFIRMADDRESSES"), "200 OK");
  EXPECT_EQ(ask("GETADDRESSTRIAL"), "201 {}");
}

TEST_F(ServerStatesTest, TellWhereTheAuditTrailStandsAndWhetherItIsWhole) {
  audit::Journal journal(seal_, clock_, {.folder = folder_.path() / "audit"});
  ASSERT_TRUE(journal.start());
  site_.audit = &journal;
  EXPECT_EQ(ask("SETLANIPS 10.0.0.0/8"), "200 OK");  // is on disk when it is answered
  const auto state = run(master, "GETAUDITSTATE");
  const auto& told = *state.data->dictionary();
  EXPECT_EQ(*told.at("State").string(), "good");
  EXPECT_EQ(told.at("Last").whole(), journal.head().id);
  EXPECT_EQ(*told.at("Head").string(), journal.head().mac);
  EXPECT_FALSE(told.contains("Wrong"));
  const auto whole = run(master, "GETAUDITSTATE VERIFY");
  EXPECT_EQ(*whole.data->dictionary()->at("Wrong").string(), "");
  EXPECT_EQ(whole.data->dictionary()->at("Records").whole(), journal.head().id);
  site_.audit = &journal_;
}

TEST_F(ServerStatesTest, NameTheRecordThatDoesNotFit) {
  const auto folder = folder_.path() / "audit";
  audit::Journal journal(seal_, clock_, {.folder = folder});
  ASSERT_TRUE(journal.start());
  site_.audit = &journal;
  EXPECT_EQ(ask("SETLANIPS 10.0.0.0/8"), "200 OK");
  const auto file = folder / "2026-01-01.log";
  std::string text;
  {
    std::ifstream in(file);
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto at = text.find("SETLANIPS");
  ASSERT_NE(at, text.npos) << text;
  std::ofstream(file) << text.replace(at, 9, "SETNATIPS");
  const auto outcome = run(master, "GETAUDITSTATE VERIFY");
  const auto& wrong = *outcome.data->dictionary()->at("Wrong").string();
  EXPECT_TRUE(wrong.starts_with("2026-01-01.log:")) << wrong;
  site_.audit = &journal_;
}

TEST_F(ServerStatesTest, TellHowTheExternalProgramIsDoing) {
  EXPECT_EQ(ask("GETHELPERSTATE"), "201 {State=off;}");
  site_.helper_state = [] { return settings::Dictionary{{"State", "running"}}; };
  EXPECT_EQ(ask("GETHELPERSTATE"), "201 {State=running;}");
}

TEST_F(ServerStatesTest, ExplainEveryRight) {
  const auto all = run(master, "LISTACCESSRIGHTS");
  const auto& told = *all.data->dictionary();
  EXPECT_EQ(settings::to_text(told.at("Master")),
            "{Allows=\"do everything; the only one that grants rights in the Main "
            "Domain\";Kind=server;}");
  EXPECT_EQ(*told.at("CanModifyLog").dictionary()->at("Needs").string(), "Monitor");
  EXPECT_EQ(*told.at("KerberosKeys").dictionary()->at("Kind").string(), "domain");
}

}  // namespace
}  // namespace gatehouse::control
