#include "storage/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "access/acl_file.h"
#include "directory/temporary_folder.h"
#include "storage/names.h"
#include "storage/upload.h"
#include "storage/usage.h"

namespace gatehouse::storage {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  FilesTest() : files_(*Files::open(account_, Files::Missing::make)) {}

  void write(std::string_view name, std::string_view text) {
    std::ofstream(account_ / "files" / name) << text;
  }
  Result<void> put(Upload::Wish wish, std::string_view text) {
    auto upload = Upload::begin(files_, std::move(wish));
    if (!upload) return std::unexpected(upload.error());
    if (auto written = upload->write(text); !written) return written;
    return upload->commit();
  }
  std::string content(std::string_view name) {
    auto file = files_.read(name);
    return file ? *file->read(1000) : std::string(name_of(file.error().code));
  }
  std::string names(std::string_view folder = "") {
    std::string all;
    for (const auto& entry : *files_.list(folder))
      all += entry.name + (entry.facts.is_folder ? "/ " : " ");
    return all;
  }
  template <class Value>
  static std::string told(const Result<Value>& done) {
    return done ? "ok" : std::string(name_of(done.error().code));
  }
  std::uint64_t used() { return *used_bytes(account_); }

  directory::TemporaryFolder folder_;
  fs::path account_ = folder_.path() / "account";
  Files files_;
};

TEST_F(FilesTest, ComeGoAndMove) {
  EXPECT_EQ(told(put({.name = "a.txt"}, "one")), "ok");
  EXPECT_EQ(told(files_.make_folder("Music")), "ok");
  EXPECT_EQ(told(files_.make_folder("Music")), "already_exists");
  EXPECT_EQ(told(files_.make_folder("No/Way")), "not_found");
  EXPECT_EQ(told(files_.rename("a.txt", "Music/b.txt")), "ok");
  EXPECT_EQ(names(), "Music/ ");
  EXPECT_EQ(names("Music"), "b.txt ");
  EXPECT_EQ(content("Music/b.txt"), "one");
  EXPECT_EQ(told(files_.remove_folder("Music")), "conflict");
  EXPECT_EQ(told(files_.remove_file("Music")), "conflict");
  EXPECT_EQ(told(files_.remove_folder("Music/b.txt")), "conflict");
  EXPECT_EQ(told(files_.rename("Music", "Music/inside")), "conflict");
  EXPECT_EQ(told(files_.rename("Music", "Songs")), "ok");
  EXPECT_EQ(told(files_.remove_file("Songs/b.txt")), "ok");
  EXPECT_EQ(told(files_.remove_folder("Songs")), "ok");
  EXPECT_EQ(names(), "");
}

TEST_F(FilesTest, TakeThePlaceOfFilesOnly) {
  ASSERT_TRUE(put({.name = "a"}, "a"));
  ASSERT_TRUE(put({.name = "b"}, "bb"));
  ASSERT_TRUE(files_.make_folder("f"));
  EXPECT_EQ(told(files_.rename("a", "f")), "already_exists");
  EXPECT_EQ(told(files_.rename("f", "a")), "already_exists");
  EXPECT_EQ(told(files_.rename("a", "b")), "ok");
  EXPECT_EQ(content("b"), "a");
  EXPECT_EQ(told(put({.name = "f"}, "x")), "conflict");
  EXPECT_EQ(told(files_.read("f")), "conflict");
}

TEST_F(FilesTest, NothingLeadsOut) {
  std::ofstream(folder_.path() / "secret") << "of another";
  fs::create_directories(folder_.path() / "other");
  fs::create_symlink(folder_.path() / "secret", account_ / "files/link");
  fs::create_directory_symlink(folder_.path() / "other", account_ / "files/way");
  fs::create_directory_symlink("..", account_ / "files/up");
  ASSERT_EQ(::mkfifo((account_ / "files/pipe").c_str(), 0600), 0);
  EXPECT_EQ(names(), "");
  for (const auto* name : {"link", "way", "up", "pipe", "way/x", "up/secret"}) {
    EXPECT_EQ(told(files_.read(name)), "not_found") << name;
    EXPECT_EQ(told(files_.facts(name)), "not_found") << name;
    EXPECT_EQ(told(files_.remove_file(name)), "not_found") << name;
    EXPECT_EQ(told(files_.rename(name, "mine")), "not_found") << name;
  }
  EXPECT_EQ(told(files_.list("way")), "not_found");
  EXPECT_EQ(told(files_.make_folder("way/x")), "not_found");
  EXPECT_EQ(told(put({.name = "way/x"}, "x")), "not_found");
  EXPECT_EQ(told(put({.name = "link"}, "x")), "conflict");
  EXPECT_FALSE(fs::exists(folder_.path() / "other/x"));
  for (const auto* name : {"..", "../x", "a/../b", "/etc/passwd", ".", "a//b", "a/", "a\nb"})
    EXPECT_EQ(told(files_.read(name)), "malformed") << name;
  EXPECT_EQ(told(files_.read(std::string_view("a\0b", 3))), "malformed");
}

TEST_F(FilesTest, WhatIsNotCommittedLeavesTheOldFile) {
  ASSERT_TRUE(put({.name = "a"}, "old"));
  {
    auto upload = Upload::begin(files_, {.name = "a"});
    ASSERT_TRUE(upload && upload->write("new and cut off"));
    EXPECT_EQ(content("a"), "old");
  }
  EXPECT_EQ(content("a"), "old");
  EXPECT_TRUE(fs::is_empty(account_ / "uploads"));
  EXPECT_EQ(used(), 3U);
}

TEST_F(FilesTest, GoOnWhereAnUploadEnded) {
  ASSERT_TRUE(put({.name = "a"}, "0123456789"));
  EXPECT_EQ(told(put({.name = "a", .offset = 4}, "xyz")), "ok");
  EXPECT_EQ(content("a"), "0123xyz");
  EXPECT_EQ(told(put({.name = "a", .append = true}, "!")), "ok");
  EXPECT_EQ(content("a"), "0123xyz!");
  EXPECT_EQ(told(put({.name = "b", .append = true}, "new")), "ok");
  EXPECT_EQ(told(put({.name = "a", .offset = 9}, "x")), "too_long");
  EXPECT_EQ(told(put({.name = "c", .offset = 1}, "x")), "too_long");
  EXPECT_EQ(told(put({.name = "a", .only_new = true}, "x")), "already_exists");
  EXPECT_EQ(used(), 11U);
}

TEST_F(FilesTest, CountForTheQuota) {
  EXPECT_EQ(used(), 0U);
  ASSERT_TRUE(put({.name = "a", .quota = 10}, "123456"));
  EXPECT_EQ(told(put({.name = "b", .quota = 10}, "12345")), "too_long");
  EXPECT_EQ(told(put({.name = "a", .quota = 10}, "1234567890")), "ok");  // in its place
  EXPECT_EQ(told(put({.name = "a", .append = true, .quota = 10}, "1")), "too_long");
  EXPECT_EQ(used(), 10U);
  ASSERT_TRUE(files_.remove_file("a"));
  EXPECT_EQ(used(), 0U);
}

// Two uploads that both had room when they began.
TEST_F(FilesTest, TheQuotaHoldsAtTheEndToo) {
  auto one = Upload::begin(files_, {.name = "a", .quota = 10});
  auto two = Upload::begin(files_, {.name = "b", .quota = 10});
  ASSERT_TRUE(one && two && one->write("123456") && two->write("123456"));
  EXPECT_EQ(told(one->commit()), "ok");
  EXPECT_EQ(told(two->commit()), "too_long");
}

TEST_F(FilesTest, ASumThatIsWrongOrLostIsMadeAnewBeforeAnybodyIsRefused) {
  ASSERT_TRUE(put({.name = "a"}, "123"));
  std::ofstream(account_ / "files-usage") << "nonsense";
  EXPECT_EQ(used(), 3U);
  std::ofstream(account_ / "files-usage") << "1000 99999999999\n";
  EXPECT_EQ(used(), 1000U);
  EXPECT_TRUE(Usage::hold(account_)->check_room(10, 7));
  EXPECT_EQ(used(), 3U);
}

TEST_F(FilesTest, ListsOfRightsAreHiddenAndInherited) {
  ASSERT_TRUE(files_.make_folder("open"));
  const std::string list(access::acl_file_name);
  write("open/" + list, "{ joe = lr; }");
  ASSERT_TRUE(files_.make_folder("open/inner"));
  EXPECT_EQ(names("open"), "inner/ ");
  EXPECT_TRUE(fs::exists(account_ / "files/open/inner" / list));
  EXPECT_EQ(told(files_.read("open/" + list)), "malformed");
  EXPECT_EQ(told(put({.name = "open/" + list}, "{ joe = lrida; }")), "malformed");
  EXPECT_EQ(told(files_.remove_folder("open/inner")), "ok");
}

TEST_F(FilesTest, AnUploadOfACrashGoesAfterADay) {
  fs::create_directories(account_ / "uploads");
  std::ofstream(account_ / "uploads/old") << "x";
  std::ofstream(account_ / "uploads/young") << "x";
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(25);
  fs::last_write_time(account_ / "uploads/old", long_ago);
  ASSERT_TRUE(put({.name = "a"}, "x"));
  EXPECT_FALSE(fs::exists(account_ / "uploads/old"));
  EXPECT_TRUE(fs::exists(account_ / "uploads/young"));
}

TEST_F(FilesTest, ReadersSkipAndKeepTheirFile) {
  ASSERT_TRUE(put({.name = "a"}, "0123456789"));
  auto file = files_.read("a");
  ASSERT_TRUE(file && file->skip_to(7));
  ASSERT_TRUE(put({.name = "a"}, "another"));
  EXPECT_EQ(*file->read(100), "789");
  EXPECT_EQ(told(file->skip_to(11)), "too_long");
  const Time when = std::chrono::sys_days{std::chrono::year{2001} / 2 / 3};
  ASSERT_TRUE(files_.set_modified("a", when));
  EXPECT_EQ(files_.facts("a")->modified, when);
}

TEST(StorageNames, AreLevelsOfUtf8) {
  for (const auto* name : {"a", "a b/c", "..a", "%2e%2e", "\xC3\xA4/\xE2\x82\xAC", ""})
    EXPECT_TRUE(is_name(name)) << name;
  for (const auto* name : {"/a", "a/", "a//b", ".", "..", "a/..", "\xFF", "\xC0\xAE", "a\x7F",
                           "gatehouse-acl", "gatehouse-acl.new", "x/gatehouse-acl"})
    EXPECT_FALSE(is_name(name)) << name;
  EXPECT_TRUE(is_name(std::string(255, 'a')));
  EXPECT_FALSE(is_name(std::string(256, 'a')));
  std::string deep = "a";
  for (std::size_t level = 1; level < most_levels; ++level) deep += "/a";
  EXPECT_TRUE(is_name(deep));
  EXPECT_FALSE(is_name(deep + "/a"));
}

}  // namespace
}  // namespace gatehouse::storage
