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
  made->server = std::make_shared<directory::ServerDefaults>();
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

TEST_F(RightsOfAdministrators, OverAllDomainsLeaveOutWhatWouldOpenAccountsAbove) {
  const auto rights = of(main_, {{"joe", Array{"User"}}});
  for (const auto* where : {&main_, &other_})
    EXPECT_FALSE(rights.for_domain("CanImpersonate", **where));
  for (const auto right : {"KerberosKeys", "SecureCertificate"}) {
    EXPECT_FALSE(rights.for_domain(right, *main_)) << right;
    EXPECT_TRUE(rights.for_domain(right, *other_)) << right;
  }
  const auto listed = of(main_, {{"joe", Array{"User", "KerberosKeys", "CanImpersonate"}}});
  EXPECT_TRUE(listed.for_domain("KerberosKeys", *main_));
  EXPECT_TRUE(listed.for_domain("CanImpersonate", *other_));
}

TEST_F(RightsOfAdministrators, ToReadAllDomainsAreNoneToChangeThem) {
  const auto rights = of(main_, {{"joe", Array{"UserRead"}}});
  EXPECT_TRUE(rights.for_server("UserRead"));
  EXPECT_FALSE(rights.for_server("User"));
  EXPECT_FALSE(rights.for_domain("Domain", *other_));
  EXPECT_FALSE(rights.administer(*other_));
  EXPECT_TRUE(of(main_, {{"joe", Array{"User"}}}).for_server("UserRead"));
  EXPECT_TRUE(of(main_, {{"joe", Array{"AllDomainsRead"}}}).for_server("UserRead"));
}

TEST_F(RightsOfAdministrators, OfMonitorsNeedTheirBase) {
  for (const auto right : {"CanModifyLog", "CanRejectQueues", "CanReleaseQueues"}) {
    EXPECT_FALSE(of(main_, {{"joe", Array{right}}}).for_server(right)) << right;
    EXPECT_FALSE(of(main_, {{"joe", Array{"Monitor"}}}).for_server(right)) << right;
    EXPECT_TRUE(of(main_, {{"joe", Array{"Monitor", right}}}).for_server(right)) << right;
  }
}

TEST_F(RightsOfAdministrators, UnknownRightsAreMastersAlone) {
  EXPECT_FALSE(of(main_, {{"joe", Array{"User", "Unheard"}}}).for_domain("Unheard", *other_));
  EXPECT_FALSE(of(main_, {{"joe", Array{"Unheard"}}}).for_server("Unheard"));
  EXPECT_TRUE(Rights::master().for_domain("Unheard", *other_));
}

TEST_F(RightsOfAdministrators, CountInTheDomainsThatNameTheirs) {
  auto branch = std::make_shared<directory::Domain>(*domain("branch.test", false));
  branch->settings.emplace("AdminDomainName", "Other.Test");
  auto main = std::make_shared<directory::Domain>(*main_);
  main->settings.emplace("AdminDomainName", "other.test");
  const auto rights = of(other_, {{"joe", Array{"Domain", "BasicSettings"}}});
  EXPECT_TRUE(rights.for_domain("BasicSettings", *branch));
  EXPECT_FALSE(rights.for_domain("CanCreateAccounts", *branch));
  EXPECT_FALSE(rights.for_domain("BasicSettings", *main)) << "the Main Domain has its own only";
  EXPECT_FALSE(of(other_, {{"joe", Array{"BasicSettings"}}}).administer(*branch));
  EXPECT_FALSE(of(branch, {{"joe", Array{"Domain"}}}).administer(*other_)) << "not the other way";
}

TEST_F(RightsOfAdministrators, CoverThoseOfAccountsThatCanDoNoMore) {
  auto branch = std::make_shared<directory::Domain>(*domain("branch.test", false));
  branch->settings.emplace("AdminDomainName", "other.test");
  const std::vector<directory::DomainView> domains{main_, other_, branch};
  const auto none = of(other_, {});
  const auto base = of(other_, {{"joe", Array{"Domain"}}});
  const auto keys = of(other_, {{"joe", Array{"Domain", "KerberosKeys"}}});
  const auto branch_base = of(branch, {{"joe", Array{"Domain"}}});
  const auto user = of(main_, {{"joe", Array{"User"}}});
  EXPECT_TRUE(none.cover(none, domains));
  EXPECT_TRUE(base.cover(none, domains));
  EXPECT_FALSE(none.cover(base, domains));
  EXPECT_EQ(base.cover(keys, domains).error().detail, "the right KerberosKeys is needed");
  EXPECT_TRUE(keys.cover(base, domains));
  EXPECT_TRUE(base.cover(branch_base, domains)) << "administers the branch too";
  EXPECT_FALSE(branch_base.cover(base, domains)) << "does not administer the parent";
  EXPECT_TRUE(user.cover(keys, domains));
  EXPECT_FALSE(user.cover(of(other_, {{"joe", Array{"Domain", "CanImpersonate"}}}), domains));
  EXPECT_FALSE(user.cover(Rights::master(), domains));
  EXPECT_TRUE(Rights::master().cover(Rights::master(), domains));
  EXPECT_FALSE(keys.cover(user, domains));
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
