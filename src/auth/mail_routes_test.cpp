// Where mail goes, with the external program's part in it; the Router's own rules are tested in
// directory/routing_test.cpp.
#include "auth/mail_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mailbox/mailboxes.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Names = std::vector<std::string>;

class MailRoutesTest : public testing::Test {
 protected:
  MailRoutesTest() : routes_(site().parts(), policies_, kept_) {
    must(site().set_server("{RelayNextHop=\"127.0.0.1:2525\";}"));
    must(site().domain("other.test"));
    for (const auto* name : {"joe@company.com", "ann@company.com", "tim@other.test"})
      must(site().account(name, "secret"));
    must(site().alias("joe@company.com", "joseph"));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  Route find(std::string address, const Opened* sender = nullptr) {
    return runner_.run(routes_.find(std::move(address), sender));
  }
  // "joe@company.com", "relay ann@far.test", "discard", "no: words"; of several destinations each.
  static std::string in_words(const LocalMailbox& to) { return to.account; }
  static std::string in_words(const Relay& to) {
    EXPECT_EQ(to.next_hop, "127.0.0.1:2525");
    return "relay " + to.address;
  }
  static std::string in_words(const Discard& /*to*/) { return "discard"; }
  static std::string in_words(const NoRoute& to) { return "no: " + to.words; }
  static std::string in_words(const Several& /*to*/) { return "several"; }
  Names destinations(std::string address) {
    const auto route = find(std::move(address));
    Names names;
    if (const auto* several = std::get_if<Several>(&route)) {
      for (const auto& mailbox : several->mailboxes) names.push_back(in_words(mailbox));
      for (const auto& relay : several->relays) names.push_back(in_words(relay));
      EXPECT_GE(names.size(), 2U);
    } else {
      names.push_back(std::visit([](const auto& to) { return in_words(to); }, route));
    }
    return names;
  }
  void post(const directory::AccountView& owner, std::string mailbox, std::string who,
            std::string_view rights) {
    const control::AclUpdate update{std::move(who), control::AclUpdate::How::replace,
                                    access::AclRights::read(rights).value()};
    must(kept_.change(control::Viewer::of(owner),
                      {owner, control::ObjectKind::mailbox, std::move(mailbox)},
                      std::span(&update, 1), {}));
  }
  Opened session(std::string_view account) {
    Opened opened;
    opened.account = site().find(account).value_or(nullptr);
    return opened;
  }

  support::KeeperRunner runner_{false};
  Policies policies_;
  control::Objects kept_{site().directory(), site().base(), nullptr};
  MailRoutes routes_;
};

constexpr const char* unknown = "no: No such address here";
constexpr const char* later = "no: Temporarily unavailable, try again later";
constexpr const char* no_relaying = "no: Relaying is not allowed";

TEST_F(MailRoutesTest, GivesEveryMemberOfAGroupOneCopy) {
  must(site().group("team@company.com",
                    "{Members=(joe,JOSEPH,ann@company.com,tim@other.test,ann,bob@far.test);}"));
  EXPECT_THAT(
      destinations("Team@company.com"),
      ElementsAre("joe@company.com", "ann@company.com", "tim@other.test", "relay bob@far.test"));
}

TEST_F(MailRoutesTest, OpensGroupsInGroupsAndRunsInNoCircle) {
  must(site().group("all@company.com", "{Members=(team,all,\"staff@other.test\");}"));
  must(site().group("team@company.com", "{Members=(joe,all);}"));
  must(site().group("staff@other.test", "{Members=(tim,\"team@company.com\",fw);}"));
  must(site().forwarder("fw@other.test", "all@company.com"));
  EXPECT_THAT(destinations("all@company.com"), ElementsAre("joe@company.com", "tim@other.test"));
}

TEST_F(MailRoutesTest, OpensGroupsTenDeep) {
  for (int depth = 1; depth <= 11; ++depth) {
    const auto name = "g" + std::to_string(depth) + "@company.com";
    const auto next = depth == 11 ? std::string("ann") : "g" + std::to_string(depth + 1);
    must(site().group(name, "{Members=(" + next + (depth == 10 ? ",joe" : "") + ");}"));
  }
  EXPECT_THAT(destinations("g1@company.com"), ElementsAre("joe@company.com"));
  EXPECT_THAT(destinations("g2@company.com"), ElementsAre("joe@company.com", "ann@company.com"));
}

TEST_F(MailRoutesTest, LeavesOutMembersThatLeadNowhere) {
  must(site().account("closed@company.com", "secret", "{AccessModes=(POP);}"));
  must(site().forwarder("loop@company.com", "loop"));
  must(site().group("team@company.com", "{Members=(ghost,closed,loop,joe,\"gone@other.test\");}"));
  EXPECT_THAT(destinations("team@company.com"), ElementsAre("joe@company.com"));
  must(site().group("nobody@company.com", "{Members=(ghost,closed);}"));
  EXPECT_THAT(destinations("nobody@company.com"), ElementsAre(unknown));
  must(site().group("empty@company.com", "{}"));
  EXPECT_THAT(destinations("empty@company.com"), ElementsAre(unknown));
  must(site().set_domain("other.test", "{MailToUnknown=Discarded;}"));
  must(site().group("hole@company.com", "{Members=(\"gone@other.test\");}"));
  EXPECT_THAT(destinations("hole@company.com"), ElementsAre("discard"));
  EXPECT_THAT(destinations("team@company.com"), ElementsAre("joe@company.com"));
}

TEST_F(MailRoutesTest, OpensNoGroupThatIsTooLarge) {
  std::string members;
  for (std::size_t i = 0; i < Destinations::most; ++i)
    members += (members.empty() ? "" : ",") + std::string("m") + std::to_string(i) + "@far.test";
  must(site().group("fits@company.com", "{Members=(" + members + ");}"));
  EXPECT_EQ(destinations("fits@company.com").size(), Destinations::most);
  must(site().group("large@company.com", "{Members=(" + members + ",joe);}"));
  EXPECT_THAT(destinations("large@company.com"), ElementsAre(later));
}

TEST_F(MailRoutesTest, RelaysForAnybodyWhatTheSiteItselfForwards) {
  must(site().forwarder("away@company.com", "bob@far.test"));
  must(site().group("only@company.com", "{Members=(\"bob@far.test\");}"));
  EXPECT_THAT(destinations("bob@far.test"), ElementsAre(no_relaying));
  EXPECT_THAT(destinations("away@company.com"), ElementsAre("relay bob@far.test"));
  EXPECT_THAT(destinations("only@company.com"), ElementsAre("relay bob@far.test"));
  const auto joe = session("joe@company.com");
  const auto route = find("bob@far.test", &joe);
  ASSERT_TRUE(std::holds_alternative<Relay>(route));
  EXPECT_EQ(std::get<Relay>(route).address, "bob@far.test");
  must(site().set_server("{RelayNextHop=\"\";}"));
  EXPECT_THAT(destinations("away@company.com"), ElementsAre(no_relaying));
}

// RFC 4314, section 4: posting needs `p`.
TEST_F(MailRoutesTest, LeadsToAMailboxWhereTheSenderMayPost) {
  const auto joe = site().find("joe@company.com").value();
  ASSERT_TRUE(mailbox::Mailboxes(site().base() / joe->location).create("Club/Talk"));
  const auto sent = [&](std::string address, const Opened* sender) {
    const auto route = find(std::move(address), sender);
    const auto* mailbox = std::get_if<LocalMailbox>(&route);
    return mailbox == nullptr ? std::visit([](const auto& to) { return in_words(to); }, route)
                              : mailbox->account + " " + mailbox->mailbox;
  };
  const auto owner = session("joe@company.com");
  const auto ann = session("ann@company.com");
  constexpr const char* refused = "no: Posting to this mailbox is not allowed";
  EXPECT_EQ(sent("joe#Club/Talk@company.com", &owner), "joe@company.com Club/Talk");
  EXPECT_EQ(sent("joseph#Club/Talk@company.com", &owner), "joe@company.com Club/Talk");
  EXPECT_EQ(sent("joe#Club/Talk@company.com", &ann), refused);
  EXPECT_EQ(sent("joe#Nothing@company.com", &ann), refused) << "as one that is there";
  EXPECT_EQ(sent("joe#Club/Talk@company.com", nullptr), refused);
  EXPECT_EQ(sent("joe#../x@company.com", &ann), refused);
  for (const auto* anybody : {"joe#INBOX@company.com", "joe#inbox@company.com", "joe#@company.com"})
    EXPECT_EQ(sent(anybody, nullptr), "joe@company.com ") << anybody;
  post(joe, "Club/Talk", "ann", "p");
  EXPECT_EQ(sent("joe#Club/Talk@company.com", &ann), "joe@company.com Club/Talk");
  EXPECT_EQ(sent("joe#Club/Talk@company.com", nullptr), refused);
  post(joe, "Club/Talk", "null@null", "p");
  EXPECT_EQ(sent("\"joe#Club/Talk\"@company.com", nullptr), "joe@company.com Club/Talk");
  EXPECT_EQ(sent("nobody#Club/Talk@company.com", nullptr), unknown);
}

TEST_F(MailRoutesTest, LeavesTheSignToOtherSitesAndDropsItOnTheWayToThem) {
  const auto ann = session("ann@company.com");
  must(site().forwarder("away@company.com", "bob@far.test"));
  must(site().group("crew@company.com", "{Members=(ann,\"tim@other.test\");}"));
  EXPECT_EQ(in_words(std::get<Relay>(find("bob#box@far.test", &ann))), "relay bob#box@far.test");
  EXPECT_EQ(in_words(std::get<Relay>(find("away#box@company.com"))), "relay bob@far.test");
  EXPECT_THAT(destinations("crew#box@company.com"),
              UnorderedElementsAre("ann@company.com", "tim@other.test"));
}

TEST_F(MailRoutesTest, PutsMailForAMailboxOfAMemberThereWhenTheSenderMayPost) {
  const auto joe = site().find("joe@company.com").value();
  ASSERT_TRUE(mailbox::Mailboxes(site().base() / joe->location).create("Club"));
  must(site().group("club@company.com", "{Members=(\"joe#Club\",joe,ann);}"));
  EXPECT_THAT(destinations("club@company.com"),
              UnorderedElementsAre("joe@company.com", "ann@company.com"));
  post(joe, "Club", "null@null", "p");
  EXPECT_THAT(destinations("club@company.com"),
              UnorderedElementsAre("joe@company.com", "joe@company.com", "ann@company.com"));
}

TEST_F(MailRoutesTest, TellsHowMuchTheMailboxesMayHold) {
  EXPECT_FALSE(std::get<LocalMailbox>(find("joe@company.com")).quota);
  must(site().set_account("joe@company.com", "{MaxAccountSize=3K;}"));
  EXPECT_EQ(std::get<LocalMailbox>(find("joe@company.com")).quota, 3072U);
}

class AskingMailRoutesTest : public MailRoutesTest {
 protected:
  AskingMailRoutesTest() { must(site().set_domain("company.com", "{ExternalOnUnknown=YES;}")); }
};

TEST_F(AskingMailRoutesTest, AsksTheProgramAboutUnknownNames) {
  EXPECT_THAT(destinations("Ghost@company.com"), ElementsAre(unknown));
  EXPECT_THAT(site().outside().asked(), ElementsAre("external NEW ghost@company.com [MAIL]"));
  EXPECT_THAT(destinations("ghost@other.test"), ElementsAre(unknown));
  EXPECT_THAT(destinations("joe@company.com"), ElementsAre("joe@company.com"));
  EXPECT_EQ(site().outside().asked().size(), 1U);
}

TEST_F(AskingMailRoutesTest, DoesWhatTheProgramSays) {
  const struct {
    const char* answer;
    const char* where;
  } cases[] = {
      {"ROUTED tim@other.test", "tim@other.test"},
      {"ROUTED bob@far.test", "relay bob@far.test"},
      {"ROUTED [NORELAY] bob@far.test", no_relaying},
      {"ROUTED ghost@company.com", unknown},
      {"ROUTED a b", unknown},
      {"OK", unknown},
      {"ERROR", unknown},
      {"FAILURE", later},
  };
  for (const auto& [answer, where] : cases) {
    site().outside().answers_new("ghost@company.com", answer);
    EXPECT_THAT(destinations("ghost@company.com"), ElementsAre(where)) << answer;
  }
  site().outside().is_down("external");
  EXPECT_THAT(destinations("ghost@company.com"), ElementsAre(later));
}

TEST_F(AskingMailRoutesTest, TellsNobodyThatAMemberIsUnknownWhenItCannotBeAsked) {
  must(site().group("team@company.com", "{Members=(joe,ghost);}"));
  EXPECT_THAT(destinations("team@company.com"), ElementsAre("joe@company.com"));
  site().outside().answers_new("ghost@company.com", "FAILURE");
  EXPECT_THAT(destinations("team@company.com"), ElementsAre(later));
  site().outside().answers_new("ghost@company.com", "ROUTED [NORELAY] bob@far.test");
  EXPECT_THAT(destinations("team@company.com"), ElementsAre("joe@company.com"));
}

TEST_F(AskingMailRoutesTest, AsksNobodyWhereThereIsNobody) {
  auto parts = site().parts();
  parts.outside = nullptr;
  MailRoutes alone(parts, policies_, kept_);
  const auto route = runner_.run(alone.find("ghost@company.com", nullptr));
  EXPECT_EQ(std::visit([](const auto& to) { return in_words(to); }, route), unknown);
  EXPECT_THAT(site().outside().asked(), IsEmpty());
}

}  // namespace
}  // namespace gatehouse::auth
