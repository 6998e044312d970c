// A small site for the tests of this room: three domains, a memory store, clear passwords so that
// nothing waits for a slow hash. Commands are said as an account and answered as INLINE shows them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audit/journal.h"
#include "base/text.h"
#include "control/console.h"
#include "control/domain_key_fixture.h"
#include "control/objects.h"
#include "control/session_fixture.h"
#include "credentials/second_factor.h"
#include "credentials/totp.h"
#include "crypto/entropy.h"
#include "crypto/seal.h"
#include "directory/name.h"
#include "directory/store.h"
#include "directory/temporary_folder.h"
#include "mailbox/mailboxes.h"
#include "settings/text.h"

namespace gatehouse::control {

inline constexpr std::string_view owner = "";  // the server's owner on the local socket
inline constexpr std::string_view master = "postmaster@company.com";

inline constexpr std::string_view sample_factor = "twenty bytes of a key";
// Of sample_factor, when a fixture begins.
inline std::string sample_code() {
  return std::string(
      credentials::totp_code(sample_factor, credentials::totp_step(FakeClock().now()))->reveal());
}

class ConsoleFixture {
 public:
  ConsoleFixture()
      : seal_(Secret(std::string(crypto::Seal::key_size, 'k')), entropy_),
        passwords_(seal_, entropy_),
        store_(directory::make_memory_store()),
        directory_(opened()),
        site_{.directory = *directory_,
              .passwords = passwords_,
              .clock = clock_,
              .password_changed = [this](const std::string& name) { changed_.push_back(name); },
              .explain_login =
                  [](const LoginQuestion& question) {
                    return std::vector{
                        Rule{"Name", question.name + " " + question.service + " " + question.method,
                             question.from.text(), question.tls}};
                  },
              .seal = &seal_,
              .challenges = &challenges_,
              .addresses = &addresses_,
              .listening = &listening_} {
    site_.audit = &journal_;
    site_.sessions = &sessions_;
    site_.base = folder_.path();
    site_.log = folder_.path() / "gatehouse.log";
    site_.objects = &objects_;
    attempt_ = journal_.note({.kind = audit::Kind::login,
                              .account = "mary@company2.test",
                              .result = "wrong password",
                              .rules = "name; password"});
    must(directory_->set_server_account_defaults({{"PasswordEncryption", "clear"}}));
    must(directory_->create_domain("company2.test", {}));
    must(directory_->create_domain("company3.test", {}));
    add("postmaster@company.com", "(Master)");
  }

  // Makes an account with the password "Secret12"; `rights` as text, empty: none.
  void add(std::string_view full_name, std::string_view rights = {}) {
    const auto name = split(full_name);
    must(directory_->create_account(*name.domain, name.account, {{"Password", "Secret12"}}));
    if (!rights.empty()) give(full_name, rights);
  }
  // A group `team` and a forwarder `info`, both of `member`.
  void add_names(std::string_view domain, std::string_view member) {
    const auto where = directory_->find_domain(domain);
    must(directory_->create_group(*where, "team", {{"Members", settings::Array{member}}}));
    must(directory_->create_forwarder(*where, "info", member));
  }
  void add_mailbox(std::string_view full_name, std::string_view name) {
    must(mailbox::Mailboxes(folder_.path() / account(full_name)->location).create(name));
  }
  // "files/Old", "datasets/option/Old".
  void add_folder(std::string_view full_name, std::string_view path) {
    std::filesystem::create_directories(folder_.path() / account(full_name)->location / path);
  }
  // From now on what is recorded is on disk.
  void start_trail() { must(journal_.start()); }
  void write_log(std::string_view text) { std::ofstream(site_.log, std::ios::binary) << text; }
  // A change of addresses that waits to be confirmed.
  void add_trial() { addresses_.try_out({{"LANIPs", "10.0.0.0/8"}}); }
  // The private key and certificate of the samples, for company2.test.
  void add_certificate() {
    EXPECT_EQ(run(owner, "IMPORTDOMAINKEY company2.test " + std::string(sample_key)).code, 200);
    EXPECT_EQ(
        run(owner, "SETDOMAINCERTIFICATE company2.test " + std::string(sample_certificate)).code,
        200);
  }
  // Whose code is sample_code().
  void begin_second_factor(std::string_view full_name, Duration ago = {}) {
    const auto& factor = passwords_.second_factor();
    const auto holder = account(full_name);
    must(directory_->change_account(*holder, [&](settings::Dictionary now) {
      return factor.begun(std::move(now), *holder, Secret(sample_factor), clock_.now() - ago);
    }));
  }
  // Set up a while ago.
  void add_second_factor(std::string_view full_name) {
    constexpr auto ago = std::chrono::minutes{10};
    begin_second_factor(full_name, ago);
    const auto& factor = passwords_.second_factor();
    const auto holder = account(full_name);
    const auto then = clock_.now() - ago;
    const auto code = credentials::totp_code(sample_factor, credentials::totp_step(then));
    must(directory_->change_account(*holder, [&](settings::Dictionary now) {
      return factor.confirmed(std::move(now), *holder, code->reveal(), factor.new_recovery_codes(),
                              then);
    }));
  }
  void give(std::string_view full_name, std::string_view rights) {
    const auto name = split(full_name);
    auto listed = *directory_->rights_of(*name.domain);
    listed.insert_or_assign(name.account, *settings::read(rights));
    must(directory_->set_rights(*name.domain, std::move(listed)));
  }

  [[nodiscard]] Caller caller(std::string_view full_name) {
    if (full_name.empty()) return {nullptr, access::Rights::master()};
    auto account = this->account(full_name);
    const access::Rights rights(*account, *directory_->rights_of(*account->domain));
    return {std::move(account), rights};
  }
  [[nodiscard]] Outcome run(std::string_view who, std::string_view line) {
    return control::run(site_, caller(who), line);
  }
  // With `rights` as if they stood in the list.
  [[nodiscard]] Outcome run_with(std::string_view who, std::string_view rights,
                                 std::string_view line) {
    auto account = this->account(who);
    const access::Rights held(*account, {{account->name, *settings::read(rights)}});
    return control::run(site_, {std::move(account), held}, line);
  }
  [[nodiscard]] Outcome run_as(const Caller& caller, std::string_view line) {
    return control::run(site_, caller, line);
  }
  [[nodiscard]] Outcome run_by_tag(std::string_view who, std::string_view line) {
    auto by_tag = caller(who);
    by_tag.by_tag = true;
    return control::run(site_, by_tag, line);
  }
  // "200 OK", "201 {...}", "501 why not".
  [[nodiscard]] std::string say(std::string_view who, std::string_view line) {
    const auto outcome = run(who, line);
    if (outcome.data) return "201 " + settings::to_text(*outcome.data);
    return std::to_string(outcome.code) + " " + outcome.words;
  }

  [[nodiscard]] directory::AccountView account(std::string_view full_name) {
    const auto name = split(full_name);
    auto account = directory_->find_account(*name.domain, name.account);
    return account ? *account : nullptr;
  }
  [[nodiscard]] bool has_password(std::string_view full_name, std::string_view password,
                                  std::string_view tag = {}) {
    return passwords_.verify(*account(full_name), password, tag).value_or(false);
  }
  [[nodiscard]] std::string stored(std::string_view full_name) {
    const auto holder = account(full_name);
    const auto* value = settings::find(holder->settings, "Password");
    return value == nullptr ? "" : *value->string();
  }
  // What the trail was told last, and a login by mary@company2.test, the second record.
  [[nodiscard]] audit::Record last_record() const { return *journal_.recent(journal_.last()); }
  [[nodiscard]] const audit::Journal& journal() const { return journal_; }
  [[nodiscard]] audit::Id attempt() const { return attempt_; }
  [[nodiscard]] FewSessions& sessions() { return sessions_; }
  [[nodiscard]] directory::Directory& directory() { return *directory_; }
  [[nodiscard]] const std::vector<std::string>& changed() const { return changed_; }

 protected:
  struct Name {
    directory::DomainView domain;
    std::string account;
  };
  [[nodiscard]] Name split(std::string_view full_name) {
    const auto account = take_until(full_name, '@');
    return {directory_->find_domain(full_name), std::string(account)};
  }
  static void must(const Result<void>& result) {
    if (!result) ADD_FAILURE() << result.error().detail;
  }
  [[nodiscard]] std::unique_ptr<directory::Directory> opened() {
    must(directory::Directory::create(*store_, entropy_, "company.com"));
    auto directory = directory::Directory::open(*store_, clock_, entropy_, {});
    return directory ? std::move(*directory) : nullptr;
  }

  FakeClock clock_;
  directory::TemporaryFolder folder_;
  crypto::CountingEntropy entropy_;
  crypto::Seal seal_;
  credentials::OwnPasswords passwords_;
  std::unique_ptr<directory::Store> store_;
  std::unique_ptr<directory::Directory> directory_;
  Objects objects_{*directory_, folder_.path(), nullptr};
  std::vector<std::string> changed_;
  pki::ChallengeAnswers challenges_;
  access::LiveAddresses addresses_{*directory_, clock_};
  access::Listening listening_{
      .from_the_start = *settings::read("{IMAP={Listener={Ports=({PortNumber=143;});};};"
                                        "POP={Listener={Ports=({PortNumber=110;});};};}")
                             ->dictionary(),
      .follow = [this] { return waiting_; }};
  std::vector<std::string> waiting_;  // what follow() gives
  // What it is told stays in memory, until it is started.
  audit::Journal journal_{seal_, clock_, {.folder = folder_.path() / "audit"}};
  audit::Id attempt_ = 0;
  FewSessions sessions_{[this](std::string_view name) { return account(name); }};
  Site site_;
};

}  // namespace gatehouse::control
