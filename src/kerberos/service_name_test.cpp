#include "kerberos/service_name.h"

#include <gtest/gtest.h>

#include "kerberos/domain_fixture.h"

namespace gatehouse::kerberos {
namespace {

ServiceName named(std::vector<std::string> components) {
  return {"REALM.TEST", std::move(components)};
}

TEST(ServiceName, MeansADomainByItsOneOrItsSecondComponent) {
  EXPECT_EQ(named({"company.com"}).domain_part(), "company.com");
  EXPECT_EQ(named({"imap", "company.com"}).domain_part(), "company.com");
  EXPECT_EQ(named({"ldap", "company.com", "other.test"}).domain_part(), "company.com");
  EXPECT_EQ(named({}).domain_part(), "");
  EXPECT_EQ(named({"imap", "company.com"}).full_name(), "imap/company.com@REALM.TEST");
}

TEST(ServiceName, LeadsToADomainOfTheSite) {
  DomainFixture site;
  const auto led_to = [&](std::vector<std::string> components) -> std::string {
    const auto domain = domain_of(site.directory(), named(std::move(components)));
    return domain ? (*domain)->name : "nowhere";
  };
  EXPECT_EQ(led_to({"imap", "company.com"}), "company.com");
  EXPECT_EQ(led_to({"imap", "Company.COM"}), "company.com");
  EXPECT_EQ(led_to({"imap", "mail.company.com"}), "company.com");
  EXPECT_EQ(led_to({"other.test"}), "other.test");
  for (const auto* name :
       {"", "elsewhere.test", "company.com@other.test", "other.test$tag", "company.com\n", "..",
        "company.com%other.test", "[127.0.0.1]", "\xff\xfe", "*"})
    EXPECT_EQ(led_to({"imap", name}), "nowhere") << name;
  EXPECT_EQ(led_to({}), "nowhere");
}

TEST(ServiceName, FollowsTheRouterIntoTheDomainAnAccountOfThatNameHides) {
  DomainFixture site;
  ASSERT_TRUE(site.directory().create_account(*site.domain("other.test"), "loginpage", {}));
  EXPECT_FALSE(domain_of(site.directory(), named({"imap", "other.test"})));
}

TEST(ServiceName, IsWritableInPlainLettersOnly) {
  EXPECT_TRUE(is_writable(named({"imap", "company.com"})));
  for (const auto* part : {"", "a/b", "a@b", "a\\b", "a b", "a\x7f", "\xc3\xa9"})
    EXPECT_FALSE(is_writable(named({"imap", part}))) << part;
  EXPECT_FALSE(is_writable(named({})));
  EXPECT_FALSE(is_writable(named(std::vector<std::string>(most_components + 1, "a"))));
  EXPECT_FALSE(is_writable({"", {"imap"}}));
}

}  // namespace
}  // namespace gatehouse::kerberos
