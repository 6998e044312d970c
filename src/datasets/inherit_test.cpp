#include "datasets/inherit.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>

namespace gatehouse::datasets {
namespace {

namespace fs = std::filesystem;

Dataset base() {
  Dataset base;
  base.store("", inherit_attribute, Value{{"/x/"}}, "20260101000000000001");
  base.store("a", "k", Value{{"1"}}, "20260101000000000002");
  base.store("a", "l", Value{{"2"}}, "20260101000000000003");
  base.store("b", "k", Value{{"3"}}, "20260101000000000004");
  return base;
}

TEST(Inherited, FillsWhatIsNotSaid) {
  Dataset own;
  own.store("a", "k", Value{{"own"}}, "20250101000000000001");
  const auto whole = inherited(own, base());
  EXPECT_EQ(whole.entries.at("a").attributes.at("k").parts.front(), "own");
  EXPECT_EQ(whole.entries.at("a").attributes.at("l").parts.front(), "2");
  EXPECT_EQ(whole.entries.at("a").modified, "20260101000000000003");
  EXPECT_TRUE(whole.entries.contains("b"));
  EXPECT_FALSE(whole.entries.contains(""));
  EXPECT_EQ(whole.modified, "20260101000000000004");
}

TEST(Inherited, LeavesOutWhatIsHiddenUntilItIsNot) {
  Dataset own;
  own.clear("a", "k", "20250101000000000001", true);
  own.remove("b", "20250101000000000002", true);
  EXPECT_EQ(*read_dataset(to_text(own)), own);
  auto whole = inherited(own, base());
  EXPECT_FALSE(whole.entries.at("a").attributes.contains("k"));
  EXPECT_TRUE(whole.entries.at("a").attributes.contains("l"));
  EXPECT_FALSE(whole.entries.contains("b"));
  own.clear("a", "k", "20250101000000000003", false);
  own.remove("b", "20250101000000000004", false);
  EXPECT_TRUE(own.deleted.empty());
  whole = inherited(own, base());
  EXPECT_TRUE(whole.entries.at("a").attributes.contains("k"));
  EXPECT_TRUE(whole.entries.contains("b"));
  own.remove("b", "20250101000000000005", true);
  own.store("b", "m", Value{{"1"}}, "20250101000000000006");
  EXPECT_TRUE(inherited(own, base()).entries.at("b").attributes.contains("k"));
}

class BaseOf : public testing::Test {
 protected:
  BaseOf() {
    auto name = (fs::temp_directory_path() / "gatehouse-inherit-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~BaseOf() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  void change(std::string_view name, const std::function<void(Edit& edit, Dataset& dataset)>& act) {
    auto edit = Edit::begin(datasets());
    ASSERT_TRUE(edit);
    act(*edit, **edit->open(name, true));
    ASSERT_TRUE(edit->commit());
  }
  [[nodiscard]] Datasets datasets() const { return Datasets(folder_); }
  fs::path folder_;
};

TEST_F(BaseOf, IsSaidByTheNearestDataset) {
  change("option/x", [](Edit& edit, Dataset& dataset) {
    dataset.store("", inherit_attribute, Value{{"/option/user/joe/y/"}}, edit.now());
  });
  EXPECT_EQ(base_of(datasets(), "option/x"), "/option/user/joe/y");
  EXPECT_EQ(base_of(datasets(), "option/x/sub/deep"), "/option/user/joe/y/sub/deep");
  EXPECT_FALSE(base_of(datasets(), "option"));
  change("option/x/sub", [](Edit& edit, Dataset& dataset) {
    dataset.clear("", inherit_attribute, edit.now(), true);
  });
  EXPECT_FALSE(base_of(datasets(), "option/x/sub/deep"));
}

TEST_F(BaseOf, EditsMakeAndRemoveWholeTrees) {
  change("option/x/deep", [](Edit& edit, Dataset& dataset) {
    dataset.store("e", "k", Value{{"1"}}, edit.now());
    ASSERT_TRUE(edit.make("option/y"));
    EXPECT_FALSE(edit.make("option/../y"));
    EXPECT_FALSE(edit.remove(""));
  });
  EXPECT_TRUE(datasets().read("option/y"));
  change("option", [](Edit& edit, Dataset& /*dataset*/) {
    ASSERT_TRUE(edit.remove("option/x"));
    ASSERT_TRUE(edit.remove("option/nothing"));
  });
  EXPECT_EQ(datasets().below("option"), std::vector<std::string>{"y"});
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "datasets"), {}), 2);  // and the lock
}

}  // namespace
}  // namespace gatehouse::datasets
