// Attack protection at the keeper: what strangers, owners and old telephones meet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "settings/text.h"
#include "tests/support/keeper_runner.h"
#include "tests/support/sasl_client.h"

namespace gatehouse::auth {
namespace {

using std::chrono::minutes;

class ProtectedLogins : public testing::Test {
 protected:
  ProtectedLogins() {
    must(site().set_domain("company.com", "{AUTHMethods=All;PermitOnlyAdvertised=NO;}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().account("joe@company.com", "secret"));
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }

  VisitId visit(const std::string& from, const std::string& service = "IMAP") {
    auto welcome =
        runner_.run(site().keeper().welcome({.service = service,
                                             .remote = {*IpAddress::parse(from), 40000},
                                             .local = {*IpAddress::parse("127.0.0.1"), 143},
                                             .local_user = {},
                                             .tls = {}},
                                            {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{}).visit;
  }
  static Secret plain(const std::string& name, const std::string& password) {
    return Secret('\0' + name + '\0' + password);
  }
  static std::string told(const Reply& reply) {
    if (const auto* session = std::get_if<Session>(&reply)) return session->account;
    const auto* denial = std::get_if<Denial>(&reply);
    return denial == nullptr ? "challenged" : denial->words;
  }
  std::string log_in(const std::string& from, const std::string& name,
                     const std::string& password) {
    auto begun = site().keeper().begin(visit(from), "PLAIN", plain(name, password));
    return told(runner_.run(std::move(begun)));
  }
  std::string log_in_cram(const std::string& from, const std::string& name,
                          const std::string& password) {
    const auto at = visit(from);
    auto client = support::sasl_client("CRAM-MD5", {.name = name, .password = password});
    auto begun = site().keeper().begin(at, "CRAM-MD5", std::nullopt);
    const auto reply = runner_.run(std::move(begun));
    const auto* challenge = std::get_if<Challenge>(&reply);
    if (challenge == nullptr) return told(reply);
    auto fed = site().keeper().feed(at, Secret(*client->reply(challenge->bytes)));
    return told(runner_.run(std::move(fed)));
  }
  long lines_with(std::string_view text) {
    const auto lines = site().audit();
    return std::ranges::count_if(lines, [&](const auto& line) { return line.contains(text); });
  }
  // Strangers use up what they have.
  void exhaust(const std::string& name) {
    for (int i = 0; i < 12; ++i) log_in("10.1.1.1", name, "guess" + std::to_string(i));
  }

  static constexpr auto home = "192.0.2.7";
  static constexpr auto wrong = "Incorrect account name or password";
  support::KeeperRunner runner_{false};
};

TEST_F(ProtectedLogins, ServeTheOwnerWhileStrangersAreRefused) {
  EXPECT_EQ(log_in(home, "joe", "secret"), "joe@company.com");
  exhaust("joe");
  EXPECT_EQ(lines_with("login=\"wrong password\""), 10);
  EXPECT_EQ(lines_with("login=\"locked\""), 2);
  EXPECT_EQ(log_in("10.2.2.2", "joe", "secret"), wrong) << "V-086";
  EXPECT_EQ(log_in_cram("10.2.2.2", "joe", "secret"), wrong);
  EXPECT_EQ(lines_with("login=\"locked\""), 4);
  EXPECT_EQ(log_in(home, "joe", "secret"), "joe@company.com");
  EXPECT_EQ(log_in_cram(home, "joe", "secret"), "joe@company.com");
}

TEST_F(ProtectedLogins, HaveOneBudgetForSpellingsMethodsAndProtocols) {
  must(site().alias("joe@company.com", "joseph"));
  for (int i = 0; i < 4; ++i) {
    const auto guess = "guess" + std::to_string(i);
    EXPECT_EQ(log_in("10.1.1.1", "JOSEPH", guess), wrong);
    EXPECT_EQ(log_in_cram("10.1.2.1", "joe%company.com", guess), wrong);
    auto begun = site().keeper().begin(visit("10.1.3.1", "POP"), "PLAIN",
                                       plain("joe@company.com", "pop" + guess));
    EXPECT_EQ(told(runner_.run(std::move(begun))), wrong);
  }
  EXPECT_EQ(lines_with("login=\"wrong password\""), 10);
  EXPECT_EQ(lines_with("login=\"locked\""), 2);
}

TEST_F(ProtectedLogins, LookTheSameForNamesThatNobodyHas) {
  exhaust("joe");
  exhaust("nobody");
  EXPECT_EQ(lines_with("login=\"unknown account\""), 10);
  EXPECT_EQ(lines_with("login=\"wrong password\""), 10);
  EXPECT_EQ(log_in("10.2.2.2", "nobody", "x"), log_in("10.2.2.2", "joe", "x"));
}

TEST_F(ProtectedLogins, CountAnOldSavedPasswordOnce) {
  for (int i = 0; i < 50; ++i) EXPECT_EQ(log_in("10.1.1.1", "joe", "old"), wrong);
  EXPECT_EQ(lines_with("login=\"locked\""), 0);
  EXPECT_EQ(log_in("10.1.1.1", "joe", "secret"), "joe@company.com");
}

TEST_F(ProtectedLogins, CloseANetworkThatTriesManyNames) {
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(log_in("10.1.1." + std::to_string(i + 1), "user" + std::to_string(i), "same"), wrong);
  EXPECT_EQ(lines_with("login=\"unknown account\""), 20);
  EXPECT_EQ(log_in("10.1.1.77", "joe", "secret"), wrong);
  EXPECT_EQ(log_in("10.1.2.77", "joe", "secret"), "joe@company.com");
}

TEST_F(ProtectedLogins, CompareExactlyTheBudgetWhenManyGuessAtOnce) {
  must(site().account("slow@company.com", "right", "{PasswordEncryption=UB-crpt;}"));
  constexpr std::array services{"IMAP", "POP", "SMTP", "PWD", "FTP"};
  std::vector<std::optional<Reply>> replies(200);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    const auto from = "10.1." + std::to_string(i % 50) + "." + std::to_string(i / 50 + 1);
    const auto at = visit(from, services.at(i % services.size()));
    const auto guess = i == 150 ? std::string("right") : "guess" + std::to_string(i);
    runner_.start(site().keeper().begin(at, "PLAIN", plain("slow", guess)), replies[i]);
  }
  runner_.run_until([&] { return std::ranges::all_of(replies, &std::optional<Reply>::has_value); });
  EXPECT_EQ(lines_with("login=\"wrong password\""), 10);
  EXPECT_EQ(lines_with("login=\"success\""), 0);
  EXPECT_EQ(lines_with("login=\"locked\""), 190);
}

TEST_F(ProtectedLogins, TellTheOwnerOfFailedAttempts) {
  const auto noted = [&] {
    auto info = site().directory().info_of(**site().find("joe@company.com"));
    const auto* failed = info ? settings::find(*info, "FailedLogins") : nullptr;
    return failed == nullptr ? std::string() : settings::to_text(*failed);
  };
  EXPECT_EQ(log_in("10.1.1.1", "joe", "no"), wrong);
  EXPECT_EQ(log_in("10.1.1.1", "nobody", "no"), wrong);
  runner_.run_until([&] {
    std::ignore = log_in(home, "joe", "secret");
    return !noted().empty();
  });
  EXPECT_THAT(noted(), testing::HasSubstr("Count=#1;"));
  EXPECT_THAT(noted(), testing::HasSubstr("#I[10.1.1.1]"));
  EXPECT_THAT(noted(), testing::HasSubstr("Service=IMAP"));
}

}  // namespace
}  // namespace gatehouse::auth
