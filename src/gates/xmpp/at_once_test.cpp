// XEP-0388 and XEP-0386: a login with all that follows it in one step.
#include "gates/xmpp/session_fixture.h"

namespace gatehouse::gates::xmpp {
namespace {

std::string authenticate(std::string_view mechanism, std::string_view inside) {
  return "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='" + std::string(mechanism) + "'>" +
         std::string(inside) + "</authenticate>";
}

std::string initial(const std::string& name, const std::string& password) {
  const auto message = std::string(1, '\0') + name + std::string(1, '\0') + password;
  return "<initial-response>" + to_base64(message) + "</initial-response>";
}

std::string agent(const std::string& id) {
  return "<user-agent id='" + id + "'><software>Test</software><device>Desk</device></user-agent>";
}

std::string bind(std::string_view inside) {
  return "<bind xmlns='urn:xmpp:bind:0'>" + std::string(inside) + "</bind>";
}

// The resource in the success, which the client is told first.
std::string resource_in(const std::string& said) {
  const std::string mark = "joe@company.com/";
  const auto at = said.find(mark);
  EXPECT_NE(at, std::string::npos) << said;
  if (at == std::string::npos) return {};
  const auto begin = at + mark.size();
  return said.substr(begin, said.find('<', begin) - begin);
}

TEST_F(XmppSession, AnnouncesWhatCanBeAskedForAtOnce) {
  const auto said = connect().send(header()).expect("</stream:features>");
  EXPECT_TRUE(said.contains("<authentication xmlns=\"urn:xmpp:sasl:2\"><mechanism>SCRAM-SHA-1<"))
      << said;
  for (const auto* inside :
       {"<bind xmlns=\"urn:xmpp:bind:0\"><inline><feature var=\"urn:xmpp:carbons:2\"/>",
        "<feature var=\"urn:xmpp:sm:3\"/></inline></bind>", "<sm xmlns=\"urn:xmpp:sm:3\"/>"})
    EXPECT_TRUE(said.contains(inside)) << said;
  EXPECT_FALSE(said.contains("continue")) << said;
}

TEST_F(XmppSession, LogsInWithoutANewStream) {
  auto& client = connect();
  client.send(header()).expect("</stream:features>");
  client.send(authenticate("PLAIN", initial("joe", "right") + agent("1")));
  const auto said = client.expect("</stream:features>");
  EXPECT_TRUE(
      said.contains("<success xmlns=\"urn:xmpp:sasl:2\"><authorization-identifier>"
                    "joe@company.com</authorization-identifier></success>"))
      << said;
  EXPECT_FALSE(said.contains("<stream:stream")) << said;
  EXPECT_TRUE(said.contains("<bind xmlns=\"urn:ietf:params:xml:ns:xmpp-bind\"/>")) << said;
  client.send(query("set", "b", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"));
  client.expect("</jid>");
  client.settle();
}

TEST_F(XmppSession, CarriesAnExchangeInTheElementsOfTheNewProfile) {
  auto& client = connect();
  client.send(header() + authenticate("CRAM-MD5", ""));
  client.expect("<challenge xmlns=\"urn:xmpp:sasl:2\">" + to_base64("<1@x>") + "</challenge>");
  client.send("<response xmlns='urn:xmpp:sasl:2'>" + to_base64("joe 1") + "</response>");
  client.expect("<additional-data>" + to_base64("v=1") + "</additional-data>");
  connect()
      .send(header() + authenticate("EXTERNAL", "<initial-response/>"))
      .expect("<authorization-identifier>");
}

TEST_F(XmppSession, RefusesInTheElementsOfTheNewProfile) {
  auto& client = connect();
  client.send(header() + authenticate("PLAIN", initial("joe", "wrong") + bind("")));
  client.expect(
      "<failure xmlns=\"urn:xmpp:sasl:2\"><not-authorized "
      "xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\"/><text>");
  client.send(authenticate("CRAM-MD5", "")).expect("</challenge>");
  client.send("<abort xmlns='urn:xmpp:sasl:2'/>").expect("<aborted ");
  client.send(authenticate("CRAM-MD5", "")).expect("</challenge>");
  client.send("<response xmlns='urn:xmpp:sasl:2'>=</response>").expect("<incorrect-encoding ");
  client.send(authenticate("CRAM-MD5", "<initial-response>!</initial-response>"));
  client.expect("<incorrect-encoding ");
  client.send("<abort xmlns='urn:xmpp:sasl:2'/>").expect("<aborted ");
  client.send("<x/>");
  EXPECT_TRUE(client.rest().contains("<unsupported-stanza-type"));
}

TEST_F(XmppSession, BindsAResourceWithinTheLogin) {
  auto& client = connect();
  client.send(header()).expect("</stream:features>");
  client.send(authenticate("PLAIN", initial("joe", "right") + agent("d4565fa7") +
                                        bind("<tag>Desk</tag><enable xmlns='urn:xmpp:carbons:2'/>"
                                             "<enable xmlns='urn:xmpp:sm:3'/>")));
  const auto said = client.expect("</stream:features>");
  const auto resource = resource_in(said);
  EXPECT_TRUE(resource.starts_with("Desk/")) << said;
  EXPECT_FALSE(said.contains("d4565fa7")) << said;
  EXPECT_TRUE(said.contains("<bound xmlns=\"urn:xmpp:bind:0\"><enabled xmlns=\"urn:xmpp:sm:3\""))
      << said;
  EXPECT_FALSE(said.contains("xmpp-bind")) << said;
  client.send("<presence/>").expect("<presence");
  auto& ann = online("ann", "phone");
  auto& other = online("joe", "phone");
  client.settle();
  ann.send("<message to='joe@company.com/phone' type='chat'><body>hi</body></message>");
  other.expect("<body>hi</body>");
  client.expect("<received xmlns=\"urn:xmpp:carbons:2\"");
}

TEST_F(XmppSession, GivesTheSameClientItsResourceAgain) {
  const auto log_in = [&](const std::string& id) -> std::pair<Client*, std::string> {
    auto& client = connect();
    client.send(header()).expect("</stream:features>");
    client.send(authenticate("PLAIN", initial("joe", "right") + agent(id) + bind("")));
    return {&client, resource_in(client.expect("</stream:features>"))};
  };
  const auto [first, resource] = log_in("one");
  const auto [other, another] = log_in("two");
  EXPECT_NE(resource, another);
  EXPECT_EQ(log_in("one").second, resource);
  EXPECT_TRUE(first->rest().contains("<conflict xmlns"));
  other->settle();
}

TEST_F(XmppSession, TellsWhatCouldNotBeBound) {
  for (int i = 0; i < 20; ++i) bound("joe", "r" + std::to_string(i));
  auto& client = connect();
  client.send(header() + authenticate("PLAIN", initial("joe", "right") + bind("")));
  const auto said = client.expect("</success>");
  EXPECT_TRUE(said.contains("<failed xmlns=\"urn:xmpp:bind:0\"><resource-constraint ")) << said;
  EXPECT_TRUE(said.contains(">joe@company.com</authorization-identifier>")) << said;
  client.expect("<bind xmlns=\"urn:ietf:params:xml:ns:xmpp-bind\"/>");
}

}  // namespace
}  // namespace gatehouse::gates::xmpp
