#include "audit/show.h"

#include <gtest/gtest.h>

#include <sstream>

#include "audit/trail_fixture.h"

namespace gatehouse::audit {
namespace {

std::string shown(const Trail& trail, const ShowOptions& options) {
  std::ostringstream out;
  EXPECT_TRUE(show(trail.folder(), options, out));
  return out.str();
}

TEST(AuditShow, WritesALineForEachRecord) {
  Trail trail;
  {
    const auto journal = trail.opened();
    static_cast<void>(journal->note(Trail::login("joe")));
    ASSERT_TRUE(journal->write(
        {.kind = Kind::change,
         .account = "postmaster@company.com",
         .target = "joe@company.com",
         .result = "200",
         .verb = "UPDATEACCOUNTSETTINGS",
         .changes = {{"RealName", settings::Dictionary{{"After", "Joe"}, {"Before", "(none)"}}}}}));
  }
  EXPECT_EQ(shown(trail, {.kind = Kind::login}),
            "3 2026-01-01T00:00:00.000Z login account=joe@company.com result=success service=IMAP "
            "from=[10.0.0.5]:4422 tls=no method=PLAIN name=joe\n");
  EXPECT_EQ(shown(trail, {.kind = Kind::change}),
            "4 2026-01-01T00:00:00.000Z change account=postmaster@company.com "
            "verb=UPDATEACCOUNTSETTINGS target=joe@company.com result=200 "
            "RealName:(none)->Joe\n");
}

TEST(AuditShow, ShowsOneRecordWithAllItsParts) {
  Trail trail;
  Id id = 0;
  {
    const auto journal = trail.opened();
    auto login = Trail::login("joe");
    login.rules = "name: joe@company.com; lockout: free";
    id = journal->note(std::move(login));
  }
  const auto text = shown(trail, {.id = id});
  EXPECT_NE(text.find("record 3, login\n"), std::string::npos);
  EXPECT_NE(text.find("    name: joe@company.com\n    lockout: free\n"), std::string::npos);
}

TEST(AuditShow, ChoosesByAccountAndTime) {
  Trail trail;
  {
    const auto journal = trail.opened();
    static_cast<void>(journal->note(Trail::login("joe")));
    trail.clock().advance(std::chrono::hours{30});
    static_cast<void>(journal->note(Trail::login("mary")));
    ASSERT_TRUE(journal->write({.kind = Kind::change, .target = "joe@company.com"}));
  }
  EXPECT_EQ(shown(trail, {.account = "joe@company.com"}).find("mary"), std::string::npos);
  EXPECT_NE(shown(trail, {.account = "JOE@company.com"}).find("change"), std::string::npos);
  EXPECT_EQ(shown(trail, {.since = "2026-01-02T05"}).find("login account=joe"), std::string::npos);
  EXPECT_EQ(shown(trail, {.until = "2026-01-01"}).find("mary"), std::string::npos);
  EXPECT_NE(shown(trail, {.since = "2026-01-01", .until = "2026-01-02"}).find("mary"),
            std::string::npos);
}

TEST(AuditShow, UnderstandsPointsInTime) {
  const Time now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 8};
  EXPECT_EQ(point_in_time("7d", now), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(point_in_time("30m", now), "2026-01-07T23:30:00.000Z");
  EXPECT_EQ(point_in_time("2026-01-02", now), "2026-01-02");
  EXPECT_EQ(point_in_time("2026-01-02T03:04Z", now), "2026-01-02T03:04");
  for (const auto text : {"", "yesterday", "7w", "2026-1-2", "2026-01-02T0", "d"})
    EXPECT_FALSE(point_in_time(text, now)) << text;
}

}  // namespace
}  // namespace gatehouse::audit
