// Two domains of two realms in a memory store, and a folder for used tickets.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/entropy.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "directory/store.h"
#include "directory/temporary_folder.h"
#include "kerberos/acceptor.h"
#include "kerberos/domain_keys.h"
#include "kerberos/environment.h"
#include "tests/support/tickets.h"

namespace gatehouse::kerberos {

class DomainFixture {
 public:
  DomainFixture() {
    stand_alone();
    must(directory::Directory::create(*store_, entropy_, "company.com"));
    directory_ = *directory::Directory::open(*store_, clock_, entropy_, {});
    must(directory_->create_domain("other.test", {}));
    must(directory_->set_domain_aliases(*domain("company.com"), {"mail.company.com"}));
  }

  [[nodiscard]] directory::DomainView domain(std::string_view name) {
    return directory_->find_domain(name);
  }
  void keep(std::string_view name, std::vector<ServiceKey> keys) {
    const auto to = domain(name);
    auto settings = with_keys(*to, keys, seal_);
    ASSERT_TRUE(settings);
    must(directory_->set_domain_settings(*to, std::move(*settings)));
  }
  [[nodiscard]] directory::Directory& directory() { return *directory_; }
  [[nodiscard]] const crypto::Seal& seal() const { return seal_; }
  [[nodiscard]] AcceptorSite site() const {
    return {*directory_, seal_, (folder_.path() / "replay").string()};
  }

 private:
  static void must(const Result<void>& result) {
    if (!result) ADD_FAILURE() << result.error().detail;
  }

  FakeClock clock_;
  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
  std::unique_ptr<directory::Store> store_ = directory::make_memory_store();
  std::unique_ptr<directory::Directory> directory_;
  directory::TemporaryFolder folder_;
};

}  // namespace gatehouse::kerberos
