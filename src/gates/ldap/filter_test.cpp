#include "gates/ldap/filter.h"

#include <gtest/gtest.h>

#include "gates/ldap/request_fixture.h"

namespace gatehouse::gates::ldap {
namespace {

Record joe() {
  return record_of(
      {auth::EntryKind::account,
       "joe",
       "company.com",
       {{"RealName", {"Joe R. Smith"}}, {"Aliases", {"joseph"}}, {"Groups", {"staff"}}}});
}

// One who is a user of other computers too (RFC 2307, section 4).
Record unix_user() {
  return record_of(
      {auth::EntryKind::account,
       "sue",
       "company.com",
       {{"UnixUserID", {"5001"}}, {"UnixGroupID", {"100"}}, {"UnixHome", {"/home/sue"}}}});
}

Result<Filter> read(std::string_view bytes) {
  Elements elements(bytes);
  const auto element = elements.take();
  if (!element || !elements.at_end()) return fail(ErrorCode::malformed, "no element");
  return parse_filter(*element);
}

TEST(Filters, AreJudged) {
  struct Row {
    const char* what;
    std::string filter;
    Truth truth;
  };
  const auto yes = equals("uid", "joe");
  const auto no = equals("uid", "ann");
  const auto unknown = equals("shoeSize", "44");
  const Row rows[] = {
      {"equal", yes, Truth::yes},
      {"unequal", no, Truth::no},
      {"case is not looked at", equals("UID", "JOE"), Truth::yes},
      {"by OID", equals("0.9.2342.19200300.100.1.1", "joe"), Truth::yes},
      {"by its other name", equals("surname", "smith"), Truth::yes},
      {"spaces that mean nothing", equals("cn", "  joe  r.  smith "), Truth::yes},
      {"another value of several", equals("mailLocalAddress", "joseph@company.com"), Truth::yes},
      {"an alias is not the address", equals("mail", "joseph@company.com"), Truth::no},
      {"class above", equals("objectClass", "PERSON"), Truth::yes},
      {"class by OID", equals("objectClass", "2.16.840.1.113730.3.2.2"), Truth::yes},
      {"other class", equals("objectClass", "groupOfNames"), Truth::no},
      {"a DN", equals("memberOf", "CN=Staff, cn=company.com"), Truth::yes},
      {"another DN", equals("memberOf", "cn=staff,cn=other.com"), Truth::no},
      {"approximately", equals("uid", "joe", 8), Truth::yes},
      {"no order", equals("uid", "a", 5), Truth::undefined},
      {"no order either", equals("uid", "z", 6), Truth::undefined},
      {"present", is_present("mail"), Truth::yes},
      {"not present", is_present("member"), Truth::no},
      {"unknown", unknown, Truth::undefined},
      {"unknown, present", is_present("shoeSize"), Truth::undefined},
      {"with options", equals("cn;lang-en", "joe"), Truth::undefined},
      {"a password is nothing we know", is_present("userPassword"), Truth::undefined},
      {"begins", has_pieces("uid", {"j", ""}), Truth::yes},
      {"ends", has_pieces("mail", {"", "@COMPANY.com"}), Truth::yes},
      {"holds", has_pieces("cn", {"", "r.", ""}), Truth::yes},
      {"in order", has_pieces("cn", {"joe", "r", "smith"}), Truth::yes},
      {"not in that order", has_pieces("cn", {"smith", "joe"}), Truth::no},
      {"pieces do not overlap", has_pieces("uid", {"jo", "oe"}), Truth::no},
      {"spaces inside count", has_pieces("cn", {"joe r. ", ""}), Truth::yes},
      {"no pieces of DNs", has_pieces("memberOf", {"cn=", ""}), Truth::undefined},
      {"and", all_of({yes, is_present("mail")}), Truth::yes},
      {"and not", all_of({yes, no}), Truth::no},
      {"and unknown", all_of({yes, unknown}), Truth::undefined},
      {"and unknown, but no", all_of({unknown, no}), Truth::no},
      {"or", any_of({no, yes}), Truth::yes},
      {"or unknown", any_of({no, unknown}), Truth::undefined},
      {"or unknown, but yes", any_of({unknown, yes}), Truth::yes},
      {"or neither", any_of({no, no}), Truth::no},
      {"not", none_of(no), Truth::yes},
      {"not unknown", none_of(unknown), Truth::undefined},
      {"absolute true", all_of({}), Truth::yes},  // RFC 4526
      {"absolute false", any_of({}), Truth::no},
  };
  for (const auto& row : rows) {
    const auto filter = read(row.filter);
    ASSERT_TRUE(filter) << row.what;
    EXPECT_EQ(judge(*filter, joe()), row.truth) << row.what;
  }
}

// As SSSD asks for users: by name and by number.
TEST(Filters, FindUsersOfOtherComputers) {
  const auto is_user = all_of({equals("objectClass", "posixAccount"), is_present("uid"),
                               is_present("uidNumber"), none_of(equals("uidNumber", "0"))});
  const auto is_judged = [](const std::string& bytes, const Record& record) {
    const auto filter = read(bytes);
    EXPECT_TRUE(filter);
    return filter ? judge(*filter, record) : Truth::undefined;
  };
  EXPECT_EQ(is_judged(is_user, unix_user()), Truth::yes);
  EXPECT_EQ(is_judged(is_user, joe()), Truth::no);
  EXPECT_EQ(is_judged(equals("uidNumber", "5001"), unix_user()), Truth::yes);
  EXPECT_EQ(is_judged(equals("uidNumber", "500"), unix_user()), Truth::no);
  EXPECT_EQ(is_judged(equals("gidNumber", "100"), unix_user()), Truth::yes);
  EXPECT_EQ(is_judged(equals("homeDirectory", "/home/sue"), unix_user()), Truth::yes);
  EXPECT_EQ(is_judged(equals("homeDirectory", "/home/Sue"), unix_user()), Truth::no);
}

TEST(Filters, ThatAreNone) {
  const std::string rows[] = {
      "",
      octets("x"),
      octets("x", context(10)),
      none_of(""),
      none_of(equals("uid", "a") + equals("uid", "b")),
      in_tag(constructed_context(3), octets("uid")),
      in_tag(constructed_context(3), octets("uid") + octets("a") + octets("b")),
      in_tag(constructed_context(4), octets("uid") + in_tag(tag_sequence, "")),
      has_pieces("uid", {"", "x", "", ""}) + "x",
      all_of({"\x01"}),
      // The beginning twice, and something behind the end.
      in_tag(
          constructed_context(4),
          octets("uid") + in_tag(tag_sequence, octets("a", context(0)) + octets("b", context(0)))),
      in_tag(
          constructed_context(4),
          octets("uid") + in_tag(tag_sequence, octets("a", context(2)) + octets("b", context(1)))),
  };
  for (const auto& row : rows) {
    const auto filter = read(row);
    ASSERT_FALSE(filter) << testing::PrintToString(row);
    EXPECT_EQ(filter.error().code, ErrorCode::malformed);
  }
}

TEST(Filters, AreNotFollowedWithoutEnd) {
  std::string deep = equals("uid", "joe");
  for (std::size_t i = 1; i < deepest_filter; ++i) deep = none_of(deep);
  EXPECT_TRUE(read(deep));
  deep = none_of(deep);
  EXPECT_EQ(read(deep).error().code, ErrorCode::too_long);
  for (int i = 0; i < 2000; ++i) deep = none_of(deep);
  EXPECT_FALSE(read(deep));

  std::vector<std::string> parts(most_filter_parts - 1, equals("uid", "joe"));
  EXPECT_TRUE(read(any_of(parts)));
  parts.push_back(parts.front());
  EXPECT_EQ(read(any_of(parts)).error().code, ErrorCode::too_long);
  const std::vector<std::string> pieces(most_filter_parts + 2, "x");
  EXPECT_EQ(read(has_pieces("uid", pieces)).error().code, ErrorCode::too_long);
}

TEST(Filters, SayWhomTheyMean) {
  using Names = std::optional<std::vector<std::string>>;
  struct Row {
    std::string filter;
    Names names;
  };
  const auto joe_or_ann = any_of({equals("uid", "joe"), equals("mail", "Ann@company.com")});
  const Row rows[] = {
      {equals("uid", "Joe"), Names{{"joe"}}},
      {equals("cn", "joe"), std::nullopt},
      {is_present("uid"), std::nullopt},
      {none_of(equals("uid", "joe")), std::nullopt},
      {joe_or_ann, Names{{"joe", "ann@company.com"}}},
      {any_of({equals("uid", "joe"), is_present("cn")}), std::nullopt},
      {all_of({equals("objectClass", "person"), equals("uid", "joe")}), Names{{"joe"}}},
      {all_of({joe_or_ann, equals("uid", "tim")}), Names{{"tim"}}},
      {any_of({}), Names{std::in_place}},
  };
  for (const auto& row : rows) {
    const auto filter = read(row.filter);
    ASSERT_TRUE(filter);
    EXPECT_EQ(names_wanted(*filter), row.names) << testing::PrintToString(row.filter);
  }
}

}  // namespace
}  // namespace gatehouse::gates::ldap
