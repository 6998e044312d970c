// Streams, logins, resources: what comes before the first stanza.
#include "gates/xmpp/session_fixture.h"

namespace gatehouse::gates::xmpp {
namespace {

TEST_F(XmppSession, OffersWhatTheKeeperOffers) {
  auto& client = connect();
  client.send(header());
  const auto said = client.expect("</stream:features>");
  EXPECT_TRUE(said.starts_with("<?xml version='1.0'?><stream:stream "));
  EXPECT_TRUE(said.contains("from=\"company.com\""));
  EXPECT_TRUE(said.contains("<mechanism>SCRAM-SHA-1</mechanism><mechanism>PLAIN</mechanism>"));
  EXPECT_FALSE(said.contains("starttls"));
}

TEST_F(XmppSession, EndsAStreamWithTheFaultItHas) {
  const std::pair<std::string, const char*> rows[] = {
      {"<!DOCTYPE a>", "restricted-xml"},
      {"GET / HTTP/1.1\r\n", "not-well-formed"},
      {"<stream:stream to='company.com' xmlns='jabber:client' "
       "xmlns:stream='http://etherx.jabber.org/streams'>",
       "unsupported-version"},
      {header("joe@company.com"), "host-unknown"},
      {header() + "<iq/>", "not-authorized"},
      {header() + "<x/>", "unsupported-stanza-type"},
      {header() + "<a b='" + std::string(20000, 'x') + "'/>", "policy-violation"}};
  for (const auto& [bytes, condition] : rows) {
    const auto said = connect().send(bytes).rest();
    EXPECT_TRUE(said.contains("<stream:stream ")) << condition;
    EXPECT_TRUE(said.contains("<" + std::string(condition) + " xmlns")) << said;
    EXPECT_TRUE(said.ends_with("</stream:stream>")) << condition;
  }
}

TEST_F(XmppSession, GivesAJidToWhoLogsIn) { bound("joe", "desk"); }

TEST_F(XmppSession, AnswersTheEndOfAStream) {
  EXPECT_TRUE(bound("joe", "desk").send("</stream:stream>").rest().ends_with("</stream:stream>"));
}

TEST_F(XmppSession, CarriesExchangesOfSeveralSteps) {
  auto& client = connect();
  client.send(header() + auth("CRAM-MD5", "")).expect(to_base64("<1@x>") + "</challenge>");
  client.send("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + to_base64("joe 1") +
              "</response>");
  client.expect("<success xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\">" + to_base64("v=1"));
  connect().send(header() + auth("EXTERNAL", "=")).expect("<success");
}

TEST_F(XmppSession, TellsADenialInTheWordsOfSasl) {
  using Kind = auth::DenialKind;
  const std::pair<Kind, const char*> rows[] = {{Kind::refused, "not-authorized"},
                                               {Kind::not_allowed, "not-authorized"},
                                               {Kind::locked, "account-disabled"},
                                               {Kind::unavailable, "temporary-auth-failure"},
                                               {Kind::needs_privacy, "encryption-required"},
                                               {Kind::unknown_mechanism, "invalid-mechanism"},
                                               {Kind::malformed, "malformed-request"}};
  for (const auto& [kind, condition] : rows) {
    loop_.run([&] { keeper_.denial.kind = kind; });
    auto& client = connect();
    client.send(header() + plain("joe", "wrong"));
    client.expect("<failure xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\"><" + std::string(condition));
    client.send(plain("joe", "right")).expect("<success");
  }
}

TEST_F(XmppSession, EndsAnExchangeThatTheClientBreaks) {
  auto& client = connect();
  client.send(header() + auth("CRAM-MD5", "")).expect("</challenge>");
  client.send("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>").expect("<aborted/>");
  client.send(auth("CRAM-MD5", "")).expect("</challenge>");
  client.send("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>!</response>");
  client.expect("<incorrect-encoding/>");
  client.send(auth("PLAIN", "a b"));
  client.expect("<failure");
}

TEST_F(XmppSession, ClosesWhenTheAttemptsAreUsedUp) {
  loop_.run([&] { keeper_.denial.close = true; });
  const auto said = connect().send(header() + plain("joe", "wrong")).rest();
  EXPECT_TRUE(said.contains("<not-authorized/>"));
  EXPECT_TRUE(said.contains("<policy-violation xmlns"));
}

TEST_F(XmppSession, IsForTheDomainThatTheStreamNames) {
  connect().send(header("mail.test") + plain("joe", "right")).expect("<success");
  EXPECT_EQ(keeper_.host, "mail.test");
  for (const auto* elsewhere : {"other.test", "127.0.0.1", "company.com.evil.test"}) {
    const auto said = connect().send(header(elsewhere) + plain("joe", "right")).rest();
    EXPECT_TRUE(said.contains("<host-unknown xmlns")) << said;
    EXPECT_FALSE(said.contains("<success")) << said;
  }
}

TEST_F(XmppSession, TakesAClientThatNamesNoDomainForTheOneItReached) {
  const std::string nameless =
      "<stream:stream version='1.0' xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams'>";
  auto& client = connect();
  client.send(nameless).expect("</stream:features>");
  client.send(plain("joe", "right")).expect("<success");
  EXPECT_EQ(keeper_.host, "");
  client.send(header("company.com")).expect("</stream:features>");
}

TEST_F(XmppSession, LeadsALoginToNoOtherDomainByASecondStream) {
  auto& client = connect();
  client.send(header("mail.test") + plain("joe", "right")).expect("<success");
  EXPECT_TRUE(client.send(header("company.com")).rest().contains("<host-unknown xmlns"));
}

TEST_F(XmppSession, OpensNoAccountsOfOtherDomains) {
  const auto said = connect().send(header() + plain("joe@other.test", "right")).rest();
  EXPECT_TRUE(said.contains("<not-authorized/>")) << said;
  EXPECT_FALSE(said.contains("<success")) << said;
}

TEST_F(XmppSession, TellsWhoIsNotWelcome) {
  const auto said = connect().send(header("barred.test")).rest();
  EXPECT_TRUE(said.contains("<stream:stream ")) << said;
  EXPECT_TRUE(said.contains("<policy-violation xmlns")) << said;
}

TEST_F(XmppSession, HearsNothingButResponsesWhileAnExchangeIsUnderWay) {
  for (const auto& other :
       {plain("joe", "right"), std::string("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
        std::string("<message/>")}) {
    auto& client = connect();
    client.send(header() + auth("CRAM-MD5", "")).expect("</challenge>");
    const auto said = client.send(other).rest();
    EXPECT_TRUE(said.contains("<not-authorized xmlns")) << said;
    EXPECT_FALSE(said.contains("<success")) << said;
  }
}

TEST_F(XmppSession, GivesThePlaceToTheNewerOfTwo) {
  auto& first = bound("joe", "desk");
  bound("joe", "desk");
  EXPECT_TRUE(first.rest().contains("<conflict xmlns"));
}

TEST_F(XmppSession, MakesUpAResource) {
  auto& client = connect();
  client.send(header() + plain("joe", "right")).expect("<success");
  client.send(header() + query("set", "b", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
  EXPECT_GT(client.expect("</jid>").size(), 20U);
}

TEST_F(XmppSession, HasRoomForSomeResourcesOfAnAccount) {
  for (int i = 0; i < 20; ++i) bound("joe", "r" + std::to_string(i));
  auto& client = connect();
  client.send(header() + plain("joe", "right")).expect("<success");
  client.send(header() + query("set", "b", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
  client.expect("<resource-constraint");
}

TEST_F(XmppSession, BelievesNobodyElsesAddress) {
  auto& client = bound("joe", "desk");
  EXPECT_TRUE(client.send("<message from='ann@company.com' to='bob@company.com'/>")
                  .rest()
                  .contains("<invalid-from"));
}

TEST_F(XmppSession, IsClosedWhenTheKeeperEndsIt) {
  auto& client = bound("joe", "desk");
  loop_.run([&] { keeper_.end(); });
  client.rest();
}

}  // namespace
}  // namespace gatehouse::gates::xmpp
