#include "helper/external.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "helper/helper_fixture.h"
#include "helper/words.h"
#include "settings/text.h"

namespace gatehouse::helper {
namespace {

using testing::HasSubstr;

constexpr auto database = R"(
for number, words in numbered():
    verb, _, rest = words.partition(" ")
    if words == "VRFY (IMAP) joe@company.com secret": say(number + " OK")
    elif verb == "VRFY" and "down@" in rest: say(number + " FAILURE")
    elif verb == "VRFY" and "odd@" in rest: say(number + " MAYBE")
    elif verb == "VRFY": say(number + " ERROR \"incorrect password\"")
    elif words == "SASL(CRAM-MD5) (POP) joe@company.com \"joe 0123\" <1@company.com>": say(number + " OK")
    elif verb.startswith("SASL"): say(number + " ERROR unsupported SASL method")
    elif words == "NEW made@company.com [MAIL]": say(number + " OK")
    elif words == "NEW moved@company.com [ACCESS]": say(number + " ROUTED [NORELAY] joe@company.com")
    elif verb == "NEW" and "down@" in rest: say(number + " FAILURE")
    elif verb == "NEW": say(number + " ERROR this account is not known")
    elif words == "READPLAIN joe@company.com": say(number + " PLAIN secret")
    elif verb == "READPLAIN": say(number + " ERROR")
)";

class ExternalAuthentication : public HelperSite {
 protected:
  void configure(const std::string& path, const std::string& more = "") {
    external_.configure(settings::Dictionary(
        *settings::read_dictionary("{Enabled=YES;ProgramName=\"" + path + "\";" + more + "}")));
  }
  template <class T>
  Result<T> wait_for(net::Task<Result<T>> task) {
    return start(std::move(task)).get();
  }
  template <class T>
  std::future<Result<T>> start(net::Task<Result<T>> task) {
    std::promise<Result<T>> told;
    auto outcome = told.get_future();
    auto waiting = [](net::Task<Result<T>> work, std::promise<Result<T>> to) -> net::Task<void> {
      auto result = co_await std::move(work);
      to.set_value(std::move(result));
    };
    std::ignore = loop_->start(waiting(std::move(task), std::move(told)));
    return outcome;
  }
  static std::string shown(const Result<bool>& verdict) {
    if (!verdict) return std::string(name_of(verdict.error().code));
    return *verdict ? "yes" : "no";
  }
  std::string verify(const std::string& service, const std::string& name,
                     const std::string& password) {
    return shown(wait_for(external_.verify(service, name, Secret(password))));
  }

  External external_{*launcher_};
};

TEST_F(ExternalAuthentication, IsUnavailableWhenNoneIsEnabled) {
  EXPECT_FALSE(external_.enabled());
  EXPECT_EQ(verify("IMAP", "joe@company.com", "secret"), "unavailable");
  external_.configure(*settings::read("{Enabled=NO;ProgramName=x;}"));
  EXPECT_FALSE(external_.enabled());
  EXPECT_EQ(verify("IMAP", "joe@company.com", "secret"), "unavailable");
  EXPECT_FALSE(wait_for(external_.unknown_name("joe@company.com", RouteKind::mail)).has_value());
  EXPECT_FALSE(wait_for(external_.clear_password("joe@company.com")).has_value());
  EXPECT_FALSE(
      wait_for(external_.verify_response("APOP", "", "a@b", Secret("r"), "k")).has_value());
}

TEST_F(ExternalAuthentication, GivesThreeAnswersToAClearPassword) {
  configure(script("database", database));
  EXPECT_TRUE(external_.enabled());
  EXPECT_EQ(verify("IMAP", "joe@company.com", "secret"), "yes");
  EXPECT_EQ(verify("POP", "joe@company.com", "secret"), "no");
  EXPECT_EQ(verify("", "joe@company.com", "wrong"), "no");
  EXPECT_EQ(verify("IMAP", "down@company.com", "secret"), "unavailable");
  EXPECT_EQ(verify("IMAP", "odd@company.com", "secret"), "unavailable");
}

TEST_F(ExternalAuthentication, NeverAsksWhatIsNotOneLine) {
  const auto heard = open_file("heard");
  configure(script("yes", "heard = open('" + heard + "', 'a')\n" + R"(
for number, words in numbered():
    heard.write(words + "\n")
    heard.flush()
    say(number + " OK")
)"));
  EXPECT_EQ(verify("IMAP", "joe@company.com", "a\n00002 VRFY x"), "no");
  EXPECT_EQ(verify("IMAP", "joe@company.com", std::string("a\0", 2)), "no");
  EXPECT_EQ(verify("IMAP", "joe@company.com", ""), "no");
  EXPECT_EQ(verify("IMAP", "joe smith@company.com", "secret"), "no");
  EXPECT_EQ(verify("IMAP", "(POP) joe@company.com", "secret"), "no");
  EXPECT_EQ(verify("IMAP", "joe@company.com", "two words"), "yes");
  EXPECT_EQ(content(heard), "VRFY (IMAP) joe@company.com \"two words\"\n");
}

constexpr auto perl_reader = R"PERL(#!/usr/bin/perl -w
# Writes the bytes of every password to the file named on the command line, in hex.
open(my $heard, ">>", $ARGV[0]) or die;
$heard->autoflush(1);
$| = 1;
while (<STDIN>) {
  chomp;
  my ($number, $words) = /^(\d+) (.*)$/s;
  if ($words =~ /^INTF/) { print "$number INTF 5\n"; next; }
  $words =~ /^VRFY \(IMAP\) joe\@company\.com (.*)$/s or do { print "$number FAILURE\n"; next; };
  my $text = $1;
  if ($text =~ s/^"(.*)"$/$1/s) {
    my %meant = (r => "\r", n => "\n", t => "\t", e => "\n");
    $text =~ s/\\(\d\d\d|.)/length($1) == 3 ? chr($1) : exists $meant{$1} ? $meant{$1} : $1/ges;
  }
  print $heard unpack("H*", $text), "\n";
  print "$number OK\n";
}
)PERL";

TEST_F(ExternalAuthentication, EveryPasswordArrivesAsOneLineThatMeansIt) {
  const auto heard = open_file("heard");
  configure(program("reader", perl_reader) + " " + heard);
  std::string expected;
  for (const std::string& password :
       {std::string("plain"), std::string("a\tb"), std::string("\"\\\""), std::string("\x80\xff"),
        std::string("gr\xc3\xbc\xc3\x9f"), std::string("\x01\x02\x1f\x7f"), std::string(" lead"),
        std::string("#x"), std::string("(POP)"), std::string(longest_password, '\xfe'),
        std::string(longest_password, '"')}) {
    EXPECT_EQ(verify("IMAP", "joe@company.com", password), "yes") << escaped(password);
    expected += to_hex(password) + "\n";
  }
  EXPECT_EQ(content(heard), expected);
}

TEST_F(ExternalAuthentication, ChecksTheAnswerOfASecureMethod) {
  configure(script("database", database));
  const auto verdict = [this](const std::string& method) {
    return shown(wait_for(external_.verify_response(method, "POP", "joe@company.com",
                                                    Secret("joe 0123"), "<1@company.com>")));
  };
  EXPECT_EQ(verdict("CRAM-MD5"), "yes");
  EXPECT_EQ(verdict("APOP"), "no");
}

TEST_F(ExternalAuthentication, KnowsNames) {
  configure(script("database", database));
  const auto asked = [this](const std::string& name, RouteKind kind) -> std::string {
    const auto answer = wait_for(external_.unknown_name(name, kind));
    if (!answer) return std::string(name_of(answer.error().code));
    if (std::holds_alternative<LookAgain>(*answer)) return "look again";
    const auto* rerouted = std::get_if<Rerouted>(&*answer);
    return rerouted == nullptr ? "unknown" : rerouted->address + (rerouted->can_relay ? "+" : "-");
  };
  EXPECT_EQ(asked("made@company.com", RouteKind::mail), "look again");
  EXPECT_EQ(asked("made@company.com", RouteKind::access), "unknown");
  EXPECT_EQ(asked("moved@company.com", RouteKind::access), "joe@company.com-");
  EXPECT_EQ(asked("down@company.com", RouteKind::mail), "unavailable");
  EXPECT_EQ(asked("a\nb@company.com", RouteKind::mail), "unknown");
}

TEST_F(ExternalAuthentication, GivesPasswordsOnlyWhenReadPlainIsOn) {
  const auto path = script("database", database);
  configure(path);
  EXPECT_FALSE(external_.gives_passwords());
  auto password = wait_for(external_.clear_password("joe@company.com"));
  ASSERT_TRUE(password);
  EXPECT_FALSE(password->has_value());

  configure(path, "ReadPlain=YES;");
  EXPECT_TRUE(external_.gives_passwords());
  password = wait_for(external_.clear_password("joe@company.com"));
  ASSERT_TRUE(password && password->has_value());
  EXPECT_EQ((*password)->reveal(), "secret");
  password = wait_for(external_.clear_password("other@company.com"));
  ASSERT_TRUE(password);
  EXPECT_FALSE(password->has_value());
}

TEST_F(ExternalAuthentication, AChangeOfTheProgramLosesNobodysAnswer) {
  const auto go = open_file("go");
  const auto old = script("old", "go = '" + go + "'\n" + R"(
for number, words in numbered():
    while os.path.getsize(go) == 0: time.sleep(0.01)
    say(number + " OK")
)");
  configure(old);
  auto waiting = start(external_.verify("IMAP", "joe@company.com", Secret("secret")));
  loop_->run([] {});  // it is on its way
  configure(script("new", "for number, words in numbered(): say(number + ' ERROR')\n"));
  EXPECT_EQ(verify("IMAP", "joe@company.com", "secret"), "no");
  std::ofstream(go) << "x";
  EXPECT_EQ(shown(waiting.get()), "yes");
}

TEST_F(ExternalAuthentication, TheSameSettingsAgainChangeNothing) {
  const auto path = script("pid", R"(
for number, words in numbered():
    say(number + " ROUTED p" + str(os.getpid()))
)");
  const auto pid = [this] {
    const auto answer = wait_for(external_.unknown_name("a@b.com", RouteKind::mail));
    return answer ? std::get<Rerouted>(*answer).address : answer.error().detail;
  };
  configure(path);
  const auto first = pid();
  EXPECT_THAT(first, HasSubstr("p"));
  configure(path);
  EXPECT_EQ(pid(), first);
  configure(path, "ReadPlain=YES;");  // no option of the program
  EXPECT_EQ(pid(), first);
  configure(path, "Timeout=20s;");
  EXPECT_NE(pid(), first);
  external_.configure(*settings::read("{Enabled=NO;}"));
  EXPECT_THAT(pid(), HasSubstr("enabled"));
}

}  // namespace
}  // namespace gatehouse::helper
