#include "gates/imap/header_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gates/imap/binary_message.h"
#include "gates/imap/fact_store.h"
#include "gates/imap/gmime.h"

namespace gatehouse::gates::imap {
namespace {

using namespace std::chrono;
using testing::ElementsAre;

TEST(HeaderFacts, AreWhatSortAndThreadCompare) {
  const auto facts = header_facts(
      "Date: Tue, 3 Mar 2026 23:30:00 -0800\r\n"
      "Subject: Re: [list]\r\n =?utf-8?q?=C3=84pfel?=\r\n"
      "From: =?utf-8?q?=C3=84nne?= <anne@company.com>, joe@company.com\r\n"
      "To: friends: joe@company.com, ann@company.com;\r\n"
      "Cc: carl@company.com\r\n"
      "Message-ID: <3@company.com>\r\n"
      "References: <1@company.com>\r\n <2@company.com>\r\n"
      "In-Reply-To: <9@company.com>\r\n\r\n");
  EXPECT_EQ(facts.sent, Time{sys_days{year{2026} / March / 4} + hours{7} + minutes{30}});
  EXPECT_EQ(facts.subject.text, "A\xCC\x88PFEL");
  EXPECT_TRUE(facts.subject.is_answer);
  EXPECT_EQ(facts.from, "ANNE");
  EXPECT_EQ(facts.from_shown, "A\xCC\x88NNE");
  EXPECT_EQ(facts.to, "FRIENDS");
  EXPECT_EQ(facts.cc, "CARL");
  EXPECT_EQ(facts.id, "3@company.com");
  EXPECT_THAT(facts.references, ElementsAre("1@company.com", "2@company.com"));
}

TEST(HeaderFacts, OfNothingAreEmpty) {
  const auto facts = header_facts("");
  EXPECT_FALSE(facts.sent);
  EXPECT_TRUE(facts.subject.text.empty() && facts.from.empty() && facts.id.empty());
  EXPECT_TRUE(facts.references.empty());
  EXPECT_FALSE(header_facts("Date: soon\r\n\r\n").sent);
  EXPECT_THAT(header_facts("In-Reply-To: <a@b> <c@d>\r\n\r\n").references, ElementsAre("a@b"));
}

TEST(HeaderFacts, StaySmall) {
  std::string references;
  for (int i = 0; i < 50000; ++i) references += " <" + std::to_string(i) + "@company.com>\r\n";
  const std::string long_word(1 << 20U, 'x');
  const auto facts = header_facts("Subject: " + long_word + "\r\nFrom: " + long_word +
                                  "@company.com\r\nReferences:" + references + "\r\n");
  EXPECT_LE(facts.subject.text.size(), 1000U);
  EXPECT_LE(facts.from.size(), 200U);
  EXPECT_LE(facts.references.size(), 50U);
}

TEST(FactStore, HoldsNoMoreThanItsBytes) {
  FactStore store(10000);
  HeaderFacts facts;
  facts.from = std::string(4000, 'x');
  EXPECT_TRUE(store.add(1, facts));
  EXPECT_TRUE(store.add(2, facts));
  EXPECT_FALSE(store.add(3, facts));
  ASSERT_NE(store.find(1), nullptr);
  EXPECT_EQ(store.find(3), nullptr);
  mailbox::Message left;
  left.uid = 2;
  store.keep_only({left});
  EXPECT_EQ(store.find(1), nullptr);
  EXPECT_TRUE(store.add(3, facts));
}

TEST(BinaryMessage, HasItsBinaryPartsInBase64) {
  using namespace std::string_literals;
  EXPECT_EQ(without_binary("Content-Transfer-Encoding: binary\r\nSubject: x\r\n\r\none\0\n"s),
            "Content-Transfer-Encoding: base64\r\nSubject: x\r\n\r\nb25lAAo=\r\n");
  EXPECT_EQ(without_binary("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                           "Content-Transfer-Encoding: BINARY\r\n\r\n\0\r\n--b\r\n\r\nplain\r\n"
                           "--b--\r\n"s),
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\nAA==\r\n\r\n--b\r\n\r\nplain\r\n--b--\r\n");
  EXPECT_EQ(without_binary("Subject: x\r\n\r\na\0b\r\n"s),
            "Subject: x\r\n\r\na\x80"
            "b\r\n");
}

}  // namespace
}  // namespace gatehouse::gates::imap
