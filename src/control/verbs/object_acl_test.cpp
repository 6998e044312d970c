// The commands about access control lists of folders and datasets; those of mailboxes are in
// mailboxes_test.cpp.
#include "control/console_fixture.h"

namespace gatehouse::control {
namespace {

struct Kind {
  std::string_view keyword;  // also part of the verbs' names
  std::string_view folder;
  std::string_view name;
  std::string_view right;
};

class ObjectListCommands : public testing::TestWithParam<Kind> {
 protected:
  ObjectListCommands() {
    for (const auto* name : {"jane@company2.test", "joe@company2.test", "admin@company2.test"})
      console_.add(name);
    console_.give("admin@company2.test", "(Domain, " + std::string(GetParam().right) + ")");
    console_.add_folder("jane@company2.test", GetParam().folder);
  }
  // "GET*ACL more" of jane's object.
  [[nodiscard]] std::string say(std::string_view who, std::string verb, std::string_view more) {
    verb.replace(verb.find('*'), 1, GetParam().keyword);
    return console_.say(who, verb + " jane@company2.test " + std::string(GetParam().keyword) + " " +
                                 std::string(GetParam().name) + " " + std::string(more));
  }

  ConsoleFixture console_;
};

TEST_P(ObjectListCommands, ChangeAndShowThem) {
  const auto* const jane = "jane@company2.test";
  EXPECT_EQ(say(jane, "GET*ACL", ""), "201 {}");
  EXPECT_EQ(say(jane, "SET*ACL", "{joe=lr;}"), "200 OK");
  EXPECT_EQ(say(jane, "SET*ACL", "{joe=\"+w\";}"), "200 OK");
  EXPECT_EQ(say(jane, "GET*ACL", ""), "201 {joe=lrw;}");
  EXPECT_EQ(say(jane, "GET*RIGHTS", "AUTH joe"), "201 lrw");
  EXPECT_TRUE(say(jane, "EXPLAIN*RIGHTS", "FOR joe").starts_with("201 ("));
  EXPECT_EQ(say(jane, "SET*ACL", "AUTH joe {joe=lrwa;}").substr(0, 3), "501");
  EXPECT_EQ(say(jane, "SET*ACL", "{nobody=l;}").substr(0, 3), "501");
  EXPECT_EQ(say(jane, "SET*ACL", "{joe=\"\";}"), "200 OK");
  EXPECT_EQ(say(jane, "GET*ACL", ""), "201 {}");
}

TEST_P(ObjectListCommands, AreForTheOwnerAndAdministratorsWithTheRight) {
  EXPECT_EQ(say("admin@company2.test", "SET*ACL", "{joe=l;}"), "200 OK");
  EXPECT_EQ(
      say("joe@company2.test", "GET*ACL", ""),
      "501 access denied: the right " + std::string(GetParam().right) + " is needed for this");
}

TEST_P(ObjectListCommands, RefuseWhatIsNotThere) {
  const auto name = "jane@company2.test " + std::string(GetParam().keyword);
  const auto verb = "GET" + std::string(GetParam().keyword) + "ACL ";
  for (const auto* other : {" Nothing", " \"../x\"", " \"a//b\"", " \"a\\eb\"", ""})
    EXPECT_TRUE(console_.say("jane@company2.test", verb + name + other).starts_with("50")) << other;
}

INSTANTIATE_TEST_SUITE_P(EachKind, ObjectListCommands,
                         testing::Values(Kind{"FOLDER", "files/Old", "Old", "CanAccessWebSites"},
                                         Kind{"DATASET", "datasets/option/x", "option/x",
                                              "BasicSettings"}),
                         [](const auto& info) { return std::string(info.param.keyword); });

}  // namespace
}  // namespace gatehouse::control
