#include "gates/ximss/replies.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::ximss {
namespace {

using std::string_literals::operator""s;

TEST(Replies, EndWithTheResponseAndCarryTheIdOfTheRequest) {
  EXPECT_EQ(text_of(done(), ""), "<response/>\0"s);
  EXPECT_EQ(text_of(done(), "7"), "<response id=\"7\"/>\0"s);
  auto reply = with(xml::Element{"one"});
  reply.data.push_back(xml::Element{"two"});
  EXPECT_EQ(text_of(reply, "7"), "<one id=\"7\"/>\0<two id=\"7\"/>\0<response id=\"7\"/>\0"s);
  EXPECT_EQ(messages_of(reply, "7").size(), 3U);
  EXPECT_TRUE(messages_of(nothing_more(), "7").empty());
  EXPECT_EQ(text_of(hang_up(), "7"), "");
}

TEST(Replies, CannotBeMadeMarkupByWhatAClientSaid) {
  EXPECT_EQ(text_of(error("<a b=\"c\">&"), "\"/><x y='"),
            "<response errorNum=\"501\" errorText=\"&lt;a b=&quot;c&quot;&gt;&amp;\" "
            "id=\"&quot;/&gt;&lt;x y=&apos;\"/>\0"s);
}

TEST(Replies, TellKindsOfDenialsByNumbers) {
  using enum auth::DenialKind;
  const auto number = [](auth::DenialKind kind) {
    return refusal(auth::Denial{kind, "No", false}).failure->number;
  };
  for (const auto kind : {refused, locked, not_allowed}) EXPECT_EQ(number(kind), 515);
  for (const auto kind :
       {malformed, aborted, unknown_mechanism, needs_privacy, unavailable, out_of_order})
    EXPECT_EQ(number(kind), 501);
  EXPECT_TRUE(refusal(auth::Denial{refused, "No", true}).close);
  EXPECT_EQ(unknown_request().failure->number, 500);
}

TEST(Replies, PassOnWhatACommandWasAnswered) {
  EXPECT_FALSE(outcome({200, "OK", {}}).failure);
  EXPECT_FALSE(outcome({201, "more", "data"}).failure);
  const auto refused = outcome({515, "No such account", {}});
  EXPECT_EQ(refused.failure->number, 515);
  EXPECT_EQ(refused.failure->words, "No such account");
}

TEST(Replies, ListWhatIsOffered) {
  const auth::Offer offer{.host = "company.com",
                          .mechanisms = {"CRAM-MD5"},
                          .clear_text_login = true,
                          .apop_challenge = {}};
  EXPECT_EQ(xml::to_xml(features(offer, true)),
            "<features domain=\"company.com\"><starttls/><password/><sasl>CRAM-MD5</sasl>"
            "</features>");
  EXPECT_EQ(xml::to_xml(features({.host = "company.com",
                                  .mechanisms = {},
                                  .clear_text_login = false,
                                  .apop_challenge = {}},
                                 false)),
            "<features domain=\"company.com\"/>");
}

}  // namespace
}  // namespace gatehouse::gates::ximss
