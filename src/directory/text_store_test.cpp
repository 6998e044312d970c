// What only the text-file engine promises: readable files, damage, crashes, other hands.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "directory/store.h"
#include "directory/temporary_folder.h"

namespace gatehouse::directory {
namespace {

namespace fs = std::filesystem;
using settings::Dictionary;
using namespace std::chrono_literals;

class TextStore : public testing::Test {
 protected:
  TextStore() { EXPECT_TRUE(store_->make_folder("a")); }

  void edit(const fs::path& path, std::string_view text) {
    std::ofstream(folder_.path() / path, std::ios::binary) << text;
  }
  std::string text_of(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(folder_.path() / path).rdbuf();
    return text.str();
  }
  void reopen() {
    store_.reset();
    store_ = *open_text_store(folder_.path());
  }
  // The watcher has a thread of its own: it gets ten seconds, needs a fraction of one.
  bool notices_a_change_after(std::uint64_t before) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < deadline) {
      if (store_->outside_changes() != before) return true;
      std::this_thread::yield();
    }
    return false;
  }
  std::string value(std::string_view path) {
    const auto document = store_->read(path);
    if (!document || !*document) return "(nothing)";
    return *(*document)->content.at("k").string();
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_ = *open_text_store(folder_.path());
};

TEST_F(TextStore, NeedsAFolder) {
  EXPECT_EQ(open_text_store(folder_.path() / "none").error().code, ErrorCode::not_found);
}

TEST_F(TextStore, WritesFilesThatPeopleCanReadAndOthersCannot) {
  ASSERT_TRUE(
      store_->write("a/x.settings", {{"Key", "a b"}, {"Flow", settings::Array{"10", "1m"}}}, 0));
  EXPECT_EQ(text_of("a/x.settings"), "{\n  Flow = (10, 1m);\n  Key = \"a b\";\n}\n");
  EXPECT_EQ(fs::status(folder_.path() / "a/x.settings").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(folder_.path() / "a").permissions(), fs::perms::owner_all);
}

TEST_F(TextStore, KeepsItsVersionsAcrossRestarts) {
  const auto version = store_->write("a/x", {{"k", "v"}}, 0);
  reopen();
  EXPECT_EQ((*store_->read("a/x"))->version, *version);
}

TEST_F(TextStore, LeavesNoOtherFilesThanTheDocumentAndItsCopy) {
  for (const auto* text : {"1", "2", "3"})
    ASSERT_TRUE(store_->write("a/x", {{"k", text}}, std::nullopt));
  ASSERT_TRUE(store_->write("a/x.info", {{"k", "1"}}, std::nullopt));
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_.path() / "a"))
    names.insert(entry.path().filename().string());
  EXPECT_EQ(names, (std::set<std::string>{"x", "x.last_good", "x.info"}));
  EXPECT_EQ(store_->list("a"), (std::vector<std::string>{"x", "x.info"}));
}

TEST_F(TextStore, ServesTheLastGoodVersionOfADamagedFileAndWritesNothing) {
  ASSERT_TRUE(store_->write("a/x", {{"k", "1"}}, std::nullopt));
  const auto version = store_->write("a/x", {{"k", "2"}}, std::nullopt);
  edit("a/x", "{\n  k = 3;\n  k = oops\n}\n");
  EXPECT_EQ(value("a/x"), "2");
  EXPECT_EQ((*store_->read("a/x"))->version, *version);
  for (const auto expected : {std::optional<Version>(*version), std::optional<Version>()}) {
    const auto written = store_->write("a/x", {{"k", "4"}}, expected);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::damaged);
    EXPECT_EQ(written.error().detail, "a/x:3:3: expected another key: k is set above");
  }
  EXPECT_EQ(text_of("a/x"), "{\n  k = 3;\n  k = oops\n}\n");
  reopen();
  EXPECT_EQ(value("a/x"), "2");
  edit("a/x", "{ k = repaired; }");
  EXPECT_EQ(value("a/x"), "repaired");
  EXPECT_TRUE(store_->write("a/x", {{"k", "5"}}, std::nullopt));
}

TEST_F(TextStore, TakesAGoodEditAsTheNewLastGoodVersionWhenItReadsIt) {
  ASSERT_TRUE(store_->write("a/x", {{"k", "1"}}, std::nullopt));
  edit("a/x", "{k=edited;}");
  EXPECT_EQ(value("a/x"), "edited");
  edit("a/x", "{k=");
  EXPECT_EQ(value("a/x"), "edited");
}

TEST_F(TextStore, NamesFileLineAndColumnWhenThereIsNoLastGoodVersion) {
  edit("a/x", "{\n  k = v\n}\n");
  const auto document = store_->read("a/x");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::damaged);
  EXPECT_EQ(document.error().detail, "a/x:3:1: expected a ; after the value");
  edit("a/x", "");
  EXPECT_EQ(store_->read("a/x").error().detail, "a/x:1:1: expected a value");
  edit("a/x.last_good", "{k=");
  EXPECT_EQ(store_->read("a/x").error().code, ErrorCode::damaged);
}

TEST_F(TextStore, NeverServesAnOlderVersionThanTheOneItAcknowledged) {
  // What a crash between the rename and the new copy leaves behind.
  ASSERT_TRUE(store_->write("a/x", {{"k", "1"}}, std::nullopt));
  ASSERT_TRUE(store_->write("a/x", {{"k", "2"}}, std::nullopt));
  fs::remove(folder_.path() / "a/x.last_good");
  reopen();
  EXPECT_EQ(value("a/x"), "2");
  edit("a/x", "{");
  EXPECT_EQ(value("a/x"), "2") << "the copy was made again by reading";
}

TEST_F(TextStore, KnowsAStaleCopyByItsTime) {
  ASSERT_TRUE(store_->write("a/x", {{"k", "1"}}, std::nullopt));
  edit("a/x.last_good", "{k=9;}");
  fs::last_write_time(folder_.path() / "a/x.last_good", fs::file_time_type::clock::now() - 1h);
  EXPECT_EQ(value("a/x"), "1");
  edit("a/x", "?");
  EXPECT_EQ(value("a/x"), "1");
}

TEST_F(TextStore, ForgetsTheCopyWithTheDocument) {
  ASSERT_TRUE(store_->write("a/x", {{"k", "old"}}, std::nullopt));
  ASSERT_TRUE(store_->remove("a/x"));
  edit("a/x", "{");
  EXPECT_EQ(store_->read("a/x").error().code, ErrorCode::damaged);
}

TEST_F(TextStore, IgnoresAndReusesWhatAnInterruptedWriteLeft) {
  ASSERT_TRUE(store_->write("a/x", {{"k", "1"}}, std::nullopt));
  edit("a/.x.new", "{k=half");
  reopen();
  EXPECT_EQ(value("a/x"), "1");
  EXPECT_EQ(store_->list("a"), (std::vector<std::string>{"x"}));
  ASSERT_TRUE(store_->write("a/x", {{"k", "2"}}, std::nullopt));
  EXPECT_FALSE(fs::exists(folder_.path() / "a/.x.new"));
}

TEST_F(TextStore, DeletesTombstonesOfAnInterruptedRemoveWhenItOpens) {
  fs::create_directories(folder_.path() / ".removed/123/deep");
  reopen();
  EXPECT_FALSE(fs::exists(folder_.path() / ".removed"));
}

TEST_F(TextStore, TreatsDamagedVolatileFactsAsNone) {
  ASSERT_TRUE(store_->write("a/x.info", {{"k", "1"}}, std::nullopt));
  EXPECT_FALSE(fs::exists(folder_.path() / "a/x.info.last_good"));
  edit("a/x.info", "{k=");
  const auto document = store_->read("a/x.info");
  ASSERT_TRUE(document);
  EXPECT_FALSE(*document);
  ASSERT_TRUE(store_->write("a/x.info", {{"k", "2"}}, std::nullopt));
  EXPECT_EQ(value("a/x.info"), "2");
}

TEST_F(TextStore, ReportsADiskThatSaysNoAndKeepsTheOldState) {
  ASSERT_TRUE(store_->write("a/x", {{"k", "1"}}, std::nullopt));
  fs::create_directory(folder_.path() / "a/.x.new");  // the temporary file cannot be made
  const auto written = store_->write("a/x", {{"k", "2"}}, std::nullopt);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  EXPECT_EQ(value("a/x"), "1");
}

TEST_F(TextStore, NoticesOtherHands) {
  ASSERT_TRUE(store_->write("a/x", {{"k", "1"}}, std::nullopt));
  ASSERT_TRUE(store_->write("a/y", {{"k", "1"}}, std::nullopt));
  const auto changes_by = [&](auto hand) {
    for (const auto* path : {"a/x", "a/y", "a/later", "a/deep/er/z"}) [[maybe_unused]]
      const auto document = store_->read(path);
    [[maybe_unused]] const auto names = store_->list("a");
    const auto before = store_->outside_changes();
    hand();
    return notices_a_change_after(before);
  };
  EXPECT_TRUE(changes_by([&] { edit("a/x", "{k=2;}"); })) << "in place";
  EXPECT_TRUE(changes_by([&] { edit("a/x", "{k=3;}"); })) << "in place, same size";
  EXPECT_TRUE(changes_by([&] {
    edit("a/x~", "{k=4;}");
    fs::rename(folder_.path() / "a/x~", folder_.path() / "a/x");
  })) << "as editors do";
  EXPECT_TRUE(changes_by([&] { edit("a/later", "{}"); })) << "a file that was missed";
  EXPECT_TRUE(changes_by([&] { edit("a/unasked", "{}"); })) << "a listed folder";
  EXPECT_TRUE(changes_by([&] { fs::create_directory(folder_.path() / "a/deep"); }));
  EXPECT_TRUE(changes_by([&] { fs::remove(folder_.path() / "a/y"); })) << "removed";
  EXPECT_TRUE(changes_by([&] { fs::rename(folder_.path() / "a", folder_.path() / "b"); }));
}

TEST_F(TextStore, TakesItsOwnHandsForNobodyElses) {
  for (const auto* path : {"a/x", "a/x.info", "a/sub/x"}) [[maybe_unused]]
    const auto document = store_->read(path);
  [[maybe_unused]] const auto names = store_->list("a");
  const auto before = store_->outside_changes();
  ASSERT_TRUE(store_->make_folder("a/sub"));
  for (const auto* path : {"a/x", "a/x.info", "a/sub/x"})
    for (const auto* text : {"1", "2"}) {
      ASSERT_TRUE(store_->write(path, {{"k", text}}, std::nullopt));
      EXPECT_EQ(value(path), text);
    }
  ASSERT_TRUE(store_->rename("a/sub", "a/bus"));
  ASSERT_TRUE(store_->remove("a/bus"));
  ASSERT_TRUE(store_->remove("a/x"));
  // A change by others, made last, is the only one that counts.
  ASSERT_TRUE(store_->write("a/z", {{"k", "1"}}, std::nullopt));
  EXPECT_EQ(value("a/z"), "1");
  edit("a/.z-edited", "{k=2;}");
  fs::rename(folder_.path() / "a/.z-edited", folder_.path() / "a/z");
  ASSERT_TRUE(notices_a_change_after(before));
  EXPECT_EQ(store_->outside_changes(), before + 1);
}

}  // namespace
}  // namespace gatehouse::directory
