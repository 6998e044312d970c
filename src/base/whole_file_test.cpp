#include "base/whole_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

class WholeFile : public testing::Test {
 protected:
  WholeFile() {
    std::string name = testing::TempDir() + "whole-file-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~WholeFile() override { fs::remove_all(folder_); }
  [[nodiscard]] static std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  fs::path folder_;
};

TEST_F(WholeFile, IsReplacedAndLeavesNothingBeside) {
  for (const std::string text : {"one", "", "two\n\xFF"}) {
    ASSERT_TRUE(replace_file(folder_ / "file", text));
    EXPECT_EQ(text_of(folder_ / "file"), text);
  }
  struct stat found{};
  ASSERT_EQ(::stat((folder_ / "file").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(WholeFile, StaysAsItWasWhenTheNewOneCannotBeWritten) {
  ASSERT_TRUE(replace_file(folder_ / "file", "old"));
  fs::create_directory(folder_ / "file.new");
  EXPECT_FALSE(replace_file(folder_ / "file", "new"));
  EXPECT_EQ(text_of(folder_ / "file"), "old");
}

TEST_F(WholeFile, IsNotWrittenThroughALink) {
  std::ofstream(folder_ / "other") << "other";
  fs::create_symlink(folder_ / "other", folder_ / "file.new");
  EXPECT_FALSE(replace_file(folder_ / "file", "new"));
  EXPECT_EQ(text_of(folder_ / "other"), "other");
}

TEST_F(WholeFile, TellsWhatIsMissing) {
  const auto done = replace_file(folder_ / "none/file", "x");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::not_found);
  EXPECT_TRUE(done.error().detail.contains("none/file"));
}

TEST(Descriptor, IsClosedOnce) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const auto is_open = [](int number) {
    return ::lseek(number, 0, SEEK_CUR) == 0 || errno != EBADF;
  };
  Descriptor reading(ends[0]);
  {
    Descriptor writing(ends[1]);
    reading = std::move(writing);
    EXPECT_FALSE(writing.open());
  }
  EXPECT_FALSE(is_open(ends[0]));
  EXPECT_TRUE(is_open(ends[1]));
  const int number = reading.release();
  EXPECT_FALSE(reading.open());
  EXPECT_TRUE(is_open(number));
  Descriptor(number).reset();
  EXPECT_FALSE(is_open(number));
}

}  // namespace
}  // namespace gatehouse
