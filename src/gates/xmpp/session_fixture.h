// A gate on a loop of its own, a keeper that plays a small directory, and clients that talk to it.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/text.h"
#include "gates/xmpp/gate.h"
#include "mailbox/temporary_folder.h"
#include "net/offload.h"
#include "net/socket.h"
#include "tests/support/deaf_keeper.h"
#include "tests/support/loop_thread.h"

namespace gatehouse::gates::xmpp {

// company.com, also called mail.test, with joe, ann and bob, whose passwords are "right".
class PlayedKeeper : public support::DeafKeeper {
 public:
  auth::Denial denial{auth::DenialKind::refused, "Wrong name or password", false};
  std::vector<std::string> lines;  // commands
  auth::OnEnd end{};               // of the last one who came
  std::string host;                // that he asked for
  int asked_own = 0;               // how often for the visit's own account
  bool ended = false;              // whoever is logged in
  std::string acting;              // who logs in for others; empty: nobody does

  net::Task<Result<auth::Welcome>> welcome(auth::Peer peer, auth::OnEnd on_end) override {
    EXPECT_EQ(peer.service, "XMPP");
    end = std::move(on_end);
    host = peer.host;
    if (host == "barred.test")
      co_return std::unexpected(Error{ErrorCode::not_allowed, "not from there"});
    auth::Offer offer;
    offer.host = host == "mail.test" ? host : "company.com";
    offer.mechanisms = {"SCRAM-SHA-1", "PLAIN"};
    co_return auth::Welcome{1, offer};
  }
  net::Task<auth::Reply> begin(auth::VisitId, std::string mechanism,
                               std::optional<Secret> initial) override {
    if (mechanism == "CRAM-MD5" && !initial) co_return auth::Challenge{"<1@x>"};
    if (mechanism == "EXTERNAL" && initial && initial->empty()) co_return session("joe");
    if (mechanism != "PLAIN" || !initial) co_return denial;
    const auto parts = split(initial->reveal(), '\0');
    if (parts.size() != 3 || parts[2] != "right") co_return denial;
    co_return session(std::string(parts[1]));
  }
  net::Task<auth::Reply> feed(auth::VisitId, Secret response) override {
    if (response.reveal() != "joe 1") co_return denial;
    auto opened = session("joe");
    opened.last_words = "v=1";
    co_return opened;
  }
  net::Task<auth::Reply> abort(auth::VisitId, auth::DenialKind why) override {
    co_return auth::Denial{why, "ended", false};
  }
  net::Task<auth::CommandReply> command(auth::VisitId, Secret line) override {
    lines.emplace_back(line.reveal());
    const bool is_weak = line.reveal().contains("weak");
    co_return auth::CommandReply{is_weak ? 512 : 200, is_weak ? "Too weak" : "OK", {}};
  }
  net::Task<auth::Allowed<auth::Owner>> owner(auth::VisitId, std::string name) override {
    using Refused = std::unexpected<auth::Refused>;
    if (name.empty()) ++asked_own;
    if (ended) co_return Refused({ErrorCode::not_allowed, "This session was ended"});
    if (name.empty()) co_return auth::Owner{.account = "joe@company.com", .location = "joe"};
    const auto at = name.find('@');
    const auto local = name.substr(0, at);
    const auto domain = name.substr(at + 1);
    const bool known = local == "joe" || local == "ann" || local == "bob";
    const bool here = domain == "company.com" || domain == "mail.test";
    if (known && here) co_return auth::Owner{.account = local + "@company.com", .location = local};
    co_return Refused({ErrorCode::not_found, "No such account"});
  }
  net::Task<auth::Route> route(auth::VisitId, std::string address) override {
    using Why = auth::NoRoute::Why;
    const bool here = address.ends_with("@mail.test") || address.ends_with("@company.com");
    co_return auth::NoRoute{here ? Why::unknown : Why::relaying_denied, "no"};
  }

 private:
  [[nodiscard]] auth::Session session(const std::string& name) const {
    const auto full = name.contains('@') ? name : name + "@company.com";
    return {full, acting.empty() ? full : acting, "", name};
  }
};

// A client's end. What it waits for comes within seconds, or the test fails.
class Client {
 public:
  Client(int socket, std::future<void> served) : socket_(socket), served_(std::move(served)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  Client& send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return *this;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
  }
  // Everything up to the end of `text`, which is looked for behind what was expected before.
  std::string expect(std::string_view text) {
    while (!heard_.contains(text) && listen()) continue;
    const auto at = heard_.find(text);
    EXPECT_NE(at, std::string::npos) << "no " << text << " in " << heard_;
    if (at == std::string::npos) return std::exchange(heard_, {});
    auto all = heard_.substr(0, at + text.size());
    heard_.erase(0, at + text.size());
    return all;
  }
  // All to the end of the connection.
  std::string rest() {
    while (listen()) continue;
    return std::exchange(heard_, {});
  }
  // What was said until everything that was sent has been handled.
  std::string settle() {
    const auto id = "settle" + std::to_string(++settled_);
    send("<iq type='get' id='" + id + "'><ping xmlns='urn:xmpp:ping'/></iq>");
    return expect("id=\"" + id + "\"");
  }
  void hang_up() {
    leave();
    if (served_.valid()) served_.get();
  }
  void leave() { socket_.reset(); }  // without a word; the server may wait for another
  bool is_served() {                 // to the end
    return !served_.valid() ||
           served_.wait_for(std::chrono::milliseconds{10}) == std::future_status::ready;
  }

 private:
  bool listen() {
    std::array<char, 8192> bytes{};
    const auto count = ::recv(socket_.number(), bytes.data(), bytes.size(), 0);
    if (count > 0) heard_.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0;
  }

  Descriptor socket_;
  std::future<void> served_;
  std::string heard_;
  int settled_ = 0;
};

inline std::string header(std::string_view to = "company.com") {
  return "<?xml version='1.0'?><stream:stream to='" + std::string(to) +
         "' version='1.0' xmlns='jabber:client' "
         "xmlns:stream='http://etherx.jabber.org/streams'>";
}

inline std::string auth(std::string_view mechanism, std::string_view text) {
  return "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='" + std::string(mechanism) +
         "'>" + std::string(text) + "</auth>";
}

inline std::string plain(const std::string& name, const std::string& password) {
  return auth("PLAIN", to_base64(std::string(1, '\0') + name + std::string(1, '\0') + password));
}

inline std::string query(std::string_view type, std::string_view id, std::string_view what) {
  return "<iq type='" + std::string(type) + "' id='" + std::string(id) + "'>" + std::string(what) +
         "</iq>";
}

class XmppSession : public testing::Test {
 protected:
  ~XmppSession() override {
    for (auto& client : clients_) client->hang_up();
    clients_.clear();
    loop_.stop();
  }

  Client& connect() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    std::future<void> served;
    loop_.run([&] {
      net::Stream stream(loop_.executor(), ends[0]);
      served = loop_.start(gate_->serve(std::move(stream), Port{5222, false}));
    });
    return *clients_.emplace_back(std::make_unique<Client>(ends[1], std::move(served)));
  }
  // Logged in, with a resource.
  Client& bound(const std::string& name, const std::string& resource) {
    auto& client = connect();
    client.send(header() + plain(name, "right")).expect("<success");
    client.send(header() + query("set", "b",
                                 "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" +
                                     resource + "</resource></bind>"));
    client.expect("<jid>" + name + "@company.com/" + resource + "</jid></bind></iq>");
    return client;
  }
  // The same, with its roster and available.
  Client& online(const std::string& name, const std::string& resource) {
    auto& client = bound(name, resource);
    client.send(query("get", "r", "<query xmlns='jabber:iq:roster'/>")).expect("jabber:iq:roster");
    client.send("<presence/>").settle();
    return client;
  }
  // Both see each other's presence from now on.
  static void befriend(Client& joe, Client& ann) {
    joe.send("<presence to='ann@company.com' type='subscribe'/>").settle();
    ann.expect("type=\"subscribe\"");
    ann.send("<presence to='joe@company.com' type='subscribed'/>");
    ann.send("<presence to='joe@company.com' type='subscribe'/>").settle();
    joe.expect("type=\"subscribe\"");
    joe.send("<presence to='ann@company.com' type='subscribed'/>").settle();
    ann.expect("type=\"subscribed\"");
    ann.settle();
    joe.settle();
  }

  PlayedKeeper keeper_;
  mailbox::TemporaryFolder folder_;
  support::LoopThread loop_;
  net::Offload disk_{{.threads = 2, .queue = 64}};
  Surroundings around_{
      .keeper = keeper_, .disk = disk_, .tls = nullptr, .base = folder_.path(), .limits = {}};
  std::unique_ptr<Gate> gate_ = open_xmpp(around_);
  std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace gatehouse::gates::xmpp
