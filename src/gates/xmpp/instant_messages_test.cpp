// Rosters, presence and messages between clients.
#include "gates/xmpp/session_fixture.h"

namespace gatehouse::gates::xmpp {
namespace {

TEST_F(XmppSession, KeepsARosterForTheNextTime) {
  auto& joe = online("joe", "a");
  auto& other = online("joe", "b");
  joe.send(query("set", "1",
                 "<query xmlns='jabber:iq:roster'><item jid='Ann@company.com' name='A&amp;B'>"
                 "<group>x</group></item></query>"));
  joe.expect("id=\"1\"");
  EXPECT_TRUE(other.expect("</iq>").contains("ann@company.com"));
  joe.hang_up();
  other.hang_up();
  auto& again = bound("joe", "c");
  again.send(query("get", "2", "<query xmlns='jabber:iq:roster'/>"));
  const auto roster = again.expect("</query>");
  EXPECT_TRUE(roster.contains("name=\"A&amp;B\"")) << roster;
  EXPECT_TRUE(roster.contains("<group>x</group>")) << roster;
  again.send(query("get", "3", "<query xmlns='jabber:iq:roster' ver='1'/>"));
  EXPECT_FALSE(again.settle().contains("<query"));
  again.send(query("set", "4",
                   "<query xmlns='jabber:iq:roster'><item jid='ann@company.com' "
                   "subscription='remove'/></query>"));
  again.expect("subscription=\"remove\"");
}

TEST_F(XmppSession, RefusesARosterThatCannotBe) {
  auto& joe = online("joe", "a");
  const auto set = [&](const std::string& items) {
    joe.send(query("set", "1", "<query xmlns='jabber:iq:roster'>" + items + "</query>"));
    return joe.settle();
  };
  EXPECT_TRUE(set("<item jid='a@b'/><item jid='c@b'/>").contains("<bad-request"));
  EXPECT_TRUE(set("<item jid='@'/>").contains("<bad-request"));
  EXPECT_TRUE(set("<item jid='joe@company.com'/>").contains("<not-allowed"));
  EXPECT_TRUE(set("<item jid='a@b'><group/></item>").contains("<not-acceptable"));
  EXPECT_TRUE(set("<item jid='a@b' subscription='remove'/>").contains("<item-not-found"));
}

TEST_F(XmppSession, ShowsPresenceToThoseWhoMaySeeIt) {
  auto& joe = online("joe", "desk");
  auto& ann = online("ann", "home");
  auto& bob = online("bob", "x");
  befriend(joe, ann);
  ann.send("<presence><show>away</show></presence>");
  EXPECT_TRUE(joe.expect("<show>away</show>").contains("ann@company.com/home"));
  EXPECT_FALSE(bob.settle().contains("ann@"));
  auto& second = bound("joe", "phone");
  second.send("<presence/>");
  EXPECT_TRUE(second.expect("<show>away</show>").contains("from=\"ann@company.com/home\""));
  ann.hang_up();
  joe.expect("type=\"unavailable\" from=\"ann@company.com/home\"");
}

TEST_F(XmppSession, RemembersARequestUntilItsOwnerComes) {
  auto& joe = online("joe", "desk");
  joe.send("<presence to='ann@company.com' type='subscribe'/>");
  EXPECT_TRUE(joe.settle().contains("ask=\"subscribe\""));
  auto& ann = bound("ann", "home");
  ann.send("<presence/>").expect("type=\"subscribe\"");
  ann.send("<presence to='joe@company.com' type='subscribed'/>").settle();
  EXPECT_TRUE(joe.expect("type=\"subscribed\"").contains("subscription=\"to\""));
  ann.send("<presence to='joe@company.com' type='unsubscribed'/>").settle();
  joe.expect("type=\"unsubscribed\"");
  joe.expect("type=\"unavailable\"");
}

TEST_F(XmppSession, CarriesMessages) {
  auto& joe = online("joe", "desk");
  auto& ann = online("ann", "home");
  joe.send("<message to='ann@company.com' type='chat'><body>1 &lt; 2</body></message>");
  const auto said = ann.expect("</message>");
  EXPECT_TRUE(said.contains("from=\"joe@company.com/desk\"")) << said;
  EXPECT_TRUE(said.contains("<body>1 &lt; 2</body>")) << said;
  ann.send("<message to='joe@company.com/desk'><body>yes</body></message>");
  joe.expect("<body>yes</body>");
}

TEST_F(XmppSession, KeepsMessagesForThoseWhoAreNotThere) {
  auto& joe = online("joe", "desk");
  joe.send("<message to='ann@company.com/gone' type='chat'><body>later</body></message>");
  joe.send("<message to='ann@company.com' type='headline'><body>now</body></message>").settle();
  auto& ann = bound("ann", "home");
  ann.send("<presence><priority>-1</priority></presence>");
  EXPECT_FALSE(ann.settle().contains("later"));
  ann.send("<presence/>");
  const auto said = ann.expect("</message>");
  EXPECT_TRUE(said.contains("<body>later</body><delay xmlns=\"urn:xmpp:delay\"")) << said;
  EXPECT_FALSE(ann.settle().contains("<body>"));
  ann.hang_up();
  auto& again = online("ann", "home");
  EXPECT_FALSE(again.settle().contains("<body>"));
}

// Whether there is such an account is not to be learnt from what is answered.
TEST_F(XmppSession, AnswersAlikeForUnknownAccountsAndForThoseWhoAreAway) {
  auto& joe = online("joe", "desk");
  const auto answer = [&](std::string name, const std::string& stanza) {
    auto sent = stanza;
    sent.replace(sent.find("NAME"), 4, name);
    auto said = joe.send(sent).settle();
    for (auto at = said.find(name); at != std::string::npos; at = said.find(name))
      said.replace(at, name.size(), "NAME");
    return said.substr(0, said.rfind("<iq"));
  };
  for (const std::string stanza :
       {"<message to='NAME@company.com' type='chat'><body>x</body></message>",
        "<message to='NAME@company.com/r' type='headline'><body>x</body></message>",
        "<iq type='get' id='1' to='NAME@company.com'><vCard xmlns='vcard-temp'/></iq>",
        "<iq type='get' id='1' to='NAME@company.com/r'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='1' to='NAME@company.com'><query "
        "xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "<presence to='NAME@company.com'/>"})
    EXPECT_EQ(answer("bob", stanza), answer("zoe", stanza)) << stanza;
}

TEST_F(XmppSession, SaysThatOtherSitesAreNotReached) {
  auto& joe = online("joe", "desk");
  for (const std::string stanza :
       {"<message to='a@far.test'><body>x</body></message>", "<presence to='a@far.test'/>",
        "<iq type='get' id='1' to='a@far.test'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='1' to='far.test'><ping xmlns='urn:xmpp:ping'/></iq>"})
    EXPECT_TRUE(joe.send(stanza).settle().contains("<remote-server-not-found")) << stanza;
}

TEST_F(XmppSession, PassesQueriesBetweenThoseWhoSeeEachOther) {
  auto& joe = online("joe", "desk");
  auto& ann = online("ann", "home");
  const std::string ask = "<iq type='get' id='q' to='ann@company.com/home'><x xmlns='y'/></iq>";
  EXPECT_TRUE(joe.send(ask).settle().contains("<service-unavailable"));
  befriend(joe, ann);
  joe.send(ask);
  EXPECT_TRUE(ann.expect("</iq>").contains("from=\"joe@company.com/desk\""));
  ann.send("<iq type='result' id='q' to='joe@company.com/desk'/>");
  joe.expect("id=\"q\"");
}

TEST_F(XmppSession, SendsCarbonsToTheOtherResources) {
  auto& desk = online("joe", "desk");
  auto& phone = online("joe", "phone");
  auto& ann = online("ann", "home");
  phone.send(query("set", "c", "<enable xmlns='urn:xmpp:carbons:2'/>")).settle();
  desk.send("<message to='ann@company.com/home' type='chat'><body>out</body></message>");
  EXPECT_TRUE(
      phone.expect("</message></forwarded>").contains("<sent xmlns=\"urn:xmpp:carbons:2\""));
  ann.expect("<body>out</body>");
  ann.send("<message to='joe@company.com/desk' type='chat'><body>in</body></message>");
  desk.expect("<body>in</body>");
  EXPECT_TRUE(phone.expect("</message></forwarded>").contains("<received"));
}

TEST_F(XmppSession, BlocksWhomTheOwnerBlocks) {
  auto& joe = online("joe", "desk");
  auto& ann = online("ann", "home");
  ann.send(
      query("set", "1", "<block xmlns='urn:xmpp:blocking'><item jid='joe@company.com'/></block>"));
  ann.settle();
  joe.send("<message to='ann@company.com' type='chat'><body>hey</body></message>").settle();
  EXPECT_FALSE(ann.settle().contains("hey"));
  ann.send("<message to='joe@company.com'><body>x</body></message>").expect("<not-acceptable");
  ann.send(query("get", "2", "<blocklist xmlns='urn:xmpp:blocking'/>"));
  EXPECT_TRUE(ann.settle().contains("jid=\"joe@company.com\""));
  ann.send(query("set", "3", "<unblock xmlns='urn:xmpp:blocking'/>")).settle();
  joe.send("<message to='ann@company.com' type='chat'><body>again</body></message>");
  ann.expect("<body>again</body>");
}

TEST_F(XmppSession, KeepsVcardsAndPrivateData) {
  auto& joe = online("joe", "desk");
  joe.send(query("set", "1", "<vCard xmlns='vcard-temp'><FN>Joe</FN></vCard>")).settle();
  joe.send(query("get", "2", "<vCard xmlns='vcard-temp'/>"));
  EXPECT_TRUE(joe.settle().contains("<FN>Joe</FN>"));
  joe.send(query("set", "3", "<query xmlns='jabber:iq:private'><a xmlns='b'>c</a></query>"))
      .settle();
  joe.send(query("get", "4", "<query xmlns='jabber:iq:private'><a xmlns='b'/></query>"));
  EXPECT_TRUE(joe.settle().contains("<a xmlns=\"b\">c</a>"));
  const std::string much(40000, 'x');
  for (const auto* name : {"d", "e", "f"})
    joe.send(query("set", "5",
                   "<query xmlns='jabber:iq:private'><a xmlns='" + std::string(name) + "'>" + much +
                       "</a></query>"));
  joe.send(
      query("set", "6", "<query xmlns='jabber:iq:private'><a xmlns='g'>" + much + "</a></query>"));
  EXPECT_TRUE(joe.settle().contains("<resource-constraint"));
}

TEST_F(XmppSession, ChangesThePassword) {
  auto& joe = online("joe", "desk");
  const auto change = [&](const std::string& password) {
    joe.send(query("set", "p",
                   "<query xmlns='jabber:iq:register'><username>joe</username><password>" +
                       password + "</password></query>"));
    return joe.settle();
  };
  EXPECT_TRUE(change("n&quot;ew").contains("type=\"result\" id=\"p\""));
  EXPECT_TRUE(change("weak").contains("<not-acceptable"));
  EXPECT_TRUE(change("").contains("<bad-request"));
  EXPECT_EQ(keeper_.lines.at(0), R"(SETACCOUNTPASSWORD * PASSWORD "n\"ew" CHECK)");
}

TEST_F(XmppSession, SaysWhatItCanDo) {
  auto& joe = online("joe", "desk");
  joe.send(
      "<iq type='get' id='1' to='company.com'><query "
      "xmlns='http://jabber.org/protocol/disco#info'/></iq>");
  const auto said = joe.settle();
  EXPECT_TRUE(said.contains("category=\"server\""));
  EXPECT_TRUE(said.contains("var=\"urn:xmpp:ping\""));
  EXPECT_TRUE(joe.send(query("get", "2", "<x xmlns='y'/>")).settle().contains("<service-unav"));
  EXPECT_TRUE(joe.send("<iq type='get'><x xmlns='y'/></iq>").settle().contains("<bad-request"));
}

TEST_F(XmppSession, CutsOffWhoDoesNotRead) {
  auto& joe = online("joe", "desk");
  auto& ann = online("ann", "home");
  const std::string body(50000, 'x');
  for (int i = 0; i < 40; ++i)
    joe.send("<message to='ann@company.com/home'><body>" + body + "</body></message>");
  joe.settle();
  EXPECT_TRUE(ann.rest().contains("<resource-constraint"));
}

}  // namespace
}  // namespace gatehouse::gates::xmpp
