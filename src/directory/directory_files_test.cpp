// What the directory promises about files on a disk: their layout, damage, and edits by hand.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "directory/directory.h"
#include "directory/temporary_folder.h"

namespace gatehouse::directory {
namespace {

namespace fs = std::filesystem;
using settings::Dictionary;
using settings::Value;
using namespace std::chrono_literals;

class DirectoryFiles : public testing::Test {
 protected:
  DirectoryFiles() {
    EXPECT_TRUE(Directory::create(*store_, entropy_, "example.test"));
    reopen();
    EXPECT_TRUE(
        directory_->create_account(*directory_->main_domain(), "joe", {{"RealName", "Joe"}}));
  }
  void reopen() {
    directory_.reset();
    store_.reset();
    store_ = *open_text_store(folder_.path());
    auto opened = Directory::open(*store_, clock_, entropy_, {});
    ASSERT_TRUE(opened) << opened.error().detail;
    directory_ = *std::move(opened);
  }
  void edit(const fs::path& path, std::string_view text) {
    fs::create_directories((folder_.path() / path).parent_path());
    std::ofstream(folder_.path() / path) << text;
  }
  std::string text_of(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(folder_.path() / path).rdbuf();
    return text.str();
  }
  // The watcher has a thread of its own: it gets ten seconds, needs a fraction of one.
  static bool soon(auto condition) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < deadline) {
      if (condition()) return true;
      std::this_thread::yield();
    }
    return false;
  }
  // As a login looks: the cache first, the store when it has to.
  std::string real_name(std::string_view account) {
    const auto domain = directory_->main_domain();
    auto view = directory_->cached_account(*domain, account);
    if (!view) view = directory_->find_account(*domain, account).value_or(nullptr);
    return *view == nullptr ? "(unknown)" : *(*view)->setting("RealName").string();
  }

  TemporaryFolder folder_;
  SystemClock clock_;
  crypto::CountingEntropy entropy_;
  std::unique_ptr<Store> store_ = *open_text_store(folder_.path());
  std::unique_ptr<Directory> directory_;
};

constexpr const char* joe_file = "Domains/example.test/Accounts/joe.macnt/account.settings";

TEST_F(DirectoryFiles, HaveTheLayoutOfTheGuide) {
  const auto domain = directory_->main_domain();
  const auto joe = *directory_->find_account(*domain, "joe");
  ASSERT_TRUE(directory_->set_account_aliases(*joe, {"jo"}));
  ASSERT_TRUE(directory_->set_rights(*domain, {{"joe", settings::Array{"Master"}}}));
  ASSERT_TRUE(directory_->note(*joe, {{"LastLogin", "1"}}));
  ASSERT_TRUE(directory_->set_server_account_defaults({{"LogLogin", "YES"}}));
  EXPECT_EQ(text_of("Settings/Main.settings"), "{\n  MainDomain = \"example.test\";\n}\n");
  EXPECT_EQ(text_of("Settings/DomainDefault.settings"),
            "{\n  AccountDefaults = {\n    LogLogin = YES;\n  };\n}\n");
  EXPECT_EQ(text_of("Domains/example.test/Settings/Aliases.settings"), "{\n  jo = joe;\n}\n");
  EXPECT_EQ(text_of("Domains/example.test/Settings/Access.settings"), "{\n  joe = (Master);\n}\n");
  EXPECT_EQ(text_of(joe_file), "{\n  RealName = Joe;\n}\n");
  EXPECT_EQ(text_of("Domains/example.test/Accounts/joe.macnt/account.info"),
            "{\n  LastLogin = 1;\n}\n");
}

TEST_F(DirectoryFiles, AreReadAgainWhenSomebodyEditsThem) {
  EXPECT_EQ(real_name("joe"), "Joe");
  EXPECT_EQ(real_name("jim"), "(unknown)");
  edit(joe_file, "{RealName=Edited;}");
  EXPECT_TRUE(soon([&] { return real_name("joe") == "Edited"; }));
  edit("Settings/DomainDefault.settings", "{AccountDefaults={RealName=FromDefaults;};}");
  edit("Domains/example.test/Accounts/jim.macnt/account.settings", "{}");
  EXPECT_TRUE(soon([&] { return real_name("jim") == "FromDefaults"; }));
  edit("Domains/example.test/Settings/Aliases.settings", "{joseph=joe;}");
  EXPECT_TRUE(soon([&] { return real_name("joseph") == "Edited"; }));
  fs::remove_all(folder_.path() / "Domains/example.test/Accounts/joe.macnt");
  EXPECT_TRUE(soon([&] { return real_name("joe") == "(unknown)"; }));
  edit("Domains/hand.test/Settings/Domain.settings", "{DomainID=hand;}");
  EXPECT_TRUE(soon([&] {
    [[maybe_unused]] const auto name = real_name("joe");
    return directory_->find_domain("hand.test") != nullptr;
  }));
}

TEST_F(DirectoryFiles, AreNotOverwrittenWhenSomebodyDamagedThem) {
  EXPECT_EQ(real_name("joe"), "Joe");
  edit(joe_file, "{RealName=");
  const auto domain = directory_->main_domain();
  const auto joe = *directory_->find_account(*domain, "joe");
  const auto changed = directory_->change_account(
      *joe, [](Dictionary all) { return Result<Dictionary>(std::move(all)); });
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::damaged);
  EXPECT_EQ(changed.error().detail, std::string(joe_file) + ":1:11: expected a value");
  EXPECT_EQ(text_of(joe_file), "{RealName=");
  reopen();
  EXPECT_EQ(real_name("joe"), "Joe") << "the last good version";
}

TEST_F(DirectoryFiles, KeepARenameWholeWhenADocumentItNeedsIsDamaged) {
  const auto domain = directory_->main_domain();
  const auto joe = *directory_->find_account(*domain, "joe");
  ASSERT_TRUE(directory_->set_rights(*domain, {{"joe", settings::Array{"Master"}}}));
  edit("Domains/example.test/Settings/Access.settings", "{joe=");
  const auto renamed = directory_->rename_account(
      *joe, *domain, "jim", [](Dictionary all, const Domain&, const std::string&) {
        return Result<Dictionary>(std::move(all));
      });
  ASSERT_FALSE(renamed);
  EXPECT_EQ(renamed.error().code, ErrorCode::damaged);
  EXPECT_EQ(real_name("joe"), "Joe");
  EXPECT_EQ(real_name("jim"), "(unknown)");
  EXPECT_FALSE(fs::exists(folder_.path() / "Settings/Unfinished.settings"));
}

TEST_F(DirectoryFiles, StopTheStartOnlyWhenNoGoodVersionIsLeft) {
  edit("Settings/Main.settings", "{\n  MainDomain = ;\n}");
  reopen();
  EXPECT_EQ(directory_->main_domain()->name, "example.test");
  fs::remove(folder_.path() / "Settings/Main.settings.last_good");
  directory_.reset();
  const auto opened = Directory::open(*store_, clock_, entropy_, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::damaged);
  EXPECT_EQ(opened.error().detail, "Settings/Main.settings:2:16: expected a value");
}

TEST_F(DirectoryFiles, KeepTheDomainsAsTheyWereWhenAnEditCannotBeRead) {
  ASSERT_EQ(real_name("joe"), "Joe");
  edit("Domains/bad.test/Settings/Domain.settings", "{DomainID=");
  edit(joe_file, "{RealName=Edited;}");
  EXPECT_TRUE(soon([&] { return real_name("joe") == "Edited"; }));
  EXPECT_EQ(directory_->find_domain("bad.test"), nullptr);
  EXPECT_NE(directory_->find_domain("example.test"), nullptr);
}

}  // namespace
}  // namespace gatehouse::directory
