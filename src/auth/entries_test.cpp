// Who sees whom in the directory, at either keeper.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

class EntriesTest : public testing::TestWithParam<bool> {
 protected:
  EntriesTest() {
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().domain("b.test", "{DirectoryVisibility=Authenticated;}"));
    must(site().domain("c.test", "{DirectoryVisibility=Nobody;}"));
    must(site().domain("d.test"));
    must(site().alias_domain("b.test", "bee.test"));
    for (const auto* name : {"ann@company.com", "joe@company.com", "eve@b.test", "tim@c.test",
                             "boss@c.test", "sue@d.test", "master@company.com"})
      must(site().account(name, "secret", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().set_account("joe@company.com", "{RealName=\"Joe Doe\";}"));
    must(site().alias("joe@company.com", "joseph"));
    must(site().group("staff@company.com", "{Members=(joe,eve@b.test);RealName=\"All\";}"));
    must(site().forwarder("away@company.com", "far@far.test"));
    must(site().rights("master@company.com", "(UserRead)"));
    must(site().rights("boss@c.test", "(Domain)"));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId enter() {
    Peer peer{"LDAP",
              {*IpAddress::parse("10.0.0.5"), 4000},
              {*IpAddress::parse("10.0.0.1"), 389},
              {},
              {}};
    return runner_.run(runner_.keeper().welcome(std::move(peer), {})).value().visit;
  }
  VisitId as(std::string_view name) {
    const auto visit = enter();
    const auto reply =
        runner_.run(runner_.keeper().begin(visit, "PLAIN", plain_message(name, "secret")));
    EXPECT_TRUE(std::holds_alternative<Session>(reply)) << name;
    return visit;
  }
  Allowed<EntryPage> page(VisitId visit, EntryQuery query) {
    return runner_.run(runner_.keeper().entries(visit, std::move(query)));
  }
  // "domain:", "name@domain".
  static std::string written(const Entry& entry) {
    return entry.kind == EntryKind::domain ? entry.domain + ":" : entry.name + "@" + entry.domain;
  }
  Names seen(VisitId visit, EntryQuery query = {}) {
    Names names;
    for (int pages = 0; pages < 50; ++pages) {
      const auto got = page(visit, query);
      if (!got) return {got.error().words};
      EXPECT_LE(got->entries.size(), query.most);
      for (const auto& entry : got->entries) names.push_back(written(entry));
      if (got->last.empty()) return names;
      query.after = got->last;
    }
    return {"no end"};
  }

  support::KeeperRunner runner_{GetParam()};
};

const Names company{"company.com:",       "ann@company.com",   "joe@company.com",
                    "master@company.com", "staff@company.com", "away@company.com"};
const Names b_test{"b.test:", "eve@b.test"};

Names both(Names one, const Names& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

TEST_P(EntriesTest, ShowAnAccountItsOwnDomainAndThoseThatAreOpen) {
  EXPECT_EQ(seen(as("joe@company.com")), both(b_test, company));
  EXPECT_EQ(seen(as("eve@b.test")), b_test);
  EXPECT_EQ(seen(as("sue@d.test")), both(b_test, {"d.test:", "sue@d.test"}));
  EXPECT_EQ(seen(as("tim@c.test")), b_test) << "its own domain is closed";
}

TEST_P(EntriesTest, ShowAdministratorsWhatTheyAdminister) {
  EXPECT_EQ(seen(as("boss@c.test")), both(b_test, {"c.test:", "boss@c.test", "tim@c.test"}));
  EXPECT_EQ(seen(as("master@company.com")).size(), 2U + 3U + 6U + 2U);
}

TEST_P(EntriesTest, ShowAGuestNothing) {
  EXPECT_THAT(seen(enter()), IsEmpty());
  EXPECT_THAT(seen(enter(), {.domain = "b.test", .name = "eve", .after = {}}), IsEmpty());
}

TEST_P(EntriesTest, FollowASettingAtOnce) {
  const auto joe = as("joe@company.com");
  must(site().set_domain("b.test", "{DirectoryVisibility=Domain;}"));
  EXPECT_EQ(seen(joe), company);
  must(site().set_domain("company.com", "{DirectoryVisibility=Nobody;}"));
  EXPECT_THAT(seen(joe), IsEmpty());
}

TEST_P(EntriesTest, ComeInPagesOfAnySize) {
  const auto joe = as("joe@company.com");
  for (std::size_t most = 1; most < 12; ++most)
    EXPECT_EQ(seen(joe, {.domain = {}, .name = {}, .after = {}, .most = most}),
              both(b_test, company))
        << most;
}

TEST_P(EntriesTest, GoOnWhereAPageEndedThoughItsLastEntryIsGone) {
  const auto joe = as("joe@company.com");
  const auto first = page(joe, {.domain = {}, .name = {}, .after = {}, .most = 4});
  ASSERT_TRUE(first);
  EXPECT_EQ(written(first->entries.back()), "ann@company.com");
  must(site().remove_account("ann@company.com"));
  const auto second = page(joe, {.domain = {}, .name = {}, .after = first->last, .most = 1});
  ASSERT_TRUE(second);
  EXPECT_EQ(written(second->entries.front()), "joe@company.com");
}

TEST_P(EntriesTest, AreFoundByNameAndAlias) {
  const auto joe = as("joe@company.com");
  const auto named = [&](std::string domain, std::string name) {
    return seen(joe, {.domain = std::move(domain), .name = std::move(name), .after = {}});
  };
  EXPECT_THAT(named("company.com", "joe"), ElementsAre("joe@company.com"));
  EXPECT_THAT(named("company.com", "Joseph"), ElementsAre("joe@company.com"));
  EXPECT_THAT(named("", "eve"), ElementsAre("eve@b.test"));
  EXPECT_THAT(named("BEE.test", "eve"), ElementsAre("eve@b.test"));
  EXPECT_THAT(named("bee.test", ""), ElementsAre("b.test:"));
  EXPECT_THAT(named("", "staff"), ElementsAre("staff@company.com"));
  EXPECT_THAT(named("", "away"), ElementsAre("away@company.com"));
  for (const auto* nobody : {"nobody", "tim", "no/one", "*", "joe@company.com", "\xff"})
    EXPECT_THAT(named("", nobody), IsEmpty()) << nobody;
  EXPECT_THAT(named("c.test", "tim"), IsEmpty());
  EXPECT_THAT(named("nowhere.test", "joe"), IsEmpty());
  EXPECT_THAT(named("..", "joe"), IsEmpty());
}

TEST_P(EntriesTest, SayWhatDescribesThemAndNothingSecret) {
  const auto joe = as("joe@company.com");
  const auto all = page(joe, {.domain = "company.com", .name = {}, .after = {}});
  ASSERT_TRUE(all);
  using Facts = decltype(Entry::facts);
  EXPECT_EQ(all->entries[2].facts,
            (Facts{{"RealName", {"Joe Doe"}}, {"Aliases", {"joseph"}}, {"Groups", {"staff"}}}));
  EXPECT_EQ(all->entries[4].kind, EntryKind::group);
  EXPECT_EQ(all->entries[4].facts,
            (Facts{{"RealName", {"All"}}, {"Members", {"joe", "eve@b.test"}}}));
  EXPECT_EQ(all->entries[5].kind, EntryKind::forwarder);
  EXPECT_THAT(all->entries[5].facts, IsEmpty());
  const auto domain = page(joe, {.domain = "b.test", .name = "", .after = {}});
  ASSERT_TRUE(domain && domain->entries.size() == 1);
  EXPECT_EQ(domain->entries[0].facts, (Facts{{"Aliases", {"bee.test"}}}));
}

// RFC 2307 wants all three; a login on another computer is nothing an account has by itself.
TEST_P(EntriesTest, SayWhoIsAUserOfOtherComputers) {
  const auto joe = as("joe@company.com");
  using Facts = decltype(Entry::facts);
  const auto facts_with = [&](std::string_view settings) {
    must(site().set_account("ann@company.com", settings));
    auto found = page(joe, {.domain = "company.com", .name = "ann", .after = {}});
    return found && found->entries.size() == 1 ? found->entries[0].facts : Facts{{"?", {}}};
  };
  EXPECT_EQ(
      facts_with("{UnixUserID=5001;}"),
      (Facts{{"UnixUserID", {"5001"}}, {"UnixGroupID", {"5001"}}, {"UnixHome", {"/home/ann"}}}));
  EXPECT_EQ(
      facts_with("{UnixUserID=5001;UnixGroupID=100;UnixHome=\"/srv/*/at *\";}"),
      (Facts{
          {"UnixUserID", {"5001"}}, {"UnixGroupID", {"100"}}, {"UnixHome", {"/srv/ann/at ann"}}}));
  EXPECT_EQ(facts_with("{UnixGroupID=default;UnixHome=\"\";}"),
            (Facts{{"UnixUserID", {"5001"}}, {"UnixGroupID", {"5001"}}, {"UnixHome", {""}}}));
  for (const auto* none : {"{UnixUserID=0;}", "{UnixUserID=root;}", "{UnixUserID=default;}"})
    EXPECT_EQ(facts_with(none), Facts()) << none;
}

TEST_P(EntriesTest, TakeNoPageForOneThatNeverWas) {
  const auto joe = as("joe@company.com");
  for (const auto* after : {"x", "/", "b.test/", "b.test/4/x", "b.test/1", "b.test/11/x"}) {
    const auto got = page(joe, {.domain = {}, .name = {}, .after = after});
    ASSERT_FALSE(got) << after;
    EXPECT_EQ(got.error().code, ErrorCode::malformed) << after;
  }
}

TEST_P(EntriesTest, AreNotForASessionThatWasEnded) {
  const auto joe = as("joe@company.com");
  must(site().remove_account("joe@company.com"));
  EXPECT_THAT(seen(joe), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Both, EntriesTest, testing::Bool(),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

}  // namespace
}  // namespace gatehouse::auth
