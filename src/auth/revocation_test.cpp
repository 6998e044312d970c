// Sessions end when what they rest on is taken away, at either keeper.
#include <gtest/gtest.h>

#include <memory>

#include "settings/text.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

// A connection whose end the keeper may ask for.
struct Connection {
  VisitId visit = 0;
  std::shared_ptr<bool> ended = std::make_shared<bool>(false);
};

class RevocationTest : public testing::TestWithParam<bool> {
 protected:
  RevocationTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().account("joe@company.com", "secret"));
    must(site().account("ann@company.com", "secret"));
    must(site().rights("ann@company.com", "(Master)"));
  }

  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  Connection log_in(std::string_view name, std::string service = "IMAP",
                    std::string_view password = "secret") {
    return log_in(plain_message(name, password), std::move(service));
  }
  Connection log_in_as(std::string_view account, std::string_view name) {
    std::string message(account);
    for (const auto part : {name, std::string_view("secret")}) message.append(1, '\0').append(part);
    return log_in(Secret(message), "IMAP");
  }
  Connection log_in(Secret message, std::string service) {
    Connection made;
    Peer peer{.service = std::move(service),
              .remote = {*IpAddress::parse("10.0.0.5"), 40000},
              .local = {*IpAddress::parse("127.0.0.1"), 143},
              .local_user = {},
              .tls = {}};
    OnEnd on_end = [ended = made.ended] { *ended = true; };
    const auto welcome = runner_.run(runner_.keeper().welcome(std::move(peer), std::move(on_end)));
    EXPECT_TRUE(welcome);
    if (!welcome) return made;
    made.visit = welcome->visit;
    const auto reply = runner_.run(runner_.keeper().begin(made.visit, "PLAIN", std::move(message)));
    EXPECT_TRUE(std::holds_alternative<Session>(reply));
    return made;
  }
  int command(const Connection& by, std::string_view line) {
    const auto reply = runner_.run(runner_.keeper().command(by.visit, Secret(line)));
    EXPECT_EQ(reply.code / 100, 2) << line << ": " << reply.words;
    return reply.code;
  }
  void wait_for_end_of(const Connection& connection) {
    runner_.run_until([&] { return *connection.ended; });
  }
  // Whatever was ended before now has been told.
  void settle() { settle_by("ann"); }
  void settle_by(const std::string& name) {
    const auto witness = log_in(name, "POP");
    must(site().set_account(name + "@company.com", "{AccessModes=(IMAP,PWD,Mail,Mobile);}"));
    wait_for_end_of(witness);
  }

  support::KeeperRunner runner_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, RevocationTest, testing::Values(false, true),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

TEST_P(RevocationTest, EndsAllSessionsOfADeletedAccountAndNoOther) {
  const auto imap = log_in("joe");
  const auto pop = log_in("joe", "POP");
  const auto other = log_in("ann");
  must(site().remove_account("joe@company.com"));
  wait_for_end_of(imap);
  wait_for_end_of(pop);
  EXPECT_FALSE(*other.ended);
  EXPECT_EQ(command(other, "NOOP"), 200);
}

TEST_P(RevocationTest, EndsTheSessionsOfARenamedAccount) {
  const auto imap = log_in("joe");
  command(log_in("ann", "PWD"), "RENAMEACCOUNT joe INTO jim");
  wait_for_end_of(imap);
}

TEST_P(RevocationTest, EndsTheSessionsOfADeletedOrRenamedDomain) {
  must(site().domain("company2.test", "{AUTHMethods=All;}"));
  must(site().domain("company3.test", "{AUTHMethods=All;}"));
  must(site().account("joe@company2.test", "secret", "{RequireAPOP=NO;}"));
  must(site().account("joe@company3.test", "secret", "{RequireAPOP=NO;}"));
  const auto second = log_in("joe@company2.test");
  const auto third = log_in("joe@company3.test");
  const auto other = log_in("joe");
  command(log_in("ann", "PWD"), "DELETEDOMAIN company2.test FORCE");
  wait_for_end_of(second);
  command(log_in("ann", "PWD"), "RENAMEDOMAIN company3.test INTO company4.test");
  wait_for_end_of(third);
  EXPECT_FALSE(*other.ended);
}

TEST_P(RevocationTest, EndsOnlyTheSessionsOfAServiceThatIsSwitchedOff) {
  const auto imap = log_in("joe");
  const auto pop = log_in("joe", "POP");
  must(site().set_account("joe@company.com", "{AccessModes=(Mail,POP,Mobile);}"));
  wait_for_end_of(imap);
  EXPECT_FALSE(*pop.ended);
  must(site().set_domain("company.com", "{DomainAccessModes=(IMAP,PWD,Mobile);}"));
  wait_for_end_of(pop);
}

TEST_P(RevocationTest, EndsSessionsByAServiceSwitchedOffInTheDefaults) {
  const auto imap = log_in("joe");
  must(site().set_defaults("company.com", "{AccessModes=(POP,PWD,Mobile);}"));
  wait_for_end_of(imap);
}

TEST_P(RevocationTest, EndsASessionFromElsewhereWhenTheAccountMayNotRoamAnyMore) {
  must(site().set_server("{ClientIPs=\"10.0.0.5\";}"));
  const auto at_home = log_in("joe");
  must(site().set_server("{ClientIPs=\"10.0.0.6\";}"));
  const auto elsewhere = log_in("joe");
  must(site().set_account("joe@company.com", "{AccessModes=(IMAP,PWD);}"));
  wait_for_end_of(elsewhere);
  settle();
  EXPECT_FALSE(*at_home.ended);
}

TEST_P(RevocationTest, EndsTheSessionOfAnImpersonatorWhoLosesTheRight) {
  must(site().rights("ann@company.com", "(Domain,CanImpersonate)"));
  const auto as_joe = log_in_as("joe", "ann");
  const auto as_herself = log_in("ann");
  must(site().rights("ann@company.com", "(Domain,BasicSettings)"));
  wait_for_end_of(as_joe);
  EXPECT_FALSE(*as_herself.ended);
}

TEST_P(RevocationTest, EndsTheSessionOfAnImpersonatorOfAnAccountThatRises) {
  must(site().account("eve@company.com", "secret"));
  must(site().rights("ann@company.com", "(Domain,CanImpersonate)"));
  const auto as_joe = log_in_as("joe", "ann");
  const auto as_eve = log_in_as("eve", "ann");
  must(site().rights("joe@company.com", "(Domain,BasicSettings)"));
  wait_for_end_of(as_joe);
  EXPECT_FALSE(*as_eve.ended);
}

TEST_P(RevocationTest, EndsTheSessionOfAnImpersonatorWhoseGrantRunsOut) {
  const auto grant = [](std::string_view until) {
    return "(Domain,{Right=CanImpersonate;Until=" + std::string(until) + ";Reason=help;})";
  };
  const auto later = site().clock().now() + std::chrono::hours{1};
  const settings::TimeStamp at{std::chrono::floor<std::chrono::seconds>(later)};
  must(site().rights("ann@company.com", grant(settings::to_text(settings::Value(at)))));
  const auto as_joe = log_in_as("joe", "ann");
  site().clock().advance(std::chrono::minutes{50});
  settle_by("joe");
  EXPECT_FALSE(*as_joe.ended);
  site().clock().advance(std::chrono::minutes{11});
  wait_for_end_of(as_joe);
}

TEST_P(RevocationTest, EndsTheSessionOfAnImpersonatorWhoseDomainAdministersNoMore) {
  must(site().domain("other.test", "{AdminDomainName=company.com;}"));
  must(site().account("eve@other.test", "secret"));
  must(site().rights("ann@company.com", "(Domain,CanImpersonate)"));
  const auto as_eve = log_in_as("eve@other.test", "ann");
  must(site().set_domain("other.test", "{AdminDomainName=\"\";}"));
  wait_for_end_of(as_eve);
}

TEST_P(RevocationTest, EndsSessionsWhenSomebodyElseChangesThePassword) {
  const auto imap = log_in("joe");
  const auto other = log_in("ann");
  must(site().password("joe@company.com", "another"));
  wait_for_end_of(imap);
  EXPECT_FALSE(*other.ended);
}

TEST_P(RevocationTest, LeavesTheSessionThatChangesItsOwnPassword) {
  const auto own = log_in("joe", "PWD");
  const auto imap = log_in("joe");
  command(own, "SETACCOUNTPASSWORD * PASSWORD Another34");
  wait_for_end_of(imap);
  settle();
  EXPECT_FALSE(*own.ended);
  must(site().password("joe@company.com", "third"));
  wait_for_end_of(own);
}

TEST_P(RevocationTest, EndsTheSessionOfATagThatIsChangedOrRemoved) {
  const auto own = log_in("joe", "PWD");
  command(own, "SETACCOUNTPASSWORD * PASSWORD Phone1234 TAG phone");
  command(own, "SETACCOUNTPASSWORD * PASSWORD Desk12345 TAG desk");
  const auto phone = log_in("joe$phone", "IMAP", "Phone1234");
  const auto desk = log_in("joe$desk", "IMAP", "Desk12345");
  command(own, "SETACCOUNTPASSWORD * PASSWORD Other1234 TAG phone");
  wait_for_end_of(phone);
  EXPECT_FALSE(*desk.ended);
  command(own, "SETACCOUNTPASSWORD * PASSWORD \"\" TAG desk");
  wait_for_end_of(desk);
  EXPECT_FALSE(*own.ended);
}

TEST_P(RevocationTest, LeavesTagSessionsWhenTheMainPasswordChanges) {
  command(log_in("joe", "PWD"), "SETACCOUNTPASSWORD * PASSWORD Phone1234 TAG phone");
  const auto phone = log_in("joe$phone", "IMAP", "Phone1234");
  const auto imap = log_in("joe");
  must(site().password("joe@company.com", "another"));
  wait_for_end_of(imap);
  EXPECT_FALSE(*phone.ended);
}

TEST_P(RevocationTest, EndsTheSessionOfATagThatRunsOut) {
  command(log_in("joe", "PWD"), "SETACCOUNTPASSWORD * PASSWORD Phone1234 TAG phone EXPIRES 1h");
  const auto phone = log_in("joe$phone", "IMAP", "Phone1234");
  site().clock().advance(std::chrono::minutes{59});
  settle();
  EXPECT_FALSE(*phone.ended);
  site().clock().advance(std::chrono::minutes{2});
  wait_for_end_of(phone);
}

TEST_P(RevocationTest, LeavesSessionsAloneWhenOtherSettingsChange) {
  const auto imap = log_in("joe");
  must(site().set_account("joe@company.com", "{RealName=Joe;}"));
  must(site().set_domain("company.com", "{RelayAddress=any;}"));
  must(site().alias("joe@company.com", "joseph"));
  settle();
  EXPECT_FALSE(*imap.ended);
  EXPECT_EQ(command(imap, "NOOP"), 200);
}

TEST_P(RevocationTest, LeavesSessionsWhenTheirPasswordIsStoredAnew) {
  must(site().set_account("joe@company.com", "{UpgradeAtLogin=YES;PasswordEncryption=verifiers;}"));
  const auto stored = [&] {
    return settings::to_text(site().find("joe@company.com").value()->settings.at("Password"));
  };
  const auto before = stored();
  const auto imap = log_in("joe");
  runner_.run_until([&] { return stored() != before; });
  settle();
  EXPECT_FALSE(*imap.ended);
}

TEST_P(RevocationTest, SaysNothingMoreToAVisitThatLeft) {
  const auto imap = log_in("joe");
  runner_.keeper().leave(imap.visit);
  must(site().password("joe@company.com", "another"));
  const auto pop = log_in("joe", "POP", "another");
  must(site().remove_account("joe@company.com"));
  wait_for_end_of(pop);
  EXPECT_FALSE(*imap.ended);
}

TEST(RevocationOfRemoteVisits, EndsThemAllWhenTheKeeperIsLost) {
  support::KeeperRunner runner(false);
  const int channel = runner.new_channel();
  auto remote = make_remote_keeper(net::Stream(runner.loop().get_executor(), channel));
  bool ended = false;
  OnEnd on_end = [&] { ended = true; };
  Peer peer{.service = "IMAP", .remote = {}, .local = {}, .local_user = {}, .tls = {}};
  const auto welcome = runner.run(remote->welcome(std::move(peer), std::move(on_end)));
  ASSERT_TRUE(welcome);
  ::shutdown(channel, SHUT_RDWR);
  runner.run_until([&] { return ended; });
}

}  // namespace
}  // namespace gatehouse::auth
