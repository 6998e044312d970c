#include "directory/routing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/text.h"

namespace gatehouse::directory {
namespace {

using settings::Array;
using settings::Dictionary;
using enum RouteKind;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view unknown = "unknown_account";

class RoutingTest : public testing::Test {
 protected:
  RoutingTest() {
    EXPECT_TRUE(Directory::create(*store_, entropy_, "main.test"));
    reopen();
    EXPECT_TRUE(directory_->create_domain("company.com", {{"IPAddresses", "10.0.0.1"}}));
    EXPECT_TRUE(directory_->set_domain_aliases(*company(), {"mail.company.com"}));
    for (const auto& domain : directory_->domains())
      EXPECT_TRUE(directory_->create_account(*domain, "joe", {}));
    EXPECT_TRUE(directory_->create_account(*main(), "postmaster", {}));
    EXPECT_TRUE(
        directory_->set_account_aliases(**directory_->find_account(*company(), "joe"), {"joseph"}));
    EXPECT_TRUE(directory_->create_group(*company(), "team", {{"Members", Array{"joe"}}}));
    forward("info", "joe");
    forward("abroad", "info@main.test");
    forward("away", "ann@foreign.test");
  }
  void reopen() { directory_ = *Directory::open(*store_, clock_, entropy_, {}); }
  DomainView main() { return directory_->main_domain(); }
  DomainView company() { return directory_->find_domain("company.com"); }
  void set_company(Dictionary settings) {
    settings.emplace("IPAddresses", "10.0.0.1");
    EXPECT_TRUE(directory_->set_domain_settings(*company(), std::move(settings)));
  }
  void forward(std::string_view name, std::string_view address) {
    EXPECT_TRUE(directory_->create_forwarder(*company(), name, address));
  }

  // What the external program says about a name; none: it does not know it.
  Routing::External said_about(const std::string& name) {
    const auto answer = program_.find(name);
    return answer == program_.end() ? Routing::StillUnknown{} : answer->second;
  }
  static std::string in_words(const ToAccount& to) {
    return to.account->full_name() + (to.tag.empty() ? "" : "$" + to.tag) +
           (to.direct ? "" : " by another name");
  }
  static std::string in_words(const ToGroup& to) {
    return "group " + to.group->name + "@" + to.group->domain->name;
  }
  static std::string in_words(const ToDomain& to) { return "domain " + to.domain->name; }
  static std::string in_words(const ToOtherSite& to) {
    return (to.can_relay ? "relayed to " : "elsewhere: ") + to.address;
  }
  static std::string in_words(const ToNobody& /*to*/) { return "nobody"; }
  static std::string in_words(const AskExternal& question) { return "asks " + question.full_name; }

  // Where it leads in words, or the name of the error.
  std::string route(RouteKind kind, std::string_view address, const DomainView& here = nullptr) {
    Routing routing(*directory_, kind, std::string(address), here);
    while (true) {
      const auto step = routing.next();
      if (!step) return std::string(name_of(step.error().code));
      const auto* question = std::get_if<AskExternal>(&*step);
      if (question == nullptr)
        return std::visit([](const auto& to) { return in_words(to); }, *step);
      EXPECT_EQ(question->kind, kind);
      asked_.push_back(question->full_name);
      if (program_creates_ == question->full_name)
        EXPECT_TRUE(directory_->create_account(*company(), take_name(program_creates_), {}));
      routing.answered(said_about(question->full_name));
    }
  }
  static std::string take_name(const std::string& full_name) {
    return full_name.substr(0, full_name.find('@'));
  }
  std::string mail(std::string_view address) { return route(RouteKind::mail, address); }
  std::string login(std::string_view name, const DomainView& here = nullptr) {
    return route(access, name, here);
  }

  std::unique_ptr<Store> store_ = make_memory_store();
  FakeClock clock_;
  crypto::CountingEntropy entropy_;
  std::unique_ptr<Directory> directory_;
  std::map<std::string, Routing::External> program_;
  std::string program_creates_;
  std::vector<std::string> asked_;
};

TEST_F(RoutingTest, LeadsEverySpellingToOneAccount) {
  for (const auto* text : {"joe@company.com", "JOE@Company.COM", "joe%company.com",
                           "joseph@company.com", "joe@mail.company.com", "Joseph%MAIL.company.com"})
    EXPECT_EQ(login(text), "joe@company.com") << text;
  EXPECT_EQ(login("joe$phone@company.com"), "joe@company.com$phone");
  EXPECT_EQ(login("joe@company.com$phone"), "joe@company.com$phone");
  EXPECT_EQ(login("joe"), "joe@main.test");
  EXPECT_EQ(login("joe", company()), "joe@company.com");
  EXPECT_EQ(login("joseph$x", company()), "joe@company.com$x");
}

TEST_F(RoutingTest, LeadsEveryKindOfNameAsItsKindOfRouteDoes) {
  const struct {
    const char* name;
    std::string_view to_mail, to_access, to_signal;
  } cases[] = {
      {"joe@company.com", "joe@company.com", "joe@company.com", "joe@company.com"},
      {"Team@mail.company.com", "group team@company.com", unknown, "group team@company.com"},
      {"info@company.com", "joe@company.com by another name", "joe@company.com by another name",
       "joe@company.com by another name"},
      {"abroad@company.com", unknown, unknown, unknown},
      {"away@company.com", "relayed to ann@foreign.test", unknown, "relayed to ann@foreign.test"},
      {"ann@foreign.test", "elsewhere: ann@foreign.test", unknown, "elsewhere: ann@foreign.test"},
      {"LoginPage@company.com", unknown, "domain company.com", unknown},
      {"loginpage@mail.company.com", unknown, "domain company.com", unknown},
      {"LoginPage@foreign.test", "elsewhere: LoginPage@foreign.test", unknown,
       "elsewhere: LoginPage@foreign.test"},
      {"ghost@company.com", unknown, unknown, unknown},
      {"", "malformed", "malformed", "malformed"},
      {"joe@", "malformed", "malformed", "malformed"},
      {"joe@-bad-", "malformed", "malformed", "malformed"},
      {"joe\n@company.com", "malformed", "malformed", "malformed"},
  };
  for (const auto& [name, to_mail, to_access, to_signal] : cases) {
    EXPECT_EQ(route(RouteKind::mail, name), to_mail) << escaped(name);
    EXPECT_EQ(route(access, name), to_access) << escaped(name);
    EXPECT_EQ(route(signal, name), to_signal) << escaped(name);
  }
  EXPECT_THAT(asked_, IsEmpty()) << "no domain says that the program is asked";
}

TEST_F(RoutingTest, TellsUnknownLoginNamesFromMalformedOnes) {
  for (const auto* text : {"jim", "joe@foreign.test", "jim@company.com", "joseph"})
    EXPECT_EQ(login(text), unknown) << text;
  for (const auto* text : {"", "joe@@company.com", "joe@", "-joe", "joe\n", "joe$a$b"})
    EXPECT_EQ(login(text), "malformed") << text;
}

TEST_F(RoutingTest, ReadsMailAddresses) {
  const struct {
    const char* address;
    const char* where;
  } cases[] = {
      {"Joseph@MAIL.company.com", "joe@company.com"},
      {"\"joe\"@company.com", "joe@company.com"},
      {"\"j\\oe\"@company.com", "joe@company.com"},
      {"joe@[10.0.0.1]", "joe@company.com"},
      {"postmaster", "postmaster@main.test"},
      {"PostMaster", "postmaster@main.test"},
      {"\"a b\"@foreign.test", "elsewhere: \"a b\"@foreign.test"},
      {"joe@[10.0.0.2]", "elsewhere: joe@[10.0.0.2]"},
      {"joe@[IPv6:::1]", "elsewhere: joe@[IPv6:::1]"},
      {"joe$tag@company.com", "unknown_account"},
      {"\"a@b\"@company.com", "unknown_account"},
      {"joe", "malformed"},
      {"@company.com", "malformed"},
      {"\"\"@company.com", "malformed"},
      {"joe @company.com", "malformed"},
      {"<joe@company.com>", "malformed"},
      {"a@b@foreign.test", "malformed"},
      {"\"joe@company.com", "malformed"},
      {"jo\"e@company.com", "malformed"},
      {"joe@company.com\r\nRCPT", "malformed"},
      {"joe@\xFF.com", "malformed"},
  };
  for (const auto& [address, where] : cases) EXPECT_EQ(mail(address), where) << escaped(address);
  EXPECT_EQ(mail(std::string(64, 'a') + "@foreign.test").substr(0, 9), "elsewhere");
  EXPECT_EQ(mail(std::string(65, 'a') + "@foreign.test"), "malformed");
  EXPECT_EQ(route(RouteKind::mail, "joe", company()), "joe@company.com");
  EXPECT_EQ(route(RouteKind::mail, "postmaster", company()), unknown);
}

TEST_F(RoutingTest, TakesAPercentForAnAtOnceAndBetweenOurDomainsOnly) {
  EXPECT_EQ(mail("joe%company.com@main.test"), "joe@company.com by another name");
  EXPECT_EQ(mail("info%mail.company.com@main.test"), "joe@company.com by another name");
  EXPECT_EQ(mail("joe%main.test%company.com@main.test"), unknown);
  EXPECT_EQ(mail("joe%foreign.test@company.com"), unknown) << "no open relay";
  EXPECT_EQ(mail("\"joe@foreign.test%company.com\"@company.com"), unknown);
  EXPECT_EQ(mail("%company.com@main.test"), unknown);
  EXPECT_EQ(mail("joe%company.com@foreign.test"), "elsewhere: joe%company.com@foreign.test");
  forward("odd", "joe%foreign.test@main.test");
  EXPECT_EQ(mail("odd@company.com"), unknown);
}

struct RuleCase {
  const char* action;
  const char* address;
  std::string_view to_mail, to_access, to_signal;
};

TEST_F(RoutingTest, DoesWithUnknownNamesWhatTheDomainSays) {
  const RuleCase cases[] = {
      {"Rejected", "joe", unknown, unknown, unknown},
      {"Discarded", "joe", "nobody", unknown, unknown},
      {"Accepted and Bounced", "joe", unknown, unknown, unknown},
      {"Rerouted to", "joe", "joe@company.com by another name", "joe@company.com by another name",
       "joe@company.com by another name"},
      {"Rerouted to", "joe@main.test", "joe@main.test by another name",
       "joe@main.test by another name", "joe@main.test by another name"},
      {"Rerouted to", "info", "joe@company.com by another name", "joe@company.com by another name",
       "joe@company.com by another name"},
      {"Rerouted to", "team", "group team@company.com", unknown, "group team@company.com"},
      {"Rerouted to", "spam@foreign.test", "relayed to spam@foreign.test", unknown,
       "relayed to spam@foreign.test"},
      {"Rerouted to", "ghost@main.test", unknown, unknown, unknown},
      {"Rerouted to", "nobody@company.com", "conflict", "conflict", "conflict"},
      {"Rerouted to", "no address", unknown, unknown, unknown},
      {"Rerouted to", "", unknown, unknown, unknown},
  };
  for (const auto& [action, address, to_mail, to_access, to_signal] : cases) {
    set_company({{"MailToUnknown", action}, {"MailRerouteAddress", address}});
    EXPECT_EQ(mail("ghost@company.com"), to_mail) << action << " " << address;
    EXPECT_EQ(login("ghost@company.com"), unknown) << "a rule of one kind is for no other";
    EXPECT_EQ(mail("joe@company.com"), "joe@company.com");
    set_company({{"AccessToUnknown", action}, {"AccessRerouteAddress", address}});
    EXPECT_EQ(login("ghost@company.com"), to_access) << action << " " << address;
    EXPECT_EQ(mail("ghost@company.com"), unknown);
    set_company({{"SignalToUnknown", action}, {"SignalRerouteAddress", address}});
    EXPECT_EQ(route(signal, "ghost@company.com"), to_signal) << action << " " << address;
    EXPECT_EQ(mail("ghost@company.com"), unknown);
  }
  EXPECT_EQ(mail("ghost@main.test"), unknown) << "of another domain";
}

TEST_F(RoutingTest, ReroutesNamesThatNoAccountCouldHave) {
  set_company({{"MailToUnknown", "Rerouted to"}, {"MailRerouteAddress", "joe"}});
  EXPECT_EQ(mail("\"a b\"@company.com"), "joe@company.com by another name");
  EXPECT_EQ(mail("a+b@company.com"), "joe@company.com by another name");
}

TEST_F(RoutingTest, KeepsTheTagOnItsWay) {
  EXPECT_EQ(login("info$phone@company.com"), "joe@company.com$phone by another name");
  EXPECT_EQ(login("info@company.com"), "joe@company.com by another name");
}

TEST_F(RoutingTest, GoesTenHopsAndNoFurther) {
  forward("f10", "joe");
  for (int i = 9; i >= 0; --i)
    forward("f" + std::to_string(i), "f" + std::to_string(i + 1) + "@mail.company.com");
  forward("loop", "pool");
  forward("pool", "loop");
  forward("self", "Self@company.com");
  for (const auto kind : {RouteKind::mail, access, signal}) {
    EXPECT_EQ(route(kind, "f1@company.com"), "joe@company.com by another name") << "ten hops";
    EXPECT_EQ(route(kind, "f0@company.com"), "conflict") << "eleven";
    EXPECT_EQ(route(kind, "loop@company.com"), "conflict");
    EXPECT_EQ(route(kind, "self@company.com"), "conflict");
  }
}

class AskingRoutingTest : public RoutingTest {
 protected:
  AskingRoutingTest() { set_company({{"ExternalOnUnknown", "YES"}}); }
};

TEST_F(AskingRoutingTest, AsksAboutUnknownNamesOfDomainsThatSaySo) {
  for (const auto kind : {RouteKind::mail, access, signal}) {
    asked_.clear();
    EXPECT_EQ(route(kind, "Ghost@mail.company.com"), unknown);
    EXPECT_THAT(asked_, ElementsAre("ghost@company.com"));
    asked_.clear();
    for (const auto* known : {"joe@company.com", "joseph@company.com", "info@company.com",
                              "team@company.com", "ghost@main.test", "ghost@foreign.test"})
        [[maybe_unused]]
      const auto where = route(kind, known);
    EXPECT_THAT(asked_, IsEmpty());
  }
}

TEST_F(AskingRoutingTest, AsksOnlyWhatCanStandInAnAddress) {
  EXPECT_EQ(mail("a+b@company.com"), unknown);
  EXPECT_THAT(asked_, ElementsAre("a+b@company.com"));
  asked_.clear();
  EXPECT_EQ(mail("\"a b\"@company.com"), unknown);
  EXPECT_EQ(mail("\"a@b\"@company.com"), unknown);
  EXPECT_EQ(login("-bad@company.com"), "malformed");
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(AskingRoutingTest, LooksAgainOnce) {
  program_.emplace("ghost@company.com", Routing::LookAgain{});
  EXPECT_EQ(mail("ghost@company.com"), unknown) << "it said OK and made nothing";
  EXPECT_THAT(asked_, ElementsAre("ghost@company.com"));
  program_creates_ = "ghost@company.com";
  EXPECT_EQ(login("ghost$tag@company.com"), "ghost@company.com$tag");
}

TEST_F(AskingRoutingTest, GoesWhereTheProgramSays) {
  const struct {
    const char* address;
    bool can_relay;
    std::string_view to_mail, to_access;
  } cases[] = {
      {"joe@main.test", true, "joe@main.test by another name", "joe@main.test by another name"},
      {"joe", true, "joe@company.com by another name", "joe@company.com by another name"},
      {"team", true, "group team@company.com", unknown},
      {"x@foreign.test", true, "relayed to x@foreign.test", unknown},
      {"x@foreign.test", false, "elsewhere: x@foreign.test", unknown},
      {"away", false, "relayed to ann@foreign.test", unknown},
      {"ghost@main.test", true, unknown, unknown},
      {"ghost", true, unknown, unknown},
      {"two addresses", true, unknown, unknown},
      {"", true, unknown, unknown},
  };
  for (const auto& [address, can_relay, to_mail, to_access] : cases) {
    program_.insert_or_assign("ghost@company.com", Routing::Rerouted{address, can_relay});
    EXPECT_EQ(mail("ghost@company.com"), to_mail) << address;
    EXPECT_EQ(login("ghost@company.com"), to_access) << address;
  }
}

TEST_F(AskingRoutingTest, TheLastWordOnRelayingCounts) {
  set_company({{"ExternalOnUnknown", "YES"}});
  forward("out", "ghost");
  program_.emplace("ghost@company.com", Routing::Rerouted{"x@foreign.test", false});
  EXPECT_EQ(mail("out@company.com"), "elsewhere: x@foreign.test");
}

TEST_F(AskingRoutingTest, AsksAboutEachNameOnce) {
  program_.emplace("a@company.com", Routing::Rerouted{"b", true});
  program_.emplace("b@company.com", Routing::Rerouted{"a", true});
  EXPECT_EQ(mail("a@company.com"), unknown);
  EXPECT_THAT(asked_, ElementsAre("a@company.com", "b@company.com"));
}

TEST_F(AskingRoutingTest, AsksAtMostElevenNames) {
  for (int i = 0; i < 20; ++i)
    program_.emplace("n" + std::to_string(i) + "@company.com",
                     Routing::Rerouted{"n" + std::to_string(i + 1), true});
  EXPECT_EQ(mail("n0@company.com"), "conflict");
  EXPECT_EQ(asked_.size(), 11U);
}

TEST_F(AskingRoutingTest, TheRuleOfTheDomainComesAfterTheProgram) {
  set_company({{"ExternalOnUnknown", "YES"}, {"MailToUnknown", "Discarded"}});
  EXPECT_EQ(mail("ghost@company.com"), "nobody");
  EXPECT_THAT(asked_, ElementsAre("ghost@company.com"));
  program_.emplace("ghost@company.com", Routing::Rerouted{"joe", true});
  EXPECT_EQ(mail("ghost@company.com"), "joe@company.com by another name");
}

TEST_F(RoutingTest, TellsWithoutReadingWhatIsInMemory) {
  const auto from_memory = [this](RouteKind kind, const char* address) -> std::string {
    Routing routing(*directory_, kind, address, nullptr);
    const auto step = routing.next_from_memory();
    if (!step) return "must be read";
    if (!*step) return std::string(name_of(step->error().code));
    return std::visit([](const auto& to) { return in_words(to); }, **step);
  };
  reopen();
  EXPECT_EQ(from_memory(access, "joe@company.com"), "must be read");
  EXPECT_EQ(from_memory(RouteKind::mail, "x@foreign.test"), "elsewhere: x@foreign.test");
  EXPECT_EQ(from_memory(access, "a@b@c"), "malformed");
  EXPECT_EQ(login("joe@company.com"), "joe@company.com");
  EXPECT_EQ(from_memory(access, "joseph@company.com"), "joe@company.com");
  EXPECT_EQ(mail("info@company.com"), "joe@company.com by another name");
  EXPECT_EQ(from_memory(RouteKind::mail, "info@company.com"), "joe@company.com by another name");
}

TEST_F(RoutingTest, GoesOnFromWhereMemoryEnded) {
  reopen();
  Routing routing(*directory_, RouteKind::mail, "info@company.com", nullptr);
  EXPECT_FALSE(routing.next_from_memory());
  const auto step = routing.next();
  ASSERT_TRUE(step);
  EXPECT_EQ(std::get<ToAccount>(*step).account->full_name(), "joe@company.com");
}

TEST_F(RoutingTest, AnAccountIsNotHiddenByWhatAHandWroteInto) {
  ASSERT_TRUE(store_->write("Domains/company.com/Settings/Forwarders.settings",
                            {{"joe", "ann@foreign.test"}, {"odd", Array{}}, {"bad", "a b"}}, {}));
  reopen();
  EXPECT_EQ(mail("joe@company.com"), "joe@company.com");
  EXPECT_EQ(mail("odd@company.com"), unknown);
  EXPECT_EQ(mail("bad@company.com"), unknown);
}

}  // namespace
}  // namespace gatehouse::directory
