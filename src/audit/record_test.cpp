#include "audit/record.h"

#include <gtest/gtest.h>

#include "audit/trail_fixture.h"

namespace gatehouse::audit {
namespace {

TEST(AuditRecord, ReadsBackAsItWasWritten) {
  auto record = Trail::login("joe");
  record.rules = "Account: joe@company.com; Lockout: 0 of 20";
  record.changes = {{"AUTHMethods", settings::Dictionary{{"After", "(PLAIN)"}, {"Before", "All"}}}};
  const auto text = to_text(record);
  const auto entry = read_entry("17 " + text);
  ASSERT_TRUE(entry) << entry.error().detail;
  EXPECT_EQ(entry->id, 17U);
  EXPECT_EQ(entry->time, "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_text(entry->record), text);
  EXPECT_EQ(entry->record.changes, record.changes);
}

TEST(AuditRecord, LetsNoNameForgeAFieldOrALine) {
  auto record = Trail::login("joe");
  record.name = "joe\";Result=success;}\r\n18 {Kind=login;} \xff\\";
  const auto text = to_text(record);
  EXPECT_EQ(text.find_first_of("\r\n"), text.npos);
  const auto entry = read_entry("17 " + text);
  ASSERT_TRUE(entry) << entry.error().detail;
  EXPECT_EQ(entry->record.name, "joe\";Result=success;}\\x0d\\x0a18 {Kind=login;} \\xff\\x5c");
}

TEST(AuditRecord, CutsWhatIsLong) {
  auto record = Trail::login("joe");
  record.name = record.method = record.detail = std::string(100000, '\n');
  EXPECT_LT(to_text(record).size(), 4096U);
}

TEST(AuditRecord, SaysHowManyChangesWereTooManyToBeShown) {
  Record record{.kind = Kind::change};
  for (int at = 0; at < 1000; ++at)
    record.changes.emplace("Key" + std::to_string(at),
                           settings::Dictionary{{"After", std::string(256, 'x')}});
  EXPECT_NE(to_text(record).find("Changes=\"too many to be shown: 1000\""), std::string::npos);
}

TEST(AuditRecord, NamesEveryKind) {
  for (const auto kind : {Kind::login, Kind::end, Kind::change, Kind::notice, Kind::start,
                          Kind::stop, Kind::file, Kind::lost, Kind::cut, Kind::damaged})
    EXPECT_EQ(kind_named(name_of(kind)), kind);
  EXPECT_FALSE(kind_named("nothing"));
}

TEST(AuditRecord, RefusesWhatIsNoRecord) {
  for (const auto text :
       {"", "17", "x {Kind=login;}", "17 {Kind=other;}", "17 {Kind=login;", "17 {}"})
    EXPECT_FALSE(read_entry(text)) << text;
}

}  // namespace
}  // namespace gatehouse::audit
