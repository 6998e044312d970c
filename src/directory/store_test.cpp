// The promises every engine keeps, run against each of them.
#include "directory/store.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "directory/temporary_folder.h"

namespace gatehouse::directory {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Value;

class StoreContract : public testing::TestWithParam<const char*> {
 protected:
  StoreContract()
      : store_(GetParam() == std::string_view("text") ? *open_text_store(folder_.path())
                                                      : make_memory_store()) {
    EXPECT_TRUE(store_->make_folder("a/b"));
  }
  Version put(std::string_view path, Dictionary content) {
    const auto version = store_->write(path, content, std::nullopt);
    EXPECT_TRUE(version) << path;
    return version.value_or(0);
  }
  Dictionary content(std::string_view path) {
    const auto document = store_->read(path);
    EXPECT_TRUE(document && *document) << path;
    return document && *document ? (*document)->content : Dictionary{};
  }
  ErrorCode refusal(const auto& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::aborted : result.error().code;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Engines, StoreContract, testing::Values("text", "memory"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(StoreContract, ReadsBackWhatWasWritten) {
  const Dictionary written{{"k", "v"}, {"odd \x01\n", Array{"\xC3\xBC", Dictionary{}}}};
  const auto version = store_->write("a/b/x.settings", written, 0);
  ASSERT_TRUE(version);
  EXPECT_NE(*version, 0U);
  const auto document = store_->read("a/b/x.settings");
  ASSERT_TRUE(document && *document);
  EXPECT_EQ((*document)->content, written);
  EXPECT_EQ((*document)->version, *version);
}

TEST_P(StoreContract, HasNothingWhereNothingWasWritten) {
  for (const auto* path : {"a/b/x", "a/none/x", "nowhere"}) {
    const auto document = store_->read(path);
    ASSERT_TRUE(document);
    EXPECT_FALSE(*document);
    EXPECT_FALSE(store_->exists(path));
  }
}

TEST_P(StoreContract, ChangesOnlyTheVersionThatIsExpected) {
  const auto first = store_->write("a/x", {{"n", "1"}}, 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(refusal(store_->write("a/x", {{"n", "2"}}, 0)), ErrorCode::conflict);
  const auto second = store_->write("a/x", {{"n", "2"}}, *first);
  ASSERT_TRUE(second);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(refusal(store_->write("a/x", {{"n", "3"}}, *first)), ErrorCode::conflict);
  EXPECT_EQ(refusal(store_->write("a/y", {{"n", "3"}}, *first)), ErrorCode::conflict);
  EXPECT_EQ(content("a/x"), (Dictionary{{"n", "2"}}));
  EXPECT_FALSE(store_->exists("a/y"));
}

TEST_P(StoreContract, WritesOnlyIntoFoldersThatExist) {
  EXPECT_EQ(refusal(store_->write("none/x", {}, std::nullopt)), ErrorCode::not_found);
}

TEST_P(StoreContract, RefusesWhatWouldNotReadBack) {
  EXPECT_EQ(refusal(store_->write("a/x", {{"k", std::string("a\0b", 3)}}, 0)),
            ErrorCode::malformed);
  Value deep = "end";
  for (int i = 0; i < 70; ++i) deep = Array{deep};
  EXPECT_EQ(refusal(store_->write("a/x", {{"k", deep}}, 0)), ErrorCode::malformed);
  EXPECT_FALSE(store_->exists("a/x"));
}

TEST_P(StoreContract, KeepsToItsTree) {
  for (const std::string path :
       {"", "/", "/etc/passwd", "a/", "a//x", "../x", "a/../../x", "a/..", "a/.", "a/.hidden",
        "a/x.last_good", "a\nb", "a/x\x7f", "a/\xFF", ".removed"}) {
    EXPECT_EQ(refusal(store_->read(path)), ErrorCode::malformed) << escaped(path);
    EXPECT_EQ(refusal(store_->write(path, {}, std::nullopt)), ErrorCode::malformed);
    EXPECT_EQ(refusal(store_->list(path)), ErrorCode::malformed);
    EXPECT_EQ(refusal(store_->make_folder(path)), ErrorCode::malformed);
    EXPECT_EQ(refusal(store_->rename("a", path)), ErrorCode::malformed);
    EXPECT_EQ(refusal(store_->rename(path, "z")), ErrorCode::malformed);
    EXPECT_EQ(refusal(store_->remove(path)), ErrorCode::malformed);
    EXPECT_FALSE(store_->exists(path));
  }
  EXPECT_EQ(refusal(store_->read(std::string("a\0b", 3))), ErrorCode::malformed);
  EXPECT_EQ(refusal(store_->read(std::string(254, 'a'))), ErrorCode::malformed);
}

TEST_P(StoreContract, ListsWhatIsDirectlyBelow) {
  put("a/z.settings", {});
  put("a/b/deep", {});
  ASSERT_TRUE(store_->make_folder("a/a1"));
  EXPECT_EQ(store_->list("a"), (std::vector<std::string>{"a1", "b", "z.settings"}));
  EXPECT_EQ(refusal(store_->list("none")), ErrorCode::not_found);
}

TEST_P(StoreContract, MakesFoldersWithThoseAboveThem) {
  ASSERT_TRUE(store_->make_folder("p/q/r"));
  ASSERT_TRUE(store_->make_folder("p/q/r")) << "there already";
  EXPECT_TRUE(store_->exists("p/q"));
}

TEST_P(StoreContract, RenamesADocument) {
  const auto version = put("a/x", {{"k", "v"}});
  ASSERT_TRUE(store_->rename("a/x", "a/b/y"));
  EXPECT_FALSE(store_->exists("a/x"));
  EXPECT_EQ((*store_->read("a/b/y"))->version, version);
}

TEST_P(StoreContract, RenamesAFolderWithAllBelow) {
  put("a/b/x", {{"k", "v"}});
  ASSERT_TRUE(store_->make_folder("ab"));
  put("ab/x", {{"k", "not below a"}});
  ASSERT_TRUE(store_->rename("a", "c"));
  EXPECT_EQ(content("c/b/x"), (Dictionary{{"k", "v"}}));
  EXPECT_EQ(content("ab/x"), (Dictionary{{"k", "not below a"}}));
  EXPECT_FALSE(store_->exists("a"));
  EXPECT_FALSE(*store_->read("a/b/x"));
}

TEST_P(StoreContract, RenamesNothingOntoSomethingElse) {
  put("a/x", {{"k", "1"}});
  put("a/y", {{"k", "2"}});
  EXPECT_EQ(refusal(store_->rename("a/x", "a/y")), ErrorCode::already_exists);
  EXPECT_EQ(refusal(store_->rename("a/none", "a/z")), ErrorCode::not_found);
  EXPECT_EQ(refusal(store_->rename("a/x", "none/x")), ErrorCode::not_found);
  EXPECT_EQ(refusal(store_->rename("a", "a/b/c")), ErrorCode::malformed);
  EXPECT_EQ(content("a/y"), (Dictionary{{"k", "2"}}));
  EXPECT_EQ(content("a/x"), (Dictionary{{"k", "1"}}));
}

TEST_P(StoreContract, RemovesDocumentsAndFolders) {
  put("a/x", {{"k", "old"}});
  put("a/b/y", {});
  ASSERT_TRUE(store_->remove("a/x"));
  EXPECT_FALSE(*store_->read("a/x"));
  EXPECT_TRUE(store_->write("a/x", {{"k", "new"}}, 0));
  ASSERT_TRUE(store_->remove("a"));
  EXPECT_FALSE(store_->exists("a/b/y"));
  EXPECT_FALSE(store_->exists("a"));
  EXPECT_EQ(refusal(store_->remove("a")), ErrorCode::not_found);
  ASSERT_TRUE(store_->make_folder("a"));
  EXPECT_FALSE(*store_->read("a/x"));
}

TEST_P(StoreContract, LosesNoChangeAmongThreads) {
  constexpr int threads = 4;
  constexpr int rounds = 25;
  put("a/n", {{"n", "0"}});
  const auto count_up = [&] {
    for (int done = 0; done < rounds;) {
      const auto now = *store_->read("a/n");
      const auto next = std::to_string(*now->content.at("n").whole() + 1);
      const auto written = store_->write("a/n", {{"n", next}}, now->version);
      if (written) ++done;
    }
  };
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i) all.emplace_back(count_up);
  }
  EXPECT_EQ(content("a/n"), (Dictionary{{"n", std::to_string(threads * rounds)}}));
}

}  // namespace
}  // namespace gatehouse::directory
