#include "pki/expiry.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "base/log.h"
#include "pki/authority_fixture.h"

namespace gatehouse::pki {
namespace {

TEST(ExpiryAlarms, AreRaisedThreeTimesAndAtTheEnd) {
  const auto file = testing::TempDir() + "/gatehouse_alarms.log";
  std::remove(file.c_str());
  const auto ends = present() + std::chrono::days(100);
  auto wanted = server_named("company2.test");
  wanted.until = std::chrono::hours(24 * 100);
  const auto issued = Authority("CA").issue(wanted);
  log::open(file, log::Level::all);
  ExpiryAlarms alarms;
  for (int days = 40; days >= -3; --days)
    for (int hour = 0; hour < 24; hour += 6)
      alarms.look_at("company2.test", issued.certificate.get(),
                     ends - std::chrono::days(days) + std::chrono::hours(hour));
  log::close();
  std::ifstream log_file(file);
  const std::string text{std::istreambuf_iterator<char>(log_file), {}};
  std::size_t lines = 0;
  for (auto at = text.find("company2.test"); at != text.npos;
       at = text.find("company2.test", at + 1))
    ++lines;
  EXPECT_EQ(lines, 4U) << text;
  for (const auto* words :
       {"ends within 30 days", "ends within 7 days", "ends within a day", "has ended"})
    EXPECT_TRUE(text.contains(words)) << words;
  std::remove(file.c_str());
}

}  // namespace
}  // namespace gatehouse::pki
