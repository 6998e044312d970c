#include "auth/logins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/same_passwords.h"
#include "settings/text.h"

namespace gatehouse::auth {
namespace {

using directory::Account;
using directory::Changes;
using directory::Domain;
using settings::Dictionary;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::shared_ptr<Domain> domain(std::string id = "1") {
  auto made = std::make_shared<Domain>();
  made->name = "company.com";
  made->id = std::move(id);
  made->server = std::make_shared<directory::ServerDefaults>();
  return made;
}

directory::AccountView account(const std::shared_ptr<Domain>& of, std::string name,
                               std::string_view explicit_settings = "{}") {
  auto made = std::make_shared<Account>();
  made->location = "Domains/" + of->name + "/" + name;
  made->name = std::move(name);
  made->domain = of;
  made->settings = *settings::read(explicit_settings)->dictionary();
  return made;
}

constexpr Time noon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 1} +
                    std::chrono::hours{12}};

std::optional<std::string> why(const Footing& footing, const directory::AccountView& now) {
  const DomainPolicy policy(now ? now->domain : footing.account->domain);
  return fallen(footing, now, policy, noon);
}

TEST(Footing, FallsWithTheAccountItsNameAndItsServices) {
  const auto company = domain();
  const Footing footing{.account = account(company, "joe"), .services = {"IMAP"}};
  EXPECT_EQ(why(footing, account(company, "joe")), std::nullopt);
  EXPECT_EQ(why(footing, nullptr), "the account is gone");
  EXPECT_EQ(why(footing, account(company, "jim")), "the account was renamed");
  EXPECT_EQ(why(footing, account(company, "joe", "{AccessModes=(Mail,POP);}")),
            "IMAP is not enabled any more");
  EXPECT_EQ(why(footing, account(company, "joe", "{AccessModes=(Mail,IMAP);}")), std::nullopt);
  auto closed = domain();
  closed->settings = {{"DomainAccessModes", settings::Array{"POP"}}};
  EXPECT_EQ(why(footing, account(closed, "joe")), "IMAP is not enabled any more");
}

TEST(Footing, FallsWithItsTag) {
  const auto company = domain();
  const auto with = [&](std::string_view rules) {
    return account(company, "joe",
                   "{TaggedPasswords={phone={Password=x;" + std::string(rules) + "};};}");
  };
  const Footing footing{.account = with(""),
                        .services = {"IMAP"},
                        .client = *IpAddress::parse("10.0.0.5"),
                        .tag = "phone"};
  EXPECT_EQ(why(footing, with("")), std::nullopt);
  EXPECT_EQ(why(footing, with("Expires=#T01-05-2026_12:00:01;")), std::nullopt);
  EXPECT_NE(why(footing, with("Expires=#T01-05-2026_11:59:59;")), std::nullopt);
  EXPECT_NE(why(footing, with("Services=(POP);")), std::nullopt);
  EXPECT_NE(why(footing, with("Networks=\"10.0.1.0/24\";")), std::nullopt);
  EXPECT_EQ(why(footing, account(company, "joe")), "the tag is gone");
}

TEST(Footing, ProofsStandForOnePasswordEach) {
  const auto company = domain();
  const auto joe = account(company, "joe", "{Password=a;TaggedPasswords={phone={Password=b;};};}");
  EXPECT_EQ(proof_of(*joe, ""), proof_of_stored("a"));
  EXPECT_EQ(proof_of(*joe, "phone"), proof_of_stored("b"));
  EXPECT_EQ(proof_of(*joe, "desk"), "");
  EXPECT_EQ(proof_of(*account(company, "ann"), ""), "");
  EXPECT_NE(proof_of_stored("a"), proof_of_stored("b"));
}

TEST(SamePasswords, KnowsWhatWasMadeOfWhat) {
  SamePasswords same;
  same.note("old", "new");
  EXPECT_TRUE(same.same("old", "new"));
  EXPECT_FALSE(same.same("new", "old"));
  EXPECT_FALSE(same.same("old", "newer"));
}

class LoginsTest : public testing::Test {
 protected:
  Logins::Key add(const directory::AccountView& of, std::string session = {}) {
    LoginFacts facts{.account = of->full_name(), .domain_id = of->domain->id};
    facts.session = std::move(session);
    const auto key = logins_.add(std::move(facts), {.account = of, .services = {"IMAP"}},
                                 [this, name = of->name] { ended_.push_back(name); });
    return key;
  }
  std::vector<std::string> due(const Changes& changes,
                               const std::vector<directory::DomainView>& domains = {}) {
    std::vector<std::string> names;
    for (const auto& held : logins_.due(changes, domains, noon))
      names.push_back(held.footing.account->name + (held.gone ? " is gone" : ""));
    return names;
  }

  Logins logins_;
  std::vector<std::string> ended_;
  std::shared_ptr<Domain> company_ = domain();
  directory::AccountView joe_ = account(company_, "joe");
  directory::AccountView ann_ = account(company_, "ann");
};

TEST_F(LoginsTest, AreLookedAtOnceAfterTheyWereAddedAndThenWhenSomethingChanged) {
  (void)add(joe_);
  (void)add(ann_);
  EXPECT_THAT(due({}), UnorderedElementsAre("joe", "ann"));
  EXPECT_THAT(due({}), ElementsAre());
  EXPECT_THAT(due({.accounts = {{"1", "ann"}}}), ElementsAre("ann"));
  EXPECT_THAT(due({.accounts = {{"2", "ann"}}}), ElementsAre()) << "of another domain";
  EXPECT_THAT(due({.accounts = {{"1", "joe", true}}}), ElementsAre("joe is gone"));
  EXPECT_THAT(due({.everything = true}), UnorderedElementsAre("joe", "ann"));
}

TEST_F(LoginsTest, AreLookedAtWhenTheirDomainChanged) {
  const auto elsewhere = account(domain("2"), "tom");
  (void)add(joe_);
  (void)add(elsewhere);
  (void)due({});
  EXPECT_THAT(due({.domains = true}, {company_, elsewhere->domain}), ElementsAre());
  EXPECT_THAT(due({.domains = true}, {domain(), elsewhere->domain}), ElementsAre("joe"));
}

TEST_F(LoginsTest, AreLookedAtWhenTheirTagRunsOut) {
  const auto tagged = [&](std::string_view expires) {
    return account(
        company_, "joe",
        "{TaggedPasswords={phone={Password=x;Expires=" + std::string(expires) + ";};};}");
  };
  for (const auto* expires : {"#T01-05-2026_11:00:00", "#T01-05-2026_13:00:00"})
    (void)logins_.add({}, {.account = tagged(expires), .tag = "phone"}, {});
  EXPECT_EQ(due({}).size(), 3U) << "two new ones, one of them run out";
  EXPECT_TRUE(due({}).empty());
  EXPECT_EQ(logins_.due({}, {}, noon + std::chrono::hours{2}).size(), 1U);
}

TEST_F(LoginsTest, EndOnceAndAreForgotten) {
  const auto joe = add(joe_);
  const auto ann = add(ann_);
  EXPECT_EQ(logins_.end(joe)->account, "joe@company.com");
  EXPECT_FALSE(logins_.end(joe));
  EXPECT_FALSE(logins_.holds(joe));
  logins_.remove(ann);
  EXPECT_FALSE(logins_.end(ann)) << "it left by itself";
  EXPECT_THAT(ended_, ElementsAre("joe"));
  EXPECT_EQ(logins_.size(), 0U);
}

TEST_F(LoginsTest, EndByAccountButForOne) {
  const auto own = add(joe_);
  (void)add(joe_);
  (void)add(joe_);
  (void)add(ann_);
  EXPECT_EQ(logins_.end_all_of(*joe_, own), 2U);
  EXPECT_THAT(ended_, ElementsAre("joe", "joe"));
  EXPECT_TRUE(logins_.holds(own));
  EXPECT_EQ(logins_.end_all_of(*joe_, 0), 1U);
  EXPECT_EQ(logins_.size(), 1U);
}

TEST_F(LoginsTest, EndByAccountButForTheSessionOfTheOne) {
  const auto session = add(joe_, "mine");
  const auto own = add(joe_, "mine");
  (void)add(joe_, "another");
  (void)add(joe_);
  EXPECT_EQ(logins_.end_all_of(*joe_, own), 2U);
  EXPECT_TRUE(logins_.holds(own));
  EXPECT_TRUE(logins_.holds(session));
}

TEST_F(LoginsTest, EndWithTheSessionTheyWereOpenedBy) {
  (void)add(joe_, "hash");
  (void)add(joe_, "other");
  EXPECT_EQ(logins_.end_opened_by("hash"), 1U);
  EXPECT_EQ(logins_.end_opened_by("hash"), 0U);
  EXPECT_EQ(logins_.size(), 1U);
}

}  // namespace
}  // namespace gatehouse::auth
