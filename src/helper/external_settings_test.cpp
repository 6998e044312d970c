#include "helper/external_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/text.h"

namespace gatehouse::helper {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

ExternalSettings read(std::string_view text) {
  return read_external_settings(*settings::read(text));
}

TEST(ExternalSettings, AreOffWhenNothingIsSaid) {
  for (const auto* text : {"{}", "{Enabled=NO;LogLevel=3;}", "{ProgramName=x;}", "none", "()"}) {
    EXPECT_FALSE(read(text).is_enabled) << text;
    EXPECT_EQ(read(text).trouble, "") << text;
  }
}

TEST(ExternalSettings, HaveDefaults) {
  const auto all = read("{Enabled=YES;ProgramName=\"Helpers/auth.pl -q\";}");
  EXPECT_TRUE(all.is_enabled);
  EXPECT_FALSE(all.gives_passwords);
  EXPECT_THAT(all.program.command, ElementsAre("Helpers/auth.pl", "-q"));
  EXPECT_EQ(all.program.kind, Launcher::Kind::external);
  EXPECT_EQ(all.program.log_tag, "EXTAUTH");
  EXPECT_EQ(all.program.log_level, 3);
  EXPECT_EQ(all.program.time_out, 15s);
  EXPECT_EQ(all.program.auto_restart, 5s);
  EXPECT_EQ(all.program.processes, 1U);
  EXPECT_EQ(all.program.interface_version, 5);
  EXPECT_EQ(all.program.longest_answer, 4096U);
  EXPECT_EQ(all.program.most_waiting, 1000U);
}

TEST(ExternalSettings, AreRead) {
  const auto all = read(
      "{Enabled=YES;ProgramName=a;LogLevel=5;Timeout=30s;AutoRestart=1m;Processes=#4;"
      "ReadPlain=YES;}");
  EXPECT_TRUE(all.gives_passwords);
  EXPECT_EQ(all.program.log_level, 5);
  EXPECT_EQ(all.program.time_out, 30s);
  EXPECT_EQ(all.program.auto_restart, 60s);
  EXPECT_EQ(all.program.processes, 4U);
  EXPECT_EQ(read("{AutoRestart=NO;}").program.auto_restart, std::nullopt);
  EXPECT_EQ(read("{AutoRestart=no;}").program.auto_restart, std::nullopt);
  EXPECT_EQ(read("{AutoRestart=0;}").program.auto_restart, 0s);
}

TEST(ExternalSettings, OutsideTheirLimitsAreBroughtBack) {
  const auto all =
      read("{Enabled=YES;ProgramName=a;LogLevel=9;Timeout=0;AutoRestart=soon;Processes=900;}");
  EXPECT_EQ(all.program.log_level, 5);
  EXPECT_EQ(all.program.time_out, 1s);
  EXPECT_EQ(all.program.auto_restart, 5s);
  EXPECT_EQ(all.program.processes, 16U);
  EXPECT_EQ(read("{Timeout=7d;}").program.time_out, 300s);
  EXPECT_EQ(read("{Processes=0;}").program.processes, 1U);
}

TEST(ExternalSettings, WithoutAProgramAreOffAndSaySo) {
  for (const auto* text :
       {"{Enabled=YES;}", "{Enabled=YES;ProgramName=\"\";}",
        "{Enabled=YES;ProgramName=\"\\\"open\";}", "{Enabled=YES;ProgramName=(a);}"}) {
    EXPECT_FALSE(read(text).is_enabled) << text;
    EXPECT_NE(read(text).trouble, "") << text;
  }
}

}  // namespace
}  // namespace gatehouse::helper
