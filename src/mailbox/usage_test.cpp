#include "mailbox/usage.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "mailbox/delivery.h"
#include "mailbox/disk.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

class Usage : public testing::Test {
 protected:
  void put(const std::string& name, std::size_t bytes) const {
    const auto directory = Mailboxes(folder()).directory(name);
    ASSERT_TRUE(directory);
    const auto delivery = Delivery::begin(*directory);
    ASSERT_TRUE(delivery);
    ASSERT_TRUE((*delivery)->write(std::string(bytes, 'x')));
    ASSERT_TRUE((*delivery)->commit());
  }
  void put_file(const std::string& path, std::size_t bytes) const {
    std::ofstream(folder() / "mail" / path) << std::string(bytes, 'x');
  }
  // As if the last change had been a while ago.
  void settle(const std::string& path) const {
    std::filesystem::last_write_time(
        folder() / "mail" / path,
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  }
  [[nodiscard]] std::uint64_t used() const { return used_bytes(folder()).value_or(12345678); }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path() / "joe.macnt"; }

 private:
  TemporaryFolder folder_;
};

TEST_F(Usage, IsNothingWhenNothingIsThere) { EXPECT_EQ(used(), 0U); }

TEST_F(Usage, IsTheSumOfAllMailboxes) {
  ASSERT_TRUE(Mailboxes(folder()).create("Work/2026"));
  put("INBOX", 1000);
  put("INBOX", 24);
  put("Work", 5);
  put("Work/2026", 70000);
  EXPECT_EQ(used(), 71029U);
}

TEST_F(Usage, TakesTheSizeInANameAndElseLooksAtTheFile) {
  put("INBOX", 1);
  put_file("cur/1.a.host,S=500,W=510:2,S", 3);
  put_file("cur/2.b.host:2,", 40);
  put_file("new/3.c.host,S=x", 7);
  EXPECT_EQ(used(), 548U);
}

TEST_F(Usage, OfAFolderWithManyFilesIsCountedAnewOnlyWhenItChanges) {
  put("INBOX", 0);
  for (int i = 0; i < 300; ++i) put_file("cur/" + std::to_string(i) + ".a.host,S=10:2,", 0);
  EXPECT_EQ(used(), 3000U);
  EXPECT_FALSE(std::filesystem::exists(folder() / "mail/gatehouse-usage")) << "it may still change";
  settle("cur");
  EXPECT_EQ(used(), 3000U);
  auto kept = read_whole(folder() / "mail/gatehouse-usage");
  ASSERT_TRUE(kept);
  kept->replace(kept->find(" 3000 "), 6, " 4000 ");
  ASSERT_TRUE(replace_file(folder() / "mail/gatehouse-usage", *kept));
  EXPECT_EQ(used(), 4000U) << "the kept sum is taken";
  put_file("cur/more.host,S=5:2,", 0);
  EXPECT_EQ(used(), 3005U);
}

TEST_F(Usage, SurvivesADamagedFile) {
  put("INBOX", 10);
  for (const auto* text :
       {"", "nonsense", "gatehouse-usage 1\n1", "gatehouse-usage 1\n\n x y z\n9 9 \n"}) {
    ASSERT_TRUE(replace_file(folder() / "mail/gatehouse-usage", text));
    EXPECT_EQ(used(), 10U) << text;
  }
}

TEST_F(Usage, DecidesWhetherThereIsRoom) {
  put("INBOX", 1000);
  struct Case {
    std::optional<std::uint64_t> quota;
    std::uint64_t more;
    bool fits;
  };
  for (const auto& [quota, more, fits] :
       {Case{std::nullopt, ~std::uint64_t{0}, true}, Case{2000, 1000, true},
        Case{2000, 1001, false}, Case{1000, 0, true}, Case{999, 0, false}, Case{0, 0, false},
        Case{5000, ~std::uint64_t{0}, false}}) {
    const auto room = check_room(folder(), quota, more);
    EXPECT_EQ(room.has_value(), fits) << more;
    if (!fits) EXPECT_EQ(room.error().code, ErrorCode::too_long);
  }
}

}  // namespace
}  // namespace gatehouse::mailbox
