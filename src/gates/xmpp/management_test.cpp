// XEP-0198: acknowledgements, and streams that go on over another connection.
#include <algorithm>

#include "base/clock.h"
#include "gates/xmpp/session_fixture.h"

namespace gatehouse::gates::xmpp {
namespace {

const std::string request = "<r xmlns='urn:xmpp:sm:3'/>";

std::string acknowledgement(int handled) {
  return "<a xmlns='urn:xmpp:sm:3' h='" + std::to_string(handled) + "'/>";
}

std::string chat(const std::string& to, const std::string& body) {
  return "<message to='" + to + "' type='chat'><body>" + body + "</body></message>";
}

std::string value_in(const std::string& said, const std::string& attribute) {
  const auto at = said.find(attribute + "=\"");
  EXPECT_NE(at, std::string::npos) << said;
  if (at == std::string::npos) return {};
  const auto begin = at + attribute.size() + 2;
  return said.substr(begin, said.find('"', begin) - begin);
}

class XmppManagement : public XmppSession {
 protected:
  XmppManagement() {
    loop_.run([&] { net::measure_deadlines_with(clock_, loop_.executor()); });
  }
  // Nobody comes back any more.
  ~XmppManagement() override {
    for (auto& client : clients_) client->leave();
    for (auto& client : clients_)
      while (!client->is_served()) clock_.advance(std::chrono::seconds{301});
    loop_.stop();  // which reads the clock
  }

  // Enables it; the id to resume by.
  static std::string enable(Client& client) {
    client.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const auto said = client.expect("max=\"300\"/>");
    return value_in(said.substr(std::min(said.find("<enabled"), said.size())), "id");
  }
  // Logged in anew, asking for the stream of before.
  Client& back(const std::string& name, const std::string& id, int handled) {
    auto& client = connect();
    client.send(header() + plain(name, "right")).expect("<success");
    client.send(header()).expect("</stream:features>");
    client.send("<resume xmlns='urn:xmpp:sm:3' previd='" + id + "' h='" + std::to_string(handled) +
                "'/>");
    return client;
  }
  // Its connection breaks, and the server waits for another.
  void lose(Client& client) {
    const auto asked = [this] {
      int count = 0;
      loop_.run([&] { count = keeper_.asked_own; });
      return count;
    };
    const int before = asked();
    client.leave();
    while (asked() == before) continue;
  }
  // To joe, whose outbox has it then; what was heard meanwhile.
  static std::string say(Client& from, const std::string& body) {
    return from.send(chat("joe@company.com", body)).settle();
  }

  FakeClock clock_;
};

TEST_F(XmppManagement, CountsStanzasBothWays) {
  auto& joe = bound("joe", "desk");
  joe.send(request).expect("<failed xmlns=\"urn:xmpp:sm:3\"><unexpected-request");
  joe.send("<enable xmlns='urn:xmpp:sm:3'/>").expect("<enabled xmlns=\"urn:xmpp:sm:3\"/>");
  joe.send("<enable xmlns='urn:xmpp:sm:3'/>").expect("<unexpected-request");
  joe.send(request).expect("<a xmlns=\"urn:xmpp:sm:3\" h=\"0\"/>");
  joe.send("<presence/>").expect(request);
  joe.send(acknowledgement(1) + request).expect("h=\"1\"/>");
  joe.settle();
  joe.expect(request);
  joe.send(acknowledgement(2) + request).expect("h=\"2\"/>");
  EXPECT_TRUE(joe.send(acknowledgement(99)).rest().contains("<undefined-condition"));
}

TEST_F(XmppManagement, IsEnabledByWhoHasAResource) {
  auto& client = connect();
  client.send(header() + plain("joe", "right")).expect("<success");
  client.send(header()).expect("<sm xmlns=\"urn:xmpp:sm:3\"/>");
  client.send("<enable xmlns='urn:xmpp:sm:3'/>").expect("<unexpected-request");
}

TEST_F(XmppManagement, GoesOnOverAnotherConnection) {
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  befriend(joe, ann);
  const auto id = enable(joe);
  say(ann, "one");
  joe.expect("one</body></message>");
  joe.expect(request);
  joe.send(acknowledgement(1)).settle();  // that makes two
  lose(joe);
  auto seen = say(ann, "two");
  auto& again = back("joe", id, 1);
  const auto said = again.expect("two</body></message>");
  EXPECT_TRUE(said.contains("<resumed xmlns=\"urn:xmpp:sm:3\" previd=\"" + id + "\" h=\"1\"/>"))
      << said;
  EXPECT_TRUE(said.contains("id=\"settle")) << said;  // the answer that was not acknowledged
  EXPECT_FALSE(said.contains("<body>one")) << said;
  again.settle();
  seen += say(ann, "three");
  again.expect("three</body></message>");
  seen += ann.send(chat("joe@company.com/desk", "by name")).settle();
  EXPECT_FALSE(seen.contains("unavailable")) << seen;
  again.expect("by name");
}

TEST_F(XmppManagement, TakesTheStreamFromAConnectionThatSeemsAlive) {
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  const auto id = enable(joe);
  say(ann, "one");
  auto& again = back("joe", id, 0);
  again.expect("one</body></message>");
  EXPECT_TRUE(joe.rest().contains("<conflict xmlns"));
  say(ann, "two");
  again.expect("two</body></message>");
  again.settle();
}

TEST_F(XmppManagement, IsResumedByItsOwnAccountOnly) {
  auto& joe = online("joe", "desk");
  const auto id = enable(joe);
  back("ann", id, 0).expect("<failed xmlns=\"urn:xmpp:sm:3\"><item-not-found");
  back("joe", id + "0", 0).expect("<item-not-found");
  back("joe", id, 7).expect("<item-not-found");
  auto& client = back("joe", "", 0);
  client.expect("<item-not-found");
  client.send(query("set", "b", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
  client.expect("</jid>");
  joe.settle();
}

TEST_F(XmppManagement, IsResumedByWhoeverOpenedItOnly) {
  auto& joe = online("joe", "desk");
  const auto id = enable(joe);
  loop_.run([&] { keeper_.acting = "boss@company.com"; });
  back("joe", id, 0).expect("<item-not-found");
  loop_.run([&] { keeper_.acting.clear(); });
  back("joe", id, 0).expect("<resumed");
}

TEST_F(XmppManagement, IsResumedWithinALogin) {
  const auto log_in = [&](const std::string& id) {
    auto& client = connect();
    client.send(header()).expect("</stream:features>");
    client.send("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>" +
                to_base64(std::string("\0joe\0right", 10)) +
                "</initial-response><bind xmlns='urn:xmpp:bind:0'/><resume xmlns='urn:xmpp:sm:3' "
                "h='0' previd='" +
                id + "'/></authenticate>");
    return client.expect("</stream:features>");
  };
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  const auto id = enable(joe);
  lose(joe);
  say(ann, "meanwhile");
  const auto resumed = log_in(id);
  EXPECT_TRUE(resumed.contains(">joe@company.com/desk</authorization-identifier><resumed "))
      << resumed;
  EXPECT_FALSE(resumed.contains("<bound")) << resumed;
  clients_.back()->expect("<body>meanwhile</body>");
  const auto bound = log_in("of nobody");
  EXPECT_TRUE(bound.contains("<failed xmlns=\"urn:xmpp:sm:3\"><item-not-found ")) << bound;
  EXPECT_TRUE(bound.contains("<bound xmlns=\"urn:xmpp:bind:0\"/>")) << bound;
}

TEST_F(XmppManagement, WaitsForSomeMinutesAndKeepsWhatNobodyTook) {
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  befriend(joe, ann);
  const auto id = enable(joe);
  say(ann, "written");
  joe.expect("written</body></message>");
  lose(joe);
  say(ann, "waiting");
  clock_.advance(std::chrono::seconds{301});
  ann.expect("type=\"unavailable\"");
  auto& again = back("joe", id, 0);
  again.expect("<item-not-found");
  again.send(query("set", "b", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
  again.expect("</jid>");
  again.send("<presence/>").expect("written</body>");
  again.expect("waiting</body>");
}

TEST_F(XmppManagement, GivesAgainOnlyWhatNobodyElseGot) {
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  auto& tablet = online("joe", "tablet");
  enable(tablet);
  say(ann, "for both");
  tablet.expect("for both</body></message>");
  joe.expect("for both</body></message>");
  ann.send(chat("joe@company.com/tablet", "for one")).settle();
  lose(tablet);
  clock_.advance(std::chrono::seconds{301});
  const auto seen = joe.expect("for one</body>") + joe.settle();
  EXPECT_FALSE(seen.contains("for both")) << seen;
}

TEST_F(XmppManagement, ForgetsAStreamThatItsClientEnded) {
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  befriend(joe, ann);
  const auto id = enable(joe);
  joe.send("</stream:stream>").rest();
  ann.expect("type=\"unavailable\"");
  back("joe", id, 0).expect("<item-not-found");
}

TEST_F(XmppManagement, EndsWithTheLoginWhileItsClientIsAway) {
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  befriend(joe, ann);
  auto& tablet = online("joe", "tablet");
  const auto id = enable(tablet);
  lose(tablet);
  loop_.run([&] { keeper_.end(); });  // of the last who came
  joe.expect("type=\"unavailable\"");
  back("joe", id, 0).expect("<item-not-found");
}

TEST_F(XmppManagement, DoesNotWaitForALoginThatWasEnded) {
  auto& joe = online("joe", "desk");
  auto& tablet = online("joe", "tablet");
  const auto id = enable(tablet);
  loop_.run([&] {
    keeper_.ended = true;
    keeper_.end();
  });
  tablet.rest();
  joe.expect("type=\"unavailable\"");
  loop_.run([&] { keeper_.ended = false; });
  back("joe", id, 0).expect("<item-not-found");
}

TEST_F(XmppManagement, HasRoomForSomeWhoAreAway) {
  auto& watching = online("joe", "watching");
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) {
    auto& client = online("joe", "r" + std::to_string(i));
    ids.push_back(enable(client));
    client.leave();
  }
  watching.expect("type=\"unavailable\"");
  int resumed = 0;
  for (const auto& id : ids)
    resumed += back("joe", id, 0).expect("xmlns=\"urn:xmpp:sm:3\"").contains("<resumed") ? 1 : 0;
  EXPECT_EQ(resumed, 5);
}

TEST_F(XmppManagement, ServesOnWhoAcknowledgesNothingButKeepsNoMoreForHim) {
  auto& ann = online("ann", "phone");
  auto& joe = online("joe", "desk");
  const auto id = enable(joe);
  const std::string much(50'000, 'x');
  for (int i = 0; i < 25; ++i) {
    say(ann, much + std::to_string(i));
    joe.expect(std::to_string(i) + "</body></message>");
  }
  joe.settle();
  back("joe", id, 0).expect("<item-not-found");
  joe.settle();
}

}  // namespace
}  // namespace gatehouse::gates::xmpp
