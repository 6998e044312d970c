// Accounts of three domains with mailboxes on a disk, for tests of who may do what with them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/acl_file.h"
#include "control/objects.h"
#include "crypto/entropy.h"
#include "directory/store.h"
#include "directory/temporary_folder.h"
#include "mailbox/mailboxes.h"

namespace gatehouse::control {

class ObjectsFixture : public testing::Test {
 protected:
  ObjectsFixture() : store_(directory::make_memory_store()), directory_(opened()) {
    for (const auto* name : {"b.test", "c.test"}) EXPECT_TRUE(directory_->create_domain(name, {}));
    for (const auto* name : {"jane@a.test", "joe@a.test", "ann@a.test", "joe@b.test", "eve@b.test"})
      add(name);
    EXPECT_TRUE(mailboxes("jane@a.test").create("Projects"));
  }

  void add(std::string_view full_name) {
    const auto at = full_name.find('@');
    EXPECT_TRUE(
        directory_->create_account(*domain(full_name.substr(at + 1)), full_name.substr(0, at), {}));
  }
  void add_group(std::string_view name, std::string_view where, const char* member) {
    EXPECT_TRUE(
        directory_->create_group(*domain(where), name, {{"Members", settings::Array{member}}}));
  }
  void rename(std::string_view from, std::string_view to) {
    const auto at = to.find('@');
    EXPECT_TRUE(directory_->rename_account(*account(from), *domain(to.substr(at + 1)),
                                           to.substr(0, at),
                                           [](auto settings, const auto&, const auto&) {
                                             return Result<settings::Dictionary>(settings);
                                           }));
  }
  [[nodiscard]] directory::DomainView domain(std::string_view name) {
    return directory_->find_domain(name);
  }
  [[nodiscard]] directory::AccountView account(std::string_view full_name) {
    const auto at = full_name.find('@');
    return directory_->find_account(*domain(full_name.substr(at + 1)), full_name.substr(0, at))
        .value_or(nullptr);
  }
  [[nodiscard]] mailbox::Mailboxes mailboxes(std::string_view full_name) {
    return mailbox::Mailboxes(folder_.path() / account(full_name)->location);
  }
  [[nodiscard]] Viewer viewer(std::string_view full_name) { return Viewer::of(account(full_name)); }
  [[nodiscard]] Object mailbox(std::string name) {
    return {account("jane@a.test"), ObjectKind::mailbox, std::move(name)};
  }

  // By jane, of her own mailbox; "ok", or what it was refused with.
  std::string set(std::string_view identifier, std::string_view rights,
                  std::string name = "Projects") {
    const AclUpdate update{std::string(identifier), AclUpdate::How::replace,
                           *access::AclRights::read(rights)};
    const auto done =
        objects_.change(viewer("jane@a.test"), mailbox(std::move(name)), std::span(&update, 1));
    return done ? "ok" : done.error().detail;
  }
  [[nodiscard]] std::string rights(const Viewer& viewer, std::string name = "Projects") {
    const auto rights = objects_.rights(viewer, mailbox(std::move(name)));
    return rights ? rights->guide_text() : "refused";
  }
  [[nodiscard]] std::string rights(std::string_view full_name, std::string name = "Projects") {
    return rights(viewer(full_name), std::move(name));
  }
  // "joe lr, #staff l".
  [[nodiscard]] std::string list(std::string name = "Projects") {
    const auto entries = objects_.acl(viewer("jane@a.test"), mailbox(std::move(name)));
    if (!entries) return "refused";
    std::string text;
    for (const auto& [identifier, rights] : *entries)
      text += (text.empty() ? "" : ", ") + identifier + " " + rights.guide_text();
    return text;
  }
  void write_by_hand(std::string_view text, std::string_view name = "Projects") {
    std::ofstream(*mailboxes("jane@a.test").directory(name) / access::acl_file_name) << text;
  }

  [[nodiscard]] std::unique_ptr<directory::Directory> opened() {
    EXPECT_TRUE(directory::Directory::create(*store_, entropy_, "a.test"));
    return *directory::Directory::open(*store_, clock_, entropy_, {});
  }

  directory::TemporaryFolder folder_;
  FakeClock clock_;
  crypto::CountingEntropy entropy_;
  std::unique_ptr<directory::Store> store_;
  std::unique_ptr<directory::Directory> directory_;
  Objects objects_{*directory_, folder_.path(), nullptr};
};

}  // namespace gatehouse::control
