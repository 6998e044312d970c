#include "gates/acap/requests.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::acap {
namespace {

std::vector<Term> arguments(std::string_view text) {
  const auto command = parse_command("a X " + std::string(text));
  EXPECT_TRUE(command) << text;
  return command ? command->arguments : std::vector<Term>{};
}

TEST(AcapPlace, IsFoundInPaths) {
  const std::pair<std::string_view, Place> table[] = {
      {"/option/~/", {"", "option"}},
      {"/option/~", {"", "option"}},
      {"/option/~/vendor.x/a", {"", "option/vendor.x/a"}},
      {"/option/user/joe/", {"joe", "option"}},
      {"/option/user/joe@b.test/x/", {"joe@b.test", "option/x"}},
      {"/option/user/~/x", {"", "option/x"}},
      {"/byowner/~/option/x/", {"", "option/x"}},
      {"/byowner/user/joe/option/", {"joe", "option"}}};
  for (const auto& [path, place] : table) EXPECT_EQ(dataset_place(path), place) << path;
  for (const auto* path :
       {"", "/", "option/~/", "/option/", "/option/site/", "/option/group/x/", "/option/host/h/",
        "/option/user//x", "/byowner/~/", "/~/x", "/option/~/../x", "/option/~/./x", "/option/~//x",
        "/option/~/.hidden", "/option/~/a\nb", "/option/~/\xFF"})
    EXPECT_FALSE(dataset_place(path)) << path;
  EXPECT_EQ(entry_place("/option/~/x/e"), (EntryPlace{{"", "option/x"}, "e"}));
  EXPECT_EQ(entry_place("/option/~/e"), (EntryPlace{{"", "option"}, "e"}));
  EXPECT_EQ(entry_place("/option/~/x/"), (EntryPlace{{"", "option/x"}, ""}));
  EXPECT_FALSE(entry_place("e"));
}

TEST(AcapPlace, ListsClassesAndTheirUsers) {
  using Of = Listing::Of;
  const std::pair<std::string_view, Listing> table[] = {
      {"/", {Of::root, ""}},
      {"/option/", {Of::of_class, "option"}},
      {"/option/user", {Of::users_of_class, "option"}},
      {"/byowner/", {Of::owners, ""}},
      {"/byowner/user/", {Of::users, ""}},
      {"/byowner/~/", {Of::classes, ""}},
      {"/byowner/user/joe", {Of::classes, "joe"}}};
  for (const auto& [path, listing] : table) EXPECT_EQ(listing_place(path), listing) << path;
  for (const auto* path :
       {"", "option", "/option/~/", "/option/site/", "/byowner/site/", "/byowner/~/option/"})
    EXPECT_FALSE(listing_place(path)) << path;
}

TEST(AcapRequests, ReadsASearchWithEverything) {
  const auto search = parse_search(arguments(
      "\"/x/~/\" DEPTH 3 HARDLIMIT 9 LIMIT 5 2 NOINHERIT SORT (\"a\" \"-i;octet\") MAKECONTEXT "
      "ENUMERATE NOTIFY \"c\" RETURN (\"b\" \"d.*\" \"e\" (\"size\" \"value\")) AND ALL NOT EQUAL "
      "\"k\" \"i;octet\" NIL"));
  ASSERT_TRUE(search);
  EXPECT_EQ(search->path, "/x/~/");
  EXPECT_EQ(search->depth, 3U);
  EXPECT_EQ(search->hard_limit, 9U);
  EXPECT_EQ(search->limit, (std::pair<std::uint32_t, std::uint32_t>(5, 2)));
  ASSERT_EQ(search->sort.size(), 1U);
  EXPECT_TRUE(search->sort[0].order.descending);
  ASSERT_TRUE(search->context);
  EXPECT_TRUE(search->context->enumerate && search->context->notify);
  ASSERT_EQ(search->wanted.size(), 3U);
  EXPECT_EQ(search->wanted[1].data, (std::vector{Metadata::attribute, Metadata::value}));
  EXPECT_EQ(search->wanted[2].data, (std::vector{Metadata::size, Metadata::value}));
  EXPECT_EQ(search->criterion.kind, datasets::Criterion::Kind::both);
  EXPECT_EQ(search->criterion.operands[1].operands[0].attribute, "k");
}

TEST(AcapRequests, RefusesBrokenSearches) {
  for (const auto* text : {"ALL",
                           "\"/x/\"",
                           "\"/x/\" NONSENSE",
                           "\"/x/\" ALL ALL",
                           "\"/x/\" AND ALL",
                           "\"/x/\" NOT",
                           "\"/x/\" DEPTH \"1\" ALL",
                           "\"/x/\" LIMIT 1 ALL",
                           "\"/x/\" SORT () ALL",
                           "\"/x/\" SORT (\"a\") ALL",
                           "\"/x/\" RETURN ALL",
                           "\"/x/\" RETURN (a) ALL",
                           "\"/x/\" RETURN (\"a\" (\"nonsense\")) ALL",
                           "\"/x/\" MAKECONTEXT ALL",
                           "\"/x/\" MAKECONTEXT \"/c\" ALL",
                           "\"/x/\" EQUAL \"a\" \"i;octet\"",
                           "\"/x/\" EQUAL \"a\" \"i;none\" \"b\"",
                           "\"/x/\" SORT (\"a\" \"x\") ALL",
                           "\"/x/\" PREFIX \"a\" \"i;ascii-numeric\" \"1\"",
                           "\"/x/\" DEPTH 1 DEPTH 1 ALL",
                           "\"c\" RANGE 0 1 \"20200101000000\"",
                           "\"c\" RANGE 1 2 \"x\"",
                           "\"c\" RANGE 1 ALL",
                           "\"/x/\" COMPARE \"a\" \"i;octet\" NIL",
                           "\"/x/\" EQUAL \"a\" \"i;octet\" (\"b\")"}) {
    const auto search = parse_search(arguments(text));
    ASSERT_FALSE(search) << text;
    EXPECT_TRUE(search.error().is_syntax) << text;
  }
  std::string deep = "\"/x/\"";
  for (std::size_t i = 0; i <= datasets::deepest_criteria; ++i) deep += " NOT";
  EXPECT_FALSE(parse_search(arguments(deep + " ALL")));
}

TEST(AcapRequests, ReadsStores) {
  const auto stores = parse_store(
      arguments("(\"/x/~/e\" NOCREATE UNCHANGEDSINCE \"20200101000000\" \"k\" \"v\" \"l\" "
                "(\"value\" (\"a\" \"b\")) \"m\" "
                "NIL \"n\" (\"value\" \"w\") \"o\" DEFAULT) (\"/x/~/f\" \"entry\" NIL)"));
  ASSERT_TRUE(stores);
  const auto& first = stores->at(0);
  EXPECT_FALSE(first.create);
  EXPECT_EQ(first.unchanged_since, "20200101000000");
  ASSERT_EQ(first.values.size(), 5U);
  EXPECT_EQ(first.values[1].value->parts, (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(first.values[2].value);
  EXPECT_EQ(first.values[3].value->parts, (std::vector<std::string>{"w"}));
  EXPECT_FALSE(first.values[4].value);
  EXPECT_FALSE(first.values[2].to_default);
  EXPECT_TRUE(first.values[4].to_default);
  EXPECT_EQ(stores->at(1).fate, Store::Fate::removed);
  const auto others = parse_store(
      arguments("(\"/x/~/e\" \"entry\" \"f\") (\"/x/~/g\" \"entry\" DEFAULT \"k\" (\"acl\" NIL)) "
                "(\"/x/~/h\" \"subdataset\" (\"value\" (\".\"))) (\"/x/~/i\" \"subdataset\" NIL)"));
  ASSERT_TRUE(others);
  EXPECT_EQ(others->at(0).renamed_to, "f");
  EXPECT_EQ(others->at(1).fate, Store::Fate::reverted);
  EXPECT_EQ(others->at(2).below, Store::Below::made);
  EXPECT_EQ(others->at(3).below, Store::Below::removed);
}

TEST(AcapRequests, RefusesBrokenStores) {
  for (const auto* text :
       {"\"/x/~/e\"", "()", "(e)", "(\"/x/~/e\" \"k\")", "(\"/x/~/e\" k \"v\")",
        "(\"/x/~/e\" \"k*\" \"v\")", "(\"/x/~/e\" \"k\" 5)", "(\"/x/~/e\" UNCHANGEDSINCE \"x\")",
        "(\"/x/~/e\" \"k\" ((\"a\")))", "(\"/x/~/e\" \"k\" (\"a\" \"b\"))", "(\"/x/~/e\" \"k\" ())",
        "(\"/x/~/e\" \"k%\" \"v\")", "(\"/x/~/.e\" \"k\" \"v\")",
        "(\"/x/~/e\" \"k\" \"1\" \"k\" \"2\")", "(\"/x/~/e\" \"entry\" \"a/b\")",
        "(\"/x/~/e\" NOCREATE NOCREATE \"k\" \"1\")",
        "(\"/x/~/e\" \"k\" \"1\") (\"/x/~/e\" \"l\" \"1\")", "(\"/x/site/e\" \"k\" \"v\")"}) {
    const auto stores = parse_store(arguments(text));
    ASSERT_FALSE(stores) << text;
    EXPECT_TRUE(stores.error().is_syntax) << text;
  }
  for (const auto* attribute : {"modtime", "subdataset", "dataset.acl", "dataset.inherit"}) {
    const auto text = "(\"/x/~/e\" \"" + std::string(attribute) + "\" \"x\")";
    EXPECT_EQ(parse_store(arguments(text)).error().code,
              "INVALID \"/x/~/e\" \"" + std::string(attribute) + "\"");
  }
  EXPECT_FALSE(parse_store({}));
}

}  // namespace
}  // namespace gatehouse::gates::acap
