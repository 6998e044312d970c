// V-104 and T8: who may open whose account.
#include "access/impersonation.h"

#include <gtest/gtest.h>

#include "settings/text.h"

namespace gatehouse::access {
namespace {

using settings::Dictionary;

constexpr Time today{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

struct Case {
  std::string_view title;
  std::string_view impersonator;
  std::string_view rights;
  std::string_view target;
  std::string_view rights_of_target;
  std::string_view answer;  // what allows it, or the detail of the refusal
  bool may = false;
};

constexpr std::string_view needed = "the right CanImpersonate is needed";
constexpr std::string_view not_for_it = "the right CanImpersonate was not granted for this account";
constexpr std::string_view over =
    "the right CanImpersonate was granted until a time that has passed";

constexpr Case cases[]{
    {"Itself", "joe@a.test", "()", "joe@a.test", "(Master)", "itself", true},
    {"NobodyInParticular", "joe@a.test", "()", "mary@a.test", "()", needed},
    {"TheRightAtHome", "joe@a.test", "(Domain,CanImpersonate)", "mary@a.test", "()",
     "CanImpersonate", true},
    {"TheRightWithoutBeingAnAdministrator", "joe@a.test", "(CanImpersonate)", "mary@a.test", "()",
     needed},
    {"AllOtherRights", "joe@a.test", "(Domain,BasicSettings,CanCreateWebUserSessions)",
     "mary@a.test", "()", needed},
    {"TheRightInAnotherDomain", "joe@a.test", "(Domain,CanImpersonate)", "mary@b.test", "()",
     needed},
    {"TheSameNameInAnotherDomain", "joe@a.test", "(Domain,CanImpersonate)", "joe@b.test", "()",
     needed},
    {"TheRightInTheMainDomainHoldsThereOnly", "joe@main.test", "(Domain,CanImpersonate)",
     "mary@a.test", "()", needed},
    {"AnAdministeredDomain", "joe@a.test", "(Domain,CanImpersonate)", "tim@branch.test", "()",
     "CanImpersonate", true},
    {"AnAdministeredDomainDoesNotAdministerBack", "tim@branch.test", "(Domain,CanImpersonate)",
     "joe@a.test", "()", needed},
    {"TheMainDomainIsAdministeredByNobodyElse", "joe@a.test", "(Domain,CanImpersonate)",
     "mary@main.test", "()", needed},
    {"AMaster", "boss@main.test", "(Master)", "mary@a.test", "(Domain)", "Master", true},
    {"AMasterOntoAMaster", "boss@main.test", "(Master)", "postmaster@main.test", "(Master)",
     "Master", true},
    {"UserAlone", "joe@main.test", "(User)", "mary@a.test", "()", needed},
    {"UserWithDomainInTheMainDomain", "joe@main.test", "(User,Domain)", "mary@main.test", "()",
     needed},
    {"UserWithTheRight", "joe@main.test", "(User,CanImpersonate)", "mary@a.test", "()",
     "CanImpersonate", true},
    {"ServerRightsOfASecondaryDomain", "joe@a.test", "(Master,User)", "mary@a.test", "()", needed},
    {"OntoMoreRightsOfTheServer", "joe@main.test", "(Domain,CanImpersonate)",
     "postmaster@main.test", "(Master)", "the account has more rights: the right Master is needed"},
    {"UserWithTheRightOntoAMaster", "joe@main.test", "(User,CanImpersonate)",
     "postmaster@main.test", "(Master)", "the account has more rights: the right Master is needed"},
    {"OntoMoreRightsOfTheDomain", "joe@a.test", "(Domain,CanImpersonate)", "mary@a.test",
     "(Domain,KerberosKeys)", "the account has more rights: the right KerberosKeys is needed"},
    {"OntoEqualRights", "joe@a.test", "(Domain,CanImpersonate)", "mary@a.test",
     "(Domain,CanImpersonate)", "CanImpersonate", true},
    {"OntoRightsThatHaveNoEffect", "joe@a.test", "(Domain,CanImpersonate)", "mary@a.test",
     "(KerberosKeys,Master)", "CanImpersonate", true},
    {"OntoAnAdministratorOfAThirdDomain", "joe@a.test", "(Domain,CanImpersonate)",
     "tim@branch.test", "(Domain)", "the account has more rights: the right Domain is needed"},
    {"OneAccount", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(mary);Reason=\"moving mail\";})", "mary@a.test", "()",
     "CanImpersonate: moving mail", true},
    {"AnyAccountForAReason", "joe@a.test", "(Domain,{Right=CanImpersonate;Reason=move;})",
     "mary@a.test", "()", "CanImpersonate: move", true},
    {"AnotherAccount", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(tim,\"mary@b.test\");Reason=move;})", "mary@a.test",
     "()", not_for_it},
    {"OneAccountWithoutBeingAnAdministrator", "joe@a.test",
     "({Right=CanImpersonate;Accounts=(mary);Reason=move;})", "mary@a.test", "()", needed},
    {"AnAccountOfAnAdministeredDomain", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(\"tim@branch.test\");Reason=move;})",
     "tim@branch.test", "()", "CanImpersonate: move", true},
    {"AnAccountOfAStrangeDomain", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(\"mary@b.test\");Reason=move;})", "mary@b.test", "()",
     needed},
    {"AMember", "joe@a.test", "(Domain,{Right=CanImpersonate;Accounts=(\"#Desk\");Reason=move;})",
     "mary@a.test", "()", "CanImpersonate: move", true},
    {"ANonMember", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(\"#desk\");Reason=move;})", "tim@a.test", "()",
     not_for_it},
    {"AGroupIsNotAnAccount", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(desk);Reason=move;})", "mary@a.test", "()",
     not_for_it},
    {"TheDayBefore", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Until=#T02-03-2026_00:00:00;Reason=move;})", "mary@a.test",
     "()", "CanImpersonate: move", true},
    {"TheVeryMoment", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Until=#T01-03-2026_00:00:00;Reason=move;})", "mary@a.test",
     "()", over},
    {"OneOfTwoGrants", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Until=#T01-01-2026_00:00:00;Reason=old;},"
     "{Right=CanImpersonate;Accounts=(mary);Reason=new;})",
     "mary@a.test", "()", "CanImpersonate: new", true},
    {"AMisspeltLimitIsNone", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Acounts=(tim);Reason=move;})", "mary@a.test", "()", needed},
    {"WithoutAReason", "joe@a.test", "(Domain,{Right=CanImpersonate;Accounts=(mary);})",
     "mary@a.test", "()", needed},
    {"ALimitedRightOntoAnUnlimitedOne", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(mary);Reason=move;})", "mary@a.test",
     "(Domain,CanImpersonate)", "the account has more rights: the right CanImpersonate is needed"},
    {"ALimitedRightOntoTheSame", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(mary);Reason=move;})", "mary@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(mary);Reason=move;})", "CanImpersonate: move", true},
    {"ALimitedRightOntoOneWithOtherLimits", "joe@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(mary);Reason=move;})", "mary@a.test",
     "(Domain,{Right=CanImpersonate;Accounts=(tim);Reason=move;})",
     "the account has more rights: the right CanImpersonate is needed"},
};

directory::DomainView domain(std::string name, std::string_view administrators = {}) {
  auto made = std::make_shared<directory::Domain>();
  made->id = "id of " + name;
  made->main = name == "main.test";
  if (name == "a.test") made->aliases = {"alias-of-a.test"};
  if (!administrators.empty()) made->settings.emplace("AdminDomainName", administrators);
  made->server = std::make_shared<directory::ServerDefaults>();
  made->name = std::move(name);
  return made;
}

// The Main Domain names an administrator domain too, which must count for nothing.
const std::vector<directory::DomainView>& domains() {
  static const std::vector all{domain("a.test"), domain("b.test"),
                               domain("branch.test", "Alias-of-A.test"),
                               domain("main.test", "a.test"), domain("third.test", "branch.test")};
  return all;
}

directory::Account account(std::string_view full_name) {
  const auto at = full_name.find('@');
  directory::Account made;
  made.name = full_name.substr(0, at);
  for (const auto& one : domains())
    if (one->name == full_name.substr(at + 1)) made.domain = one;
  return made;
}

Rights rights_of(const directory::Account& account, std::string_view text) {
  return {account, {{account.name, *settings::read(text)}}};
}

class Impersonating : public testing::TestWithParam<Case> {};

TEST_P(Impersonating, NeedsTheRightInTheDomainOfTheOtherAccountAndNotLessRights) {
  const auto& [title, by, rights, onto, other_rights, answer, may] = GetParam();
  const auto impersonator = account(by);
  const auto target = account(onto);
  const auto in_desk = [](const std::string& group, const directory::Account& member) {
    return group == "desk@a.test" && member.full_name() == "mary@a.test";
  };
  const auto own_rights = rights_of(impersonator, rights);
  const auto rights_of_target = rights_of(target, other_rights);
  const auto allowed = may_impersonate({impersonator, own_rights, target, rights_of_target},
                                       domains(), in_desk, today);
  ASSERT_EQ(allowed.has_value(), may) << (allowed ? *allowed : allowed.error().detail);
  EXPECT_EQ(may ? *allowed : allowed.error().detail, answer);
  if (!may) EXPECT_EQ(allowed.error().code, ErrorCode::not_allowed);
}

std::string title_of(const testing::TestParamInfo<Case>& info) {
  return std::string(info.param.title);
}
INSTANTIATE_TEST_SUITE_P(Cases, Impersonating, testing::ValuesIn(cases), title_of);

TEST(MembersOfAGroup, AreRealNamesOfItsDomainOrFullOnes) {
  directory::Group group;
  group.domain = account("mary@a.test").domain;
  group.members = {"Mary", "tim@B.test", "#other", "two words"};
  EXPECT_TRUE(is_member(group, account("mary@a.test")));
  EXPECT_TRUE(is_member(group, account("tim@b.test")));
  EXPECT_FALSE(is_member(group, account("mary@b.test")));
  EXPECT_FALSE(is_member(group, account("tim@a.test")));
  EXPECT_FALSE(is_member(group, account("other@a.test")));
}

}  // namespace
}  // namespace gatehouse::access
