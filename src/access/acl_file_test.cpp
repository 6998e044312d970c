#include "access/acl_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "access/acl_fixture.h"
#include "directory/temporary_folder.h"

namespace gatehouse::access {
namespace {

class AclFile : public testing::Test {
 protected:
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  void hold(std::string_view text) { std::ofstream(folder() / acl_file_name) << text; }
  [[nodiscard]] std::string held() const {
    std::ostringstream text;
    text << std::ifstream(folder() / acl_file_name).rdbuf();
    return text.str();
  }

  directory::TemporaryFolder folder_;
};

TEST_F(AclFile, IsAnEmptyListWhenThereIsNone) {
  EXPECT_EQ(read_acl(folder()).value(), std::vector<AclElement>());
  EXPECT_EQ(acl_stamp(folder()), std::nullopt);
}

TEST_F(AclFile, GivesBackWhatWasWritten) {
  auto list = list_of({{"#staff@b.test", "lr"},
                       {"+joe", "s"},
                       {"anyone@", "lrswipcda"},
                       {"joe", "lte"},
                       {"null@null", ""}});
  list[1].id = "aBcDeF";
  ASSERT_TRUE(write_acl(folder(), list));
  EXPECT_EQ(read_acl(folder()).value(), list);
  EXPECT_NE(held().find("lrswipcda"), std::string::npos) << "readable: " << held();
}

TEST_F(AclFile, IsGoneWithTheLastElement) {
  ASSERT_TRUE(write_acl(folder(), list_of({{"joe", "l"}})));
  ASSERT_TRUE(write_acl(folder(), {}));
  EXPECT_FALSE(std::filesystem::exists(folder() / acl_file_name));
  EXPECT_TRUE(write_acl(folder(), {}));
}

TEST_F(AclFile, ShowsEveryChangeByItsStamp) {
  ASSERT_TRUE(write_acl(folder(), list_of({{"joe", "l"}})));
  const auto first = acl_stamp(folder());
  ASSERT_TRUE(write_acl(folder(), list_of({{"joe", "r"}})));
  EXPECT_NE(acl_stamp(folder()), first);
}

TEST_F(AclFile, ReadsWhatAHandWrites) {
  hold("/* who may look */ { Joe = lr;\n \"#Staff\" = \"ls\"; Ann@B.Test = {Rights=a; ID=x1;}; }");
  const auto list = read_acl(folder());
  ASSERT_TRUE(list);
  auto expected = list_of({{"#staff", "ls"}, {"ann@b.test", "a"}, {"joe", "lr"}});
  expected[1].id = "x1";
  EXPECT_EQ(*list, expected);
}

struct Damage {
  const char* text;
  const char* where;
};
class DamagedAclFile : public AclFile, public testing::WithParamInterface<Damage> {};

TEST_P(DamagedAclFile, IsRefusedByFileAndLine) {
  hold(GetParam().text);
  const auto list = read_acl(folder());
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, ErrorCode::damaged);
  const auto place = (folder() / acl_file_name).string() + GetParam().where;
  EXPECT_TRUE(list.error().detail.starts_with(place)) << list.error().detail;
}
INSTANTIATE_TEST_SUITE_P(Ways, DamagedAclFile,
                         testing::Values(Damage{"", ":1:"}, Damage{"{ joe = lr; ", ":1:"},
                                         Damage{"{\n joe = lr;\n joe = s;\n}", ":3:"},
                                         Damage{"{\n joe = lr;\n ann = lrz;\n}", ":3:"},
                                         Damage{"{\n joe = lr;\n \"jo e\" = lr;\n}", ":3:"},
                                         Damage{"{\n joe = (l, r);\n}", ":2:"},
                                         Damage{"{ joe = {ID=x;}; }", ":1:"},
                                         Damage{"{ joe = {Rights=lr;}; }", ":1:"},
                                         Damage{"{ joe = {Rights=lr; ID=\"\";}; }", ":1:"},
                                         Damage{"(joe)", ":1:"}));

TEST_F(AclFile, HoldsAsManyElementsAsAListMayHave) {
  Lines lines;
  for (std::size_t i = 0; i < most_acl_elements; ++i)
    lines.emplace_back("u" + std::to_string(i), "lr");
  auto list = list_of(lines);
  for (auto& element : list) element.id = "12345678901234567890";
  ASSERT_TRUE(write_acl(folder(), list));
  EXPECT_EQ(read_acl(folder())->size(), most_acl_elements);
  list.push_back(list_of({{"anyone", "l"}})[0]);
  const auto refused = write_acl(folder(), list);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::too_long);
  std::string text = "{";
  for (std::size_t i = 0; i <= most_acl_elements; ++i) text += "u" + std::to_string(i) + "=l;";
  hold(text + "}");
  EXPECT_EQ(read_acl(folder()).error().code, ErrorCode::damaged);
}

TEST_F(AclFile, IsNotWrittenWithOneNameTwice) {
  ASSERT_TRUE(write_acl(folder(), list_of({{"joe", "l"}})));
  const auto refused = write_acl(folder(), list_of({{"ann", "l"}, {"ann", "r"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
  EXPECT_EQ(read_acl(folder()).value(), list_of({{"joe", "l"}}));
}

TEST_F(AclFile, NeedsItsFolder) {
  EXPECT_FALSE(write_acl(folder() / "none", list_of({{"joe", "l"}})));
}

TEST_F(AclFile, IsNotReadWhenItIsNoFile) {
  std::filesystem::create_directory(folder() / acl_file_name);
  EXPECT_FALSE(read_acl(folder()));
}

}  // namespace
}  // namespace gatehouse::access
