// A whole site for a test: memory store, fake clock, real keeper. Accounts are made as an
// administrator would make them, so what a test logs in with is what a user would. Failed logins
// are answered at once (FailedLoginDelay).
//
// Make the event loop before the site: work that still runs when the site ends comes back to it.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "auth/local_keeper.h"
#include "base/clock.h"
#include "base/result.h"
#include "credentials/own_passwords.h"
#include "crypto/entropy.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "directory/store.h"
#include "directory/temporary_folder.h"
#include "kerberos/acceptor.h"
#include "net/offload.h"
#include "tests/support/scripted_outside.h"

namespace gatehouse::support {

class TestSite {
 public:
  // Settings and rights are text in the guide's data format: "{Key=Value;}", "(Master)"; empty:
  // none. Names of accounts are full names. Every call gives an error's detail as a Result.
  explicit TestSite(std::string_view main_domain = "company.com");
  TestSite(const TestSite&) = delete;
  TestSite& operator=(const TestSite&) = delete;

  // The Main Domain is there from the start; naming it here sets its settings.
  [[nodiscard]] Result<void> domain(std::string_view name, std::string_view settings = "");
  [[nodiscard]] Result<void> alias_domain(std::string_view domain, std::string_view alias);
  // An empty password makes an account that has none.
  [[nodiscard]] Result<void> account(std::string_view name, std::string_view password,
                                     std::string_view settings = "");
  [[nodiscard]] Result<void> alias(std::string_view account, std::string_view alias);
  [[nodiscard]] Result<void> group(std::string_view name, std::string_view settings);
  [[nodiscard]] Result<void> forwarder(std::string_view name, std::string_view address);
  [[nodiscard]] Result<void> rights(std::string_view account, std::string_view list);
  // These change the keys they name and leave the others.
  [[nodiscard]] Result<void> set_server(std::string_view settings);
  [[nodiscard]] Result<void> set_domain(std::string_view domain, std::string_view settings);
  [[nodiscard]] Result<void> set_defaults(std::string_view domain, std::string_view settings);
  [[nodiscard]] Result<void> set_account(std::string_view name, std::string_view settings);
  [[nodiscard]] Result<void> password(std::string_view account, std::string_view password);
  [[nodiscard]] Result<void> remove_account(std::string_view name);

  [[nodiscard]] Result<directory::AccountView> find(std::string_view account);
  [[nodiscard]] auth::Keeper& keeper() { return *keeper_; }
  [[nodiscard]] FakeClock& clock() { return clock_; }
  [[nodiscard]] directory::Directory& directory() { return *directory_; }
  [[nodiscard]] ScriptedOutside& outside() { return outside_; }
  [[nodiscard]] const crypto::Seal& seal() const { return seal_; }
  [[nodiscard]] net::Offload& disk() { return disk_; }
  [[nodiscard]] net::Offload& hashing() { return hashing_; }
  // What locations of accounts are relative to; ends with the site.
  [[nodiscard]] const std::filesystem::path& base() const { return base_.path(); }
  // For a keeper of the test's own over the same site.
  [[nodiscard]] auth::KeeperParts parts();
  [[nodiscard]] std::vector<std::string> audit() const;  // lines so far

 private:
  struct Place {
    directory::DomainView domain;
    std::string name;
  };
  [[nodiscard]] Result<Place> place_of(std::string_view full_name) const;

  FakeClock clock_;
  crypto::SystemEntropy entropy_;
  crypto::Seal seal_;
  credentials::OwnPasswords passwords_;
  mutable std::mutex audit_lock_;
  std::vector<std::string> audit_;
  std::unique_ptr<directory::Store> store_;
  std::unique_ptr<directory::Directory> directory_;
  directory::TemporaryFolder base_;
  directory::TemporaryFolder replay_;
  kerberos::AcceptorSite tickets_{*directory_, seal_, replay_.path()};
  ScriptedOutside outside_;
  net::Offload hashing_;
  net::Offload disk_;
  std::unique_ptr<auth::Keeper> keeper_;
};

}  // namespace gatehouse::support
