#include "cli/administrators.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(Administrators, AreALineEach) {
  EXPECT_EQ(administrators_in(
                "{company.com={postmaster={Rights=(Master);};};"
                "company2.test={joe={Rights=(Domain,{Accounts=(mary,\"#desk\");Reason=\"moving "
                "mail\";Right=CanImpersonate;Until=#T01-03-2026_00:00:00;});};"
                "tim={Ignored=(Master);Missing=YES;Rights=(Domain);};};}"),
            "postmaster@company.com  Master\n"
            "joe@company2.test       Domain, CanImpersonate [Accounts: mary, #desk; Reason: moving "
            "mail; Until: #T01-03-2026_00:00:00]\n"
            "tim@company2.test       Domain  ! without effect: Master  ! no such account\n");
}

TEST(Administrators, MayBeNobody) { EXPECT_EQ(administrators_in("{}"), "nobody\n"); }

TEST(Administrators, OfAnotherShapeAreShownAsTheyAre) {
  EXPECT_EQ(administrators_in("hello"), "hello\n");
  EXPECT_EQ(administrators_in("{a=b;}"), "{\n  a = b;\n}\n");
}

TEST(Administrators, HideNoLineEndInAReason) {
  const auto text =
      administrators_in("{c={joe={Rights=({Reason=\"x\\e\\ny\";Right=CanImpersonate;});};};}");
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

}  // namespace
}  // namespace gatehouse::cli
