#include "gates/smtp/grammar.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gates::smtp {
namespace {

struct MailboxCase {
  std::string_view text;
  std::string_view expected;  // empty: a bad address
};

class MailboxTable : public testing::TestWithParam<MailboxCase> {};

TEST_P(MailboxTable, IsReadAsRfc5321Says) {
  const auto parsed = parse_mailbox(GetParam().text);
  if (GetParam().expected.empty()) {
    ASSERT_FALSE(parsed) << *parsed;
    EXPECT_EQ(parsed.error(), Fault::bad_address);
  } else {
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, GetParam().expected);
  }
}

constexpr std::string_view local_of_64 =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c";
constexpr std::string_view local_of_65 =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c";

INSTANTIATE_TEST_SUITE_P(
    Addresses, MailboxTable,
    testing::Values(
        MailboxCase{"joe@company.com", "joe@company.com"},
        MailboxCase{"joe$tag+x@company.com", "joe$tag+x@company.com"},
        MailboxCase{"j.o.e@a-b.c", "j.o.e@a-b.c"}, MailboxCase{"joe@[10.0.0.1]", "joe@[10.0.0.1]"},
        MailboxCase{"joe@[IPv6:::1]", "joe@[IPv6:::1]"},
        MailboxCase{R"("joe"@company.com)", "joe@company.com"},
        MailboxCase{R"("j\oe"@company.com)", "joe@company.com"},
        MailboxCase{R"("joe smith"@company.com)", R"("joe smith"@company.com)"},
        MailboxCase{R"("a@b"@company.com)", R"("a@b"@company.com)"},
        MailboxCase{local_of_64, local_of_64}, MailboxCase{local_of_65, ""}, MailboxCase{"", ""},
        MailboxCase{"joe", ""}, MailboxCase{"@company.com", ""}, MailboxCase{"joe@", ""},
        MailboxCase{".joe@company.com", ""}, MailboxCase{"joe.@company.com", ""},
        MailboxCase{"j..e@company.com", ""}, MailboxCase{"joe@company..com", ""},
        MailboxCase{"joe@-company.com", ""}, MailboxCase{"joe@company.com@x.y", ""},
        MailboxCase{"joe@com pany.com", ""}, MailboxCase{"joe(comment)@company.com", ""},
        MailboxCase{"joe@[10.0.0.256]", ""}, MailboxCase{"joe@[]", ""},
        MailboxCase{"j\xC3\xB6@x.y", ""}, MailboxCase{R"("joe@company.com)", ""},
        MailboxCase{R"("joe\"@company.com)", ""}, MailboxCase{R"("joe"x@company.com)", ""}));

TEST(SmtpCommand, SplitsTheKeywordFromTheArgument) {
  const auto command = parse_command("MAIL FROM:<a@b>  ");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->keyword, "MAIL");
  EXPECT_EQ(command->argument, "FROM:<a@b>");
}

TEST(SmtpCommand, RefusesWhatIsNotPrintable) {
  using namespace std::string_view_literals;
  EXPECT_FALSE(parse_command("NO\0OP"sv));
  EXPECT_FALSE(parse_command("NOOP\r"));
  EXPECT_FALSE(parse_command("NOOP \x80"));
  EXPECT_FALSE(parse_command(""));
  EXPECT_FALSE(parse_command(" NOOP"));
}

TEST(SmtpMail, TakesTheKnownParametersInAnyCase) {
  const auto mail = parse_mail("from:<joe@b.c> size=1000 BODY=8bitmime AUTH=<>");
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->sender, "joe@b.c");
  EXPECT_EQ(mail->size, 1000U);
  EXPECT_TRUE(mail->eight_bit);
}

TEST(SmtpMail, KnowsTheNullPath) {
  const auto mail = parse_mail("FROM:<>");
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->sender, "");
}

struct FaultCase {
  std::string_view argument;
  Fault expected;
};

TEST(SmtpMail, TellsItsFaultsApart) {
  constexpr FaultCase cases[] = {{"TO:<a@b>", Fault::syntax},
                                 {"FROM:a@b", Fault::syntax},
                                 {"FROM:<a@b", Fault::syntax},
                                 {"FROM:<a@b>SIZE=1", Fault::syntax},
                                 {"FROM:<\"a>@b", Fault::syntax},
                                 {"FROM:<a>", Fault::bad_sender},
                                 {"FROM:<a@b> SIZE=", Fault::bad_parameter},
                                 {"FROM:<a@b> SIZE=-1", Fault::bad_parameter},
                                 {"FROM:<a@b> SIZE=99999999999999999999", Fault::bad_parameter},
                                 {"FROM:<a@b> BODY=BINARYMIME", Fault::bad_parameter},
                                 {"FROM:<a@b> AUTH=", Fault::bad_parameter},
                                 {"FROM:<a@b> AUTH=a+4", Fault::bad_parameter},
                                 {"FROM:<a@b> AUTH=a+zz", Fault::bad_parameter},
                                 {"FROM:<a@b> SMTPUTF8", Fault::unknown_parameter},
                                 {"FROM:<a@b> RET=HDRS", Fault::unknown_parameter}};
  for (const auto& [argument, expected] : cases) {
    const auto parsed = parse_mail(argument);
    ASSERT_FALSE(parsed) << argument;
    EXPECT_EQ(parsed.error(), expected) << argument;
  }
}

TEST(SmtpMail, TakesAnAuthParameterInXtext) {
  EXPECT_TRUE(parse_mail("FROM:<a@b> AUTH=e+3Dmc2@example.com"));
}

TEST(SmtpRecipient, MayBePostmasterAlone) {
  EXPECT_EQ(parse_recipient("TO:<Postmaster>"), "postmaster");
}

TEST(SmtpRecipient, LosesItsSourceRoute) {
  EXPECT_EQ(parse_recipient("TO:<@a.x,@b.y:joe@c.z>"), "joe@c.z");
}

TEST(SmtpRecipient, MayBeFollowedByNothing) {
  EXPECT_EQ(parse_recipient("TO:<joe@c.z> NOTIFY=NEVER").error(), Fault::unknown_parameter);
}

TEST(SmtpRecipient, MayNotBeNull) {
  EXPECT_EQ(parse_recipient("TO:<>").error(), Fault::bad_address);
}

TEST(SmtpRecipient, MayHoldABracketInQuotes) {
  EXPECT_EQ(parse_recipient("TO:<\"a>b\"@c.z>"), "\"a>b\"@c.z");
}

TEST(SmtpClientName, IsSafeToShow) {
  EXPECT_TRUE(is_client_name("mail.company.com"));
  EXPECT_TRUE(is_client_name("my_host"));
  EXPECT_TRUE(is_client_name("[IPv6:2001:db8::1]"));
  EXPECT_FALSE(is_client_name(""));
  EXPECT_FALSE(is_client_name("a b"));
  EXPECT_FALSE(is_client_name("a(b)"));
  EXPECT_FALSE(is_client_name("a;b"));
  EXPECT_FALSE(is_client_name(std::string(256, 'a')));
}

TEST(SmtpAuth, KeepsNoneAndEmptyApart) {
  EXPECT_EQ(parse_auth("PLAIN")->initial, std::nullopt);
  EXPECT_EQ(parse_auth("PLAIN =")->initial, "=");
  EXPECT_EQ(parse_auth("PLAIN AGEAYg==")->initial, "AGEAYg==");
  EXPECT_FALSE(parse_auth("PLAIN a b"));
  EXPECT_FALSE(parse_auth(""));
}

}  // namespace
}  // namespace gatehouse::gates::smtp
