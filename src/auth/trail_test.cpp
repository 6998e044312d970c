// What the audit trail is told about locks and sessions.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "audit/journal.h"
#include "directory/temporary_folder.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

class TrailTest : public testing::Test {
 protected:
  TrailTest() {
    must(site().set_domain("company.com", "{AUTHMethods=All;}"));
    must(site().set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    must(site().account("joe@company.com", "secret", "{FailedLoginFlow=(2,1m);}"));
    must(site().account("ann@company.com", "secret"));
    must(site().rights("ann@company.com", "(Master)"));
    must(journal_.start());
  }
  static void must(const Result<void>& done) { ASSERT_TRUE(done) << done.error().detail; }
  support::TestSite& site() { return runner_.site(); }
  auth::KeeperParts parts() {
    auto parts = site().parts();
    parts.trail = &journal_;
    return parts;
  }

  VisitId visit(std::string_view from = "10.0.0.5") {
    auto welcome = runner_.run(keeper_->welcome({.service = "PWD",
                                                 .remote = {*IpAddress::parse(from), 40000},
                                                 .local = {*IpAddress::parse("127.0.0.1"), 106},
                                                 .local_user = {},
                                                 .tls = {}},
                                                {}));
    EXPECT_TRUE(welcome);
    return welcome.value_or(Welcome{}).visit;
  }
  bool log_in(VisitId at, std::string_view name, std::string_view password = "secret") {
    auto reply = runner_.run(keeper_->begin(at, "PLAIN", plain_message(name, password)));
    return std::holds_alternative<Session>(reply);
  }
  CommandReply command(VisitId at, std::string_view line) {
    return runner_.run(keeper_->command(at, Secret(line)));
  }
  // "target: detail" of each notice so far.
  std::vector<std::string> notices() {
    EXPECT_TRUE(journal_.write({.kind = audit::Kind::change}));  // what came before is on disk then
    std::vector<std::string> all;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      std::ifstream lines(file.path());
      for (std::string line; std::getline(lines, line);) {
        const auto entry = audit::read_entry(line.substr(0, line.rfind(' ')));
        if (entry && entry->record.kind == audit::Kind::notice)
          all.push_back(entry->record.target + ": " + entry->record.detail);
      }
    }
    return all;
  }

  support::KeeperRunner runner_{false};
  directory::TemporaryFolder folder_;
  audit::Journal journal_{site().seal(), site().clock(), {.folder = folder_.path()}};
  std::unique_ptr<Keeper> keeper_ = make_local_keeper(parts());
};

using Notices = std::vector<std::string>;

TEST_F(TrailTest, TellsWhenGuessesCloseAnAccountAndWhenItIsOpenAgain) {
  for (const auto* protection : {"Account", "Sources"}) {
    must(site().set_server("{LoginProtection=" + std::string(protection) + ";}"));
    const auto before = notices().size();
    EXPECT_FALSE(log_in(visit(), "joe", "guess"));
    EXPECT_EQ(notices().size(), before);
    for (const auto* guess : {"another", "third", "fourth"})
      EXPECT_FALSE(log_in(visit(), "joe", guess));
    auto told = notices();
    ASSERT_EQ(told.size(), before + 1) << protection;
    EXPECT_TRUE(told.back().starts_with("joe@company.com: locked")) << told.back();
    site().clock().advance(std::chrono::minutes{16});
    EXPECT_TRUE(log_in(visit(), "joe"));
    EXPECT_TRUE(log_in(visit(), "joe"));
    told = notices();
    ASSERT_EQ(told.size(), before + 2) << protection;
    EXPECT_TRUE(told.back().starts_with("joe@company.com: open again")) << told.back();
  }
}

TEST_F(TrailTest, TellsOfSessionsMadeAndEndedWithoutTheirSecrets) {
  const auto at = visit();
  ASSERT_TRUE(log_in(at, "ann"));
  const auto made = command(at, "CREATEWEBUSERSESSION joe ADDRESS 10.0.0.9");
  ASSERT_TRUE(made.data) << made.words;
  const auto id = made.data->substr(1, made.data->size() - 2);
  const auto number = id.substr(0, id.find('-'));
  EXPECT_EQ(notices(), (Notices{"joe@company.com: session " + number + " made"}));
  EXPECT_EQ(command(at, "KILLSESSION " + id).code, 200);
  EXPECT_EQ(notices().back(), "joe@company.com: session " + number + " ended");
  for (const auto& notice : notices()) EXPECT_FALSE(notice.contains(id)) << notice;
}

}  // namespace
}  // namespace gatehouse::auth
