#include "settings/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::settings {
namespace {

using namespace std::chrono_literals;

const Setting& account_setting(std::string_view key) { return *setting_named(key, Level::account); }

TEST(Schema, IsSortedAndHasNoKeyTwice) {
  const auto order = [](const Setting& s) { return std::pair(s.level, s.key); };
  EXPECT_TRUE(std::ranges::is_sorted(schema(), std::ranges::less{}, order));
  EXPECT_EQ(std::ranges::adjacent_find(schema(), std::ranges::equal_to{}, order), schema().end());
}

TEST(Schema, HasRowsThatAreCompleteAndAcceptTheirOwnFallback) {
  for (const auto& setting : schema()) {
    EXPECT_FALSE(setting.label.empty()) << setting.key;
    EXPECT_TRUE(setting.help.ends_with(".")) << setting.key;
    EXPECT_EQ(setting.kind == Kind::choice, !setting.choices.empty() && setting.kind != Kind::list)
        << setting.key;
    const auto fallback = setting.fallback.empty() ? Value() : read(setting.fallback);
    ASSERT_TRUE(fallback) << setting.key;
    EXPECT_TRUE(check(setting, *fallback)) << setting.key;
    EXPECT_EQ(setting_named(setting.key, setting.level), &setting);
  }
  EXPECT_EQ(setting_named("RequireAPOP", Level::domain), nullptr);
  EXPECT_EQ(setting_named("NoSuchKey", Level::account), nullptr);
}

TEST(Schema, NamesOnlyChoicesThatExistAsMeaningsOfSynonyms) {
  for (const auto& setting : schema()) {
    if (setting.synonyms.empty()) continue;
    for (auto meant : split(setting.synonyms, '|')) {
      EXPECT_FALSE(take_until(meant, '=').empty()) << setting.key;
      EXPECT_EQ(std::ranges::count(split(setting.choices, '|'), meant), 1) << setting.key;
    }
  }
}

TEST(Schema, AcceptsWhatFitsTheKindAndNothingElse) {
  const struct {
    Level level;
    const char* key;
    std::vector<const char*> good;
    std::vector<const char*> bad;
  } cases[] = {
      {Level::account,
       "UseAppPassword",
       {"YES", "NO", "yes"},
       {"\"\"", "1", "YESS", "(YES)", "{}"}},
      {Level::account, "RealName", {"\"\"", "\"J. \xC3\x89\""}, {"(a)", "#1", "{}"}},
      {Level::account,
       "RequireAPOP",
       {"NO", "YES", "TLS", "Remote", "0", "#1", "2", "tls"},
       {"3", "-1", "\"\"", "maybe", "(NO)"}},
      {Level::account,
       "PasswordEncryption",
       {"clear", "sealed", "U-crpt", "UB-crpt", "verifiers", "A-crpt"},
       {"none", "\"\""}},
      {Level::account,
       "AccessModes",
       {"All", "None", "()", "(26,POP,IMAP)", "(#26,Mail,S/MIME)", "(pop)"},
       {"Some", "(POP,Nonsense)", "((POP))", "{}"}},
      {Level::domain,
       "AUTHMethods",
       {"All", "(CLRTXT,CRAM-MD5)", "(SCRAM)", "CLRTXT", "\"\""},
       {"(CRAM-MDS)", "CRAM"}},
      {Level::domain,
       "MailToUnknown",
       {"Rejected", "\"Rerouted to\"", "\"Accepted and Bounced\""},
       {"Rerouted", "Bounced"}},
      {Level::account, "MinPasswordLength", {"0", "8", "#64"}, {"65", "-1", "eight", "\"\""}},
      {Level::server,
       "TLSTimeToLive",
       {"15", "30s", "5m", "10h", "7d", "#90", "0"},
       {"-1", "5x", "m", "\"\"", "1m5", "99999999999d", "\"5 m\""}},
      {Level::account,
       "FailedLoginFlow",
       {"(10, 1m)", "(#1,5)", "unlimited", "-1"},
       {"(0,1m)", "(10,0)", "(10)", "(10,1m,1m)", "10", "(a,1m)", "(-1,1m)"}},
      {Level::account,
       "MaxAccountSize",
       {"100K", "100M", "2G", "1T", "unlimited", "-1", "1024", "#5"},
       {"-2", "2X", "\"\"", "99999999999999G", "K"}},
      {Level::account, "WebAdminPrefs", {"{ExpertLevel=10;}", "word", "(a)"}, {}},
      {Level::account, "Password", {"word", "\"\""}, {"(a)", "#1"}},
  };
  for (const auto& [level, key, good, bad] : cases) {
    const auto* setting = setting_named(key, level);
    ASSERT_NE(setting, nullptr) << key;
    EXPECT_TRUE(check(*setting, "default")) << key;
    for (const auto* text : good) EXPECT_TRUE(check(*setting, *read(text))) << key << " " << text;
    for (const auto* text : bad) {
      const auto checked = check(*setting, *read(text));
      ASSERT_FALSE(checked) << key << " " << text;
      EXPECT_EQ(checked.error().code, ErrorCode::malformed);
      EXPECT_TRUE(checked.error().detail.starts_with(std::string(key) + " must be "));
    }
  }
}

TEST(Schema, LetsTheNearestDictionaryDecide) {
  const Dictionary account{{"RequireAPOP", "TLS"}, {"LogLogin", "default"}, {"Unknown", "mine"}};
  const Dictionary domain{{"RequireAPOP", "NO"}, {"LogLogin", "YES"}, {"FailedLoginFlow", "oops"}};
  const Dictionary server{{"RealName", "x"}, {"Unknown", "theirs"}, {"Other", "1"}};
  const std::array<const Dictionary*, 4> nearest{&account, nullptr, &domain, &server};
  const auto of = [&](std::string_view key) { return effective(key, Level::account, nearest); };
  EXPECT_EQ(of("RequireAPOP"), Value("TLS"));
  EXPECT_EQ(of("LogLogin"), Value("YES"));
  EXPECT_EQ(of("RealName"), Value("x"));
  EXPECT_EQ(of("UseAppPassword"), Value("YES"));
  EXPECT_EQ(of("FailedLoginFlow"), Value(Array({"10", "1m"}))) << "a value that does not fit";
  EXPECT_EQ(of("Unknown"), Value("mine"));
  EXPECT_EQ(of("Other"), Value("1"));
  EXPECT_EQ(of("Nothing"), Value(""));
  EXPECT_EQ(of("Password"), Value(""));
}

TEST(Schema, GivesChoicesInTheSpellingOfTheTable) {
  const auto one = [](std::string_view key, Value value) {
    const Dictionary held{{std::string(key), std::move(value)}};
    const std::array<const Dictionary*, 1> nearest{&held};
    return effective(key, Level::account, nearest);
  };
  EXPECT_EQ(one("RequireAPOP", "0"), Value("NO"));
  EXPECT_EQ(one("RequireAPOP", Number{1}), Value("YES"));
  EXPECT_EQ(one("RequireAPOP", "2"), Value("TLS"));
  EXPECT_EQ(one("RequireAPOP", "remote"), Value("Remote"));
  EXPECT_EQ(one("PasswordEncryption", "a-CRPT"), Value("sealed"));
}

TEST(Schema, ListsAllEffectiveValuesButNoPassword) {
  const Dictionary account{{"Password", "secret"}, {"Odd", Array{"1"}}, {"Gone", "default"}};
  const std::array<const Dictionary*, 1> nearest{&account};
  const auto all = all_effective(Level::account, nearest);
  EXPECT_FALSE(all.contains("Password"));
  EXPECT_FALSE(all.contains("Gone"));
  EXPECT_FALSE(all.contains("AUTHMethods"));
  EXPECT_EQ(all.at("Odd"), Value(Array{"1"}));
  EXPECT_EQ(all.at("RequireAPOP"), Value("Remote"));
  EXPECT_EQ(all.at("FailedLoginFlow"), Value(Array({"10", "1m"})));
}

TEST(Schema, ReadsTypedValues) {
  EXPECT_TRUE(is_yes("YES"));
  EXPECT_FALSE(is_yes("NO"));
  EXPECT_FALSE(is_yes(Null{}));
  EXPECT_EQ(to_period("15"), 15s);
  EXPECT_EQ(to_period("7d"), 168h);
  EXPECT_EQ(to_period(Number{60}), 1min);
  const auto flow = to_flow(Array{"10", "1m"});
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->count, 10U);
  EXPECT_EQ(flow->period, 1min);
  EXPECT_EQ(to_flow("unlimited"), std::nullopt);
  EXPECT_EQ(to_size("2G"), 2ULL << 30U);
  EXPECT_EQ(to_size("100k"), 102400U);
  EXPECT_EQ(to_size("unlimited"), std::nullopt);
  EXPECT_EQ(to_size("-1"), std::nullopt);
  EXPECT_EQ(to_list("All"), (std::vector<std::string>{"All"}));
  EXPECT_EQ(to_list(Array{Number{26}, "POP"}), (std::vector<std::string>{"26", "POP"}));
  EXPECT_TRUE(to_list("").empty());
  EXPECT_TRUE(to_list(Null{}).empty());
}

TEST(Schema, SaysWhatAWrongValueShouldHaveBeen) {
  EXPECT_EQ(check(account_setting("RequireAPOP"), "x").error().detail,
            "RequireAPOP must be one of NO|Remote|YES|TLS");
  EXPECT_EQ(check(account_setting("MinPasswordLength"), "x").error().detail,
            "MinPasswordLength must be a number from 0 to 64");
}

}  // namespace
}  // namespace gatehouse::settings
