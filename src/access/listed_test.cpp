#include "access/listed.h"

#include <gtest/gtest.h>

#include "access/right_table.h"
#include "settings/text.h"

namespace gatehouse::access {
namespace {

Listed listed(std::string_view text, bool main = true) {
  return read_listed(*settings::read(text), main);
}
std::string again(std::string_view text) {
  return settings::to_text(settings::Value(listed(text).elements));
}

TEST(RightTable, HoldsEveryRightOfTheGuideOnce) {
  constexpr std::string_view of_the_server[]{"Directory", "Master", "Monitor",
                                             "Settings",  "User",   "UserRead"};
  constexpr std::string_view of_domains[]{"BasicSettings",
                                          "CanAccessWebSites",
                                          "CanCreateAccounts",
                                          "CanCreateAliases",
                                          "CanCreateForwarders",
                                          "CanCreateGroups",
                                          "CanCreateLists",
                                          "CanCreateNamedTasks",
                                          "CanCreateSpecialAccounts",
                                          "CanCreateTelnums",
                                          "CanCreateWebUserSessions",
                                          "CanImpersonate",
                                          "CanModifyPBXApps",
                                          "CanModifyRPOP",
                                          "CanModifyRSIP",
                                          "CentralDirectory",
                                          "Domain",
                                          "KerberosKeys",
                                          "PSTNSettings",
                                          "RulesAllowed",
                                          "SignalRulesAllowed",
                                          "WebUserSettings"};
  for (const auto code : of_the_server) {
    ASSERT_NE(right_named(code), nullptr) << code;
    EXPECT_FALSE(is_domain_right(code)) << code;
  }
  for (const auto code : of_domains) EXPECT_TRUE(is_domain_right(code)) << code;
  for (const auto& row : right_table()) {
    EXPECT_EQ(right_named(row.code), &row) << row.code;
    EXPECT_FALSE(row.allows.empty()) << row.code;
    if (!row.needs.empty()) EXPECT_NE(right_named(row.needs), nullptr) << row.code;
    if (!row.synonym.empty()) EXPECT_EQ(right_named(row.synonym), &row) << row.code;
  }
  for (const auto unknown : {"", "master", "Can Monitor", "Unheard"})
    EXPECT_EQ(right_named(unknown), nullptr) << unknown;
}

TEST(ListedRights, AreReadAndWrittenAgain) {
  EXPECT_EQ(again("(Domain,CanImpersonate,Domain)"), "(Domain,CanImpersonate)");
  EXPECT_EQ(again("Master"), "(Master)");
  EXPECT_EQ(again("()"), "()");
  EXPECT_EQ(again("(AllDomains,Domain,User)"), "(User,Domain)");
  constexpr auto limited =
      "(Domain,{Accounts=(mary,\"#desk\",\"tim@b.test\");Reason=\"moving mail\";"
      "Right=CanImpersonate;Until=#T01-03-2026_00:00:00;})";
  EXPECT_EQ(again(limited), limited);
}

TEST(ListedRights, OfTheServerAreIgnoredOutsideTheMainDomain) {
  const auto other = listed("(Domain,Master,UserRead)", false);
  EXPECT_EQ(other.domain, Listed::Codes{"Domain"});
  EXPECT_TRUE(other.server.empty());
  EXPECT_EQ(other.ignored, (settings::Array{"Master", "UserRead"}));
}

TEST(ListedRights, ThatCannotBeUnderstoodAreIgnored) {
  const auto odd = listed("(Domain,Unheard,(Master),{Right=Master;Reason=r;},#5,[TWFzdGVy])");
  EXPECT_EQ(odd.domain, Listed::Codes{"Domain"});
  EXPECT_TRUE(odd.server.empty());
  EXPECT_TRUE(odd.impersonation.empty());
  EXPECT_EQ(odd.ignored.size(), 5U);
  EXPECT_EQ(listed("{Master=YES;}").ignored.size(), 1U);
}

TEST(LimitedImpersonation, NeedsARightAReasonAndNothingMisspelt) {
  const std::string long_reason(201, 'r');
  for (const auto& text : {std::string("{}"), std::string("{Right=CanImpersonate;}"),
                           std::string("{Right=CanImpersonate;Reason=\"\";}"),
                           std::string("{Right=BasicSettings;Reason=r;}"),
                           std::string("{Right=CanImpersonate;Reason=r;Acounts=(mary);}"),
                           std::string("{Right=CanImpersonate;Reason=r;Accounts=();}"),
                           std::string("{Right=CanImpersonate;Reason=r;Accounts=mary;}"),
                           std::string("{Right=CanImpersonate;Reason=r;Accounts=(\"\");}"),
                           std::string("{Right=CanImpersonate;Reason=r;Accounts=((mary));}"),
                           std::string("{Right=CanImpersonate;Reason=r;Accounts=(\"two words\");}"),
                           std::string("{Right=CanImpersonate;Reason=r;Accounts=(\"#\");}"),
                           std::string("{Right=CanImpersonate;Reason=r;Accounts=(\"mary$tag\");}"),
                           std::string("{Right=CanImpersonate;Reason=r;Until=tomorrow;}"),
                           "{Right=CanImpersonate;Reason=" + long_reason + ";}"}) {
    Listed listed;
    const auto added = add(listed, *settings::read(text), true);
    ASSERT_FALSE(added.has_value()) << text;
    EXPECT_EQ(added.error().code, ErrorCode::malformed) << text;
    EXPECT_TRUE(listed.impersonation.empty()) << text;
  }
}

}  // namespace
}  // namespace gatehouse::access
