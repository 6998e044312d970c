// Groups and forwarders over both engines.
#include <gtest/gtest.h>

#include "directory/directory.h"
#include "directory/layout.h"
#include "directory/mail_address.h"
#include "directory/members.h"
#include "directory/temporary_folder.h"

namespace gatehouse::directory {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Value;
using Names = std::vector<std::string>;

class Groups : public testing::TestWithParam<const char*> {
 protected:
  Groups()
      : store_(GetParam() == std::string_view("text") ? *open_text_store(folder_.path())
                                                      : make_memory_store()) {
    EXPECT_TRUE(Directory::create(*store_, entropy_, "main.test"));
    reopen();
    EXPECT_TRUE(directory_->create_domain("other.test", {}));
    EXPECT_TRUE(directory_->set_domain_aliases(*other(), {"alias.test"}));
    for (const auto* name : {"joe", "ann"})
      EXPECT_TRUE(directory_->create_account(*main(), name, {}));
  }
  void reopen() {
    directory_.reset();
    auto opened = Directory::open(*store_, clock_, entropy_, {});
    ASSERT_TRUE(opened) << opened.error().detail;
    directory_ = *std::move(opened);
  }
  DomainView main() { return directory_->main_domain(); }
  DomainView other() { return directory_->find_domain("other.test"); }
  AccountView account(std::string_view name) {
    return directory_->find_account(*main(), name).value_or(nullptr);
  }
  void group(const DomainView& domain, std::string_view name, Array members) {
    EXPECT_TRUE(directory_->create_group(*domain, name, {{"Members", std::move(members)}}));
  }
  Names members(const DomainView& domain, std::string_view name) {
    const auto found = directory_->find_group(*domain, name);
    return found == nullptr ? Names{"no such group"} : found->members;
  }
  ErrorCode refusal(const Result<void>& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::aborted : result.error().code;
  }
  static Result<Dictionary> as_it_is(Dictionary settings, const Domain& /*to_domain*/,
                                     const std::string& /*to_name*/) {
    return settings;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  FakeClock clock_;
  crypto::CountingEntropy entropy_;
  std::unique_ptr<Directory> directory_;
};

INSTANTIATE_TEST_SUITE_P(Engines, Groups, testing::Values("text", "memory"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Groups, AndForwardersAreKeptAcrossRestarts) {
  EXPECT_TRUE(directory_->create_group(
      *main(), "Team", {{"Members", Array{"joe", "ann@main.test"}}, {"RealName", "The Team"}}));
  EXPECT_TRUE(directory_->create_forwarder(*main(), "Info", "joe"));
  EXPECT_TRUE(directory_->create_forwarder(*other(), "info", "ann@far.test"));
  for (const bool reopened : {false, true}) {
    if (reopened) reopen();
    const auto team = directory_->find_group(*main(), "team");
    ASSERT_NE(team, nullptr);
    EXPECT_EQ(team->name, "team");
    EXPECT_EQ(team->domain, main());
    EXPECT_EQ(team->members, (Names{"joe", "ann@main.test"}));
    EXPECT_EQ(*settings::find(team->settings, "RealName"), Value("The Team"));
    EXPECT_EQ(directory_->groups_of(*main()), Names{"team"});
    EXPECT_EQ(directory_->groups_of(*other()), Names{});
    EXPECT_EQ(directory_->find_forwarder(*main(), "info"), "joe");
    EXPECT_EQ(directory_->forwarders_of(*other()), (Dictionary{{"info", "ann@far.test"}}));
    EXPECT_EQ(directory_->find_forwarder(*main(), "team"), std::nullopt);
    EXPECT_EQ(directory_->find_group(*other(), "team"), nullptr);
  }
}

TEST_P(Groups, AreReplacedAndDeleted) {
  group(main(), "team", {"joe"});
  EXPECT_TRUE(directory_->set_group(*main(), "TEAM", {{"Members", "ann"}, {"SetReplyTo", "YES"}}));
  EXPECT_EQ(members(main(), "team"), Names{"ann"});
  EXPECT_TRUE(directory_->delete_group(*main(), "team"));
  EXPECT_EQ(directory_->find_group(*main(), "team"), nullptr);
  EXPECT_EQ(refusal(directory_->delete_group(*main(), "team")), ErrorCode::not_found);
  EXPECT_EQ(refusal(directory_->set_group(*main(), "team", {})), ErrorCode::not_found);
  EXPECT_EQ(refusal(directory_->rename_group(*main(), "team", *main(), "x")), ErrorCode::not_found);
  EXPECT_EQ(refusal(directory_->delete_forwarder(*main(), "x")), ErrorCode::not_found);
  EXPECT_EQ(refusal(directory_->rename_forwarder(*main(), "x", *main(), "y")),
            ErrorCode::not_found);
  reopen();
  EXPECT_EQ(directory_->groups_of(*main()), Names{});
}

TEST_P(Groups, ForwardersAliasesAndAccountsShareOneNameSpace) {
  group(main(), "team", {"joe"});
  EXPECT_TRUE(directory_->create_forwarder(*main(), "info", "joe"));
  EXPECT_TRUE(directory_->set_account_aliases(*account("joe"), {"joseph"}));
  for (const auto* name : {"joe", "Joseph", "TEAM", "info"}) {
    EXPECT_EQ(refusal(directory_->create_group(*main(), name, {})), ErrorCode::already_exists);
    EXPECT_EQ(refusal(directory_->create_forwarder(*main(), name, "x")), ErrorCode::already_exists);
    EXPECT_EQ(refusal(directory_->create_account(*main(), name, {})), ErrorCode::already_exists);
    EXPECT_EQ(refusal(directory_->rename_group(*main(), "team", *main(), name)),
              ErrorCode::already_exists);
    EXPECT_EQ(refusal(directory_->rename_forwarder(*main(), "info", *main(), name)),
              ErrorCode::already_exists);
    EXPECT_EQ(refusal(directory_->rename_account(*account("ann"), *main(), name, as_it_is)),
              ErrorCode::already_exists);
    EXPECT_EQ(refusal(directory_->set_account_aliases(*account("ann"), {name})),
              ErrorCode::already_exists);
  }
  EXPECT_TRUE(directory_->set_account_aliases(*account("joe"), {"joseph", "jo"})) << "its own";
  EXPECT_TRUE(directory_->create_group(*other(), "team", {})) << "another domain's";
  EXPECT_EQ(directory_->account_aliases(*main()), (Dictionary{{"jo", "joe"}, {"joseph", "joe"}}));
}

TEST_P(Groups, MoveToAnotherDomainWithTheMembersTheyHad) {
  group(main(), "team", {"joe", "bob@far.test"});
  EXPECT_TRUE(directory_->create_forwarder(*main(), "info", "joe"));
  EXPECT_TRUE(directory_->create_forwarder(*main(), "away", "bob@far.test"));
  EXPECT_TRUE(directory_->rename_group(*main(), "team", *other(), "crew"));
  EXPECT_TRUE(directory_->rename_forwarder(*main(), "info", *other(), "post"));
  EXPECT_TRUE(directory_->rename_forwarder(*main(), "away", *other(), "away"));
  for (const bool reopened : {false, true}) {
    if (reopened) reopen();
    EXPECT_EQ(members(other(), "crew"), (Names{"joe@main.test", "bob@far.test"}));
    EXPECT_EQ(directory_->find_group(*main(), "team"), nullptr);
    EXPECT_EQ(directory_->forwarders_of(*other()),
              (Dictionary{{"away", "bob@far.test"}, {"post", "joe@main.test"}}));
    EXPECT_EQ(directory_->forwarders_of(*main()), Dictionary{});
  }
}

TEST_P(Groups, FollowTheirMembers) {
  group(main(), "team", {"Joe", "joe@main.test", "ann", "bob@far.test", "joe@far.test"});
  group(other(), "crew", {"joe", "joe@MAIN.test", "staff@main.test", "fw@main.test"});
  group(main(), "staff", {"ann"});
  EXPECT_TRUE(directory_->create_forwarder(*main(), "fw", "ann"));
  EXPECT_TRUE(directory_->rename_account(*account("joe"), *main(), "jim", as_it_is));
  EXPECT_EQ(members(main(), "team"), (Names{"jim", "jim", "ann", "bob@far.test", "joe@far.test"}));
  EXPECT_EQ(members(other(), "crew"),
            (Names{"joe", "jim@main.test", "staff@main.test", "fw@main.test"}));
  EXPECT_TRUE(directory_->rename_account(*account("jim"), *other(), "jim", as_it_is));
  EXPECT_EQ(members(main(), "team"),
            (Names{"jim@other.test", "jim@other.test", "ann", "bob@far.test", "joe@far.test"}));
  EXPECT_EQ(members(other(), "crew"), (Names{"joe", "jim", "staff@main.test", "fw@main.test"}));
  EXPECT_TRUE(directory_->rename_group(*main(), "staff", *other(), "people"));
  EXPECT_TRUE(directory_->delete_forwarder(*main(), "fw"));
  EXPECT_EQ(members(other(), "crew"), (Names{"joe", "jim", "people"}));
  EXPECT_TRUE(directory_->delete_account(*account("ann")));
  reopen();
  EXPECT_EQ(members(main(), "team"),
            (Names{"jim@other.test", "jim@other.test", "bob@far.test", "joe@far.test"}));
  EXPECT_EQ(members(other(), "people"), Names{});
}

TEST_P(Groups, ThatHoldThemselvesAreRenamedInBothPlaces) {
  group(main(), "team", {"team", "joe"});
  EXPECT_TRUE(directory_->rename_group(*main(), "team", *main(), "crew"));
  EXPECT_EQ(members(main(), "crew"), (Names{"crew", "joe"}));
  EXPECT_TRUE(directory_->rename_group(*main(), "crew", *other(), "crew"));
  EXPECT_EQ(members(other(), "crew"), (Names{"crew", "joe@main.test"}));
  EXPECT_TRUE(directory_->delete_group(*other(), "crew"));
  EXPECT_EQ(directory_->groups_of(*other()), Names{});
}

TEST_P(Groups, GoWithTheirDomain) {
  group(other(), "team", {"joe@main.test"});
  EXPECT_TRUE(directory_->create_forwarder(*other(), "info", "joe@main.test"));
  EXPECT_TRUE(directory_->rename_domain("other.test", "new.test"));
  EXPECT_TRUE(directory_->set_domain_settings(*directory_->find_domain("new.test"), {}));
  const auto renamed = directory_->find_domain("new.test");
  for (const bool reopened : {false, true}) {
    if (reopened) reopen();
    EXPECT_EQ(members(renamed, "team"), Names{"joe@main.test"});
    EXPECT_EQ(directory_->find_group(*renamed, "team")->domain->name, "new.test");
    EXPECT_EQ(directory_->find_forwarder(*renamed, "info"), "joe@main.test");
  }
  EXPECT_EQ(refusal(directory_->delete_domain("new.test", false)), ErrorCode::not_allowed);
  EXPECT_TRUE(directory_->delete_group(*renamed, "team"));
  EXPECT_EQ(refusal(directory_->delete_domain("new.test", false)), ErrorCode::not_allowed);
  EXPECT_TRUE(directory_->delete_forwarder(*renamed, "info"));
  EXPECT_TRUE(directory_->delete_domain("new.test", false));
  EXPECT_EQ(directory_->find_group(*renamed, "team"), nullptr);
  EXPECT_EQ(refusal(directory_->create_group(*renamed, "team", {})), ErrorCode::not_found);
}

TEST_P(Groups, HoldAddressesOnly) {
  for (const auto& bad :
       {Value(settings::Number{5}), Value(Array{settings::Number{5}}), Value(Array{"a b"}),
        Value(Array{"a@b@c"}), Value(Array{"joe\r\n@x"}), Value(Array{""}), Value(Dictionary{}),
        Value(Array(most_members + 1, "joe"))}) {
    EXPECT_EQ(refusal(directory_->create_group(*main(), "team", {{"Members", bad}})),
              ErrorCode::malformed);
  }
  group(main(), "team", {"joe"});
  EXPECT_EQ(refusal(directory_->set_group(*main(), "team", {{"Members", Array{"a b"}}})),
            ErrorCode::malformed);
  for (const auto* bad : {"", "a b", "@x", "a@", "a@b@c", "a\r\n@b"})
    EXPECT_EQ(refusal(directory_->create_forwarder(*main(), "x", bad)), ErrorCode::malformed);
  for (const auto* bad : {"", "a b", "x$tag", "a@b", ".x", "-x"}) {
    EXPECT_EQ(refusal(directory_->create_group(*main(), bad, {})), ErrorCode::malformed);
    EXPECT_EQ(refusal(directory_->create_forwarder(*main(), bad, "joe")), ErrorCode::malformed);
  }
  EXPECT_EQ(directory_->groups_of(*main()), Names{"team"});
  EXPECT_EQ(directory_->forwarders_of(*main()), Dictionary{});
}

TEST_P(Groups, StartFromWhatAHandWrote) {
  group(main(), "team", {"joe"});
  const auto path = layout::groups("main.test");
  ASSERT_TRUE(store_->write(path, {{"byhand", Dictionary{}}, {"odd", "text"}}, std::nullopt));
  EXPECT_TRUE(directory_->create_group(*main(), "crew", {}));
  EXPECT_EQ(directory_->groups_of(*main()), (Names{"byhand", "crew", "odd"}));
  EXPECT_EQ(directory_->find_group(*main(), "odd"), nullptr);
  EXPECT_EQ(refusal(directory_->create_group(*main(), "byhand", {})), ErrorCode::already_exists);
}

TEST_P(Groups, AreRenamedWhollyOrNotAtAll) {
  group(main(), "team", {"joe"});
  const Dictionary journal{
      {"From", ""},
      {"To", ""},
      {"Documents",
       Dictionary{{layout::groups("main.test"), Dictionary{}},
                  {layout::groups("other.test"),
                   Dictionary{{"crew", Dictionary{{"Members", Array{"joe@main.test"}}}}}}}}};
  ASSERT_TRUE(store_->write(layout::unfinished, journal, 0));  // the server died right after this
  reopen();
  EXPECT_EQ(directory_->groups_of(*main()), Names{});
  EXPECT_EQ(members(other(), "crew"), Names{"joe@main.test"});
  EXPECT_FALSE(store_->exists(layout::unfinished));
}

TEST(MailAddressText, IsTakenApart) {
  const struct {
    const char* text;
    const char* local_part;
    const char* domain;
  } cases[] = {
      {"joe@company.com", "joe", "company.com"},
      {"joe", "joe", ""},
      {"\"a b\"@c.d", "a b", "c.d"},
      {"\"a@b\"", "a@b", ""},
      {"\"a@b\"@c.d", "a@b", "c.d"},
      {"\"a\\\"b\"@c.d", "a\"b", "c.d"},
      {"a+b@[10.0.0.1]", "a+b", "[10.0.0.1]"},
      {"j\xC3\xB6rg@c.d", "j\xC3\xB6rg", "c.d"},
  };
  for (const auto& [text, local_part, domain] : cases) {
    const auto address = parse_mail_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->local_part, local_part) << text;
    EXPECT_EQ(address->domain, domain) << text;
  }
  for (const auto* bad : {"", "@c.d", "joe@", "a b@c.d", "\"a\"b@c.d", "\"ab@c.d", "a\"b@c.d",
                          "\"\"@c.d", "a@b@c.d", "<a@b>", "a@b\n", "\xFF@b", "\"", "\"a\\\"@c.d"})
    EXPECT_FALSE(parse_mail_address(bad)) << bad;
  EXPECT_TRUE(parse_mail_address(std::string(64, 'a')));
  EXPECT_FALSE(parse_mail_address(std::string(65, 'a')));
  EXPECT_FALSE(parse_mail_address("a@" + std::string(253, 'b')));
}

TEST(AddressLiterals, AreReadInBothFamilies) {
  EXPECT_EQ(address_literal("[10.0.0.1]"), IpAddress::parse("10.0.0.1"));
  EXPECT_EQ(address_literal("[ipv6:::1]"), IpAddress::parse("::1"));
  for (const auto* bad : {"10.0.0.1", "[10.0.0.1", "10.0.0.1]", "[]", "[x]", "["})
    EXPECT_FALSE(address_literal(bad)) << bad;
}

}  // namespace
}  // namespace gatehouse::directory
