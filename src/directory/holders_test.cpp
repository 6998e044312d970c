// Lasting ids, over both engines.
#include "directory/holders.h"

#include <gtest/gtest.h>

#include "directory/layout.h"
#include "directory/temporary_folder.h"

namespace gatehouse::directory {
namespace {

using HolderKind::group;
using settings::Array;
using settings::Dictionary;
using Names = std::vector<std::string>;

class Holders : public testing::TestWithParam<const char*> {
 protected:
  Holders()
      : store_(GetParam() == std::string_view("text") ? *open_text_store(folder_.path())
                                                      : make_memory_store()) {
    EXPECT_TRUE(Directory::create(*store_, entropy_, "a.test"));
    reopen();
    EXPECT_TRUE(directory_->create_domain("b.test", {}));
    make("joe", "a.test");
    make("ann", "a.test");
    store_group("staff", "a.test", {"joe", "Ann@A.test", "eve@b.test", "joe", "#crew", "no body"});
  }
  void reopen() {
    directory_.reset();
    directory_ = *Directory::open(*store_, clock_, entropy_, {1000});
  }
  [[nodiscard]] DomainView domain(std::string_view name) { return directory_->find_domain(name); }
  void make(std::string_view name, std::string_view where) {
    EXPECT_TRUE(directory_->create_account(*domain(where), name, {}));
  }
  void make_group(std::string_view name, std::string_view where, const Names& members) {
    Array array(members.begin(), members.end());
    EXPECT_TRUE(directory_->create_group(*domain(where), name, {{"Members", std::move(array)}}));
  }
  // As a hand would: what create_group refuses too.
  void store_group(std::string_view name, std::string_view where, const Names& members) {
    const auto path = layout::groups(where);
    auto held = *store_->read(path);
    auto groups = held ? held->content : Dictionary{};
    groups.insert_or_assign(std::string(name),
                            Dictionary{{"Members", Array(members.begin(), members.end())}});
    EXPECT_TRUE(store_->write(path, groups, std::nullopt));
    reopen();
  }
  [[nodiscard]] AccountView account(std::string_view name, std::string_view where = "a.test") {
    return directory_->find_account(*domain(where), name).value_or(nullptr);
  }
  [[nodiscard]] Holder holder(HolderKind kind, std::string_view name,
                              std::string_view where = "a.test") {
    return {domain(where), kind, std::string(name)};
  }
  [[nodiscard]] std::string identified(HolderKind kind, std::string_view name,
                                       std::string_view where = "a.test") {
    const auto ids = directory_->identify(std::vector{holder(kind, name, where)});
    return ids ? ids->at(0) : "refused";
  }
  // "joe@a.test", "#staff@a.test"; "nobody".
  [[nodiscard]] std::string called(std::string_view id) {
    const auto found = directory_->holder_of(id);
    if (!found) return "nobody";
    return holder_text(found->kind, found->name) + "@" + found->domain->name;
  }
  [[nodiscard]] std::string id_of(HolderKind kind, std::string_view name,
                                  std::string_view where = "a.test") {
    return directory_->id_of(*domain(where), kind, name).value_or("none");
  }
  static Result<Dictionary> as_it_is(Dictionary settings, const Domain& /*to_domain*/,
                                     const std::string& /*to_name*/) {
    return settings;
  }
  void rename(std::string_view from, std::string_view to, std::string_view where = "a.test") {
    EXPECT_TRUE(directory_->rename_account(*account(from), *domain(where), to, as_it_is));
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  FakeClock clock_;
  crypto::CountingEntropy entropy_;
  std::unique_ptr<Directory> directory_;
};

INSTANTIATE_TEST_SUITE_P(Engines, Holders, testing::Values("text", "memory"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(Holders, HaveNoIdUntilOneIsWished) {
  EXPECT_EQ(id_of(HolderKind::account, "joe"), "none");
  const auto id = identified(HolderKind::account, "joe");
  EXPECT_EQ(id.size(), 20U);
  EXPECT_EQ(identified(HolderKind::account, "joe"), id);
  EXPECT_EQ(id_of(HolderKind::account, "joe"), id);
  EXPECT_EQ(called(id), "joe@a.test");
}

TEST_P(Holders, AreIdentifiedTogetherInTheOrderAskedFor) {
  make("joe", "b.test");
  const std::vector wished{holder(HolderKind::account, "joe"), holder(group, "staff"),
                           holder(HolderKind::account, "joe", "b.test"),
                           holder(HolderKind::account, "joe")};
  const auto ids = directory_->identify(wished);
  ASSERT_TRUE(ids);
  ASSERT_EQ(ids->size(), 4U);
  EXPECT_EQ(called(ids->at(0)), "joe@a.test");
  EXPECT_EQ(called(ids->at(1)), "#staff@a.test");
  EXPECT_EQ(called(ids->at(2)), "joe@b.test");
  EXPECT_EQ(ids->at(3), ids->at(0));
}

TEST_P(Holders, MustBeThere) {
  const auto version = directory_->names_version();
  const auto refused = directory_->identify(
      std::vector{holder(HolderKind::account, "joe"), holder(HolderKind::account, "nobody")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unknown_account);
  EXPECT_EQ(id_of(HolderKind::account, "joe"), "none") << "all or nothing";
  EXPECT_EQ(identified(group, "joe"), "refused");
  EXPECT_EQ(identified(HolderKind::account, "staff"), "refused");
  EXPECT_EQ(directory_->names_version(), version);
}

TEST_P(Holders, KeepTheirIdAcrossRestarts) {
  const auto joe = identified(HolderKind::account, "joe");
  const auto staff = identified(group, "staff");
  reopen();
  EXPECT_EQ(called(joe), "joe@a.test");
  EXPECT_EQ(id_of(group, "staff"), staff);
}

TEST_P(Holders, TakeTheirIdAlong) {
  const auto joe = identified(HolderKind::account, "joe");
  const auto staff = identified(group, "staff");
  const auto version = directory_->names_version();
  rename("joe", "bob");
  EXPECT_NE(directory_->names_version(), version);
  EXPECT_EQ(called(joe), "bob@a.test");
  rename("bob", "bill", "b.test");
  EXPECT_EQ(called(joe), "bill@b.test");
  EXPECT_EQ(id_of(HolderKind::account, "bill", "b.test"), joe);
  EXPECT_TRUE(directory_->rename_group(*domain("a.test"), "staff", *domain("b.test"), "crew"));
  EXPECT_EQ(called(staff), "#crew@b.test");
  EXPECT_TRUE(directory_->rename_domain("b.test", "c.test"));
  EXPECT_EQ(called(joe), "bill@c.test");
  EXPECT_EQ(called(staff), "#crew@c.test");
  reopen();
  EXPECT_EQ(called(joe), "bill@c.test");
  EXPECT_EQ(called(staff), "#crew@c.test");
}

TEST_P(Holders, LeaveNothingToTheNextOneOfTheirName) {
  const auto joe = identified(HolderKind::account, "joe");
  const auto staff = identified(group, "staff");
  rename("joe", "bob");
  make("joe", "a.test");
  EXPECT_EQ(id_of(HolderKind::account, "joe"), "none");
  EXPECT_NE(identified(HolderKind::account, "joe"), joe);
  EXPECT_TRUE(directory_->delete_account(*account("bob")));
  EXPECT_EQ(called(joe), "nobody");
  make("bob", "a.test");
  EXPECT_EQ(id_of(HolderKind::account, "bob"), "none");
  EXPECT_TRUE(directory_->delete_group(*domain("a.test"), "staff"));
  EXPECT_EQ(called(staff), "nobody");
  make_group("staff", "a.test", {"joe"});
  EXPECT_EQ(id_of(group, "staff"), "none");
}

TEST_P(Holders, LeaveNothingWhenAHandTookThemAwayEither) {
  const auto joe = identified(HolderKind::account, "joe");
  const auto staff = identified(group, "staff");
  EXPECT_TRUE(store_->remove(layout::account_folder("a.test", "joe")));
  EXPECT_TRUE(store_->write(layout::groups("a.test"), {}, std::nullopt));
  reopen();
  make("joe", "a.test");
  make_group("staff", "a.test", {"ann"});
  EXPECT_EQ(id_of(HolderKind::account, "joe"), "none");
  EXPECT_EQ(called(joe), "nobody");
  EXPECT_EQ(called(staff), "nobody");
  EXPECT_EQ(identified(HolderKind::account, "ann").size(), 20U);
}

TEST_P(Holders, KeepTheirIdWhenTheirNameIsTriedAgain) {
  const auto joe = identified(HolderKind::account, "joe");
  EXPECT_FALSE(directory_->create_account(*domain("a.test"), "joe", {}));
  EXPECT_FALSE(directory_->create_group(*domain("a.test"), "joe", {}));
  EXPECT_EQ(called(joe), "joe@a.test");
}

TEST_P(Holders, EndWithTheirDomain) {
  make("joe", "b.test");
  const auto joe = identified(HolderKind::account, "joe", "b.test");
  EXPECT_TRUE(directory_->delete_domain("b.test", true));
  EXPECT_EQ(called(joe), "nobody");
  EXPECT_TRUE(directory_->create_domain("b.test", {}));
  make("joe", "b.test");
  EXPECT_EQ(id_of(HolderKind::account, "joe", "b.test"), "none");
}

TEST_P(Holders, AreReadFromAFileThatAHandMadeWrong) {
  EXPECT_TRUE(store_->write(
      layout::holder_ids("a.test"),
      Dictionary{
          {"one", "joe"}, {"two", "joe"}, {"three", Array{}}, {"four", ""}, {"five", "nobody"}},
      std::nullopt));
  reopen();
  EXPECT_EQ(id_of(HolderKind::account, "joe"), "one");
  EXPECT_EQ(called("two"), "nobody");
  EXPECT_EQ(called("three"), "nobody");
  EXPECT_EQ(called("four"), "nobody");
}

TEST_P(Holders, AreFoundInTheGroupsTheyAreMembersOf) {
  make_group("crew", "b.test", {"eve", "ann@a.test"});
  make("eve", "b.test");
  make("joe", "b.test");
  const auto groups = [&](std::string_view of, std::string_view name, std::string_view where) {
    return directory_->groups_with(*domain(of), *account(name, where));
  };
  EXPECT_EQ(groups("a.test", "joe", "a.test"), Names{"staff"});
  EXPECT_EQ(groups("a.test", "ann", "a.test"), Names{"staff"});
  EXPECT_EQ(groups("a.test", "eve", "b.test"), Names{"staff"});
  EXPECT_EQ(groups("a.test", "joe", "b.test"), Names{}) << "another joe";
  EXPECT_EQ(groups("b.test", "ann", "a.test"), Names{"crew"});
  EXPECT_EQ(groups("b.test", "eve", "b.test"), Names{"crew"});
  EXPECT_TRUE(directory_->set_group(*domain("b.test"), "crew", {{"Members", Array{"joe"}}}));
  EXPECT_EQ(groups("b.test", "eve", "b.test"), Names{});
  EXPECT_EQ(groups("b.test", "joe", "b.test"), Names{"crew"});
  EXPECT_TRUE(directory_->delete_account(*account("joe", "b.test")));
  make("joe", "b.test");
  EXPECT_EQ(groups("b.test", "joe", "b.test"), Names{});
}

}  // namespace
}  // namespace gatehouse::directory
