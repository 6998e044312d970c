#include "auth/wire.h"

#include <gtest/gtest.h>

#include "auth/keeper.pb.h"

namespace gatehouse::auth::wire {
namespace {

template <class Kind>
Kind there_and_back(Act act) {
  auto read = read_request(to_bytes(Request{77, std::move(act)}));
  EXPECT_TRUE(read);
  EXPECT_EQ(read->number, 77U);
  EXPECT_TRUE(std::holds_alternative<Kind>(read->act));
  return std::get<Kind>(std::move(read->act));
}

template <class Kind>
Kind there_and_back(Outcome outcome) {
  auto read = read_answer(to_bytes(Answer{78, std::move(outcome)}));
  EXPECT_TRUE(read);
  EXPECT_EQ(read->number, 78U);
  EXPECT_TRUE(std::holds_alternative<Kind>(read->outcome));
  return std::get<Kind>(std::move(read->outcome));
}

TEST(TheWire, CarriesAPeer) {
  const Peer sent{.service = "POP",
                  .remote = {*IpAddress::parse("10.0.0.5"), 40000},
                  .local = {*IpAddress::parse("::1"), 110},
                  .local_user = 0,
                  .tls = net::TlsFacts{.protocol = "TLSv1.2",
                                       .cipher = "c",
                                       .server_name = "n",
                                       .exporter = std::string("e\0x", 3),
                                       .unique = "u",
                                       .server_end_point = "p",
                                       .client_certificate = "d",
                                       .resumed = true},
                  .host = "company.test"};
  const auto got = there_and_back<Peer>(Act(sent));
  EXPECT_EQ(got.service, sent.service);
  EXPECT_EQ(got.host, "company.test");
  EXPECT_EQ(got.remote, sent.remote);
  EXPECT_EQ(got.local, sent.local);
  EXPECT_EQ(got.local_user, 0U);
  ASSERT_TRUE(got.tls);
  EXPECT_EQ(got.tls->protocol, "TLSv1.2");
  EXPECT_EQ(got.tls->cipher, "c");
  EXPECT_EQ(got.tls->server_name, "n");
  EXPECT_EQ(got.tls->exporter, std::string("e\0x", 3));
  EXPECT_EQ(got.tls->unique, "u");
  EXPECT_EQ(got.tls->server_end_point, "p");
  EXPECT_EQ(got.tls->client_certificate, "d");
  EXPECT_TRUE(got.tls->resumed);
}

TEST(TheWire, KeepsAbsentAndEmptyApart) {
  EXPECT_FALSE(there_and_back<Peer>(Act(Peer{"POP", {}, {}, {}, {}})).tls);
  EXPECT_FALSE(there_and_back<Peer>(Act(Peer{"POP", {}, {}, {}, {}})).local_user);
  EXPECT_FALSE(there_and_back<Begin>(Act(Begin{1, "PLAIN", {}})).initial);
  EXPECT_TRUE(there_and_back<Begin>(Act(Begin{1, "PLAIN", Secret()})).initial);
  EXPECT_FALSE(there_and_back<CommandReply>(Outcome(CommandReply{200, "OK", {}})).data);
  EXPECT_EQ(there_and_back<CommandReply>(Outcome(CommandReply{200, "OK", ""})).data, "");
}

TEST(TheWire, CarriesWhatAGateAsks) {
  const VisitId visit = 0xFEDCBA9876543210U;
  auto begin = there_and_back<Begin>(Act(Begin{visit, "PLAIN", Secret("\xff secret")}));
  EXPECT_EQ(begin.visit, visit);
  EXPECT_EQ(begin.mechanism, "PLAIN");
  EXPECT_EQ(begin.initial->reveal(), "\xff secret");
  EXPECT_EQ(there_and_back<Feed>(Act(Feed{visit, Secret("r")})).response.reveal(), "r");
  EXPECT_EQ(there_and_back<Abort>(Act(Abort{visit, DenialKind::malformed})).why,
            DenialKind::malformed);
  EXPECT_EQ(there_and_back<Command>(Act(Command{visit, Secret("NOOP")})).line.reveal(), "NOOP");
  EXPECT_EQ(there_and_back<FindRoute>(Act(FindRoute{visit, "a@b"})).address, "a@b");
  EXPECT_EQ(there_and_back<Leave>(Act(Leave{visit})).visit, visit);
  EXPECT_EQ(there_and_back<TlsStarted>(Act(TlsStarted{visit,
                                                      {.protocol = "p",
                                                       .cipher = {},
                                                       .server_name = {},
                                                       .exporter = {},
                                                       .unique = {},
                                                       .server_end_point = {},
                                                       .client_certificate = {}}}))
                .tls.protocol,
            "p");
}

TEST(TheWire, CarriesWhatTheKeeperAnswers) {
  const Offer offer{"host", {"PLAIN", "LOGIN"}, false, "<1.2@host>"};
  const auto welcome = there_and_back<Welcome>(Outcome(Welcome{9, offer}));
  EXPECT_EQ(welcome.visit, 9U);
  EXPECT_EQ(welcome.offer, offer);
  EXPECT_EQ(there_and_back<Offer>(Outcome(offer)), offer);
  const auto session = std::get<Session>(
      there_and_back<Reply>(Outcome(Reply(Session{"a@d", "b@d", "words", "folder", true}))));
  EXPECT_EQ(session.account, "a@d");
  EXPECT_EQ(session.acting, "b@d");
  EXPECT_EQ(session.last_words, "words");
  EXPECT_EQ(session.location, "folder");
  EXPECT_TRUE(session.code_wanted);
  EXPECT_EQ(std::get<Challenge>(there_and_back<Reply>(Outcome(Reply(Challenge{""})))).bytes, "");
  for (int kind = 0; kind <= static_cast<int>(DenialKind::out_of_order); ++kind) {
    const auto denial = std::get<Denial>(there_and_back<Reply>(
        Outcome(Reply(Denial{static_cast<DenialKind>(kind), "no", kind % 2 == 0}))));
    EXPECT_EQ(static_cast<int>(denial.kind), kind);
    EXPECT_EQ(denial.words, "no");
    EXPECT_EQ(denial.close, kind % 2 == 0);
  }
  EXPECT_EQ(there_and_back<Error>(Outcome(Error{ErrorCode::not_allowed, "x"})).code,
            ErrorCode::not_allowed);
}

TEST(TheWire, CarriesEveryRoute) {
  const auto route = [](Route sent) { return there_and_back<Route>(Outcome(std::move(sent))); };
  EXPECT_EQ(std::get<LocalMailbox>(route(LocalMailbox{"a", "l"})).location, "l");
  EXPECT_EQ(std::get<LocalMailbox>(route(LocalMailbox{"a", "l", "box/b"})).mailbox, "box/b");
  EXPECT_FALSE(std::get<LocalMailbox>(route(LocalMailbox{"a", "l"})).quota);
  EXPECT_EQ(std::get<LocalMailbox>(route(LocalMailbox{"a", "l", "", 0})).quota, 0U);
  EXPECT_EQ(std::get<Relay>(route(Relay{"h:25", "a@b"})).next_hop, "h:25");
  EXPECT_EQ(std::get<Relay>(route(Relay{"h:25", "a@b"})).address, "a@b");
  const auto several = std::get<Several>(
      route(Several{{{"a", "l"}, {"b", "m"}}, {{"h:25", "x@far"}, {"h:26", "y@far"}}}));
  ASSERT_EQ(several.mailboxes.size(), 2U);
  EXPECT_EQ(several.mailboxes.back().location, "m");
  ASSERT_EQ(several.relays.size(), 2U);
  EXPECT_EQ(several.relays.front().address, "x@far");
  EXPECT_EQ(several.relays.back().next_hop, "h:26");
  EXPECT_TRUE(std::holds_alternative<Discard>(route(Discard{})));
  EXPECT_EQ(std::get<NoRoute>(route(NoRoute{NoRoute::Why::over_quota, "full"})).why,
            NoRoute::Why::over_quota);
}

TEST(TheWire, RefusesWhatIsNotAMessageOfIts) {
  EXPECT_FALSE(read_request("\xff\xff\xff"));
  EXPECT_FALSE(read_request(""));
  EXPECT_FALSE(read_answer("\xff\xff\xff"));
  EXPECT_FALSE(read_answer(""));
}

TEST(TheWire, RefusesRequestsThatMakeNoSense) {
  const auto refused = [](auto change) {
    pb::Request message;
    change(message);
    return !read_request(message.SerializeAsString());
  };
  EXPECT_TRUE(refused([](pb::Request& m) { m.mutable_welcome()->set_service("POP"); }));
  EXPECT_TRUE(refused([](pb::Request& m) {
    m.mutable_welcome()->set_service("POP");
    for (auto* end :
         {m.mutable_welcome()->mutable_remote(), m.mutable_welcome()->mutable_local()}) {
      end->set_address(std::string(16, 'x'));
      end->set_port(65536);
    }
  }));
  EXPECT_TRUE(refused([](pb::Request& m) { m.mutable_abort()->set_why(99); }));
}

TEST(TheWire, RefusesAnswersThatMakeNoSense) {
  const auto refused = [](auto change) {
    pb::Answer message;
    change(message);
    return !read_answer(message.SerializeAsString());
  };
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_reply(); }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_reply()->mutable_session(); }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_reply()->mutable_denial()->set_kind(99); }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_route(); }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_route()->mutable_none()->set_why(99); }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_route()->mutable_several(); }));
  EXPECT_TRUE(refused([](pb::Answer& m) {
    m.mutable_route()->mutable_several()->add_mailboxes()->set_account("only one");
  }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_failure()->set_code(0); }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_command()->set_code(0); }));
  EXPECT_TRUE(refused([](pb::Answer& m) {
    for (int i = 0; i < 1000; ++i) m.mutable_offer()->add_mechanisms("X");
  }));
}

}  // namespace
}  // namespace gatehouse::auth::wire
