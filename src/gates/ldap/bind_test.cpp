// Logging in, and what ends a login.
#include "gates/ldap/extensions.h"
#include "gates/ldap/session_fixture.h"

namespace gatehouse::gates::ldap {
namespace {

const std::string who_am_i = extended_request(who_am_i_oid);
using Strings = std::vector<std::string>;

TEST_F(LdapSession, BindsSimply) {
  const auto said = play(request(1, bind_as_joe) + request(2, who_am_i));
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].id, 1);
  EXPECT_EQ(said[0].operation, op_bind_answer);
  EXPECT_EQ(said[0].code, 0);
  EXPECT_EQ(said[1].operation, op_extended_answer);
  EXPECT_EQ(said[1].value, "u:joe@company.com");
}

TEST_F(LdapSession, TakesNoNameWithoutAPassword) {
  struct Row {
    const char* name;
    const char* password;
    int code;
  };
  const Row rows[] = {{"", "", 0},
                      {"uid=joe,cn=company.com", "", 53},
                      {"joe@company.com", "", 53},
                      {"", "right", 49},
                      {"sn=joe", "right", 49},
                      {"joe@company.com", "wrong", 49}};
  for (const auto& row : rows) {
    const auto said = play(request(1, simple_bind(row.name, row.password)) + request(2, who_am_i));
    ASSERT_EQ(said.size(), 2U) << row.name;
    EXPECT_EQ(said[0].code, row.code) << row.name;
    EXPECT_EQ(said[1].value, "") << row.name;
  }
  EXPECT_EQ(keeper_.asked, Strings{"PLAIN+"});
}

TEST_F(LdapSession, IsAnonymousAfterABindThatFails) {
  const auto said =
      play(request(1, bind_as_joe) + request(2, simple_bind("joe@company.com", "wrong")) +
           request(3, who_am_i) + request(4, search_for({"cn=company.com"})));
  ASSERT_EQ(said.size(), 4U);
  EXPECT_EQ(said[1].code, 49);
  EXPECT_EQ(said[2].value, "");
  EXPECT_EQ(said[3].code, 50);
}

// RFC 2831, section 2.1.3; RFC 4422, section 3.6
TEST_F(LdapSession, TellsTheProofOfADigestWithTheSuccess) {
  const auto said = play(request(1, sasl_bind("DIGEST-MD5")) +
                         request(2, sasl_bind("DIGEST-MD5", "digest")) + request(3, who_am_i));
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].code, 14);
  EXPECT_EQ(said[1].code, 0);
  EXPECT_EQ(said[1].value, "rspauth=3");
  EXPECT_EQ(said[2].value, "u:joe@company.com");
}

TEST_F(LdapSession, TellsWhyALoginIsRefused) {
  using Kind = auth::DenialKind;
  struct Row {
    Kind kind;
    int code;
  };
  const Row rows[] = {{Kind::malformed, 49},     {Kind::unknown_mechanism, 7},
                      {Kind::needs_privacy, 13}, {Kind::refused, 49},
                      {Kind::locked, 53},        {Kind::not_allowed, 50},
                      {Kind::unavailable, 52},   {Kind::out_of_order, 1}};
  for (const auto& row : rows) {
    keeper_.refusal = row.kind;
    EXPECT_EQ(play(request(1, simple_bind("joe", "wrong"))).front().code, row.code);
  }
}

TEST_F(LdapSession, ClosesWhenTheAttemptsAreUsedUp) {
  keeper_.closes = true;
  EXPECT_EQ(play(request(1, simple_bind("joe", "wrong")) + request(2, bind_as_joe)).size(), 1U);
}

TEST_F(LdapSession, BindsInSteps) {
  const auto said = play(request(1, sasl_bind("SCRAM-SHA-1", "n,,")) +
                         request(2, sasl_bind("scram-sha-1", "answer")) + request(3, who_am_i));
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].code, 14);
  EXPECT_EQ(said[0].value, "r=1");
  EXPECT_EQ(said[1].code, 0);
  EXPECT_EQ(said[1].value, "v=2");
  EXPECT_EQ(said[2].value, "u:joe@company.com");
}

TEST_F(LdapSession, TakesNoBytesForNoneWhereTheServerSpeaksFirst) {
  EXPECT_EQ(play(request(1, sasl_bind("CRAM-MD5", ""))).front().code, 14);
  EXPECT_EQ(play(request(1, sasl_bind("CRAM-MD5"))).front().code, 14);
  EXPECT_EQ(play(request(1, sasl_bind("EXTERNAL", ""))).front().code, 0);
  EXPECT_EQ(keeper_.asked, (Strings{"CRAM-MD5", "CRAM-MD5", "EXTERNAL+"}));
}

TEST_F(LdapSession, EndsAnExchangeThatIsNotGoneOnWith) {
  const auto start = request(1, sasl_bind("CRAM-MD5"));
  struct Row {
    std::string next;
    int code;
  };
  const Row rows[] = {{sasl_bind(""), 7},       {sasl_bind("SCRAM-SHA-1", "n,,"), 14},
                      {bind_as_joe, 0},         {simple_bind("", ""), 0},
                      {search_for({"", 0}), 1}, {who_am_i, 1}};
  for (const auto& row : rows) {
    keeper_.asked.clear();
    const auto said = play(start + request(2, row.next));
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[1].code, row.code);
    ASSERT_GE(keeper_.asked.size(), 2U);
    EXPECT_EQ(keeper_.asked[1], "abort");
  }
}

TEST_F(LdapSession, SpeaksVersion3Only) {
  EXPECT_EQ(play(request(1, simple_bind("joe@company.com", "right", 2))).front().code, 2);
}

TEST_F(LdapSession, ChangesOnesOwnPassword) {
  const auto change = [](const std::string& content) {
    return extended_request(password_change_oid, in_tag(tag_sequence, content));
  };
  const auto old = octets("right", context(1));
  const auto fresh = octets("n\"ew\\", context(2));
  struct Row {
    std::string request;
    int code;
  };
  const Row rows[] = {
      {change(old + fresh), 0},
      {change(octets("uid=joe,cn=company.com", context(0)) + old + fresh), 0},
      {change(octets("dn:uid=joe,cn=company.com", context(0)) + old + fresh), 0},
      {change(octets("u:JOE@company.com", context(0)) + old + fresh), 0},
      {change(octets("wrong", context(1)) + fresh), 49},
      {change(fresh), 53},
      {change(octets("", context(1)) + fresh), 53},
      {change(old), 53},
      {change(""), 53},
      {extended_request(password_change_oid), 53},
      {change(old + octets("weak", context(2))), 53},
      {change(old + octets("a\nb", context(2))), 53},
      {extended_request(password_change_oid, "\x01"), 2},
  };
  for (const auto& row : rows) {
    const auto said = as_joe(row.request);
    EXPECT_EQ(said.front().code, row.code) << testing::PrintToString(row.request);
  }
  ASSERT_EQ(keeper_.lines.size(), 5U);
  EXPECT_EQ(keeper_.lines[0], R"(SETACCOUNTPASSWORD * PASSWORD "n\"ew\\" CHECK)");
}

TEST_F(LdapSession, LeavesAnotherOnesPasswordToTheRights) {
  const auto said = as_joe(extended_request(
      password_change_oid, in_tag(tag_sequence, octets("uid=ann,cn=company.com", context(0)) +
                                                    octets("new", context(2)))));
  EXPECT_EQ(said.front().code, 0);
  EXPECT_EQ(keeper_.lines, Strings{R"(SETACCOUNTPASSWORD "ann@company.com" PASSWORD "new" CHECK)"});
  EXPECT_EQ(play(request(1, extended_request(password_change_oid))).front().code, 50);
}

TEST_F(LdapSession, StartsNoTlsWhereThereIsNone) {
  EXPECT_EQ(play(request(1, extended_request(start_tls_oid))).front().code, 52);
  EXPECT_EQ(play(request(1, extended_request("1.2.3"))).front().code, 2);
}

}  // namespace
}  // namespace gatehouse::gates::ldap
