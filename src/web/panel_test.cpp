#include "web/panel.h"

#include <gtest/gtest.h>

#include <array>

#include "settings/text.h"

namespace gatehouse::web {
namespace {

constexpr std::array<std::string_view, 4> keys{"UseAppPassword", "FailedLoginFlow", "AccessModes",
                                               "MinPasswordLength"};
constexpr Panel panel{"Logins", settings::Level::account, keys};

settings::Dictionary dictionary(std::string_view text) { return *settings::read_dictionary(text); }

Form form(std::string_view text) { return std::move(*Form::parse(text)); }

std::string page(std::string_view own, std::string_view above, std::string_view typed = {}) {
  const auto nearest = dictionary(own);
  const auto further = dictionary(above);
  const std::array layers{Layer{"this account", nearest}, Layer{"the domain", further}};
  return shown(panel, layers, form(typed)).markup();
}

TEST(APanel, ShowsWhereEachValueComesFrom) {
  const auto inherited = page("{}", "{UseAppPassword=NO;}");
  EXPECT_NE(inherited.find("As the domain says (NO)"), inherited.npos) << inherited;
  EXPECT_NE(inherited.find("Now from the default: (10, 1m)."), inherited.npos) << inherited;
  const auto own = page("{UseAppPassword=YES; FailedLoginFlow=(3, 5m);}", "{UseAppPassword=NO;}");
  EXPECT_NE(own.find("Otherwise from the domain: NO."), own.npos) << own;
  EXPECT_NE(own.find("<option value=\"YES\" selected>"), own.npos) << own;
  EXPECT_NE(own.find("value=\"(3, 5m)\""), own.npos) << own;
}

TEST(APanel, ShowsWhatWasTypedAgain) {
  const auto again = page("{MinPasswordLength=8;}", "{}", "MinPasswordLength=%3Cmany%3E");
  EXPECT_NE(again.find("value=\"&lt;many&gt;\""), again.npos) << again;
}

TEST(APanel, ReadsWhatTheFormSets) {
  struct Row {
    std::string_view form;
    std::string_view sets;
  };
  for (const auto& [sent, sets] :
       std::array<Row, 7>{{{"UseAppPassword=YES&MinPasswordLength=",
                            "{UseAppPassword=YES;MinPasswordLength=default;}"},
                           {"UseAppPassword=default", "{UseAppPassword=default;}"},
                           {"FailedLoginFlow=%283%2C+5m%29", "{FailedLoginFlow=(3,5m);}"},
                           {"AccessModes=these&AccessModes.of=IMAP&AccessModes.of=POP",
                            "{AccessModes=(IMAP,POP);}"},
                           {"AccessModes=these", "{AccessModes=();}"},
                           {"AccessModes=None&AccessModes.of=IMAP", "{AccessModes=None;}"},
                           {"unknown=1", "{}"}}}) {
    const auto got = read(panel, form(sent));
    ASSERT_TRUE(got) << sent << ": " << got.error().detail;
    EXPECT_EQ(*got, dictionary(sets)) << sent << " gave " << settings::to_text(*got);
  }
}

TEST(APanel, SaysWhichFieldIsWrong) {
  const auto got = read(panel, form("FailedLoginFlow=often"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::malformed);
  EXPECT_TRUE(got.error().detail.starts_with("Failed Logins limit: ")) << got.error().detail;
}

}  // namespace
}  // namespace gatehouse::web
