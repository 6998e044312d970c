// Whose objects they are and who may do what with them, at either keeper. How lists decide is
// tested where they do (access/acl_test.cpp, control/objects_test.cpp).
#include "auth/objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

constexpr const char* everything = "lrswipkxtea";

class ObjectsTest : public testing::TestWithParam<bool> {
 protected:
  ObjectsTest() {
    must(site().domain("other.test"));
    for (const auto* name : {"joe@company.com", "ann@company.com", "joe@other.test"})
      must(site().account(name, "secret", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().alias("joe@company.com", "joseph"));
    must(site().group("staff@company.com", "{Members=(joe);}"));
    for (const auto* folder : {"files", "files/shared", "files/shared/deep"})
      std::filesystem::create_directories(data_of("joe@company.com") / folder);
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }
  std::filesystem::path data_of(std::string_view account) {
    return site().base() / site().find(account).value()->location;
  }

  VisitId enter(std::optional<unsigned> local_user = {}) {
    Peer peer{"IMAP",
              {*IpAddress::parse("10.0.0.5"), 4000},
              {*IpAddress::parse("10.0.0.1"), 143},
              local_user,
              {}};
    return runner_.run(runner_.keeper().welcome(std::move(peer), {})).value().visit;
  }
  VisitId as(std::string_view name) {
    const auto visit = enter();
    const auto reply =
        runner_.run(runner_.keeper().begin(visit, "PLAIN", plain_message(name, "secret")));
    EXPECT_TRUE(std::holds_alternative<Session>(reply)) << name;
    return visit;
  }
  Allowed<Owner> owner(VisitId visit, std::string name) {
    return runner_.run(runner_.keeper().owner(visit, std::move(name)));
  }
  std::string owner_name(VisitId visit, std::string name) {
    const auto found = owner(visit, std::move(name));
    if (found) return found->account;
    EXPECT_EQ(found.error().code, ErrorCode::not_found);
    return "nobody";
  }
  Allowed<std::vector<Letters>> rights(VisitId visit, Names names,
                                       std::string of = "joe@company.com",
                                       ObjectKind kind = ObjectKind::folder) {
    return runner_.run(runner_.keeper().rights(visit, std::move(of), kind, std::move(names)));
  }
  Allowed<std::vector<AclElement>> acl(VisitId visit, std::string name) {
    return runner_.run(
        runner_.keeper().acl(visit, "joe@company.com", ObjectKind::folder, std::move(name)));
  }
  Allowed<void> change(VisitId visit, std::string name, AclChange change) {
    return runner_.run(runner_.keeper().change_acl(visit, "joe@company.com", ObjectKind::folder,
                                                   std::move(name), std::move(change)));
  }
  template <class Value>
  static std::optional<ErrorCode> refusal(const Allowed<Value>& allowed) {
    if (allowed) return std::nullopt;
    return allowed.error().code;
  }

  support::KeeperRunner runner_{GetParam()};
};

TEST_P(ObjectsTest, BelongToWhoeverANameMeans) {
  const auto joe = as("joe@company.com");
  const auto other = as("joe@other.test");
  EXPECT_EQ(owner_name(joe, ""), "joe@company.com");
  EXPECT_EQ(owner_name(joe, "ann"), "ann@company.com");
  EXPECT_EQ(owner_name(other, "joe"), "joe@other.test");
  EXPECT_EQ(owner_name(other, "Joseph@COMPANY.com"), "joe@company.com");
  for (const auto* nobody :
       {"nobody", "ann@other.test", "joe@far.test", "joe$tag", "staff", "a b", "@", "joe@@x"})
    EXPECT_EQ(owner_name(joe, nobody), "nobody") << nobody;
  EXPECT_EQ(owner_name(enter(), ""), "nobody");
  EXPECT_EQ(owner_name(enter(), "joe"), "joe@company.com") << "a guest may ask";
}

TEST_P(ObjectsTest, AreTheOwnersOwnOnly) {
  const auto joe = as("joe@company.com");
  EXPECT_TRUE(owner(joe, "")->own);
  EXPECT_TRUE(owner(joe, "joseph")->own);
  EXPECT_FALSE(owner(joe, "ann")->own);
  EXPECT_FALSE(owner(joe, "joe@other.test")->own);
  EXPECT_FALSE(owner(enter(), "joe")->own);
}

TEST_P(ObjectsTest, HaveTheLimitsOfTheAccount) {
  const auto joe = as("joe@company.com");
  EXPECT_FALSE(owner(joe, "")->mail_quota);
  EXPECT_FALSE(owner(joe, "")->file_quota);
  must(site().set_account("joe@company.com", "{MaxAccountSize=2M;MaxWebSize=10K;}"));
  EXPECT_EQ(owner(joe, "")->mail_quota, 2U << 20U);
  EXPECT_EQ(owner(joe, "")->file_quota, 10U << 10U);
  EXPECT_EQ(owner(joe, "")->location, site().find("joe@company.com").value()->location);
}

TEST_P(ObjectsTest, AreOpenedByTheirLists) {
  const auto joe = as("joe@company.com");
  const auto ann = as("ann@company.com");
  EXPECT_THAT(*rights(joe, {"shared", "", "nothing"}),
              ElementsAre(everything, everything, everything));
  EXPECT_THAT(*rights(ann, {"shared", ""}), ElementsAre("", ""));
  EXPECT_TRUE(change(joe, "shared", {"ann", AclChange::How::replace, "arl"}));
  EXPECT_TRUE(change(joe, "shared", {"null@null", AclChange::How::replace, "lr"}));
  EXPECT_THAT(*rights(ann, {"shared", "shared/deep", ""}), ElementsAre("lra", "", ""));
  EXPECT_THAT(*rights(enter(), {"shared", ""}), ElementsAre("lr", ""));
  EXPECT_THAT(*acl(ann, "shared"),
              ElementsAre(AclElement{"ann", "lra"}, AclElement{"null@null", "lr"}));
  EXPECT_TRUE(change(ann, "shared", {"ann", AclChange::How::add, "w"}));
  EXPECT_TRUE(change(ann, "shared", {"ann", AclChange::How::remove, "a"}));
  EXPECT_THAT(*rights(ann, {"shared"}), ElementsAre("lrw"));
  EXPECT_EQ(refusal(change(ann, "shared", {"ann", AclChange::How::add, "a"})),
            ErrorCode::not_allowed);
  EXPECT_EQ(refusal(acl(ann, "shared")), ErrorCode::not_allowed);
  EXPECT_TRUE(change(joe, "shared", {"ann", AclChange::How::replace, ""}));
  EXPECT_THAT(*acl(joe, "shared"), ElementsAre(AclElement{"null@null", "lr"}));
}

TEST_P(ObjectsTest, WithoutLookupAreNotThere) {
  const auto joe = as("joe@company.com");
  const auto ann = as("ann@company.com");
  EXPECT_TRUE(change(joe, "shared", {"ann", AclChange::How::replace, "rswipkxtea"}));
  EXPECT_THAT(*rights(ann, {"shared"}), ElementsAre(""));
  EXPECT_EQ(refusal(acl(ann, "shared")), ErrorCode::not_found);
  EXPECT_EQ(refusal(acl(ann, "nothing")), ErrorCode::not_found);
  EXPECT_EQ(acl(ann, "shared").error().words, acl(ann, "nothing").error().words);
}

TEST_P(ObjectsTest, RefuseWhatMakesNoSense) {
  const auto joe = as("joe@company.com");
  EXPECT_EQ(refusal(change(joe, "shared", {"ann", AclChange::How::replace, "lq"})),
            ErrorCode::malformed);
  EXPECT_EQ(refusal(change(joe, "shared", {"a b", AclChange::How::replace, "l"})),
            ErrorCode::malformed);
  EXPECT_EQ(refusal(change(joe, "shared", {"nobody", AclChange::How::replace, "l"})),
            ErrorCode::not_found);
  EXPECT_EQ(refusal(change(joe, "nothing", {"ann", AclChange::How::replace, "l"})),
            ErrorCode::not_found);
  const auto by_alias = change(as("ann@company.com"), "shared", {"x", {}, "l"});
  EXPECT_EQ(refusal(by_alias), ErrorCode::not_found);
  EXPECT_EQ(refusal(rights(joe, {"shared"}, "nobody@company.com")), ErrorCode::not_found);
  EXPECT_EQ(refusal(rights(joe, {"shared"}, "joe@far.test")), ErrorCode::not_found);
  EXPECT_EQ(refusal(rights(joe, {"shared"}, "")), ErrorCode::not_found);
  EXPECT_EQ(refusal(rights(as("ann@company.com"), {"../x"})), ErrorCode::malformed);
}

TEST_P(ObjectsTest, TellTheRealNameOfAnAlias) {
  const auto refused =
      change(as("joe@company.com"), "shared", {"joseph", AclChange::How::replace, "l"});
  EXPECT_EQ(refusal(refused), ErrorCode::not_allowed);
  EXPECT_THAT(refused.error().words, testing::HasSubstr("joe"));
}

TEST_P(ObjectsTest, AreAskedForInNumbersWithALimit) {
  const auto joe = as("joe@company.com");
  EXPECT_EQ(rights(joe, Names(most_names, "shared"))->size(), most_names);
  EXPECT_EQ(refusal(rights(joe, Names(most_names + 1, "shared"))), ErrorCode::malformed);
  EXPECT_THAT(*rights(joe, {}), IsEmpty());
}

TEST_P(ObjectsTest, AreNothingToAVisitThatIsNotThere) {
  EXPECT_FALSE(owner(12345, "joe"));
  EXPECT_FALSE(rights(12345, {"shared"}));
  EXPECT_FALSE(acl(12345, "shared"));
  EXPECT_FALSE(change(12345, "shared", {"ann", AclChange::How::replace, "l"}));
}

INSTANTIATE_TEST_SUITE_P(Both, ObjectsTest, testing::Bool(),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

}  // namespace
}  // namespace gatehouse::auth
