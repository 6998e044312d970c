#include "gates/xmpp/roster.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gates::xmpp {
namespace {

using enum Handshake;

const std::string ann = "ann@company.com";

std::string state_of(const Roster& roster) {
  const auto* contact = roster.find(ann);
  if (contact == nullptr) return "-";
  std::string state;
  if (contact->to) state += "to ";
  if (contact->from) state += "from ";
  if (contact->pending_out) state += "out ";
  if (contact->pending_in) state += "in ";
  if (!contact->listed) state += "unlisted ";
  return state;
}

// RFC 6121, appendix A: what each stanza does in each of the states.
TEST(XmppRoster, FollowsTheTableOfSubscriptionStates) {
  struct Row {
    std::vector<Handshake> sent_before, received_before;
    bool sends;
    Handshake what;
    bool passes;
    const char* after;
  };
  const std::vector<Handshake> none;
  const Row rows[] = {
      {none, none, true, subscribe, true, "out "},
      {none, none, true, subscribed, false, "-"},
      {none, none, true, unsubscribe, false, "-"},
      {none, none, false, subscribe, true, "in unlisted "},
      {none, none, false, subscribed, false, "-"},
      {none, none, false, unsubscribed, false, "-"},
      {{subscribe}, none, false, subscribed, true, "to "},
      {{subscribe}, none, false, unsubscribed, true, ""},
      {{subscribe}, none, true, unsubscribe, true, ""},
      {{subscribe}, none, false, subscribe, true, "out in "},
      {none, {subscribe}, true, subscribed, true, "from "},
      {none, {subscribe}, true, unsubscribed, true, "-"},
      {none, {subscribe}, false, subscribe, false, "in unlisted "},
      {none, {subscribe}, false, unsubscribe, true, "-"},
  };
  for (const auto& row : rows) {
    Roster roster;
    for (const auto one : row.sent_before) (void)roster.sent(one, ann);
    for (const auto one : row.received_before) (void)roster.received(one, ann);
    const auto effect = row.sends ? roster.sent(row.what, ann) : roster.received(row.what, ann);
    EXPECT_EQ(effect.passes, row.passes) << name_of(row.what) << " -> " << row.after;
    EXPECT_EQ(state_of(roster), row.after) << name_of(row.what);
  }
}

TEST(XmppRoster, AnswersForAContactThatIsSubscribedAlready) {
  Roster roster;
  (void)roster.received(subscribe, ann);
  (void)roster.sent(subscribed, ann);
  EXPECT_TRUE(roster.shows_presence_to(ann));
  const auto again = roster.received(subscribe, ann);
  EXPECT_TRUE(again.answered);
  EXPECT_FALSE(again.passes);
}

TEST(XmppRoster, IsReadAsItWasWritten) {
  Roster roster;
  EXPECT_TRUE(roster.put("b@c", "<B & 'C'>", {"x", "\"y\""}));
  (void)roster.sent(subscribe, "b@c");
  (void)roster.received(subscribe, "d@c");
  EXPECT_TRUE(roster.block("e@c/1"));
  const auto again = Roster::read(roster.text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->contacts(), roster.contacts());
  EXPECT_EQ(again->blocked(), roster.blocked());
  EXPECT_EQ(again->version(), roster.version());
  EXPECT_EQ(Roster::read("")->contacts().size(), 0U);
  for (const auto* damaged : {"x", "<roster>", "<other version='1'/>", "<roster version='x'/>"})
    EXPECT_FALSE(Roster::read(damaged)) << damaged;
}

TEST(XmppRoster, HasAnEnd) {
  Roster roster;
  for (std::size_t i = 0; i < most_contacts; ++i)
    EXPECT_TRUE(roster.put(std::to_string(i) + "@c", "", {}));
  EXPECT_FALSE(roster.put("more@c", "", {}));
  EXPECT_FALSE(roster.received(subscribe, "more@c").passes);
  EXPECT_TRUE(roster.put("1@c", "known", {}));
}

TEST(XmppRoster, BlocksAddressesAndDomains) {
  Roster roster;
  for (const auto* one : {"a@b", "c@d/1", "evil.test"}) EXPECT_TRUE(roster.block(one));
  EXPECT_TRUE(roster.blocks(*Jid::parse("a@b/x")));
  EXPECT_TRUE(roster.blocks(*Jid::parse("c@d/1")));
  EXPECT_FALSE(roster.blocks(*Jid::parse("c@d/2")));
  EXPECT_TRUE(roster.blocks(*Jid::parse("any@evil.test")));
  roster.unblock("a@b");
  EXPECT_FALSE(roster.blocks(*Jid::parse("a@b")));
}

}  // namespace
}  // namespace gatehouse::gates::xmpp
