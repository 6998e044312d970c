// Datagrams against the whole gate and a real keeper.
#include "gates/sip/switchboard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/entropy.h"
#include "gates/sip/forwarding.h"
#include "net/datagrams.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::gates::sip {
namespace {

using crypto::Hash;

// A phone: a socket of its own.
class Phone {
 public:
  explicit Phone(std::uint16_t server) : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    auto at = loopback(0);
    std::ignore = ::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at);
    socklen_t size = sizeof at;
    std::ignore = ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    at = loopback(server);
    std::ignore = ::connect(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at);
  }
  Phone(const Phone&) = delete;
  Phone& operator=(const Phone&) = delete;
  ~Phone() { ::close(socket_); }

  void send(const std::string& bytes) const {
    std::ignore = ::send(socket_, bytes.data(), bytes.size(), 0);
  }
  [[nodiscard]] std::string received() const {  // empty: nothing is there
    std::string bytes(65536, '\0');
    const auto size = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return bytes;
  }
  [[nodiscard]] std::string port() const { return std::to_string(port_); }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
  }
  int socket_;
  std::uint16_t port_ = 0;
};

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  if (start == text.npos) return {};
  const auto rest = text.substr(start + before.size());
  return std::string(rest.substr(0, rest.find(after)));
}

class TheSwitchboard : public testing::Test {
 protected:
  TheSwitchboard() {
    EXPECT_TRUE(runner_.site().set_domain("company.com", "{AUTHMethods=All;}"));
    for (const auto* name : {"joe", "ann", "boss"})
      EXPECT_TRUE(runner_.site().account(std::string(name) + "@company.com", "secret"));
    auto loop = runner_.loop().get_executor();
    socket_ = net::Datagrams::open(loop, {*IpAddress::parse("127.0.0.1"), 0}).value();
    boost::asio::co_spawn(
        loop, socket_->receive([this](net::Datagram datagram) { take(std::move(datagram)); }),
        [](const std::exception_ptr&) {});
    joe_ = std::make_unique<Phone>(socket_->bound().port);
    ann_ = std::make_unique<Phone>(socket_->bound().port);
  }
  ~TheSwitchboard() override {
    socket_->close();
    runner_.run_until([this] { return handling_ == 0; });
    runner_.loop().poll();
  }

  void take(net::Datagram datagram) {
    const Way way{.reach = {Transport::udp, datagram.remote, datagram.local}, .socket = socket_};
    board_.ways().note(way);
    ++handling_;
    boost::asio::co_spawn(runner_.loop(), board_.take(way, std::move(datagram.bytes), nullptr),
                          [this](const std::exception_ptr& thrown, bool) {
                            --handling_;
                            ++handled_;
                            if (thrown) std::rethrow_exception(thrown);
                          });
  }
  // What the phone is answered; empty: nothing.
  std::string say(const Phone& phone, const std::string& bytes) {
    const auto before = handled_;
    phone.send(bytes);
    runner_.run_until([&] { return handled_ > before; });
    return phone.received();
  }

  struct Said {
    std::string method = "REGISTER";
    std::string uri = "sip:company.com";
    std::string from = "joe@company.com";
    std::string to = "joe@company.com";
    std::string more = "";
    std::string body = "";
  };
  std::string message(const Phone& phone, const Said& said, const std::string& more = "") {
    ++cseq_;
    return said.method + " " + said.uri + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + phone.port() +
           ";rport;branch=z9hG4bK" + std::to_string(cseq_) + "\r\nFrom: <sip:" + said.from +
           ">;tag=f\r\nTo: <sip:" + said.to + ">\r\nCall-ID: call-of-" + said.from +
           "\r\nCSeq: " + std::to_string(cseq_) + " " + said.method + "\r\nMax-Forwards: 70\r\n" +
           said.more + more + "Content-Length: " + std::to_string(said.body.size()) + "\r\n\r\n" +
           said.body;
  }
  // Once more with credentials, when it is challenged.
  std::string credentials(const std::string& challenge, const Said& said, const std::string& name,
                          const std::string& password) {
    const bool proxy = challenge.contains("\r\nProxy-Authenticate:");
    const auto realm = between(challenge, "realm=\"", "\"");
    const auto nonce = between(challenge, "nonce=\"", "\"");
    const auto hex = [](std::string_view text) {
      return to_hex(crypto::digest(Hash::sha256, text));
    };
    const auto response = hex(hex(name + ":" + realm + ":" + password) + ":" + nonce +
                              ":00000001:c:auth:" + hex(said.method + ":" + said.uri));
    return std::string(proxy ? "Proxy-Authorization" : "Authorization") + ": Digest username=\"" +
           name + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + said.uri +
           "\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"c\", response=\"" + response +
           "\"\r\n";
  }
  std::string proven(const Phone& phone, const Said& said, const std::string& name,
                     const std::string& password = "secret") {
    const auto challenge = say(phone, message(phone, said));
    if (!challenge.contains("nonce=")) return challenge;
    last_ = message(phone, said, credentials(challenge, said, name, password));
    return say(phone, last_);
  }
  static std::string status(const std::string& reply) {
    return reply.substr(0, reply.find(' ', 8)).substr(std::min<std::size_t>(8, reply.size()));
  }
  static std::string code(const std::string& reply) {
    return reply.size() < 11 ? reply : reply.substr(8, 3);
  }
  Said registration(const Phone& phone, const std::string& who = "joe") {
    const auto address = who + "@company.com";
    return {.from = address,
            .to = address,
            .more = "Contact: <sip:" + who + "@127.0.0.1:" + phone.port() + ">;expires=600\r\n"};
  }
  void register_both() {
    EXPECT_EQ(code(proven(*joe_, registration(*joe_), "joe")), "200");
    EXPECT_EQ(code(proven(*ann_, registration(*ann_, "ann"), "ann")), "200");
  }

  support::KeeperRunner runner_{false};
  crypto::SystemEntropy entropy_;
  Surroundings around_{.keeper = runner_.keeper(),
                       .disk = runner_.site().disk(),
                       .tls = nullptr,
                       .base = runner_.site().base(),
                       .limits = {}};
  FakeClock clock_;
  Switchboard board_{around_, clock_, entropy_};
  std::shared_ptr<net::Datagrams> socket_;
  std::unique_ptr<Phone> joe_;
  std::unique_ptr<Phone> ann_;
  std::string last_;
  unsigned cseq_ = 0;
  int handling_ = 0;
  int handled_ = 0;
};

TEST_F(TheSwitchboard, ChallengesThenRegisters) {
  const auto challenge = say(*joe_, message(*joe_, registration(*joe_)));
  EXPECT_EQ(code(challenge), "401");
  EXPECT_TRUE(challenge.contains("algorithm=MD5"));
  EXPECT_FALSE(challenge.contains("algorithm=SHA-256"));
  const auto done = proven(*joe_, registration(*joe_), "joe");
  EXPECT_EQ(code(done), "200") << done;
  EXPECT_TRUE(done.contains("Contact: <sip:joe@127.0.0.1:" + joe_->port() + ">;expires=600\r\n"));
  EXPECT_TRUE(done.contains(";received=127.0.0.1;rport=" + joe_->port()));
  EXPECT_TRUE(std::filesystem::exists(runner_.site().base() /
                                      runner_.site().find("joe@company.com").value()->location /
                                      contacts_file));
}

TEST_F(TheSwitchboard, TreatsUnknownNamesAsWrongPasswords) {
  const auto wrong = proven(*joe_, registration(*joe_), "joe", "wrong");
  const auto unknown = proven(*joe_, registration(*joe_, "nobody"), "nobody");
  EXPECT_EQ(code(wrong), "403");
  EXPECT_EQ(wrong.substr(0, wrong.find("\r\n")), unknown.substr(0, unknown.find("\r\n")));
}

TEST_F(TheSwitchboard, RepeatsItselfForTheSameDatagramAndNoOther) {
  const auto done = proven(*joe_, registration(*joe_), "joe");
  EXPECT_EQ(say(*joe_, last_), done);
  // The same credentials from somewhere else prove nothing any more.
  const auto replayed = say(*ann_, last_);
  EXPECT_FALSE(replayed.contains("200 OK"));
  clock_.advance(Recent::lifetime);
  joe_->send(last_);
  const auto late = say(*joe_, last_);
  EXPECT_FALSE(late.contains("200 OK"));
}

TEST_F(TheSwitchboard, RegistersForOthersOnlyByTheRuleOfImpersonation) {
  auto third = registration(*joe_, "ann");
  third.from = "joe@company.com";
  EXPECT_EQ(code(proven(*joe_, third, "joe")), "403");
  ASSERT_TRUE(runner_.site().rights("boss@company.com", "(Master)"));
  third.from = "boss@company.com";
  EXPECT_EQ(code(proven(*joe_, third, "boss")), "200");
  third.from = "joe@company.com";  // boss's password, but not boss's From
  EXPECT_EQ(code(proven(*joe_, third, "boss")), "403");
}

TEST_F(TheSwitchboard, PassesMessagesAndAnswersBetweenRegisteredContacts) {
  register_both();
  const Said hello{.method = "MESSAGE",
                   .uri = "sip:ann@company.com",
                   .to = "ann@company.com",
                   .more = "Content-Type: text/plain\r\n",
                   .body = "hello"};
  EXPECT_EQ(proven(*joe_, hello, "joe"), "");
  const auto got = ann_->received();
  EXPECT_TRUE(got.starts_with("MESSAGE sip:ann@127.0.0.1:" + ann_->port() + " SIP/2.0\r\n")) << got;
  EXPECT_TRUE(got.ends_with("\r\n\r\nhello"));
  EXPECT_TRUE(got.contains("Max-Forwards: 69\r\n"));
  EXPECT_FALSE(got.contains("Authorization"));
  std::string answer = "SIP/2.0 200 OK\r\n";
  for (const auto line : split(got, '\n'))
    for (const auto* kept : {"Via", "from", "to", "call-id", "cseq"})
      if (line.starts_with(std::string(kept) + ":")) answer += std::string(line) + "\n";
  EXPECT_EQ(say(*ann_, answer + "Content-Length: 0\r\n\r\n"), "");
  const auto back = joe_->received();
  EXPECT_TRUE(back.starts_with("SIP/2.0 200 OK\r\n")) << back;
  // Somebody's own answer to what was never sent on goes nowhere.
  auto forged = answer;
  forged.replace(forged.find("branch=z9hG4bK") + 14, 4, "0000");
  EXPECT_EQ(say(*ann_, forged + "Content-Length: 0\r\n\r\n"), "");
  EXPECT_EQ(joe_->received(), "");
  // What is sent again goes on again.
  EXPECT_EQ(say(*joe_, last_), "");
  EXPECT_EQ(ann_->received(), got);
}

// Clients of old make a new branch for the ACK of a refusal.
TEST_F(TheSwitchboard, KeepsTheAcknowledgementOfItsOwnRefusal) {
  register_both();
  const Said call{.method = "INVITE", .uri = "sip:ann@company.com", .to = "ann@company.com"};
  const auto challenge = say(*joe_, message(*joe_, call));
  ASSERT_EQ(code(challenge), "407");
  auto acknowledged = call;
  acknowledged.method = "ACK";
  auto ack = message(*joe_, acknowledged);
  const auto tag = between(challenge, "To: <sip:ann@company.com>;tag=", "\r\n");
  ack.replace(ack.find("To: <sip:ann@company.com>"), 25, "To: <sip:ann@company.com>;tag=" + tag);
  EXPECT_EQ(say(*joe_, ack), "");
  EXPECT_EQ(ann_->received(), "");
}

TEST_F(TheSwitchboard, TellsPhonesOnItsOwnMachineByTheirPort) {
  register_both();
  const auto contact = "sip:127.0.0.1:" + ann_->port();
  EXPECT_EQ(proven(*joe_, {.method = "BYE", .uri = contact, .to = "ann@company.com"}, "joe"), "");
  const auto got = ann_->received();
  EXPECT_TRUE(got.starts_with("BYE " + contact + " SIP/2.0\r\n")) << got;
}

TEST_F(TheSwitchboard, ServesNobodyElse) {
  register_both();
  const struct {
    Said said;
    const char* expected;
  } cases[] = {
      {{.uri = "sip:other.test", .from = "joe@other.test", .to = "joe@other.test"}, "403"},
      {{.method = "MESSAGE", .uri = "sip:ann@company.com", .from = "x@other.test"}, "403"},
      {{.method = "INVITE", .uri = "sip:ann@other.test", .to = "ann@other.test"}, "403"},
      {{.method = "INVITE", .uri = "sip:nobody@company.com", .to = "nobody@company.com"}, "404"},
      {{.method = "INVITE", .uri = "sip:boss@company.com", .to = "boss@company.com"}, "480"},
      {{.method = "BYE", .uri = "sip:x@127.0.0.1:9", .to = "ann@company.com"}, "404"},
      {{.method = "INVITE",
        .uri = "sip:ann@company.com",
        .to = "ann@company.com",
        .more = "Route: <sip:192.0.2.1;lr>\r\n"},
       "403"},
      {{.method = "CANCEL", .uri = "sip:never@company.com"}, "481"},
      {{.method = "OPTIONS"}, "200"},
      {{.method = "OPTIONS", .uri = "sip:other.test"}, "403"},
      {{.method = "PUBLISH"}, "405"},
      {{.uri = "tel:1234"}, "416"},
      {{.more = "Require: nothing-that-is\r\n"}, "420"},
      {{.method = "INVITE", .more = "Proxy-Require: foo\r\n"}, "420"},
  };
  for (const auto& one : cases) {
    const auto reply = proven(*joe_, one.said, "joe");
    EXPECT_EQ(code(reply), one.expected) << one.said.method << " " << one.said.uri << "\n" << reply;
    EXPECT_EQ(ann_->received(), "");
  }
}

TEST_F(TheSwitchboard, EndsWhatHasGoneTooFar) {
  auto far = message(*joe_, {.method = "INVITE", .uri = "sip:ann@company.com"});
  far.replace(far.find("Max-Forwards: 70"), 16, "Max-Forwards: 00");
  EXPECT_EQ(code(say(*joe_, far)), "483");
}

TEST_F(TheSwitchboard, KeepsContactsOverARestart) {
  register_both();
  Contacts again(runner_.site().base(), runner_.site().disk());
  const auto account = runner_.site().find("ann@company.com").value();
  const auto kept = runner_.run(again.of({account->full_name(), account->location}));
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 1U);
  EXPECT_EQ(kept->front().uri, "sip:ann@127.0.0.1:" + ann_->port());
}

TEST_F(TheSwitchboard, SaysLittleToWhatIsNoMessage) {
  for (const std::string bytes :
       {"x", "GET / HTTP/1.1\r\n\r\n", "REGISTER sip:company.com SIP/2.0\r\n\r\n",
        "SIP/2.0 200 OK\r\n\r\n", "ACK sip:a SIP/2.0\r\nVia: x\r\n\r\n"})
    EXPECT_EQ(say(*joe_, bytes), "") << bytes;
  auto wrong = message(*joe_, {});
  wrong.replace(wrong.find("Max-Forwards: 70"), 16, "Max-Forwards: -1");
  const auto reply = say(*joe_, wrong);
  EXPECT_EQ(code(reply), "400");
  EXPECT_LT(reply.size(), most_growth * wrong.size());
}

}  // namespace
}  // namespace gatehouse::gates::sip
