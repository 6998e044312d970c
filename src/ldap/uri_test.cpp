#include "ldap/uri.h"

#include <gtest/gtest.h>

namespace gatehouse::ldap {
namespace {

Result<std::string> bind_name(const std::string& uri, std::string_view account,
                              std::string_view domain = "company.test") {
  const auto parsed = AuthenticationUri::parse(uri);
  if (!parsed) return std::unexpected(parsed.error());
  return parsed->bind_name(account, domain);
}

TEST(AuthenticationUri, ReadsAddressesPortsAndProtection) {
  struct Case {
    const char* text;
    std::vector<Address> addresses;
    bool tls;
    bool starts_tls;
  };
  const std::vector<Case> cases{
      {"ldap://10.0.0.2:389/*@^0", {{"10.0.0.2", 389}}, false, false},
      {"ldaps://ad.domain.dom:636/*@ad-domain.dom", {{"ad.domain.dom", 636}}, true, false},
      {R"(ldap://10.0.0.2:389/AD-DOMAIN\*)", {{"10.0.0.2", 389}}, false, false},
      {"ldap://ds.test/uid=*,o=x", {{"ds.test", 389}}, false, false},
      {"LDAPS://ds.test/uid=*,o=x", {{"ds.test", 636}}, true, false},
      {"ldap://[::1]/*@^0", {{"::1", 389}}, false, false},
      {"ldap://[fe80::1]:1389/*@^0", {{"fe80::1", 1389}}, false, false},
      {"ldaps://a.test,b.test:1636,[::1]/*@^0",
       {{"a.test", 636}, {"b.test", 1636}, {"::1", 636}},
       true,
       false},
      {"ldap://ds.test/uid=*,o=x????StartTLS", {{"ds.test", 389}}, false, true},
      {"ldap://ds.test/uid=*,o=x???"
       "?!starttls",
       {{"ds.test", 389}},
       false,
       true},
  };
  for (const auto& one : cases) {
    const auto uri = AuthenticationUri::parse(one.text);
    ASSERT_TRUE(uri) << one.text << ": " << uri.error().detail;
    EXPECT_EQ(uri->addresses(), one.addresses) << one.text;
    EXPECT_EQ(uri->tls(), one.tls) << one.text;
    EXPECT_EQ(uri->starts_tls(), one.starts_tls) << one.text;
  }
}

TEST(AuthenticationUri, RefusesWhatIsNone) {
  const std::string long_name(1024, 'x');
  for (const std::string text : {
           "",
           "ldap:",
           "ldap://",
           "ldap:///uid=*,o=x",
           "http://ds.test/uid=*",
           "ldapi://%2ftmp/uid=*",
           "cldap://ds.test/uid=*",
           "ldap://ds.test",
           "ldap://ds.test/",
           "ldap://ds.test/*",
           "ldap://ds.test/joe",
           "ldap://ds.test/uid=",
           "ldap://ds.test/uid=*,",
           "ldap://ds.test/uid=*,,o=x",
           "ldap://ds.test/uid=*,o=",
           "ldap://ds.test/*=joe,o=x",
           "ldap://ds.test/=joe",
           R"(ldap://ds.test/uid=*\)",
           R"(ldap://ds.test/uid=*\0)",
           R"(ldap://ds.test/uid=*\00,o=x)",
           R"(ldap://ds.test/uid=*\0a,o=x)",
           R"(ldap://ds.test/uid=*\ff,o=x)",
           "ldap://ds.test/*@",
           "ldap://ds.test/@^0",
           "ldap://ds.test/*@a@b",
           R"(ldap://ds.test/\*)",
           R"(ldap://ds.test/CORP\)",
           R"(ldap://ds.test/CORP\x\*)",
           R"(ldap://ds.test/CORP\*@x)",
           "ldap://ds.test/* @^0",
           "ldap://ds.test/*@^0\n",
           "ldap://ds.test/uid=*%0a,o=x",
           "ldap://ds.test/uid=*%00,o=x",
           "ldap://ds.test/uid=*%2",
           "ldap://ds.test/uid=*%",
           "ldap://ds.test/uid=*%zz",
           "ldap://ds.test/uid=*%ff,o=x",
           "ldap://ds.test:0/*@^0",
           "ldap://ds.test:65536/*@^0",
           "ldap://ds.test:/*@^0",
           "ldap://ds.test:389x/*@^0",
           "ldap://user@ds.test/*@^0",
           "ldap://ds test/*@^0",
           "ldap://-x/*@^0",
           "ldap://a,,b/*@^0",
           "ldap://[::1/*@^0",
           "ldap://[1.2.3.4]/*@^0",
           "ldap://[::1]389/*@^0",
           "ldap://::1/*@^0",
           "ldap://a,b,c,d,e,f,g,h,i/*@^0",
           "ldap://ds.test/uid=*,o=x?uid",
           "ldap://ds.test/uid=*,o=x??sub",
           "ldap://ds.test/uid=*,o=x????",
           "ldap://ds.test/uid=*,o=x????bindname=x",
           "ldap://ds.test/uid=*,o=x?????StartTLS",
           "ldaps://ds.test/uid=*,o=x????StartTLS",
       }) {
    const auto uri = AuthenticationUri::parse(text);
    EXPECT_FALSE(uri) << text;
    if (!uri) EXPECT_EQ(uri.error().code, ErrorCode::malformed) << text;
  }
  EXPECT_FALSE(AuthenticationUri::parse("ldap://ds.test/uid=*,o=" + long_name));
  EXPECT_FALSE(AuthenticationUri::parse(std::string("ldap://ds.test/uid=*\0,o=x", 25)));
}

// The names of the guide's examples, and those that try to be more than a name.
TEST(AuthenticationUri, APlaceInADnHoldsTheNameAndNothingElse) {
  struct Case {
    std::string account;
    const char* expected;
  };
  const std::vector<Case> cases{
      {"joe", "uid=joe,ou=people,o=company.test"},
      {"*", "uid=*,ou=people,o=company.test"},
      {"^0", "uid=^0,ou=people,o=company.test"},
      {"*)(uid=*", R"(uid=*)(uid\3D*,ou=people,o=company.test)"},
      {"x,ou=admin", R"(uid=x\2Cou\3Dadmin,ou=people,o=company.test)"},
      {"x;ou=admin", R"(uid=x\3Bou\3Dadmin,ou=people,o=company.test)"},
      {"a+b=c", R"(uid=a\2Bb\3Dc,ou=people,o=company.test)"},
      {"#00", R"(uid=\2300,ou=people,o=company.test)"},
      {R"(\00)", R"(uid=\5C00,ou=people,o=company.test)"},
      {"\"", R"(uid=\22,ou=people,o=company.test)"},
      {"<x>", R"(uid=\3Cx\3E,ou=people,o=company.test)"},
      {" joe", R"(uid=\20joe,ou=people,o=company.test)"},
      {"joe ", R"(uid=joe\20,ou=people,o=company.test)"},
      {" ", R"(uid=\20,ou=people,o=company.test)"},
      {"j o e", "uid=j o e,ou=people,o=company.test"},
      {R"(DOMAIN\x)", R"(uid=DOMAIN\5Cx,ou=people,o=company.test)"},
      {"joe@other.test", "uid=joe@other.test,ou=people,o=company.test"},
      {"jos\xc3\xa9", R"(uid=jos\C3\A9,ou=people,o=company.test)"},
  };
  for (const auto& one : cases) {
    const auto name = bind_name("ldap://ds.test/uid=*,ou=people,o=^0", one.account);
    ASSERT_TRUE(name) << one.account << ": " << name.error().detail;
    EXPECT_EQ(*name, one.expected) << one.account;
  }
}

TEST(AuthenticationUri, ADnMayUseTheNamesAnywhereInItsValues) {
  struct Case {
    const char* uri;
    const char* expected;
  };
  const std::vector<Case> cases{
      {"ldap://ds.test/uid=joe,o=x", "uid=joe,o=x"},
      {"ldap://ds.test/mail=*@^0,ou=x", "mail=joe@company.test,ou=x"},
      {"ldap://ds.test/cn=user-*+ou=^0,o=x", "cn=user-joe+ou=company.test,o=x"},
      {"ldap://ds.test/cn=*-*,o=^0^0", "cn=joe-joe,o=company.testcompany.test"},
      {R"(ldap://ds.test/uid=*,ou=My People\, too,o=x)", R"(uid=joe,ou=My People\2C too,o=x)"},
      {"ldap://ds.test/uid=*,ou=My%20People", "uid=joe,ou=My People"},
      {"ldap://ds.test/uid=*, ou=people, o=x", "uid=joe,ou=people,o=x"},
      {"ldap://ds.test/0.9.2342.19200300.100.1.1=*,o=x", "0.9.2342.19200300.100.1.1=joe,o=x"},
      {"ldap://ds.test/uid=*,o=#0401ff", "uid=joe,o=#0401FF"},
      {"ldap://ds.test/uid=*,o=#04032a5e30", "uid=joe,o=#04032A5E30"},
  };
  for (const auto& one : cases) {
    const auto name = bind_name(one.uri, "joe");
    ASSERT_TRUE(name) << one.uri << ": " << name.error().detail;
    EXPECT_EQ(*name, one.expected) << one.uri;
  }
}

TEST(AuthenticationUri, TheDomainIsEscapedTooInADn) {
  EXPECT_EQ(bind_name("ldap://ds.test/uid=*,o=^0", "joe", "a,o=b"), R"(uid=joe,o=a\2Co\3Db)");
}

TEST(AuthenticationUri, OtherFormsTakePlainNames) {
  EXPECT_EQ(bind_name("ldap://10.0.0.2:389/*@^0", "joe"), "joe@company.test");
  EXPECT_EQ(bind_name("ldap://10.0.0.2/*@ad-domain.dom", "joe"), "joe@ad-domain.dom");
  EXPECT_EQ(bind_name(R"(ldap://10.0.0.2/AD-DOMAIN\*)", "joe"), R"(AD-DOMAIN\joe)");
  EXPECT_EQ(bind_name(R"(ldap://10.0.0.2/^0\*)", "joe"), R"(company.test\joe)");
  EXPECT_EQ(bind_name("ldap://10.0.0.2/u-*@^0", "o'neil.j_r-2&3"), "u-o'neil.j_r-2&3@company.test");
  EXPECT_EQ(bind_name("ldap://10.0.0.2/*@^0", "jos\xc3\xa9"), "jos\xc3\xa9@company.test");
}

TEST(AuthenticationUri, OtherFormsRefuseNamesThatAreMore) {
  for (const std::string name : {"*",
                                 "^0",
                                 "*)(uid=*",
                                 "x,ou=admin",
                                 "a+b=c",
                                 "#00",
                                 R"(\00)",
                                 "\"",
                                 " joe",
                                 "joe ",
                                 "j oe",
                                 R"(DOMAIN\x)",
                                 "joe@other.test",
                                 "a/b",
                                 "a:b",
                                 "a;b",
                                 "a|b",
                                 "<a>",
                                 "a?",
                                 "joe%x",
                                 "$"}) {
    EXPECT_FALSE(bind_name("ldap://10.0.0.2/*@^0", name)) << name;
    EXPECT_FALSE(bind_name(R"(ldap://10.0.0.2/CORP\*)", name)) << name;
  }
  EXPECT_FALSE(bind_name("ldap://10.0.0.2/*@^0", "joe", "a@b"));
}

TEST(AuthenticationUri, NoFormTakesControlCharactersNothingOrEndlessNames) {
  for (const std::string template_text : {"uid=*,o=x", "*@^0", "CORP\\*"})
    for (const auto& name :
         {std::string("a\0b", 3), std::string("\0", 1), std::string("a\nb"), std::string("a\rb"),
          std::string("\x7f"), std::string("\x01"), std::string("\xff"), std::string("\xc0\x80"),
          std::string(), std::string(256, 'x')}) {
      const auto made = bind_name("ldap://10.0.0.2/" + template_text, name);
      ASSERT_FALSE(made) << template_text << " " << *made;
      EXPECT_EQ(made.error().code, ErrorCode::malformed);
    }
  EXPECT_FALSE(bind_name("ldap://10.0.0.2/uid=*,o=^0", "joe", ""));
  EXPECT_TRUE(bind_name("ldap://10.0.0.2/uid=*,o=x", "joe", "")) << "the domain is not needed";
}

}  // namespace
}  // namespace gatehouse::ldap
