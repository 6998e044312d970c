#include "auth/protection_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "directory/temporary_folder.h"

namespace gatehouse::auth {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

class ProtectionFileTest : public testing::Test {
 protected:
  // What a server's life leaves behind in `protection_`.
  void fail_as(const std::string& account, int times) {
    for (int i = 0; i < times; ++i) {
      auto answer = protection_.reserve(guess(account), clock_.moment());
      answer.reservation.failed(nullptr, clock_.moment());
    }
  }
  static GuessedAt guess(const std::string& account) {
    return {.account = account, .counter = account, .from = *IpAddress::parse("10.0.0.1")};
  }
  unsigned failures(const Protection& protection, const std::string& account) {
    return protection.view(guess(account), clock_.moment()).failures;
  }
  std::string content() const {
    std::ifstream file(path());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void content(const std::string& text) const {
    std::ofstream file(path(), std::ios::trunc);
    file << text;
  }
  std::filesystem::path path() const { return folder_.path() / "protection"; }

  directory::TemporaryFolder folder_;
  crypto::CountingEntropy entropy_;
  FakeClock clock_;
  Protection protection_{entropy_};
  ProtectionFile file_{path(), "boot1", protection_, clock_};
  Protection next_{entropy_};
  ProtectionFile next_file_{path(), "boot1", next_, clock_};
  ProtectionFile other_boot_{path(), "boot2", next_, clock_};
};

TEST_F(ProtectionFileTest, OutlivesACrash) {
  EXPECT_EQ(file_.open(), 0U);
  fail_as("joe", 4);
  EXPECT_TRUE(file_.keep());
  fail_as("joe", 3);
  fail_as("ann", 1);
  EXPECT_TRUE(file_.keep());
  EXPECT_EQ(next_file_.open(), 0U);
  EXPECT_EQ(failures(next_, "joe"), 7U);
  EXPECT_EQ(failures(next_, "ann"), 1U);
}

TEST_F(ProtectionFileTest, WritesNothingWhenNothingChanged) {
  EXPECT_EQ(file_.open(), 0U);
  fail_as("joe", 1);
  EXPECT_TRUE(file_.keep());
  const auto before = content();
  EXPECT_TRUE(file_.keep());
  EXPECT_EQ(content(), before);
}

TEST_F(ProtectionFileTest, CountsTheTimeBetweenByTheMonotonicClock) {
  EXPECT_EQ(file_.open(), 0U);
  fail_as("joe", 10);
  EXPECT_TRUE(file_.keep());
  clock_.advance(minutes{10});
  EXPECT_EQ(next_file_.open(), 0U);
  EXPECT_EQ(failures(next_, "joe"), 10U);
  clock_.advance(minutes{7});
  EXPECT_EQ(failures(next_, "joe"), 0U);
}

// V-089: after a boot only the wall clock can tell, and it may be wrong.
TEST_F(ProtectionFileTest, BelievesNoWallClockThatWentBack) {
  EXPECT_EQ(file_.open(), 0U);
  clock_.advance(days{1});
  fail_as("joe", 10);
  EXPECT_TRUE(file_.keep());
  const auto kept = content();
  FakeClock back;
  Protection after(entropy_);
  ProtectionFile file(path(), "boot2", after, back);
  EXPECT_EQ(file.open(), 0U);
  EXPECT_TRUE(after.view(guess("joe"), back.moment() + minutes{14}).locked);
  EXPECT_FALSE(after.view(guess("joe"), back.moment() + minutes{17}).locked);
}

TEST_F(ProtectionFileTest, BelievesAWallClockThatJumpedForADayAtMost) {
  EXPECT_EQ(file_.open(), 0U);
  protection_.succeeded("joe", "joe", *IpAddress::parse("10.0.0.1"), clock_.moment());
  EXPECT_TRUE(file_.keep());
  clock_.advance(days{3650});
  EXPECT_EQ(other_boot_.open(), 0U);
  EXPECT_EQ(next_.view(guess("joe"), clock_.moment()).standing, Standing::known_address);
}

TEST_F(ProtectionFileTest, LeavesOutWhatIsDamaged) {
  EXPECT_EQ(file_.open(), 0U);
  fail_as("joe", 4);
  EXPECT_TRUE(file_.keep());
  fail_as("ann", 4);
  EXPECT_TRUE(file_.keep());
  auto text = content();
  content(text.substr(0, text.size() - 10));  // a crash in the middle of a line
  EXPECT_EQ(next_file_.open(), 1U);
  EXPECT_EQ(failures(next_, "joe"), 4U);
  EXPECT_EQ(failures(next_, "ann"), 4U) << "the site's line was the last";
}

TEST_F(ProtectionFileTest, StartsAnewFromRubbish) {
  std::string rubbish = "rubbish\n\n" + std::string(20000, 'x') + "\n";
  rubbish.push_back('\0');
  content(rubbish);
  EXPECT_EQ(file_.open(), 4U);
  fail_as("joe", 4);
  EXPECT_TRUE(file_.keep());
  EXPECT_EQ(next_file_.open(), 0U);
  EXPECT_EQ(failures(next_, "joe"), 4U);
}

TEST_F(ProtectionFileTest, IsMadeAnewWhenItHasGrown) {
  EXPECT_EQ(file_.open(), 0U);
  std::size_t longest = 0;
  for (int i = 0; i < 60; ++i) {
    for (int name = 0; name < 1000; ++name) fail_as("name" + std::to_string(name), 1);
    clock_.advance(hours{1});
    EXPECT_TRUE(file_.keep());
    longest = std::max(longest, static_cast<std::size_t>(std::filesystem::file_size(path())));
  }
  EXPECT_LT(longest, ProtectionFile::grown + (1U << 20U));
  EXPECT_EQ(next_file_.open(), 0U);
}

TEST_F(ProtectionFileTest, SaysWhenItCannotBeWritten) {
  ProtectionFile nowhere(folder_.path() / "missing" / "protection", "boot1", protection_, clock_);
  EXPECT_FALSE(nowhere.open());
  EXPECT_FALSE(nowhere.keep());
}

TEST_F(ProtectionFileTest, KeepsWhatIsBlockedForATime) {
  access::TemporaryAddresses addresses;
  access::TemporaryAddresses later;
  const auto one = *IpAddress::parse("10.9.9.9");
  const auto two = *IpAddress::parse("2001:db8::1");
  ProtectionFile file(path(), "boot1", protection_, clock_, &addresses);
  EXPECT_EQ(file.open(), 0U);
  addresses.block(one, minutes{5}, clock_.moment());
  addresses.block(two, std::nullopt, clock_.moment());
  fail_as("joe", 1);
  EXPECT_TRUE(file.keep());
  clock_.advance(minutes{2});
  ProtectionFile next(path(), "boot1", next_, clock_, &later);
  EXPECT_EQ(next.open(), 0U);
  EXPECT_EQ(failures(next_, "joe"), 1U);
  EXPECT_TRUE(later.blocked(one, clock_.moment()));
  EXPECT_TRUE(later.blocked(two, clock_.moment()));
  EXPECT_FALSE(later.blocked(one, clock_.moment() + minutes{4}));
  later.unblock(two);
  EXPECT_TRUE(next.keep());
  access::TemporaryAddresses last;
  Protection third(entropy_);
  ProtectionFile end(path(), "boot1", third, clock_, &last);
  EXPECT_EQ(end.open(), 0U);
  EXPECT_TRUE(last.blocked(one, clock_.moment()));
  EXPECT_FALSE(last.blocked(two, clock_.moment()));
}

TEST_F(ProtectionFileTest, KeepsWhatAnAdministratorTookBack) {
  EXPECT_EQ(file_.open(), 0U);
  fail_as("joe", 10);
  EXPECT_TRUE(file_.keep());
  protection_.forget_failures("joe");
  protection_.forget_failures(guess("joe").from);
  EXPECT_TRUE(file_.keep());
  EXPECT_EQ(next_file_.open(), 0U);
  EXPECT_EQ(failures(next_, "joe"), 0U);
  EXPECT_FALSE(next_.view(guess("joe"), clock_.moment()).locked);
  EXPECT_EQ(next_.view(guess("joe"), clock_.moment()).failing_accounts, 0U);
}

}  // namespace
}  // namespace gatehouse::auth
