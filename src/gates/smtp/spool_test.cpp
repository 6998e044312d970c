#include "gates/smtp/spool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace gatehouse::gates::smtp {
namespace {

std::string whole(const Spool& spool) {
  std::string all;
  for (;;) {
    const auto piece = spool.piece(all.size());
    EXPECT_TRUE(piece);
    if (!piece || piece->empty()) return all;
    all += *piece;
  }
}

TEST(Spool, KeepsASmallMessageInMemory) {
  Spool spool("/nowhere");
  spool.add("one");
  spool.add("");
  EXPECT_FALSE(spool.wants_flush());
  EXPECT_EQ(whole(spool), "one\r\n\r\n");
}

TEST(Spool, GivesABigMessageBackFromItsFile) {
  Spool spool(testing::TempDir());
  std::string expected;
  for (int i = 0; i < 20000; ++i) {
    const std::string line = "line " + std::to_string(i);
    spool.add(line);
    expected += line + "\r\n";
    if (!spool.wants_flush()) continue;
    ASSERT_TRUE(spool.flush());
  }
  EXPECT_EQ(whole(spool), expected);
}

TEST(Spool, LeavesNoFileBehind) {
  const auto folder = std::filesystem::path(testing::TempDir()) /
                      ("gatehouse_spool_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  Spool spool(folder);
  spool.add("one");
  ASSERT_TRUE(spool.flush());
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

TEST(Spool, SaysWhenItCannotWrite) {
  Spool spool("/nowhere");
  spool.add("one");
  EXPECT_EQ(spool.flush().error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace gatehouse::gates::smtp
