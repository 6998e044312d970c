#include "helper/os_passwords.h"

#include <gtest/gtest.h>

#include "helper/helper_fixture.h"
#include "pam/request.h"

namespace gatehouse::helper {
namespace {

TEST(OsUserName, PutsTheAccountInPlaceOfTheAsterisk) {
  EXPECT_EQ(os_user_name("*", "joe"), "joe");
  EXPECT_EQ(os_user_name("*%comp1", "joe"), "joe%comp1");
  EXPECT_EQ(os_user_name("mail-*", "joe"), "mail-joe");
  EXPECT_EQ(os_user_name("*.*", "joe"), "joe.joe");
  EXPECT_EQ(os_user_name("COMP\\*", "joe"), "COMP\\joe");
  EXPECT_EQ(os_user_name("*@comp.test", "joe"), "joe@comp.test");
  EXPECT_EQ(os_user_name("shared", "joe"), "shared");
}

TEST(OsUserName, IsNothingThatCouldBeSomethingElse) {
  struct Case {
    std::string pattern;
    std::string account;
  };
  for (const auto& [pattern, account] : std::vector<Case>{{"", "joe"},
                                                          {"*", ""},
                                                          {"*", "-froot"},
                                                          {"-*", "joe"},
                                                          {"*", "a:b"},
                                                          {"*", "../joe"},
                                                          {"*", "a b"},
                                                          {"*", "joe\n"},
                                                          {"*", std::string("joe\0x", 5)},
                                                          {"*", "jos\xc3\xa9"},
                                                          {"*;id", "joe"},
                                                          {"*", std::string(256, 'x')}}) {
    const auto user = os_user_name(pattern, account);
    ASSERT_FALSE(user) << *user;
    EXPECT_EQ(user.error().code, ErrorCode::malformed);
  }
}

TEST(OsQuestion, IsReadBackAsItWasMeant) {
  std::string all_bytes;
  for (int c = 1; c < 256; ++c) all_bytes += static_cast<char>(c);
  for (const auto& password :
       {std::string("secret"), std::string("two words"), std::string("\"\\"), std::string("#x"),
        std::string(" "), std::string("a\r\nb\tc"), std::string("\xc3\xa4"),
        std::string("\xff\xfe"), std::string("(a,b)"), std::string("\\010"), all_bytes,
        std::string(512, '"'), std::string(512, '\x01')}) {
    const auto client = *IpAddress::parse("2001:db8::5");
    const auto line = os_question("DOM\\joe%x", client, Secret(password));
    ASSERT_FALSE(line.reveal().contains('\n'));
    ASSERT_LT(line.size(), pam::RequestLines::longest);
    const auto request = pam::parse_request("00001 " + std::string(line.reveal()), false);
    const auto* question = std::get_if<pam::Question>(&request.what);
    ASSERT_NE(question, nullptr) << line.reveal();
    EXPECT_EQ(question->user, "DOM\\joe%x");
    EXPECT_EQ(question->client, client);
    EXPECT_EQ(question->password.reveal(), password);
  }
}

// A program of this text in place of gatehouse-pam.
class OsPasswordsTest : public HelperSite {
 protected:
  void stand_in(const std::string& body) { make(script("stand-in", body)); }
  void make(const std::string& path) {
    auto own_rules = rules();
    own_rules.os_passwords_path = path;
    own_launcher_ = std::move(Launcher::start(own_rules).value());
    passwords_.emplace(*own_launcher_);
  }
  Result<bool> check(std::string_view password) {
    std::promise<Result<bool>> told;
    auto answered = told.get_future();
    std::ignore = loop_->start(checking(*passwords_, Secret(password), std::move(told)));
    return answered.get();
  }

 private:
  static net::Task<void> checking(OsPasswords& passwords, Secret password,
                                  std::promise<Result<bool>> told) {
    auto asked = passwords.check("joe", *IpAddress::parse("10.0.0.5"), std::move(password));
    auto answer = co_await std::move(asked);
    told.set_value(std::move(answer));
  }

  std::unique_ptr<Launcher> own_launcher_;
  std::optional<OsPasswords> passwords_;
};

TEST_F(OsPasswordsTest, AnswersAreYesNoAndTrouble) {
  stand_in(R"(
answers = {"PAM joe 10.0.0.5 right": "OK", "PAM joe 10.0.0.5 wrong": "ERROR Authentication failure",
           "PAM joe 10.0.0.5 broken": "FAILURE the check took too long"}
for number, words in numbered(): say(number + " " + answers.get(words, "WHAT"))
)");
  EXPECT_EQ(check("right"), true);
  EXPECT_EQ(check("wrong"), false);
  for (const auto* password : {"broken", "odd"}) {
    const auto seen = check(password);
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().code, ErrorCode::unavailable);
  }
}

TEST_F(OsPasswordsTest, WhatNoPasswordCanBeIsRefusedUnasked) {
  stand_in("for number, words in numbered(): say(number + \" OK\")\n");
  for (const auto& password : {std::string(), std::string(513, 'x'), std::string("a\0b", 3)})
    EXPECT_EQ(check(password), false);
  EXPECT_EQ(check(std::string(512, 'x')), true);
}

TEST_F(OsPasswordsTest, WithoutTheProgramNobodyIsKeptWaiting) {
  make((folder_ / "missing").string());
  for (int i = 0; i < 3; ++i) {
    const auto seen = check("right");
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().code, ErrorCode::unavailable);
  }
}

TEST_F(OsPasswordsTest, AProgramThatDiesTakesItsQuestionsWithIt) {
  stand_in("for number, words in numbered(): sys.exit(1)\n");
  for (int i = 0; i < 3; ++i) {
    const auto seen = check("right");
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().code, ErrorCode::unavailable);
  }
}

}  // namespace
}  // namespace gatehouse::helper
