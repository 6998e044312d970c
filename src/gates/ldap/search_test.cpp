// Reading the directory, and what is no LDAP at all.
#include "gates/ldap/extensions.h"
#include "gates/ldap/session_fixture.h"

namespace gatehouse::gates::ldap {
namespace {

using Strings = std::vector<std::string>;

Strings dns_of(const std::vector<Said>& said) {
  Strings dns;
  for (const auto& one : said)
    if (one.operation == op_entry) dns.push_back(one.dn);
  return dns;
}

constexpr const char* company = "cn=company.com";
constexpr const char* ann = "uid=ann,cn=company.com";
constexpr const char* joe = "uid=joe,cn=company.com";
constexpr const char* staff = "cn=staff,cn=company.com";

TEST_F(LdapSession, ShowsNobodyMoreThanTheRoot) {
  const auto root = play(request(1, search_for({"", 0, is_present("objectClass"), {"+"}})));
  ASSERT_EQ(root.size(), 2U);
  EXPECT_EQ(root[0].dn, "");
  EXPECT_EQ(root[0].values_of("supportedSASLMechanisms"), (Strings{"SCRAM-SHA-1", "CRAM-MD5"}));
  EXPECT_EQ(root[0].values_of("namingContexts"), Strings{});
  for (const auto& wanted : {Wanted{"", 1}, Wanted{"", 2}, Wanted{company, 0}, Wanted{joe, 0},
                             Wanted{"cn=Subschema", 0}, Wanted{"o=nowhere", 0}}) {
    const auto said = play(request(1, search_for(wanted)));
    ASSERT_EQ(said.size(), 1U) << wanted.base;
    EXPECT_EQ(said[0].code, 50) << wanted.base;
  }
  EXPECT_EQ(play(request(1, compare_with(joe, "uid", "joe"))).front().code, 50);
}

TEST_F(LdapSession, FindsWhatTheScopeSays) {
  struct Row {
    Wanted wanted;
    Strings found;
    int code;
  };
  const Row rows[] = {
      {{"", 0}, {""}, 0},
      {{"", 1}, {company}, 0},
      {{"", 2}, {company, ann, joe, staff}, 0},
      {{company, 0}, {company}, 0},
      {{company, 1}, {ann, joe, staff}, 0},
      {{company, 2}, {company, ann, joe, staff}, 0},
      {{joe, 0}, {joe}, 0},
      {{joe, 1}, {}, 0},
      {{joe, 2}, {joe}, 0},
      {{"uid=joseph,cn=company.com", 0}, {joe}, 0},
      {{"cn=Subschema", 0}, {"cn=Subschema"}, 0},
      {{"cn=Subschema", 1}, {}, 0},
      {{"cn=other.com", 2}, {}, 32},
      {{"uid=tim,cn=company.com", 0}, {}, 32},
      {{"o=nowhere", 2}, {}, 32},
      {{"joe", 2}, {}, 34},
      {{company, 2, equals("objectClass", "person")}, {ann, joe}, 0},
      {{company, 2, equals("uid", "joe")}, {joe}, 0},
      {{company, 2, equals("uid", "tim")}, {}, 0},
      {{company, 2, any_of({equals("uid", "joe"), equals("mail", "ann@company.com")})},
       {ann, joe},
       0},
      {{"", 2, equals("mail", "joe@company.com")}, {joe}, 0},
      {{company, 2, equals("mailLocalAddress", "joseph@company.com")}, {joe}, 0},
      {{company, 2, equals("member", joe)}, {staff}, 0},
      {{company, 2, equals("memberOf", staff)}, {joe}, 0},
      {{company, 2, is_present("objectClass"), {}, 2}, {company, ann}, 4},
      {{company, 2, is_present("objectClass"), {}, 4}, {company, ann, joe, staff}, 0},
      {{company, 2, equals("objectClass", "person"), {}, 1}, {ann}, 4},
  };
  for (const auto& row : rows) {
    const auto said = as_joe(search_for(row.wanted));
    EXPECT_EQ(dns_of(said), row.found) << row.wanted.base << " " << row.wanted.scope;
    EXPECT_EQ(said.back().operation, op_search_done);
    EXPECT_EQ(said.back().code, row.code) << row.wanted.base << " " << row.wanted.scope;
  }
}

TEST_F(LdapSession, AsksForNoMoreThanIsMeant) {
  (void)as_joe(search_for({company, 2, equals("uid", "joe")}));
  EXPECT_EQ(keeper_.asked, (Strings{"PLAIN+", "entries company.com/joe"}));
}

TEST_F(LdapSession, GivesTheAttributesAskedFor) {
  struct Row {
    Strings wanted;
    Strings given;
  };
  const Row rows[] = {
      {{}, {"objectClass", "uid", "cn", "sn", "displayName", "mail", "mailLocalAddress"}},
      {{"*"}, {"objectClass", "uid", "cn", "sn", "displayName", "mail", "mailLocalAddress"}},
      {{"1.1"}, {}},
      {{"MAIL"}, {"mail"}},
      {{"2.5.4.4", "memberOf"}, {"sn", "memberOf"}},
      {{"userPassword", "shoeSize"}, {}},
      {{"+"},
       {"memberOf", "structuralObjectClass", "hasSubordinates", "entryDN", "subschemaSubentry"}},
  };
  for (const auto& row : rows) {
    const auto said = as_joe(search_for({joe, 0, is_present("uid"), row.wanted}));
    Strings given;
    for (const auto& [name, values] : said.front().attributes) given.push_back(name);
    EXPECT_EQ(given, row.given) << testing::PrintToString(row.wanted);
  }
  const auto types = as_joe(search_for({joe, 0, is_present("uid"), {"mail"}, 0, true}));
  EXPECT_EQ(types.front().attributes.size(), 1U);
  EXPECT_EQ(types.front().values_of("mail"), Strings{});
}

TEST_F(LdapSession, DescribesPeopleAndGroups) {
  const auto said = as_joe(search_for({company, 1, is_present("objectClass"), {"*", "+"}}));
  ASSERT_EQ(said.size(), 4U);
  EXPECT_EQ(said[0].values_of("cn"), Strings{"Ann Miller"});
  EXPECT_EQ(said[0].values_of("sn"), Strings{"Miller"});
  EXPECT_EQ(said[0].values_of("givenName"), Strings{"Ann"});
  EXPECT_EQ(said[1].values_of("cn"), Strings{"joe"});
  EXPECT_EQ(said[1].values_of("memberOf"), Strings{staff});
  EXPECT_EQ(said[1].values_of("mailLocalAddress"),
            (Strings{"joe@company.com", "joseph@company.com"}));
  EXPECT_EQ(said[2].values_of("member"), (Strings{joe, "uid=bob,cn=far.com"}));
  EXPECT_EQ(said[2].values_of("mgrpRFC822MailMember"), (Strings{"joe@company.com", "bob@far.com"}));
}

TEST_F(LdapSession, GivesPages) {
  Strings found;
  std::string cookie;
  for (int pages = 0; pages < 5; ++pages) {
    const auto said = as_joe(search_for({company, 1}), page_of(1, cookie));
    for (const auto& dn : dns_of(said)) found.push_back(dn);
    EXPECT_EQ(said.back().code, 0);
    ASSERT_TRUE(said.back().cookie);
    cookie = *said.back().cookie;
    if (cookie.empty()) break;
  }
  EXPECT_EQ(found, (Strings{ann, joe, staff}));
  EXPECT_EQ(as_joe(search_for({company, 1}), page_of(1, "x")).back().code, 53);
  EXPECT_EQ(as_joe(search_for({company, 1}), page_of(-1)).back().code, 2);
  EXPECT_EQ(as_joe(search_for({company, 1}), page_of(0)).back().cookie, "");
}

TEST_F(LdapSession, PassesOverNoControlThatMatters) {
  const auto search = search_for({"", 0});
  EXPECT_EQ(as_joe(search, control("1.2.3", true)).back().code, 12);
  EXPECT_EQ(as_joe(search, control("1.2.3", false)).back().code, 0);
  EXPECT_EQ(as_joe(search, control("2.16.840.1.113730.3.4.2", true)).back().code, 0);
  EXPECT_EQ(as_joe(compare_with(joe, "uid", "joe"), page_of(1)).back().code, 12);
}

TEST_F(LdapSession, Compares) {
  struct Row {
    const char* dn;
    const char* attribute;
    const char* value;
    int code;
  };
  const Row rows[] = {{joe, "uid", "JOE", 6},
                      {joe, "uid", "ann", 5},
                      {joe, "member", "x", 16},
                      {joe, "userPassword", "right", 17},
                      {"uid=tim,cn=company.com", "uid", "tim", 32},
                      {"o=nowhere", "uid", "tim", 32},
                      {"tim", "uid", "tim", 34},
                      {company, "cn", "company.com", 6},
                      {"", "objectClass", "top", 6}};
  for (const auto& row : rows)
    EXPECT_EQ(as_joe(compare_with(row.dn, row.attribute, row.value)).back().code, row.code)
        << row.dn << " " << row.attribute;
}

TEST_F(LdapSession, ChangesNothing) {
  for (const auto tag : {op_add, op_modify, op_delete, op_rename}) {
    EXPECT_EQ(as_joe(in_tag(tag, octets(joe))).back().code, 53);
    EXPECT_EQ(play(request(1, in_tag(tag, octets(joe)))).back().code, 50);
  }
}

TEST_F(LdapSession, AnswersInOrderAndNotTheUnanswerable) {
  const auto said =
      play(request(1, bind_as_joe) + request(2, extended_request(who_am_i_oid)) +
           request(3, number(2, op_abandon)) + request(4, search_for({joe, 0})) +
           request(5, octets("", op_unbind)) + request(6, extended_request(who_am_i_oid)));
  ASSERT_EQ(said.size(), 4U);
  EXPECT_EQ(said[1].id, 2);
  EXPECT_EQ(said[2].id, 4);
  EXPECT_EQ(said[3].id, 4);
}

TEST_F(LdapSession, SaysThatItClosesOnGarbage) {
  const std::string rows[] = {
      "GET / HTTP/1.0\r\n\r\n",
      std::string("\x30\x80\x02\x01\x01", 5),
      std::string("\x30\x84\x80\x00\x00\x00", 6),
      std::string("\x30\x84\xff\xff\xff\xff", 6),
      std::string("\x30\x85\x01\x00\x00\x00\x00", 7),
      std::string("\x30\x83\x01\x00\x01", 5),
      std::string("\x30\x00", 2),
      request(0, bind_as_joe),
      request(-1, bind_as_joe),
      request(1, in_tag(0x7F, "")),
      request(1, octets("", 0x63)) + "x",
      in_tag(tag_sequence, number(1) + bind_as_joe + octets("x")),
      request(1, bind_as_joe, octets("x")),
  };
  for (const auto& row : rows) {
    const auto said = play(row + request(9, bind_as_joe));
    ASSERT_GE(said.size(), 1U) << testing::PrintToString(row);
    EXPECT_EQ(said.back().id, 0) << testing::PrintToString(row);
    EXPECT_EQ(said.back().code, 2) << testing::PrintToString(row);
    EXPECT_EQ(said.back().value, disconnection_oid) << testing::PrintToString(row);
  }
}

TEST_F(LdapSession, GivesUpOnAClientThatKeepsBreakingRequests) {
  std::string many;
  for (int id = 1; id <= 20; ++id) many += request(id, in_tag(op_bind, ""));
  const auto said = play(many);
  EXPECT_EQ(said.size(), 10U);
  EXPECT_EQ(said.back().code, 2);
}

TEST_F(LdapSession, LooksAtNoFilterThatIsTooDeep) {
  std::string deep = equals("uid", "joe");
  for (int i = 0; i < 1000; ++i) deep = none_of(deep);
  EXPECT_EQ(as_joe(search_for({company, 2, deep})).back().code, 11);
}

}  // namespace
}  // namespace gatehouse::gates::ldap
