// A trail in a folder of its own, for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "audit/journal.h"
#include "audit/verify.h"
#include "crypto/entropy.h"
#include "directory/temporary_folder.h"

namespace gatehouse::audit {

class Trail {
 public:
  [[nodiscard]] std::unique_ptr<Journal> opened(JournalOptions options = {}) {
    options.folder = folder();
    auto journal = std::make_unique<Journal>(seal_, clock_, std::move(options));
    const auto started = journal->start();
    EXPECT_TRUE(started) << started.error().detail;
    return journal;
  }
  // Three days of a server, `logins` records each and a change.
  void fill(int days = 3, int logins = 3) {
    const auto journal = opened();
    for (int day = 0; day < days; ++day) {
      if (day > 0) clock_.advance(std::chrono::hours{24});
      for (int at = 0; at < logins; ++at) static_cast<void>(journal->note(login("joe")));
      EXPECT_TRUE(journal->write({.kind = Kind::change, .verb = "CREATEACCOUNT"}));
    }
  }
  [[nodiscard]] static Record login(std::string_view account) {
    return {.kind = Kind::login,
            .account = std::string(account) + "@company.com",
            .name = std::string(account),
            .service = "IMAP",
            .from = "[10.0.0.5]:4422",
            .tls = "no",
            .method = "PLAIN",
            .result = "success"};
  }

  [[nodiscard]] Verified verified(VerifyOptions options = {}) {
    auto verified = verify(folder(), Chain(seal_), options);
    EXPECT_TRUE(verified) << verified.error().detail;
    return verified ? std::move(*verified) : Verified{};
  }
  [[nodiscard]] std::string wrong(VerifyOptions options = {}) {
    return verified(std::move(options)).wrong;
  }

  [[nodiscard]] std::filesystem::path folder() const { return folder_.path() / "audit"; }
  [[nodiscard]] std::filesystem::path file(int day) const {
    return folder() / ("2026-01-0" + std::to_string(day) + ".log");
  }
  [[nodiscard]] static std::string content(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  static void replace(const std::filesystem::path& path, std::string_view with) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << with;
  }
  [[nodiscard]] const crypto::Seal& seal() const { return seal_; }
  [[nodiscard]] FakeClock& clock() { return clock_; }

 private:
  directory::TemporaryFolder folder_;
  FakeClock clock_;
  crypto::CountingEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
};

}  // namespace gatehouse::audit
