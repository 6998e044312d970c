#include "gates/ldap/names.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::ldap {
namespace {

TEST(LoginNames, OfEveryForm) {
  struct Row {
    const char* bound;
    const char* meant;
  };
  const Row rows[] = {
      {"joe", "joe"},
      {"joe@company.com", "joe@company.com"},
      {"uid=joe,cn=company.com", "joe@company.com"},
      {"UID=joe,CN=company.com", "joe@company.com"},
      {"uid=joe,cn=company.com,o=all", "joe@company.com"},
      {"uid=joe,ou=people,cn=company.com", "joe@company.com"},
      {"cn=joe,cn=company.com", "joe@company.com"},
      {"uid=joe,dc=company,dc=com", "joe@company.com"},
      {"uid=joe,ou=people,dc=company,dc=com", "joe@company.com"},
      {"uid=joe", "joe"},
      {"uid=joe,ou=people", "joe"},
      {"mail=joe@company.com,cn=other.com", "joe@company.com"},
      {"mail=joe@company.com", "joe@company.com"},
      {"uid=joe@company.com,cn=other.com", "joe@company.com"},
      {"0.9.2342.19200300.100.1.1=joe,2.5.4.3=company.com", "joe@company.com"},
      {"uid = joe , cn = company.com", "joe@company.com"},
      {"uid=j\\2Co\\2be,cn=company.com", "j,o+e@company.com"},
      {"uid=\"j,oe\",cn=company.com", nullptr},
      {"uid=#03020104,cn=company.com", nullptr},
      {"sn=joe,cn=company.com", nullptr},
      {"uid=joe+cn=ann,cn=company.com", nullptr},
      {"uid=,cn=company.com", nullptr},
      {"uid=joe,,cn=company.com", nullptr},
      {"uid=jo\\0Ae,cn=company.com", nullptr},
      {"uid=jo\\00e,cn=company.com", nullptr},
      {"uid=jo\\FFe,cn=company.com", nullptr},
      {"=joe", nullptr},
      {"jo\ne", nullptr},
      {"jo\xFF", nullptr},
  };
  for (const auto& row : rows) {
    const auto name = login_name(row.bound);
    EXPECT_EQ(name.has_value(), row.meant != nullptr) << row.bound;
    if (name && row.meant != nullptr) EXPECT_EQ(*name, row.meant) << row.bound;
  }
}

TEST(Places, OfTheTree) {
  struct Row {
    const char* dn;
    std::optional<Place> place;
  };
  using Kind = Place::Kind;
  const Row rows[] = {
      {"", Place{Kind::root}},
      {"cn=subschema", Place{Kind::schema}},
      {"cn=company.com", Place{Kind::domain, "company.com"}},
      {"uid=joe,cn=company.com", Place{Kind::entry, "company.com", "joe"}},
      {"cn=staff,cn=company.com", Place{Kind::entry, "company.com", "staff"}},
      {"uid=a\\,b,cn=company.com", Place{Kind::entry, "company.com", "a,b"}},
      {"o=company.com", std::nullopt},
      {"sn=joe,cn=company.com", std::nullopt},
      {"uid=joe,ou=people,cn=company.com", std::nullopt},
      {"uid=joe+cn=x,cn=company.com", std::nullopt},
  };
  for (const auto& row : rows) {
    const auto dn = parse_dn(row.dn);
    ASSERT_TRUE(dn) << row.dn;
    const auto place = place_of(*dn);
    ASSERT_EQ(place.has_value(), row.place.has_value()) << row.dn;
    if (!place) continue;
    EXPECT_EQ(place->kind, row.place->kind) << row.dn;
    EXPECT_EQ(place->domain, row.place->domain) << row.dn;
    EXPECT_EQ(place->name, row.place->name) << row.dn;
  }
}

TEST(Dns, AreWrittenAsTheyAreRead) {
  for (const auto* name :
       {"joe", "a,b", "a+b", " joe ", "#joe", "a\"b", "a\\b", "a=b", "J\xC3\xBC"}) {
    const auto written = write_dn({{"uid", name}, {"cn", "company.com"}});
    const auto read = parse_dn(written);
    ASSERT_TRUE(read) << written;
    ASSERT_EQ(read->size(), 2U) << written;
    EXPECT_EQ(read->front().value, name) << written;
  }
  EXPECT_EQ(write_dn({{"uid", "joe"}, {"cn", "company.com"}}), "uid=joe,cn=company.com");
}

TEST(Dns, AreTheSameHoweverTheyAreWritten) {
  EXPECT_EQ(plain_dn("uid=joe,cn=company.com"), plain_dn("UserID = JOE , commonName=Company.Com"));
  EXPECT_NE(plain_dn("uid=joe,cn=company.com"), plain_dn("uid=joe\\2Ccn=company.com,cn=x"));
  EXPECT_FALSE(plain_dn("joe"));
}

// Behind the view is something else, or memory that is not ours.
TEST(Dns, EndWhereTheyEnd) {
  for (const std::string_view text : {"uid=joe,cn=company.com", "uid=joe,cn=x,o=y", "a=b,Wo=x"})
    for (std::size_t size = 1; size <= text.size(); ++size) {
      const std::vector<char> exact(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
      const std::string copy(text.substr(0, size));
      EXPECT_EQ(parse_dn({exact.data(), size}).has_value(), parse_dn(copy).has_value()) << copy;
    }
}

TEST(Dns, AreNotReadWithoutEnd) {
  EXPECT_FALSE(parse_dn("uid=" + std::string(5000, 'x')));
  std::string deep = "uid=x";
  while (deep.size() < 4000) deep += ",ou=y";
  EXPECT_TRUE(parse_dn(deep));
}

}  // namespace
}  // namespace gatehouse::gates::ldap
