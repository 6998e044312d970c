#include "directory/router.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace gatehouse::directory {
namespace {

using settings::Dictionary;

class Router : public testing::Test {
 protected:
  Router() {
    EXPECT_TRUE(Directory::create(*store_, entropy_, "main.test"));
    directory_ = *Directory::open(*store_, clock_, entropy_, {});
    EXPECT_TRUE(directory_->create_domain("company.com", {{"IPAddresses", "10.0.0.1"}}));
    EXPECT_TRUE(directory_->set_domain_aliases(*company(), {"mail.company.com"}));
    EXPECT_TRUE(directory_->create_account(*directory_->main_domain(), "joe", {}));
    EXPECT_TRUE(directory_->create_account(*directory_->main_domain(), "postmaster", {}));
    EXPECT_TRUE(directory_->create_account(*company(), "joe", {}));
    EXPECT_TRUE(
        directory_->set_account_aliases(**directory_->find_account(*company(), "joe"), {"joseph"}));
  }
  DomainView company() { return directory_->find_domain("company.com"); }
  void set_company(Dictionary settings) {
    settings.emplace("IPAddresses", "10.0.0.1");
    EXPECT_TRUE(directory_->set_domain_settings(*company(), std::move(settings)));
  }

  // "name@domain$tag", or the name of the error.
  std::string login(std::string_view text, const DomainView& when_unqualified = nullptr) {
    const auto found = route_login(*directory_, text, when_unqualified);
    if (!found) return std::string(name_of(found.error().code));
    return found->account->full_name() + (found->tag.empty() ? "" : "$" + found->tag);
  }
  std::string mail(std::string_view address) {
    const auto found = route_mail(*directory_, address);
    if (!found) return std::string(name_of(found.error().code));
    if (const auto* local = std::get_if<LocalAccount>(&*found)) return local->account->full_name();
    if (const auto* remote = std::get_if<RemoteAddress>(&*found))
      return "remote " + remote->address;
    return "discarded";
  }

  std::unique_ptr<Store> store_ = make_memory_store();
  FakeClock clock_;
  crypto::CountingEntropy entropy_;
  std::unique_ptr<Directory> directory_;
};

TEST_F(Router, ChoosesTheDomainByNameThenAddressThenTheMainDomain) {
  const auto local = *IpAddress::parse("10.0.0.1");
  const auto other = *IpAddress::parse("10.0.0.9");
  EXPECT_EQ(domain_for(*directory_, other, "Mail.Company.com")->name, "company.com");
  EXPECT_EQ(domain_for(*directory_, local, "main.test")->name, "main.test");
  EXPECT_EQ(domain_for(*directory_, local, "foreign.test")->name, "company.com");
  EXPECT_EQ(domain_for(*directory_, local, "")->name, "company.com");
  EXPECT_EQ(domain_for(*directory_, other, "../x")->name, "main.test");
}

TEST_F(Router, LeadsEverySpellingToOneAccount) {
  for (const auto* text : {"joe@company.com", "JOE@Company.COM", "joe%company.com",
                           "joseph@company.com", "joe@mail.company.com", "Joseph%MAIL.company.com"})
    EXPECT_EQ(login(text), "joe@company.com") << text;
  EXPECT_EQ(login("joe$phone@company.com"), "joe@company.com$phone");
  EXPECT_EQ(login("joe@company.com$phone"), "joe@company.com$phone");
  EXPECT_EQ(login("joe"), "joe@main.test");
  EXPECT_EQ(login("joe", company()), "joe@company.com");
  EXPECT_EQ(login("joseph$x", company()), "joe@company.com$x");
}

TEST_F(Router, TellsUnknownNamesFromMalformedOnes) {
  for (const auto* text : {"jim", "joe@foreign.test", "jim@company.com", "joseph"})
    EXPECT_EQ(login(text), name_of(ErrorCode::unknown_account)) << text;
  for (const auto* text : {"", "joe@@company.com", "joe@", "-joe", "joe\n", "joe$a$b"})
    EXPECT_EQ(login(text), name_of(ErrorCode::malformed)) << text;
}

TEST_F(Router, LocatesWithoutLookingUp) {
  const auto ours = locate(*directory_, "ghost@company.com", nullptr);
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours->domain, company());
  EXPECT_EQ(ours->name.account, "ghost");
  EXPECT_EQ(locate(*directory_, "ghost@foreign.test", company())->domain, nullptr);
  EXPECT_EQ(locate(*directory_, "ghost", nullptr)->domain, directory_->main_domain());
  EXPECT_FALSE(locate(*directory_, "a@b@c", nullptr));
}

TEST_F(Router, DeliversMail) {
  const struct {
    const char* address;
    const char* where;
  } cases[] = {
      {"joe@company.com", "joe@company.com"},
      {"Joseph@MAIL.company.com", "joe@company.com"},
      {"\"joe\"@company.com", "joe@company.com"},
      {"\"j\\oe\"@company.com", "joe@company.com"},
      {"joe@[10.0.0.1]", "joe@company.com"},
      {"postmaster", "postmaster@main.test"},
      {"PostMaster", "postmaster@main.test"},
      {"anyone@foreign.test", "remote anyone@foreign.test"},
      {"\"a b\"@foreign.test", "remote \"a b\"@foreign.test"},
      {"joe@[10.0.0.2]", "remote joe@[10.0.0.2]"},
      {"joe@[IPv6:::1]", "remote joe@[IPv6:::1]"},
      {"joe$tag@company.com", "unknown_account"},
      {"joe%foreign.test@company.com", "unknown_account"},
      {"ghost@company.com", "unknown_account"},
      {"\"a@b\"@company.com", "unknown_account"},
      {"", "malformed"},
      {"joe", "malformed"},
      {"@company.com", "malformed"},
      {"joe@", "malformed"},
      {"joe@-bad-", "malformed"},
      {"joe @company.com", "malformed"},
      {"<joe@company.com>", "malformed"},
      {"a@b@foreign.test", "malformed"},
      {"\"joe@company.com", "malformed"},
      {"jo\"e@company.com", "malformed"},
      {"joe@company.com\r\nRCPT", "malformed"},
      {"joe@\xFF.com", "malformed"},
  };
  for (const auto& [address, where] : cases) EXPECT_EQ(mail(address), where) << escaped(address);
  EXPECT_EQ(mail(std::string(64, 'a') + "@foreign.test").substr(0, 6), "remote");
  EXPECT_EQ(mail(std::string(65, 'a') + "@foreign.test"), "malformed");
}

TEST_F(Router, DoesWithMailToUnknownNamesWhatTheDomainSays) {
  set_company({{"MailToUnknown", "Discarded"}});
  EXPECT_EQ(mail("ghost@company.com"), "discarded");
  EXPECT_EQ(mail("joe@company.com"), "joe@company.com");
  EXPECT_EQ(mail("ghost@main.test"), "unknown_account");
  set_company({{"MailToUnknown", "Accepted and Bounced"}});
  EXPECT_EQ(mail("ghost@company.com"), "unknown_account");
  set_company({{"MailToUnknown", "Rerouted to"}, {"MailRerouteAddress", "joe"}});
  EXPECT_EQ(mail("ghost@company.com"), "joe@company.com");
  EXPECT_EQ(mail("\"a b\"@company.com"), "joe@company.com");
  set_company({{"MailToUnknown", "Rerouted to"}, {"MailRerouteAddress", "spam@foreign.test"}});
  EXPECT_EQ(mail("ghost@company.com"), "remote spam@foreign.test");
  set_company({{"MailToUnknown", "Rerouted to"}});
  EXPECT_EQ(mail("ghost@company.com"), "unknown_account") << "no address is set";
}

TEST_F(Router, ReroutesInNoCircle) {
  set_company({{"MailToUnknown", "Rerouted to"}, {"MailRerouteAddress", "other"}});
  EXPECT_EQ(mail("ghost@company.com"), "unknown_account");
}

}  // namespace
}  // namespace gatehouse::directory
