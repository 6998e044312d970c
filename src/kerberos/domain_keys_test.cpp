#include "kerberos/domain_keys.h"

#include <gtest/gtest.h>

#include "kerberos/domain_fixture.h"
#include "settings/text.h"

namespace gatehouse::kerberos {
namespace {

using support::service_key;

std::vector<ServiceKey> keys(std::initializer_list<std::pair<const char*, unsigned>> wanted) {
  std::vector<ServiceKey> made;
  for (const auto& [principal, version] : wanted) made.push_back(service_key(principal, version));
  return made;
}

TEST(DomainKeys, ComeBackAsTheyWereKept) {
  DomainFixture site;
  site.keep("company.com", keys({{"imap/company.com@R", 1}, {"company.com@R", 70000}}));
  const auto opened = opened_keys(*site.domain("company.com"), site.seal());
  ASSERT_EQ(opened.size(), 2U);
  EXPECT_EQ(opened[0].service.full_name(), "imap/company.com@R");
  EXPECT_EQ(opened[0].issued.time_since_epoch().count(), 1'700'000'000);
  EXPECT_EQ(opened[1].version, 70000U);
  EXPECT_EQ(opened[1].type, 18);
  EXPECT_EQ(opened[1].key.size(), 32U);
}

TEST(DomainKeys, AreKeptSealed) {
  DomainFixture site;
  auto key = service_key("imap/company.com@R", 1, 3);
  key.key = Secret("find me!");
  std::vector<ServiceKey> one;
  one.push_back(std::move(key));
  site.keep("company.com", std::move(one));
  const auto* stored = settings::find(site.domain("company.com")->settings, keys_setting);
  ASSERT_NE(stored, nullptr);
  const auto* sealed = settings::find(*stored->array()->front().dictionary(), "Key");
  EXPECT_EQ(sealed->data()->bytes.find("find me!"), std::string::npos);
}

TEST(DomainKeys, OpenOnlyInTheirDomainAndUnderTheirName) {
  DomainFixture site;
  site.keep("company.com", keys({{"imap/company.com@R", 1}}));
  const auto stored = *settings::find(site.domain("company.com")->settings, keys_setting);
  auto moved = *site.domain("other.test");
  moved.settings.insert_or_assign("KerberosKeys", stored);
  EXPECT_EQ(kept_keys(moved).size(), 1U);
  EXPECT_TRUE(opened_keys(moved, site.seal()).empty());
  auto renamed = *site.domain("company.com");
  auto entry = *stored.array()->front().dictionary();
  entry.insert_or_assign("Realm", "OTHER");
  renamed.settings.insert_or_assign("KerberosKeys", settings::Array{entry});
  EXPECT_TRUE(opened_keys(renamed, site.seal()).empty());
}

TEST(DomainKeys, OfTheSameNameVersionAndTypeReplaceAndOthersOverlap) {
  DomainFixture site;
  site.keep("company.com", keys({{"imap/company.com@R", 1}, {"imap/company.com@R", 2}}));
  const auto before = opened_keys(*site.domain("company.com"), site.seal());
  site.keep("company.com", keys({{"imap/company.com@R", 2}, {"imap/company.com@S", 2}}));
  const auto after = opened_keys(*site.domain("company.com"), site.seal());
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(after[0].key.reveal(), before[0].key.reveal());
  EXPECT_NE(after[1].key.reveal(), before[1].key.reveal());
  EXPECT_EQ(after[2].service.realm, "S");
}

TEST(DomainKeys, ThatAreTwiceInOneFileAreKeptOnce) {
  DomainFixture site;
  site.keep("company.com", keys({{"imap/company.com@R", 1}, {"imap/company.com@R", 1}}));
  EXPECT_EQ(kept_keys(*site.domain("company.com")).size(), 1U);
}

TEST(DomainKeys, AreDeletedByTheirIds) {
  DomainFixture site;
  site.keep("company.com", keys({{"a/company.com@R", 1}, {"b/company.com@R", 1}}));
  const auto domain = site.domain("company.com");
  const auto kept = kept_keys(*domain);
  const std::vector first{kept[0].id};
  const auto left = without_keys(*domain, first);
  ASSERT_TRUE(left);
  EXPECT_EQ(settings::find(*left, keys_setting)->array()->size(), 1U);
  const std::vector both{kept[0].id, kept[1].id};
  EXPECT_FALSE(without_keys(*domain, both)->contains(keys_setting));
  const std::vector<std::int64_t> unknown{kept[0].id, 77};
  EXPECT_EQ(without_keys(*domain, unknown).error().code, ErrorCode::not_found);
}

TEST(DomainKeys, HaveALimit) {
  DomainFixture site;
  std::vector<ServiceKey> many;
  for (unsigned version = 0; version < most_keys; ++version)
    many.push_back(service_key("imap/company.com@R", version, 3));
  site.keep("company.com", std::move(many));
  EXPECT_EQ(kept_keys(*site.domain("company.com")).size(), most_keys);
  const auto more =
      with_keys(*site.domain("company.com"), keys({{"x/company.com@R", 1}}), site.seal());
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, ErrorCode::too_long);
}

TEST(DomainKeys, WrittenByHandThatMakeNoSenseAreLeftOut) {
  DomainFixture site;
  for (const auto* text :
       {"{KerberosKeys=x;}", "{KerberosKeys=(x,(),{});}",
        "{KerberosKeys=({Id=#1;Realm=R;Principal=\"\";Version=#1;Type=#18;});}",
        "{KerberosKeys=({Id=#0;Realm=R;Principal=x;Version=#1;Type=#18;});}",
        "{KerberosKeys=({Id=#1;Realm=R;Principal=x;Version=#-1;Type=#18;});}",
        "{KerberosKeys=({Id=#9000000000000000000;Realm=R;Principal=x;Version=#1;Type=#18;});}",
        "{KerberosKeys=({Id=#1;Realm=R;Principal=x;Version=#1;Type=#99999999999;});}"}) {
    auto domain = *site.domain("company.com");
    domain.settings = *settings::read_dictionary(text);
    EXPECT_TRUE(kept_keys(domain).empty()) << text;
    EXPECT_TRUE(opened_keys(domain, site.seal()).empty()) << text;
    EXPECT_TRUE(with_keys(domain, keys({{"imap/company.com@R", 1}}), site.seal())) << text;
  }
  auto domain = *site.domain("company.com");
  domain.settings = *settings::read_dictionary(
      "{KerberosKeys=({Id=#1;Realm=R;Principal=x;Version=#1;Type=#18;Key=[YWJj];});}");
  EXPECT_EQ(kept_keys(domain).size(), 1U);
  EXPECT_TRUE(opened_keys(domain, site.seal()).empty());
}

TEST(DomainKeys, BelongToTheDomainTheirNameLeadsTo) {
  DomainFixture site;
  const auto belong = [&](const char* principal) {
    return belong_to(site.directory(), *site.domain("company.com"), keys({{principal, 1}}));
  };
  EXPECT_TRUE(belong("imap/company.com@R"));
  EXPECT_TRUE(belong("imap/mail.company.com@R"));
  EXPECT_TRUE(belong("Company.com@R"));
  for (const auto* principal :
       {"imap/other.test@R", "other.test@R", "imap/elsewhere.test@R", "company.com/other.test@R"}) {
    const auto refused = belong(principal);
    ASSERT_FALSE(refused) << principal;
    EXPECT_EQ(refused.error().code, ErrorCode::not_allowed);
  }
}

}  // namespace
}  // namespace gatehouse::kerberos
