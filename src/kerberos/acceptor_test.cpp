#include "kerberos/acceptor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

#include "kerberos/domain_fixture.h"

namespace gatehouse::kerberos {
namespace {

using support::service_key;
using support::TicketClient;
using support::TicketFacts;

constexpr auto imap = "imap/company.com@REALM.TEST";

std::vector<ServiceKey> copies(std::initializer_list<const ServiceKey*> wanted) {
  std::vector<ServiceKey> made;
  for (const auto* key : wanted)
    made.push_back({key->service, key->issued, key->version, key->type, key->key.clone()});
  return made;
}

Result<Acceptor::Accepted> accepted(const AcceptorSite& site, const ServiceKey& key,
                                    const TicketFacts& facts = {}) {
  TicketClient client(key, facts);
  return Acceptor(site).accept(client.token());
}

TEST(Acceptor, OpensTheAccountThatTheTicketNames) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  TicketClient client(key, {});
  Acceptor acceptor(site);
  const auto accepted = acceptor.accept(client.token());
  ASSERT_TRUE(accepted) << accepted.error().detail;
  EXPECT_EQ(accepted->account, "alice@company.com");
  EXPECT_EQ(accepted->domain->id, fixture.domain("company.com")->id);
  EXPECT_FALSE(client.established());
  EXPECT_EQ(client.token(accepted->token), "");
  EXPECT_TRUE(client.established());
  EXPECT_EQ(client.unwrap(*acceptor.wrap("offer")), "offer");
  EXPECT_EQ(*acceptor.unwrap(client.wrap("choice")), "choice");
  EXPECT_EQ(*acceptor.unwrap(client.wrap("choice", true)), "choice");
  EXPECT_TRUE(client.accepts_mic("list", *acceptor.mic("list")));
  EXPECT_TRUE(acceptor.check_mic("list", client.mic("list")));
  EXPECT_FALSE(acceptor.check_mic("lisp", client.mic("list")));
}

TEST(Acceptor, GivesNoProofToThoseWhoWantNone) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  TicketFacts facts;
  facts.mutual = false;
  const auto result = accepted(site, key, facts);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->token, "");
}

TEST(Acceptor, TakesEveryUsableTypeOfKey) {
  for (const auto type : {16, 17, 18, 19, 20, 23, 25, 26}) {
    DomainFixture fixture;
    const auto site = fixture.site();
    const auto key = service_key(imap, 3, type);
    fixture.keep("company.com", copies({&key}));
    TicketFacts facts;
    facts.session_type = type;
    EXPECT_TRUE(accepted(site, key, facts)) << type;
  }
}

// ktpass: RC4, a version of its own counting or none, and one key for all names of an account,
// while the session key is AES.
TEST(Acceptor, TakesKeysAsKtpassMakesThem) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap, 0, 23);
  fixture.keep("company.com", copies({&key}));
  for (const std::int64_t version : {0, 1, 2, 255, 70000}) {
    TicketFacts facts;
    facts.version = version;
    EXPECT_TRUE(accepted(site, key, facts)) << version;
  }
  for (const auto* name : {"HTTP/company.com@REALM.TEST", "imap/mail.company.com@REALM.TEST",
                           "imap/COMPANY.com@REALM.TEST", "company.com@REALM.TEST"}) {
    TicketFacts facts;
    facts.service = name;
    facts.padding = 20'000;  // a PAC with many groups
    EXPECT_TRUE(accepted(site, key, facts)) << name;
  }
}

TEST(Acceptor, TakesOldAndNewVersionsUntilTheyAreDeleted) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto old_key = service_key(imap, 1);
  const auto new_key = service_key(imap, 2);
  fixture.keep("company.com", copies({&old_key, &new_key}));
  EXPECT_TRUE(accepted(site, old_key));
  EXPECT_TRUE(accepted(site, new_key));
  const auto domain = fixture.domain("company.com");
  const std::vector first{kept_keys(*domain).front().id};
  ASSERT_TRUE(fixture.directory().set_domain_settings(*domain, *without_keys(*domain, first)));
  EXPECT_EQ(accepted(site, old_key).error().code, ErrorCode::wrong_password);
  EXPECT_TRUE(accepted(site, new_key));
}

TEST(Acceptor, FoldsTheCaseOfANameAndNothingElse) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  const auto account = [&](std::string client) -> std::string {
    TicketFacts facts;
    facts.client = std::move(client);
    const auto result = accepted(site, key, facts);
    if (result) return result->account;
    EXPECT_EQ(result.error().code, ErrorCode::not_allowed) << result.error().detail;
    return "refused";
  };
  EXPECT_EQ(account("Alice@REALM.TEST"), "alice@company.com");
  EXPECT_EQ(account("a.b-c_d@REALM.TEST"), "a.b-c_d@company.com");
  for (const auto* client :
       {"alice\\@other.test@REALM.TEST", "alice%other.test@REALM.TEST", "alice/admin@REALM.TEST",
        "alice\\/admin@REALM.TEST", "al ice@REALM.TEST", "..@REALM.TEST", "alice$tag@REALM.TEST",
        "HOST$@REALM.TEST", "\xef\xbd\x81lice@REALM.TEST", "alice\\0@REALM.TEST",
        "alice\\n@REALM.TEST", "*@REALM.TEST", "alice@OTHER.TEST", "alice@realm.test",
        "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS"})
    EXPECT_EQ(account(client), "refused") << client;
}

struct Cheat {
  const char* title;
  std::function<Result<Acceptor::Accepted>(DomainFixture&, const AcceptorSite&)> play;
  ErrorCode expected;
};

// V-040 to V-044.
const std::vector<Cheat>& cheats() {
  using Fixture = DomainFixture&;
  using Site = const AcceptorSite&;
  static const std::vector<Cheat> all{
      {"AKeyOfAnotherDomain",
       [](Fixture fixture, Site site) {
         const auto own = service_key(imap);
         const auto other = service_key("imap/other.test@REALM.TEST");
         fixture.keep("company.com", copies({&own}));
         fixture.keep("other.test", copies({&other}));
         TicketFacts facts;
         facts.service = imap;
         return accepted(site, other, facts);
       },
       ErrorCode::wrong_password},
      {"ARealmInClearThatTheKeyIsNotOf",
       [](Fixture fixture, Site site) {
         const auto key = service_key(imap);
         fixture.keep("company.com", copies({&key}));
         TicketFacts facts;
         facts.service = "imap/company.com@OTHER.TEST";
         return accepted(site, key, facts);
       },
       ErrorCode::not_allowed},
      {"ADomainThatIsNotOurs",
       [](Fixture fixture, Site site) {
         const auto key = service_key(imap);
         fixture.keep("company.com", copies({&key}));
         TicketFacts facts;
         facts.service = "imap/elsewhere.test@REALM.TEST";
         return accepted(site, key, facts);
       },
       ErrorCode::not_allowed},
      {"ADomainWithoutKeys", [](Fixture, Site site) { return accepted(site, service_key(imap)); },
       ErrorCode::not_allowed},
      {"AnotherKeyOfTheSameName",
       [](Fixture fixture, Site site) {
         const auto key = service_key(imap);
         fixture.keep("company.com", copies({&key}));
         return accepted(site, service_key(imap));
       },
       ErrorCode::wrong_password},
      {"ATicketThatIsOver",
       [](Fixture fixture, Site site) {
         const auto key = service_key(imap);
         fixture.keep("company.com", copies({&key}));
         TicketFacts facts;
         facts.starts = std::chrono::hours(-2);
         facts.ends = std::chrono::minutes(-6);
         return accepted(site, key, facts);
       },
       ErrorCode::wrong_password},
      {"ATicketThatIsNotYet",
       [](Fixture fixture, Site site) {
         const auto key = service_key(imap);
         fixture.keep("company.com", copies({&key}));
         TicketFacts facts;
         facts.starts = std::chrono::minutes(6);
         return accepted(site, key, facts);
       },
       ErrorCode::wrong_password},
      {"AKeyOfATypeThatIsPermittedToNobody",
       [](Fixture fixture, Site site) {
         const auto key = service_key(imap, 1, 24);
         fixture.keep("company.com", copies({&key}));
         return accepted(site, service_key(imap, 1, 23));
       },
       ErrorCode::wrong_password},
      {"TheKeyOfANameThatWasMovedToAnotherDomain",
       [](Fixture fixture, Site site) {
         const auto moved = service_key("imap/mail.company.com@REALM.TEST");
         fixture.keep("company.com", copies({&moved}));
         auto& directory = fixture.directory();
         EXPECT_TRUE(directory.set_domain_aliases(*fixture.domain("company.com"), {}));
         EXPECT_TRUE(
             directory.set_domain_aliases(*fixture.domain("other.test"), {"mail.company.com"}));
         TicketFacts facts;
         facts.service = imap;
         return accepted(site, moved, facts);
       },
       ErrorCode::not_allowed},
  };
  return all;
}

class CheatedAcceptor : public testing::TestWithParam<Cheat> {};

TEST_P(CheatedAcceptor, Refuses) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto result = GetParam().play(fixture, site);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, GetParam().expected) << result.error().detail;
  EXPECT_NE(result.error().detail, "");
}

INSTANTIATE_TEST_SUITE_P(With, CheatedAcceptor, testing::ValuesIn(cheats()),
                         [](const auto& info) { return std::string(info.param.title); });

TEST(Acceptor, TakesATokenOnce) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  TicketClient client(key, {});
  const auto token = client.token();
  Acceptor first(site);
  ASSERT_TRUE(first.accept(token));
  EXPECT_EQ(first.accept(token).error().code, ErrorCode::malformed);
  EXPECT_EQ(Acceptor(site).accept(token).error().code, ErrorCode::wrong_password);
  const auto after_restart = fixture.site();  // another process with the same folder
  EXPECT_EQ(Acceptor(after_restart).accept(token).error().code, ErrorCode::wrong_password);
  const auto permissions = std::filesystem::status(site.replay_folder).permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_all);
}

TEST(Acceptor, TakesATokenOnceThoughAllThreadsBringIt) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  for (int round = 0; round < 20; ++round) {
    TicketClient client(key, {});
    const auto token = client.token();
    std::atomic<int> taken = 0;
    {
      std::vector<std::jthread> threads;
      for (int each = 0; each < 4; ++each)
        threads.emplace_back([&] { taken += Acceptor(site).accept(token) ? 1 : 0; });
    }
    EXPECT_EQ(taken, 1);
  }
}

TEST(Acceptor, DoesNotGoOnWithoutAPlaceForUsedTickets) {
  DomainFixture fixture;
  auto site = fixture.site();
  site.replay_folder = "/dev/null/replay";
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  EXPECT_EQ(accepted(site, key).error().code, ErrorCode::unavailable);
}

TEST(Acceptor, RefusesEveryTokenWithAChangedByte) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  TicketFacts facts;
  facts.mutual = false;
  TicketClient client(key, facts);
  const auto token = client.token();
  for (std::size_t at = 0; at < token.size(); ++at) {
    auto changed = token;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    // What is in clear may be changed: kvno, message options, the case of names, the service.
    const auto result = Acceptor(site).accept(changed);
    if (!result) continue;
    EXPECT_EQ(result->account, "alice@company.com") << at;
    EXPECT_LT(at, 150U);
    TicketClient again(key, facts);  // that authenticator is used up
    EXPECT_FALSE(Acceptor(site).accept(token));
    break;
  }
}

TEST(Acceptor, RefusesRubbishAndUseBeforeAnyTicket) {
  DomainFixture fixture;
  const auto site = fixture.site();
  for (const auto& rubbish : {std::string(), std::string("NTLMSSP"), std::string(70'000, 'x')})
    EXPECT_FALSE(Acceptor(site).accept(rubbish));
  Acceptor acceptor(site);
  EXPECT_FALSE(acceptor.wrap("x"));
  EXPECT_FALSE(acceptor.unwrap("x"));
  EXPECT_FALSE(acceptor.mic("x"));
  EXPECT_FALSE(acceptor.check_mic("x", "y"));
}

TEST(Acceptor, RefusesWrappedMessagesThatWereAlteredOrSentAgain) {
  DomainFixture fixture;
  const auto site = fixture.site();
  const auto key = service_key(imap);
  fixture.keep("company.com", copies({&key}));
  TicketClient client(key, {});
  Acceptor acceptor(site);
  (void)client.token(acceptor.accept(client.token())->token);
  const auto message = client.wrap("choice");
  for (std::size_t at = 0; at < message.size(); ++at) {
    auto changed = message;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(acceptor.unwrap(changed)) << at;
    EXPECT_FALSE(acceptor.unwrap(message.substr(0, at))) << at;
  }
  EXPECT_TRUE(acceptor.unwrap(message));
  const auto again = acceptor.unwrap(message);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::wrong_password) << again.error().detail;
}

}  // namespace
}  // namespace gatehouse::kerberos
