// The directory over both engines.
#include "directory/directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "directory/layout.h"
#include "directory/temporary_folder.h"

namespace gatehouse::directory {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Value;
using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class DirectoryContract : public testing::TestWithParam<const char*> {
 protected:
  DirectoryContract()
      : store_(GetParam() == std::string_view("text") ? *open_text_store(folder_.path())
                                                      : make_memory_store()) {
    EXPECT_TRUE(Directory::create(*store_, entropy_, "Example.TEST"));
    reopen();
  }
  void reopen(std::size_t cached = 1000) {
    directory_.reset();
    auto opened = Directory::open(*store_, clock_, entropy_, {cached});
    ASSERT_TRUE(opened) << opened.error().detail;
    directory_ = *std::move(opened);
  }
  const Domain& main() {
    held_.push_back(directory_->main_domain());
    return *held_.back();
  }
  const Domain& domain(std::string_view name) {
    held_.push_back(directory_->find_domain(name));
    return *held_.back();
  }
  AccountView account(std::string_view name) {
    auto found = directory_->find_account(main(), name);
    EXPECT_TRUE(found) << name;
    return found.value_or(nullptr);
  }
  AccountView make(std::string_view name, Dictionary settings = {}) {
    EXPECT_TRUE(directory_->create_account(main(), name, std::move(settings)));
    return account(name);
  }
  ErrorCode refusal(const auto& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::aborted : result.error().code;
  }
  bool unknown(const Domain& where, std::string_view name) {
    const auto found = directory_->find_account(where, name);
    return !found && found.error().code == ErrorCode::unknown_account;
  }
  static Result<Dictionary> as_it_is(Dictionary settings, const Domain& /*to_domain*/,
                                     const std::string& /*to_name*/) {
    return settings;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  FakeClock clock_;
  crypto::CountingEntropy entropy_;
  std::unique_ptr<Directory> directory_;
  std::vector<DomainView> held_;
};

INSTANTIATE_TEST_SUITE_P(Engines, DirectoryContract, testing::Values("text", "memory"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(DirectoryContract, MakesASiteOnce) {
  EXPECT_EQ(directory_->main_domain()->name, "example.test");
  EXPECT_TRUE(directory_->main_domain()->main);
  EXPECT_EQ(directory_->main_domain()->id.size(), 20U);
  EXPECT_EQ(refusal(Directory::create(*store_, entropy_, "other.test")), ErrorCode::already_exists);
  const auto empty = make_memory_store();
  EXPECT_EQ(refusal(Directory::open(*empty, clock_, entropy_, {})), ErrorCode::not_found);
  EXPECT_EQ(refusal(Directory::create(*empty, entropy_, "-bad-")), ErrorCode::malformed);
}

TEST_P(DirectoryContract, KeepsDomainsAcrossRestarts) {
  ASSERT_TRUE(directory_->create_domain("Company.COM", {{"AutoSignup", "YES"}}));
  ASSERT_TRUE(directory_->set_domain_aliases(domain("company.com"),
                                             {"mail.company.com", "CO.com", "co.com"}));
  ASSERT_TRUE(directory_->set_account_defaults(domain("company.com"), {{"RequireAPOP", "TLS"}}));
  const auto id = domain("company.com").id;
  reopen();
  const auto& found = domain("co.com");
  EXPECT_EQ(found.name, "company.com");
  EXPECT_EQ(found.id, id);
  EXPECT_NE(found.id, main().id);
  EXPECT_FALSE(found.main);
  EXPECT_EQ(found.settings, (Dictionary{{"AutoSignup", "YES"}}));
  EXPECT_EQ(found.account_defaults, (Dictionary{{"RequireAPOP", "TLS"}}));
  EXPECT_EQ(found.aliases, (Names{"co.com", "mail.company.com"}));
  Names names;
  for (const auto& each : directory_->domains()) names.push_back(each->name);
  EXPECT_EQ(names, (Names{"company.com", "example.test"}));
}

TEST_P(DirectoryContract, LetsNoTwoDomainsShareAName) {
  ASSERT_TRUE(directory_->create_domain("company.com", {}));
  ASSERT_TRUE(directory_->set_domain_aliases(domain("company.com"), {"co.com"}));
  for (const auto* taken : {"example.test", "company.com", "co.com"}) {
    EXPECT_EQ(refusal(directory_->create_domain(taken, {})), ErrorCode::already_exists) << taken;
    EXPECT_EQ(refusal(directory_->rename_domain("example.test", taken)), ErrorCode::already_exists);
    EXPECT_EQ(refusal(directory_->set_domain_aliases(main(), {"fine.test", taken})),
              ErrorCode::already_exists);
  }
  EXPECT_TRUE(main().aliases.empty());
  EXPECT_EQ(refusal(directory_->create_domain("../x", {})), ErrorCode::malformed);
  EXPECT_EQ(refusal(directory_->set_domain_aliases(main(), {"a b"})), ErrorCode::malformed);
  EXPECT_TRUE(directory_->set_domain_aliases(domain("company.com"), {"co.com"})) << "its own";
}

TEST_P(DirectoryContract, RenamesADomainWithItsAccounts) {
  ASSERT_TRUE(directory_->create_domain("old.test", {{"AutoSignup", "YES"}}));
  ASSERT_TRUE(directory_->create_account(domain("old.test"), "joe", {{"RealName", "Joe"}}));
  const auto before = *directory_->find_account(domain("old.test"), "joe");
  ASSERT_TRUE(directory_->rename_domain("old.test", "new.test"));
  EXPECT_EQ(directory_->find_domain("old.test"), nullptr);
  const auto after = *directory_->find_account(domain("new.test"), "joe");
  EXPECT_EQ(after->full_name(), "joe@new.test");
  EXPECT_EQ(after->location, "Domains/new.test/Accounts/joe.macnt");
  EXPECT_GT(after->version, before->version);
  EXPECT_EQ(before->full_name(), "joe@old.test") << "a view stays as it is";
  EXPECT_EQ(*directory_->find_account(*before->domain, "joe"), after) << "found by the old view";
  reopen();
  EXPECT_EQ(domain("new.test").id, before->domain->id);
  EXPECT_EQ(refusal(directory_->rename_domain("none.test", "x.test")), ErrorCode::not_found);
}

TEST_P(DirectoryContract, RenamesTheMainDomain) {
  make("joe");
  ASSERT_TRUE(directory_->create_domain("other.test", {}));
  ASSERT_TRUE(directory_->rename_domain("example.test", "renamed.test"));
  EXPECT_EQ(main().name, "renamed.test");
  EXPECT_TRUE(main().main);
  EXPECT_EQ(domain("other.test").server->main_domain, "renamed.test");
  EXPECT_EQ(account("joe")->full_name(), "joe@renamed.test");
  reopen();
  EXPECT_EQ(main().name, "renamed.test");
  EXPECT_EQ(account("joe")->full_name(), "joe@renamed.test");
}

TEST_P(DirectoryContract, DeletesADomain) {
  ASSERT_TRUE(directory_->create_domain("gone.test", {}));
  const auto view = directory_->find_domain("gone.test");
  ASSERT_TRUE(directory_->create_account(*view, "joe", {}));
  EXPECT_EQ(refusal(directory_->delete_domain("gone.test", false)), ErrorCode::not_allowed);
  EXPECT_EQ(refusal(directory_->delete_domain("example.test", true)), ErrorCode::not_allowed);
  EXPECT_EQ(refusal(directory_->delete_domain("none.test", true)), ErrorCode::not_found);
  ASSERT_TRUE(directory_->find_account(*view, "joe"));
  ASSERT_TRUE(directory_->delete_domain("gone.test", true));
  EXPECT_EQ(directory_->find_domain("gone.test"), nullptr);
  EXPECT_TRUE(unknown(*view, "joe"));
  EXPECT_EQ(directory_->cached_account(*view, "joe"), std::optional<AccountView>(nullptr));
  ASSERT_TRUE(directory_->create_domain("gone.test", {}));
  EXPECT_TRUE(unknown(domain("gone.test"), "joe"));
  EXPECT_TRUE(directory_->delete_domain("gone.test", false)) << "empty";
}

TEST_P(DirectoryContract, FindsDomainsByLocalAddress) {
  ASSERT_TRUE(directory_->create_domain(
      "a.test", {{"IPAddresses", Array{"10.0.0.1", settings::Address{*IpAddress::parse("::5")}}}}));
  ASSERT_TRUE(directory_->create_domain("b.test", {{"IPAddresses", "10.0.0.2\n 10.0.0.3 \njunk"}}));
  const auto at = [&](const char* text) {
    const auto found = directory_->domain_at(*IpAddress::parse(text));
    return found == nullptr ? std::string() : found->name;
  };
  EXPECT_EQ(at("10.0.0.1"), "a.test");
  EXPECT_EQ(at("::5"), "a.test");
  EXPECT_EQ(at("10.0.0.3"), "b.test");
  EXPECT_EQ(at("10.0.0.4"), "");
}

TEST_P(DirectoryContract, InheritsFromAccountOverDomainOverServer) {
  ASSERT_TRUE(
      directory_->set_server_account_defaults({{"RealName", "server"}, {"LogLogin", "YES"}}));
  ASSERT_TRUE(directory_->set_domain_defaults({{"AutoSignup", "YES"}}));
  ASSERT_TRUE(directory_->set_server_settings({{"LogLevel", "5"}}));
  const auto joe = make("joe", {{"Own", "1"}});
  EXPECT_EQ(joe->setting("RealName"), Value("server"));
  EXPECT_EQ(joe->setting("Own"), Value("1"));
  EXPECT_EQ(joe->domain->setting("AutoSignup"), Value("YES"));
  EXPECT_EQ(joe->domain->server->setting("LogLevel"), Value("5"));
  EXPECT_EQ(joe->domain->server->setting("HideAccountUnknown"), Value("YES"));
  ASSERT_TRUE(directory_->set_account_defaults(main(), {{"RealName", "domain"}}));
  EXPECT_EQ(account("joe")->setting("RealName"), Value("domain"));
  EXPECT_EQ(main().account_default("RealName"), Value("domain"));
  EXPECT_EQ(main().account_default("LogLogin"), Value("YES"));
  ASSERT_TRUE(directory_->change_account(*joe, [](Dictionary all) -> Result<Dictionary> {
    all["RealName"] = "mine";
    return all;
  }));
  EXPECT_EQ(account("joe")->setting("RealName"), Value("mine"));
  EXPECT_EQ(joe->setting("RealName"), Value("server")) << "a view stays as it is";
  reopen();
  EXPECT_EQ(account("joe")->setting("RealName"), Value("mine"));
  EXPECT_EQ(account("joe")->setting("LogLogin"), Value("YES"));
  EXPECT_EQ(directory_->defaults()->server, (Dictionary{{"LogLevel", "5"}}));
  EXPECT_EQ(directory_->defaults()->domains, (Dictionary{{"AutoSignup", "YES"}}));
}

TEST_P(DirectoryContract, KeepsItsOwnKeysOutOfTheSettings) {
  for (const auto* key : {"DomainID", "DomainAliases", "AccountDefaults"}) {
    EXPECT_EQ(refusal(directory_->set_domain_settings(main(), {{key, "x"}})),
              ErrorCode::not_allowed);
    EXPECT_EQ(refusal(directory_->create_domain("x.test", {{key, "x"}})), ErrorCode::not_allowed);
  }
  EXPECT_EQ(refusal(directory_->set_server_settings({{"MainDomain", "x"}})),
            ErrorCode::not_allowed);
  EXPECT_EQ(refusal(directory_->set_domain_defaults({{"AccountDefaults", "x"}})),
            ErrorCode::not_allowed);
  ASSERT_TRUE(directory_->set_domain_settings(main(), {{"AutoSignup", "YES"}}));
  ASSERT_TRUE(directory_->set_domain_aliases(main(), {"alias.test"}));
  EXPECT_EQ(main().settings, (Dictionary{{"AutoSignup", "YES"}}));
}

TEST_P(DirectoryContract, ChangesTheVersionWithEveryChangeThatConcernsTheAccount) {
  const auto joe = make("joe");
  auto last = joe->version;
  EXPECT_EQ(account("joe")->version, last) << "nothing changed";
  const auto grew = [&] {
    const auto now = account("joe")->version;
    return std::exchange(last, now) < now;
  };
  EXPECT_TRUE(
      directory_->change_account(*joe, [](Dictionary all) { return Result<Dictionary>(all); }));
  EXPECT_TRUE(grew());
  EXPECT_TRUE(directory_->set_domain_settings(main(), {{"AutoSignup", "YES"}}));
  EXPECT_EQ((*directory_->cached_account(main(), "joe"))->domain->setting("AutoSignup"),
            Value("YES"));
  EXPECT_TRUE(grew());
  EXPECT_TRUE(directory_->set_account_defaults(main(), {{"LogLogin", "YES"}}));
  EXPECT_TRUE(grew());
  EXPECT_TRUE(directory_->set_server_settings({{"LogLevel", "5"}}));
  EXPECT_TRUE(grew());
  EXPECT_TRUE(directory_->set_domain_defaults({{"AutoSignup", "YES"}}));
  EXPECT_TRUE(grew());
  EXPECT_TRUE(directory_->set_server_account_defaults({{"LogLogin", "NO"}}));
  EXPECT_TRUE(grew());
}

TEST_P(DirectoryContract, CreatesAccountsUnderTheirCanonicalName) {
  ASSERT_TRUE(directory_->create_account(main(), "Joe.SMITH", {{"RealName", "J"}}));
  EXPECT_EQ(account("joe.smith")->full_name(), "joe.smith@example.test");
  EXPECT_EQ(account("joe.smith")->location, "Domains/example.test/Accounts/joe.smith.macnt");
  EXPECT_EQ(refusal(directory_->create_account(main(), "JOE.smith", {})),
            ErrorCode::already_exists);
  EXPECT_EQ(refusal(directory_->create_account(main(), "../x", {})), ErrorCode::malformed);
  ASSERT_TRUE(directory_->create_account(main(), "J\xC3\x96RG", {}));
  EXPECT_TRUE(account("j\xC3\xB6rg"));
  EXPECT_EQ(directory_->accounts_of(main()), (Names{"joe.smith", "j\xC3\xB6rg"}));
}

TEST_P(DirectoryContract, CachesNamesThatDoNotExistButNotForLong) {
  EXPECT_TRUE(unknown(main(), "joe"));
  EXPECT_EQ(directory_->cached_account(main(), "joe"), std::optional<AccountView>(nullptr));
  EXPECT_EQ(directory_->cached_account(main(), "jim"), std::nullopt);
  clock_.advance(2s);
  EXPECT_EQ(directory_->cached_account(main(), "joe"), std::nullopt);
  EXPECT_TRUE(unknown(main(), "joe"));
  make("joe");
  EXPECT_TRUE(directory_->cached_account(main(), "joe").value());
}

TEST_P(DirectoryContract, HoldsNoMoreAccountsThanItMay) {
  reopen(16);
  for (int i = 0; i < 48; ++i) make("user" + std::to_string(i));
  int cached = 0;
  for (int i = 0; i < 48; ++i)
    cached += directory_->cached_account(main(), "user" + std::to_string(i)).has_value() ? 1 : 0;
  EXPECT_LE(cached, 16);
  EXPECT_GE(cached, 1);
  for (int i = 0; i < 48; ++i) EXPECT_TRUE(account("user" + std::to_string(i)));
}

TEST_P(DirectoryContract, FindsAccountsByTheirAliases) {
  const auto joe = make("joe");
  make("jim");
  ASSERT_TRUE(directory_->set_account_aliases(*joe, {"Joseph", "jo", "joseph"}));
  EXPECT_EQ(account("joseph"), account("joe"));
  EXPECT_EQ(directory_->aliases_of(*joe), (Names{"jo", "joseph"}));
  EXPECT_EQ(refusal(directory_->create_account(main(), "jo", {})), ErrorCode::already_exists);
  EXPECT_EQ(refusal(directory_->set_account_aliases(*account("jim"), {"free", "jo"})),
            ErrorCode::already_exists);
  EXPECT_EQ(refusal(directory_->set_account_aliases(*joe, {"jim"})), ErrorCode::already_exists);
  EXPECT_EQ(refusal(directory_->set_account_aliases(*joe, {"joe"})), ErrorCode::already_exists);
  EXPECT_EQ(refusal(directory_->set_account_aliases(*joe, {"a@b"})), ErrorCode::malformed);
  EXPECT_EQ(directory_->aliases_of(*joe), (Names{"jo", "joseph"}));
  reopen();
  EXPECT_EQ(account("jo")->name, "joe");
  ASSERT_TRUE(directory_->set_account_aliases(*account("joe"), {"jo"}));
  EXPECT_TRUE(unknown(main(), "joseph"));
}

TEST_P(DirectoryContract, RenamesAnAccountWithAllThatIsItsOwn) {
  const auto joe = make("joe", {{"Password", "bound to joe"}});
  ASSERT_TRUE(directory_->set_account_aliases(*joe, {"jo"}));
  ASSERT_TRUE(directory_->set_rights(main(), {{"joe", Array{"Master"}}, {"x", Array{"Domain"}}}));
  ASSERT_TRUE(directory_->note(*joe, {{"LastLogin", "1"}}));
  const auto reseal = [&](Dictionary settings, const Domain& to, const std::string& name) {
    EXPECT_EQ(to.id, main().id);
    settings["Password"] = "bound to " + name;
    return Result<Dictionary>(settings);
  };
  ASSERT_TRUE(directory_->rename_account(*joe, main(), "Jim", reseal));
  EXPECT_TRUE(unknown(main(), "joe"));
  const auto jim = account("jo");
  EXPECT_EQ(jim->name, "jim");
  EXPECT_EQ(jim->settings, (Dictionary{{"Password", "bound to jim"}}));
  EXPECT_EQ(directory_->aliases_of(*jim), (Names{"jo"}));
  EXPECT_EQ(directory_->rights_of(main()),
            (Dictionary{{"jim", Array{"Master"}}, {"x", Array{"Domain"}}}));
  EXPECT_EQ(directory_->info_of(*jim), (Dictionary{{"LastLogin", "1"}}));
  EXPECT_EQ(directory_->accounts_of(main()), (Names{"jim"}));
  EXPECT_FALSE(store_->exists(layout::unfinished));
  EXPECT_EQ(refusal(directory_->rename_account(*joe, main(), "new", as_it_is)),
            ErrorCode::unknown_account);
}

TEST_P(DirectoryContract, MovesAnAccountToAnotherDomainWithoutItsRights) {
  ASSERT_TRUE(directory_->create_domain("other.test", {}));
  const auto joe = make("joe");
  ASSERT_TRUE(directory_->set_account_aliases(*joe, {"jo"}));
  ASSERT_TRUE(directory_->set_rights(main(), {{"joe", Array{"Master"}}}));
  ASSERT_TRUE(directory_->rename_account(*joe, domain("other.test"), "joe", as_it_is));
  EXPECT_TRUE(unknown(main(), "joe"));
  EXPECT_TRUE(unknown(main(), "jo"));
  const auto moved = directory_->find_account(domain("other.test"), "jo");
  ASSERT_TRUE(moved);
  EXPECT_EQ((*moved)->full_name(), "joe@other.test");
  EXPECT_EQ(directory_->rights_of(main()), Dictionary{});
  EXPECT_EQ(directory_->rights_of(domain("other.test")), Dictionary{});
}

TEST_P(DirectoryContract, RenamesNoAccountOntoAnother) {
  ASSERT_TRUE(directory_->create_domain("other.test", {}));
  const auto joe = make("joe", {{"RealName", "Joe"}});
  const auto jim = make("jim");
  ASSERT_TRUE(directory_->set_account_aliases(*joe, {"jo"}));
  ASSERT_TRUE(directory_->create_account(domain("other.test"), "jo", {}));
  for (const auto* taken : {"jim", "jo", "joe"})
    EXPECT_EQ(refusal(directory_->rename_account(*joe, main(), taken, as_it_is)),
              ErrorCode::already_exists);
  EXPECT_EQ(refusal(directory_->rename_account(*joe, domain("other.test"), "joe", as_it_is)),
            ErrorCode::already_exists)
      << "its alias is taken there";
  const auto refuses = [](Dictionary, const Domain&, const std::string&) -> Result<Dictionary> {
    return fail(ErrorCode::damaged, "does not open");
  };
  EXPECT_EQ(refusal(directory_->rename_account(*joe, main(), "new", refuses)), ErrorCode::damaged);
  EXPECT_EQ(account("joe")->setting("RealName"), Value("Joe"));
  EXPECT_TRUE(unknown(main(), "new"));
}

TEST_P(DirectoryContract, DeletesAnAccountWithItsAliasesAndRights) {
  const auto joe = make("joe", {{"Password", "secret"}});
  ASSERT_TRUE(directory_->set_account_aliases(*joe, {"jo"}));
  ASSERT_TRUE(directory_->set_rights(main(), {{"joe", Array{"Master"}}}));
  ASSERT_TRUE(directory_->note(*joe, {{"LastLogin", "1"}}));
  ASSERT_TRUE(directory_->delete_account(*joe));
  EXPECT_TRUE(unknown(main(), "joe"));
  EXPECT_TRUE(unknown(main(), "jo"));
  EXPECT_EQ(refusal(directory_->delete_account(*joe)), ErrorCode::unknown_account);
  EXPECT_EQ(
      refusal(directory_->change_account(*joe, [](Dictionary d) { return Result<Dictionary>(d); })),
      ErrorCode::unknown_account);
  EXPECT_EQ(refusal(directory_->note(*joe, {})), ErrorCode::not_found);
  const auto next = make("joe");
  EXPECT_EQ(next->settings, Dictionary{});
  EXPECT_EQ(directory_->rights_of(main()), Dictionary{});
  EXPECT_EQ(directory_->info_of(*next), Dictionary{});
  EXPECT_EQ(directory_->aliases_of(*next), Names{});
}

TEST_P(DirectoryContract, ChangesNothingWhenTheChangeFails) {
  const auto joe = make("joe", {{"k", "v"}});
  const auto refuses = [](Dictionary) -> Result<Dictionary> {
    return fail(ErrorCode::not_allowed, "no");
  };
  EXPECT_EQ(refusal(directory_->change_account(*joe, refuses)), ErrorCode::not_allowed);
  const auto unstorable = [](Dictionary all) -> Result<Dictionary> {
    all["k"] = std::string("\0", 1);
    return all;
  };
  EXPECT_EQ(refusal(directory_->change_account(*joe, unstorable)), ErrorCode::malformed);
  EXPECT_EQ(account("joe"), joe);
}

TEST_P(DirectoryContract, AddsUpNotes) {
  const auto joe = make("joe");
  ASSERT_TRUE(directory_->note(*joe, {{"LastLogin", "1"}, {"Logins", "1"}}));
  ASSERT_TRUE(directory_->note(*joe, {{"LastLogin", "2"}}));
  EXPECT_EQ(directory_->info_of(*joe), (Dictionary{{"LastLogin", "2"}, {"Logins", "1"}}));
  EXPECT_EQ(account("joe"), joe) << "volatile facts are no change of the account";
}

TEST_P(DirectoryContract, FinishesAChangeThatWasInterrupted) {
  const auto joe = make("joe", {{"Password", "old place"}});
  ASSERT_TRUE(directory_->set_account_aliases(*joe, {"jo"}));
  const std::string from = "Domains/example.test/Accounts/joe.macnt";
  const std::string to = "Domains/example.test/Accounts/jim.macnt";
  const Dictionary journal{
      {"From", from},
      {"To", to},
      {"Documents",
       Dictionary{{to + "/account.settings", Dictionary{{"Password", "new place"}}},
                  {"Domains/example.test/Settings/Aliases.settings", Dictionary{{"jo", "jim"}}}}}};
  // The server died right after it wrote the journal, or after the folder was moved.
  for (const bool moved : {false, true}) {
    ASSERT_TRUE(store_->write(layout::unfinished, journal, 0));
    if (moved) {
      ASSERT_TRUE(store_->rename(to, from));
      ASSERT_TRUE(store_->rename(from, to));
    }
    reopen();
    EXPECT_TRUE(unknown(main(), "joe"));
    EXPECT_EQ(account("jo")->name, "jim");
    EXPECT_EQ(account("jim")->settings, (Dictionary{{"Password", "new place"}}));
    EXPECT_FALSE(store_->exists(layout::unfinished));
  }
}

TEST_P(DirectoryContract, ListsALargeDomainAsItIsAfterEveryChange) {
  constexpr std::size_t many = 1001;
  for (std::size_t i = 0; i < many; ++i)
    ASSERT_TRUE(directory_->create_account(main(), "u" + std::to_string(10000 + i), {}));
  const auto listed = [&] { return directory_->accounts_of(main()).value_or(Names{}); };
  EXPECT_EQ(listed().size(), many);
  EXPECT_EQ(listed().back(), "u11000");
  ASSERT_TRUE(directory_->create_account(main(), "zz", {}));
  EXPECT_EQ(listed().back(), "zz");
  const auto no_change = [](Dictionary all, const Domain&, std::string_view) {
    return Result<Dictionary>(std::move(all));
  };
  ASSERT_TRUE(directory_->rename_account(*account("zz"), main(), "aa", no_change));
  EXPECT_EQ(listed().front(), "aa");
  EXPECT_EQ(listed().size(), many + 1);
  ASSERT_TRUE(directory_->delete_account(*account("aa")));
  EXPECT_EQ(listed().size(), many);
  ASSERT_TRUE(store_->make_folder("Domains/example.test/Accounts/hand.macnt"));
  ASSERT_TRUE(store_->write("Domains/example.test/Accounts/hand.macnt/account.settings", {}, 0));
  clock_.advance(std::chrono::seconds{11});
  EXPECT_EQ(listed().front(), "hand") << "made by other hands than ours";
}

TEST_P(DirectoryContract, IgnoresWhatInterruptedCreationsLeft) {
  ASSERT_TRUE(store_->make_folder("Domains/half.test/Settings"));
  ASSERT_TRUE(store_->make_folder("Domains/example.test/Accounts/half.macnt"));
  ASSERT_TRUE(store_->make_folder("Domains/example.test/Accounts/junk"));
  reopen();
  EXPECT_EQ(directory_->find_domain("half.test"), nullptr);
  EXPECT_EQ(directory_->accounts_of(main()), Names{});
  EXPECT_TRUE(directory_->create_domain("half.test", {}));
  EXPECT_TRUE(directory_->create_account(main(), "half", {}));
}

TEST_P(DirectoryContract, RefusesTwoDomainsOfOneIdentity) {
  auto copied = (*store_->read("Domains/example.test/Settings/Domain.settings"))->content;
  ASSERT_TRUE(store_->make_folder("Domains/copy.test/Settings"));
  ASSERT_TRUE(store_->write("Domains/copy.test/Settings/Domain.settings", copied, 0));
  EXPECT_EQ(refusal(Directory::open(*store_, clock_, entropy_, {})), ErrorCode::damaged);
}

TEST_P(DirectoryContract, ServesThreadsThatLookAndChangeAtOnce) {
  constexpr int rounds = 20;
  make("joe", {{"n", "0"}});
  std::atomic<bool> done = false;
  const auto count_up = [&] {
    for (int i = 0; i < rounds; ++i) {
      const auto where = directory_->main_domain();
      const auto joe = directory_->find_account(*where, "joe");
      ASSERT_TRUE(joe);
      const auto changed = directory_->change_account(**joe, [](Dictionary all) {
        all["n"] = std::to_string(*all.at("n").whole() + 1);
        return Result<Dictionary>(std::move(all));
      });
      EXPECT_TRUE(changed);
    }
  };
  const auto look = [&] {
    std::int64_t last = 0;
    while (!done) {
      const auto where = directory_->main_domain();
      const auto seen = directory_->find_account(*where, "joe");
      ASSERT_TRUE(seen);
      const auto n = *(*seen)->settings.at("n").whole();
      EXPECT_GE(n, last) << "nobody sees time run backward";
      last = n;
      [[maybe_unused]] const auto cached = directory_->cached_account(*where, "ghost");
    }
  };
  const auto restructure = [&] {
    for (int i = 0; i < rounds / 4; ++i) {
      EXPECT_TRUE(directory_->create_domain("d.test", {}));
      const auto view = directory_->find_domain("d.test");
      EXPECT_TRUE(directory_->create_account(*view, "x", {}));
      EXPECT_TRUE(directory_->rename_domain("d.test", "e.test"));
      EXPECT_TRUE(directory_->find_account(*view, "x"));
      EXPECT_TRUE(directory_->delete_domain("e.test", true));
    }
  };
  {
    std::vector<std::jthread> lookers;
    for (int i = 0; i < 2; ++i) lookers.emplace_back(look);
    {
      std::vector<std::jthread> changers;
      for (int i = 0; i < 3; ++i) changers.emplace_back(count_up);
      changers.emplace_back(restructure);
    }
    done = true;
  }
  EXPECT_EQ(account("joe")->settings.at("n"), Value(std::to_string(3 * rounds)));
}

TEST(Updated, ReplacesKeysAndRemovesThoseSetToDefault) {
  EXPECT_EQ(
      updated({{"a", "1"}, {"b", "2"}, {"c", "3"}}, {{"a", "default"}, {"b", "9"}, {"d", "4"}}),
      (Dictionary{{"b", "9"}, {"c", "3"}, {"d", "4"}}));
}

}  // namespace
}  // namespace gatehouse::directory
