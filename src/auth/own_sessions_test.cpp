// Sessions that a visit opens for its own account, at either keeper.
#include "auth/own_sessions.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

class OwnSessionsTest : public testing::TestWithParam<bool> {
 protected:
  OwnSessionsTest() {
    must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT,SESSIONID);}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    for (const auto* name : {"joe@company.com", "ann@company.com", "boss@company.com"})
      must(site().account(name, "secret"));
    must(site().rights("boss@company.com", "(Domain,CanImpersonate)"));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId enter(std::string_view remote = "127.0.0.1", std::string service = "XIMSS") {
    Peer peer{std::move(service),
              {*IpAddress::parse(remote), 4000},
              {*IpAddress::parse("10.0.0.1"), 11024},
              {},
              {}};
    OnEnd on_end = [ended = ended_] { ++*ended; };
    return runner_.run(runner_.keeper().welcome(std::move(peer), std::move(on_end))).value().visit;
  }
  bool log_in(VisitId visit, std::string mechanism, Secret message) {
    const auto reply =
        runner_.run(runner_.keeper().begin(visit, std::move(mechanism), std::move(message)));
    return std::holds_alternative<Session>(reply);
  }
  VisitId as(std::string_view name, std::string_view remote = "127.0.0.1") {
    const auto visit = enter(remote);
    EXPECT_TRUE(log_in(visit, "PLAIN", plain_message(name, "secret"))) << name;
    return visit;
  }
  bool is_let_in(const std::string& id, std::string_view remote = "127.0.0.1") {
    return log_in(enter(remote), "SESSIONID", Secret("joe " + id));
  }
  VisitId by_session(const std::string& id) {
    const auto visit = enter();
    EXPECT_TRUE(log_in(visit, "SESSIONID", Secret("joe " + id)));
    return visit;
  }
  Allowed<std::string> open(VisitId visit, SessionKind kind = SessionKind::ximss) {
    auto id = runner_.run(runner_.keeper().open_session(visit, kind));
    if (!id) return std::unexpected(id.error());
    return std::string(id->reveal());
  }
  std::optional<ErrorCode> refused(VisitId visit, SessionKind kind = SessionKind::ximss) {
    const auto id = open(visit, kind);
    if (id) return std::nullopt;
    return id.error().code;
  }
  Allowed<void> close(VisitId visit, std::string_view id) {
    return runner_.run(runner_.keeper().close_session(visit, Secret(id)));
  }
  int command(VisitId visit) {
    return runner_.run(runner_.keeper().command(visit, Secret("NOOP"))).code;
  }

  support::KeeperRunner runner_{GetParam()};
  std::shared_ptr<int> ended_ = std::make_shared<int>(0);
};

TEST_P(OwnSessionsTest, OutliveTheVisitAndAreGoodForALogin) {
  const auto visit = as("joe");
  const auto id = open(visit);
  ASSERT_TRUE(id);
  EXPECT_TRUE(is_let_in(*id));
  runner_.keeper().leave(visit);
  EXPECT_TRUE(is_let_in(*id));
  EXPECT_FALSE(log_in(enter(), "SESSIONID", Secret("ann " + *id)));
}

TEST_P(OwnSessionsTest, AreEndedByTheVisitThatOpenedThem) {
  const auto visit = as("joe");
  const auto id = open(visit, SessionKind::web);
  ASSERT_TRUE(id);
  const auto other = as("ann");
  EXPECT_EQ(close(other, *id).error().code, ErrorCode::not_found);
  EXPECT_EQ(close(as("joe"), *id).error().code, ErrorCode::not_found);
  EXPECT_TRUE(is_let_in(*id));
  EXPECT_TRUE(close(visit, *id));
  EXPECT_FALSE(is_let_in(*id));
  EXPECT_EQ(close(visit, *id).error().code, ErrorCode::not_found);
  EXPECT_EQ(command(visit), 200) << "it did not rest on that session";
}

TEST_P(OwnSessionsTest, EndWithTheVisitTheyOpened) {
  const auto id = open(as("joe"));
  ASSERT_TRUE(id);
  const auto bye = by_session(*id);
  const auto another = by_session(*id);
  EXPECT_TRUE(close(bye, *id));
  runner_.run_until([this] { return *ended_ >= 1; });
  EXPECT_FALSE(is_let_in(*id));
  EXPECT_GE(command(bye), 500);
  EXPECT_FALSE(open(bye));
  EXPECT_GE(command(another), 500);
}

TEST_P(OwnSessionsTest, OfXimssEndTheConnectionThatOpenedThemWhenTheyAreKilled) {
  const auto admin = as("boss");
  must(site().rights("boss@company.com", "(Master)"));
  const auto visit = as("joe");
  const auto id = open(visit);
  const auto of_the_web = open(as("joe"), SessionKind::web);
  ASSERT_TRUE(id && of_the_web);
  const auto kill = [&](const std::string& which) {
    Secret line("KILLSESSION \"" + which + "\"");
    return runner_.run(runner_.keeper().command(admin, std::move(line))).code;
  };
  EXPECT_EQ(kill(*of_the_web), 200);
  EXPECT_EQ(command(visit), 200);
  EXPECT_EQ(*ended_, 0);
  EXPECT_EQ(kill(*id), 200);
  runner_.run_until([this] { return *ended_ == 1; });
  EXPECT_GE(command(visit), 500);
}

TEST_P(OwnSessionsTest, OfXimssAreTakenUpOverHttpWithoutADomainsLeave) {
  must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT);}"));
  const auto visit = as("joe");
  const auto id = open(visit);
  const auto of_the_web = open(visit, SessionKind::web);
  ASSERT_TRUE(id && of_the_web);
  const auto taken_up = [&](std::string_view session, std::string_view from = "127.0.0.1") {
    return log_in(enter(from, "XIMSS-HTTP"), "SESSIONID", Secret("joe " + std::string(session)));
  };
  EXPECT_TRUE(taken_up(*id));
  EXPECT_FALSE(taken_up(*id, "10.0.0.9")) << "its address is fixed";
  EXPECT_FALSE(taken_up(*of_the_web)) << "it is of another kind";
  EXPECT_FALSE(is_let_in(*id)) << "the domain does not permit SESSIONID";
  must(site().set_account("joe@company.com", "{AccessModes=(#26,Mail,WebMail);}"));
  EXPECT_FALSE(taken_up(*id)) << "the service is XIMSS";
}

TEST_P(OwnSessionsTest, NeedALogin) {
  EXPECT_EQ(refused(enter()), ErrorCode::not_allowed);
  EXPECT_EQ(close(enter(), "1-x").error().code, ErrorCode::not_found);
  EXPECT_FALSE(open(12345));
  EXPECT_FALSE(close(12345, "1-x"));
}

TEST_P(OwnSessionsTest, AreNotOpenedByWhatIsLessThanThePassword) {
  const auto id = open(as("joe"));
  ASSERT_TRUE(id);
  EXPECT_EQ(refused(by_session(*id)), ErrorCode::not_allowed);
  const auto impersonated = enter();
  ASSERT_TRUE(log_in(impersonated, "PLAIN", Secret(std::string("joe\0boss\0secret", 15))));
  EXPECT_EQ(refused(impersonated), ErrorCode::not_allowed);
}

TEST_P(OwnSessionsTest, NeedTheServiceAndHaveTheLimitsOfAll) {
  const auto visit = as("joe");
  must(site().set_account("joe@company.com", "{AccessModes=(#26,Mail,XIMSS,WebMail);}"));
  EXPECT_TRUE(open(visit, SessionKind::web));
  must(site().set_account("joe@company.com", "{AccessModes=(#26,Mail,XIMSS);}"));
  EXPECT_EQ(refused(visit, SessionKind::web), ErrorCode::not_allowed);
  must(site().set_server("{SessionsPerAccount=2;}"));
  EXPECT_TRUE(open(visit));
  EXPECT_EQ(refused(visit), ErrorCode::not_allowed);
}

// The visit has not been told yet that its password is no more.
TEST_P(OwnSessionsTest, DoNotOutliveAPasswordThatChangedSinceTheLogin) {
  const auto visit = as("joe");
  must(site().password("joe@company.com", "another"));
  const auto id = open(visit);
  bool alive = id.has_value();
  const auto late = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (alive && std::chrono::steady_clock::now() < late) alive = is_let_in(*id);
  EXPECT_FALSE(alive);
}

TEST_P(OwnSessionsTest, TakeAlongWhoComesByThemWhileTheyEnd) {
  must(site().rights("boss@company.com", "(Master)"));
  const auto boss = as("boss");
  for (int i = 0; i < 200; ++i) {
    const auto visit = as("joe");
    const auto id = open(visit, SessionKind::web);
    ASSERT_TRUE(id);
    const auto guest = enter();
    std::optional<CommandReply> killed;
    runner_.start(runner_.keeper().command(boss, Secret("KILLSESSION " + *id)), killed);
    const bool came = log_in(guest, "SESSIONID", Secret("joe " + *id));
    runner_.run_until([&killed] { return killed.has_value(); });
    if (came) ASSERT_GE(command(guest), 500) << i;
    for (const auto each : {visit, guest}) runner_.keeper().leave(each);
    site().clock().advance(std::chrono::hours{1});  // whoever came too late guessed wrong
  }
}

TEST_P(OwnSessionsTest, MayBeBoundToTheAddressOfTheVisit) {
  must(site().set_domain("company.com", "{SessionIDRemote=YES;}"));
  must(site().set_server("{SessionFixedIP=YES;}"));
  const auto id = open(as("joe", "10.0.0.5"));
  ASSERT_TRUE(id);
  EXPECT_TRUE(is_let_in(*id, "10.0.0.5"));
  EXPECT_FALSE(is_let_in(*id, "10.0.0.6"));
}

TEST_P(OwnSessionsTest, OfTheWebAreTakenUpByTheWebWhateverTheDomainPermits) {
  must(site().set_domain("company.com", "{AUTHMethods=(CLRTXT);}"));
  must(site().set_server("{SessionFixedIP=YES;}"));
  const auto visit = as("joe", "10.0.0.5");
  const auto web = open(visit, SessionKind::web);
  const auto ximss = open(visit);
  ASSERT_TRUE(web && ximss);
  const auto by_web = [this](std::string_view from, const std::string& id) {
    return log_in(enter(from, "WebMail"), "SESSIONID", Secret("joe@company.com " + id));
  };
  EXPECT_TRUE(by_web("10.0.0.5", *web));
  EXPECT_FALSE(by_web("10.0.0.6", *web)) << "the address is fixed";
  EXPECT_FALSE(by_web("127.0.0.1", *web)) << "on this server, too";
  EXPECT_FALSE(by_web("10.0.0.5", *ximss)) << "a session of another kind";
  EXPECT_FALSE(is_let_in(*web, "10.0.0.5")) << "elsewhere the domain must permit it";
}

INSTANTIATE_TEST_SUITE_P(Both, OwnSessionsTest, testing::Bool(),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

}  // namespace
}  // namespace gatehouse::auth
