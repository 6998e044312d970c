#include "access/rights.h"

#include <gtest/gtest.h>

namespace gatehouse::access {
namespace {

using settings::Array;
using settings::Dictionary;

directory::DomainView domain(std::string name, bool main) {
  auto made = std::make_shared<directory::Domain>();
  made->id = "id of " + name;
  made->name = std::move(name);
  made->main = main;
  return made;
}

class RightsOfAdministrators : public testing::Test {
 protected:
  Rights of(const directory::DomainView& where, const Dictionary& listed) {
    directory::Account account;
    account.name = "joe";
    account.domain = where;
    return Rights(account, listed);
  }
  const directory::DomainView main_ = domain("main.test", true);
  const directory::DomainView other_ = domain("other.test", false);
};

TEST_F(RightsOfAdministrators, LetAMasterDoEverything) {
  for (const auto& rights : {of(main_, {{"joe", Array{"Master"}}}), Rights::master()}) {
    EXPECT_TRUE(rights.for_server("Settings"));
    EXPECT_TRUE(rights.for_server("Master"));
    EXPECT_TRUE(rights.for_domain("CanCreateAccounts", *main_));
    EXPECT_TRUE(rights.for_domain("CanCreateAccounts", *other_));
    EXPECT_TRUE(rights.for_domain("", *other_));
  }
}

TEST_F(RightsOfAdministrators, GrantServerRightsOneByOne) {
  const auto rights = of(main_, {{"joe", Array{"Monitor", "User"}}});
  EXPECT_TRUE(rights.for_server("Monitor"));
  EXPECT_TRUE(rights.for_server("User"));
  EXPECT_FALSE(rights.for_server("Settings"));
  EXPECT_FALSE(rights.for_server("Master"));
  EXPECT_TRUE(rights.for_domain("BasicSettings", *other_)) << "User: all domains";
}

TEST_F(RightsOfAdministrators, CountServerRightsInTheMainDomainOnly) {
  const auto rights =
      of(other_, {{"joe", Array{"Master", "User", "Settings", "Domain", "BasicSettings"}}});
  EXPECT_FALSE(rights.for_server("Master"));
  EXPECT_FALSE(rights.for_server("User"));
  EXPECT_FALSE(rights.for_server("Settings"));
  EXPECT_FALSE(rights.for_domain("BasicSettings", *main_));
  EXPECT_TRUE(rights.for_domain("BasicSettings", *other_));
}

TEST_F(RightsOfAdministrators, CountDomainRightsAtHomeOnly) {
  const auto rights = of(main_, {{"joe", Array{"Domain", "BasicSettings"}}});
  EXPECT_TRUE(rights.for_domain("BasicSettings", *main_));
  EXPECT_FALSE(rights.for_domain("BasicSettings", *other_));
  EXPECT_FALSE(rights.for_domain("CanCreateAccounts", *main_));
}

TEST_F(RightsOfAdministrators, NeedTheBaseRightOfADomain) {
  EXPECT_FALSE(of(other_, {{"joe", Array{"BasicSettings"}}}).for_domain("BasicSettings", *other_));
  EXPECT_TRUE(of(other_, {{"joe", "Domain"}}).for_domain("Domain", *other_));
}

TEST_F(RightsOfAdministrators, BelongToTheListedNameOnly) {
  for (const auto& listed : {Dictionary{}, Dictionary{{"jim", Array{"Master"}}},
                             Dictionary{{"joe", Array{}}}, Dictionary{{"joe", Dictionary{}}}}) {
    const auto rights = of(main_, listed);
    EXPECT_FALSE(rights.for_server("Master"));
    EXPECT_FALSE(rights.for_server(""));
    EXPECT_FALSE(rights.for_domain("Domain", *main_));
  }
}

TEST_F(RightsOfAdministrators, NameTheRightThatWasWanted) {
  const auto rights = of(other_, {});
  EXPECT_EQ(rights.for_server("Settings").error().code, ErrorCode::not_allowed);
  EXPECT_EQ(rights.for_server("Settings").error().detail, "the right Settings is needed");
  EXPECT_EQ(rights.for_domain("CanCreateAccounts", *other_).error().detail,
            "the right CanCreateAccounts is needed");
  EXPECT_EQ(rights.for_domain("", *other_).error().detail, "the right User is needed");
}

}  // namespace
}  // namespace gatehouse::access
