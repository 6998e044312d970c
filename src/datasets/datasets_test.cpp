#include "datasets/datasets.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <fstream>

#include "datasets/find.h"

namespace gatehouse::datasets {
namespace {

namespace fs = std::filesystem;

class DatasetsOnDisk : public testing::Test {
 protected:
  DatasetsOnDisk() {
    auto name = (fs::temp_directory_path() / "gatehouse-datasets-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~DatasetsOnDisk() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  void store(std::string_view name, std::string_view entry, std::string value) {
    auto edit = Edit::begin(datasets());
    ASSERT_TRUE(edit);
    auto dataset = edit->open(name, true);
    ASSERT_TRUE(dataset);
    (*dataset)->store(entry, "k", Value{{std::move(value)}}, edit->now());
    ASSERT_TRUE(edit->commit());
  }
  [[nodiscard]] Datasets datasets() const { return Datasets(folder_); }
  fs::path folder_;
};

TEST_F(DatasetsOnDisk, KnowsWhatHasListsOfItsOwn) {
  store("option/x", "one", "1");
  const Listed all{"k", std::nullopt};
  const Listed one{"k", "one"};
  const Listed odd{"a/b=%\n.\xC3\xA4", "x=/"};
  for (const auto& listed : {one, all, odd, all})
    EXPECT_TRUE(datasets().make_list("option/x", listed)) << listed.attribute;
  EXPECT_EQ(datasets().lists("option/x").value(), (std::vector{odd, all, one}));
  EXPECT_EQ(datasets().below("option/x"), std::vector<std::string>());
  EXPECT_EQ(datasets().make_list("option/y", all).error().code, ErrorCode::not_found);
  EXPECT_EQ(datasets().make_list("option/x", {std::string(255, 'k'), {}}).error().code,
            ErrorCode::malformed);
  EXPECT_TRUE(datasets().remove_list("option/x", all));
  EXPECT_TRUE(datasets().remove_list("option/x", all));
  EXPECT_EQ(datasets().lists("option/x").value(), (std::vector{odd, one}));
  for (std::size_t i = 2; i < most_lists; ++i)
    EXPECT_TRUE(datasets().make_list("option/x", {std::to_string(i), {}}));
  EXPECT_EQ(datasets().make_list("option/x", {"more", {}}).error().code, ErrorCode::too_long);
}

// Else what a list hides could be read while the server has no descriptors left.
TEST_F(DatasetsOnDisk, SaysSoWhenItCannotLookForLists) {
  store("option/x", "one", "1");
  ASSERT_TRUE(datasets().make_list("option/x", {"k", std::nullopt}));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto lists = datasets().lists("option/x");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_FALSE(lists);
  EXPECT_EQ(lists.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(datasets().lists("option/y")->empty());
}

TEST_F(DatasetsOnDisk, MovesListsWithTheirEntries) {
  store("option/x", "one", "1");
  for (const auto* entry : {"one", "two"})
    EXPECT_TRUE(datasets().make_list("option/x", {"k", entry}));
  EXPECT_TRUE(datasets().make_list("option/x", {"k", std::nullopt}));
  const auto move = [&](std::optional<std::string> to) {
    auto edit = Edit::begin(datasets());
    ASSERT_TRUE(edit);
    edit->move_lists("option/x", "one", std::move(to));
    ASSERT_TRUE(edit->commit());
  };
  std::ofstream(folder_ / "datasets/option/x/.list=k=one/mark") << "of one";
  move("two");
  EXPECT_EQ(datasets().lists("option/x").value(),
            (std::vector<Listed>{{"k", std::nullopt}, {"k", "two"}}));
  EXPECT_TRUE(fs::exists(folder_ / "datasets/option/x/.list=k=two/mark"));
  EXPECT_TRUE(datasets().make_list("option/x", {"k", "one"}));
  move(std::nullopt);
  EXPECT_EQ(datasets().lists("option/x").value(),
            (std::vector<Listed>{{"k", std::nullopt}, {"k", "two"}}));
}

TEST_F(DatasetsOnDisk, ComesBackAsItWasStored) {
  store("option/vendor.x", "one", std::string("a\0\xFF", 3));
  const auto dataset = datasets().read("option/vendor.x");
  ASSERT_TRUE(dataset);
  EXPECT_EQ(dataset->entries.at("one").attributes.at("k").parts.front(), std::string("a\0\xFF", 3));
  EXPECT_EQ(datasets().below(""), std::vector<std::string>{"option"});
  EXPECT_EQ(datasets().below("option"), std::vector<std::string>{"vendor.x"});
  EXPECT_TRUE(datasets().read("option")->entries.empty());
  EXPECT_GT(*datasets().size("option/vendor.x"), 0U);
}

TEST_F(DatasetsOnDisk, ChangesNothingThatIsNotCommitted) {
  store("option", "one", "1");
  {
    auto edit = Edit::begin(datasets());
    (*edit->open("option", false))->remove("one", edit->now(), false);
    EXPECT_EQ(edit->open("other", false).error().code, ErrorCode::not_found);
  }
  EXPECT_TRUE(datasets().read("option")->entries.contains("one"));
  EXPECT_FALSE(datasets().read("other"));
}

TEST_F(DatasetsOnDisk, LetsNoTimeGoBack) {
  store("option", "one", "1");
  {
    auto edit = Edit::begin(datasets());
    (*edit->open("option", false))->store("one", "k", Value{{"2"}}, "29991231235959000000");
    ASSERT_TRUE(edit->commit());
  }
  auto edit = Edit::begin(datasets());
  ASSERT_TRUE(edit->open("option", false));
  EXPECT_EQ(edit->now(), "29991231235959000001");
}

TEST_F(DatasetsOnDisk, RefusesWhatIsTooLarge) {
  auto edit = Edit::begin(datasets());
  (*edit->open("option", true))
      ->store("one", "k", Value{{std::string(largest_dataset, 'x')}}, edit->now());
  EXPECT_EQ(edit->commit().error().code, ErrorCode::too_long);
  EXPECT_FALSE(datasets().read("option"));
}

TEST_F(DatasetsOnDisk, StaysInsideTheAccount) {
  for (const auto* name :
       {"", "/", "a/", "/a", "a//b", "..", "a/../b", ".a", "a\nb", "\xFF", "entries.settings"})
    EXPECT_EQ(datasets().read(name).error().code, ErrorCode::malformed) << name;
  store("option", "one", "1");
  fs::create_directory_symlink("/", folder_ / "datasets" / "option" / "link");
  EXPECT_EQ(datasets().read("option/link").error().code, ErrorCode::not_found);
  EXPECT_TRUE(datasets().below("option").empty());
}

TEST_F(DatasetsOnDisk, NamesADamagedFile) {
  store("option", "one", "1");
  std::ofstream(folder_ / "datasets" / "option" / "entries.settings") << "{Entries=";
  const auto dataset = datasets().read("option");
  EXPECT_EQ(dataset.error().code, ErrorCode::damaged);
  EXPECT_TRUE(dataset.error().detail.contains("entries.settings:"));
}

TEST(Dataset, IsReadBackFromItsText) {
  Dataset dataset;
  dataset.store("a", "k", Value{{"v"}}, "20260101000000000001");
  dataset.store("b", "many", Value{{"x", "y"}, true}, "20260101000000000002");
  dataset.store("c", "none", Value{{}, true}, "20260101000000000003");
  dataset.clear("a", "k", "20260101000000000004", false);
  dataset.remove("c", "20260101000000000005", false);
  const auto back = read_dataset(to_text(dataset));
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(*back, dataset);
  EXPECT_EQ(back->modified, "20260101000000000005");
  EXPECT_EQ(back->deleted.at("c"), "20260101000000000005");
  for (const auto* text : {"", "{}", "{Entries=(a);}", "{Entries={a=b;};}",
                           "{Entries={a={Modified=x;Attributes={};};};}",
                           "{Entries={a={Attributes={k=#5;};};};}", "{Entries={};Deleted={a=b;};}"})
    EXPECT_FALSE(read_dataset(text)) << text;
}

TEST(Dataset, ForgetsTheOldestDeletions) {
  Dataset dataset;
  Modtime now = "20260101000000000000";
  for (std::size_t i = 0; i <= most_deleted; ++i) {
    now = after(now);
    dataset.store(std::to_string(i), "k", Value{{"v"}}, now);
    now = after(now);
    dataset.remove(std::to_string(i), now, false);
  }
  EXPECT_EQ(dataset.deleted.size(), most_deleted);
  EXPECT_EQ(dataset.forgotten, "20260101000000000002");
}

TEST(Modtime, IsWrittenAndFollowed) {
  using namespace std::chrono;
  EXPECT_EQ(modtime_of(sys_days{2026y / 11 / 22} + 10h + 5min + 7s + 9us), "20261122100507000009");
  EXPECT_EQ(after("20261122100507000009"), "20261122100507000010");
  EXPECT_EQ(after("99"), "991");
  for (const auto* text : {"20260101000000", "20261122100507000009"}) EXPECT_TRUE(is_modtime(text));
  for (const auto* text : {"", "2026", "2026010100000x"}) EXPECT_FALSE(is_modtime(text));
}

struct Compared {
  const char* collation;
  const char* a;
  const char* b;
  int order;
};

TEST(Collation, ComparesAsItsNameSays) {
  const Compared table[] = {
      {"i;octet", "a", "B", 1},           {"+i;octet", "a", "a", 0},
      {"-i;octet", "a", "B", -1},         {"i;ascii-casemap", "a", "B", -1},
      {"i;ascii-casemap", "aB", "Ab", 0}, {"i;ascii-numeric", "9", "10", -1},
      {"i;ascii-numeric", "09x", "9", 0}, {"i;ascii-numeric", "x", "99999999999999999999", 1},
      {"i;ascii-numeric", "x", "y", 0},   {"-i;ascii-numeric", "9", "10", 1},
      {"I;OCTET", "a", "b", -1}};
  for (const auto& [collation, a, b, order] : table) {
    const auto compared = order_named(collation)->compare(a, b);
    EXPECT_EQ(compared < 0 ? -1 : compared > 0 ? 1 : 0, order) << collation << " " << a << " " << b;
  }
  EXPECT_FALSE(order_named("i;none"));
  EXPECT_FALSE(order_named(""));
}

}  // namespace
}  // namespace gatehouse::datasets
