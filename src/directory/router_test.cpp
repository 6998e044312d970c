#include "directory/router.h"

#include <gtest/gtest.h>

namespace gatehouse::directory {
namespace {

class Router : public testing::Test {
 protected:
  Router() {
    EXPECT_TRUE(Directory::create(*store_, entropy_, "main.test"));
    directory_ = *Directory::open(*store_, clock_, entropy_, {});
    EXPECT_TRUE(directory_->create_domain("company.com", {{"IPAddresses", "10.0.0.1"}}));
    EXPECT_TRUE(directory_->set_domain_aliases(*company(), {"mail.company.com"}));
  }
  DomainView company() { return directory_->find_domain("company.com"); }

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

TEST_F(Router, LocatesWithoutLookingUp) {
  const auto ours = locate(*directory_, "ghost@company.com", nullptr);
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours->domain, company());
  EXPECT_EQ(ours->name.account, "ghost");
  EXPECT_EQ(locate(*directory_, "ghost@foreign.test", company())->domain, nullptr);
  EXPECT_EQ(locate(*directory_, "ghost", nullptr)->domain, directory_->main_domain());
  EXPECT_FALSE(locate(*directory_, "a@b@c", nullptr));
}

}  // namespace
}  // namespace gatehouse::directory
