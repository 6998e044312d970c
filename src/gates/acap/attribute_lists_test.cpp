#include "gates/acap/attribute_lists.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::acap {
namespace {

const AttributeLists lists{
    {{"pin", std::nullopt}, "l"}, {{"pin", "two"}, "lr"}, {{"pin", ""}, ""}, {{"k", "one"}, ""}};

std::string deciding(std::string_view attribute, std::string_view entry) {
  const auto* list = list_for(lists, attribute, entry);
  return list == nullptr ? "the dataset's" : list->of.entry ? "the entry's" : "the attribute's";
}

TEST(AttributeLists, AreDecidedByTheNearest) {
  EXPECT_EQ(deciding("pin", "one"), "the attribute's");
  EXPECT_EQ(deciding("pin", "two"), "the entry's");
  EXPECT_EQ(deciding("pin", ""), "the entry's");
  EXPECT_EQ(deciding("k", "one"), "the entry's");
  EXPECT_EQ(deciding("k", "two"), "the dataset's");
  EXPECT_EQ(deciding("PIN", "one"), "the dataset's");
}

TEST(AttributeLists, HideWhatMayNotBeRead) {
  datasets::Dataset dataset;
  for (const auto* entry : {"", "one", "two"})
    for (const auto* attribute : {"k", "pin"}) dataset.store(entry, attribute, {{"v"}}, "1");
  auto seen = dataset;
  hide_unreadable(seen, {});
  EXPECT_EQ(seen, dataset);
  hide_unreadable(seen, lists);
  std::string left;
  for (const auto& [name, entry] : seen.entries)
    for (const auto& [attribute, value] : entry.attributes)
      left.append(name).append(".").append(attribute).append(" ");
  EXPECT_EQ(left, ".k two.k two.pin ");
}

TEST(AttributeLists, AreNotOfWhatTheServerKeeps) {
  for (const auto* attribute : {"pin", "dataset", "a/b", "Entry", "\xC3\xA4"})
    EXPECT_TRUE(can_have_list(attribute)) << attribute;
  for (const auto* attribute :
       {"", "entry", "modtime", "subdataset", "dataset.acl", "dataset.inherit", "p*", "p%", "\xFF"})
    EXPECT_FALSE(can_have_list(attribute)) << attribute;
}

}  // namespace
}  // namespace gatehouse::gates::acap
