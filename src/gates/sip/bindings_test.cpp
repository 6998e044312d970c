#include "gates/sip/bindings.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gates::sip {
namespace {

constexpr Time noon{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};
const Reach from{
    Transport::udp, {*IpAddress::parse("10.0.0.7"), 4000}, {*IpAddress::parse("10.0.0.1"), 5060}};

Message registration(const std::string& fields, unsigned cseq, const std::string& call = "call") {
  const auto read = read_message(
      "REGISTER sip:company.com SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\n"
      "From: <sip:joe@company.com>;tag=1\r\nTo: <sip:joe@company.com>\r\nCall-ID: " +
      call + "\r\nCSeq: " + std::to_string(cseq) + " REGISTER\r\n" + fields + "\r\n");
  return read.value();
}

class TheBindings : public testing::Test {
 protected:
  unsigned put(const std::string& fields, Time now = noon) {
    return apply(bindings_, registration(fields, ++cseq_), from, now).status;
  }
  Bindings bindings_;
  unsigned cseq_ = 0;
};

TEST_F(TheBindings, LastAsLongAsTheyWereAskedFor) {
  EXPECT_EQ(put("Contact: <sip:joe@10.0.0.7:4001>;expires=100\r\n"), 200U);
  EXPECT_EQ(contact_fields(bindings_, noon).at(0), "Contact: <sip:joe@10.0.0.7:4001>;expires=100");
  EXPECT_NE(best(bindings_, noon + std::chrono::seconds(99)), nullptr);
  EXPECT_EQ(best(bindings_, noon + std::chrono::seconds(100)), nullptr);
  EXPECT_EQ(put("Contact: <sip:joe@10.0.0.7:4001>\r\nExpires: 500\r\n"), 200U);
  EXPECT_EQ(bindings_.at(0).expires, noon + std::chrono::seconds(500));
  EXPECT_EQ(put("Contact: <sip:joe@10.0.0.7:4001>\r\n"), 200U);
  EXPECT_EQ(bindings_.at(0).expires, noon + std::chrono::seconds(usual_expiry));
  EXPECT_EQ(put("Contact: <sip:joe@10.0.0.7:4001>;expires=9999999\r\n"), 200U);
  EXPECT_EQ(bindings_.at(0).expires, noon + std::chrono::seconds(longest_expiry));
  EXPECT_EQ(put("Contact: <sip:joe@10.0.0.7:4001>;expires=59\r\n"), 423U);
  ASSERT_EQ(bindings_.size(), 1U);
  EXPECT_EQ(put("Contact: <sip:joe@10.0.0.7:4001>;expires=0\r\n"), 200U);
  EXPECT_TRUE(bindings_.empty());
}

TEST_F(TheBindings, AreAllRemovedByAStarAlone) {
  put("Contact: <sip:a@h>, <sip:b@h>\r\n");
  EXPECT_EQ(put("Contact: *\r\n"), 400U);
  EXPECT_EQ(put("Contact: *\r\nExpires: 60\r\n"), 400U);
  EXPECT_EQ(put("Contact: *, <sip:a@h>\r\nExpires: 0\r\n"), 400U);
  EXPECT_EQ(bindings_.size(), 2U);
  EXPECT_EQ(put("Contact: *\r\nExpires: 0\r\n"), 200U);
  EXPECT_TRUE(bindings_.empty());
}

TEST_F(TheBindings, AreNotChangedByALateRequest) {
  put("Contact: <sip:a@h>\r\n");
  const auto late = registration("Contact: <sip:a@h>;expires=0\r\n", 1);
  EXPECT_EQ(apply(bindings_, late, from, noon).status, 500U);
  EXPECT_EQ(bindings_.size(), 1U);
  const auto other = registration("Contact: <sip:a@h>;expires=0\r\n", 1, "another");
  EXPECT_EQ(apply(bindings_, other, from, noon).status, 200U);
  EXPECT_TRUE(bindings_.empty());
}

TEST_F(TheBindings, AreAllOfARequestOrNone) {
  EXPECT_EQ(put("Contact: <sip:a@h>, <sip:b@h>;expires=1\r\n"), 423U);
  EXPECT_EQ(put("Contact: <sip:a@h>, <sip:" + std::string(600, 'x') + "@h>\r\n"), 400U);
  EXPECT_TRUE(bindings_.empty());
}

TEST_F(TheBindings, AreOnlySoMany) {
  for (std::size_t i = 0; i < most_bindings; ++i)
    EXPECT_EQ(put("Contact: <sip:a" + std::to_string(i) + "@h>\r\n"), 200U);
  EXPECT_EQ(put("Contact: <sip:one-more@h>\r\n"), 403U);
  EXPECT_EQ(put("Contact: <sip:a1@h>;q=0.1\r\n"), 200U);
}

TEST_F(TheBindings, AreChosenByTheirWeightThenTheirAge) {
  put("Contact: <sip:a@h>;q=0.5, <sip:b@h>;q=0.7, <sip:c@h>;q=0.70, <sip:d@h>;q=0\r\n");
  EXPECT_EQ(best(bindings_, noon)->uri, "sip:c@h");
  put("Contact: <sip:e@h>\r\n");
  EXPECT_EQ(best(bindings_, noon)->uri, "sip:e@h");
}

TEST_F(TheBindings, AreReachedWhereTheyCameFrom) {
  const auto reached = [](const char* uri) {
    return reach_of(read_uri(uri).value(), from).remote.text();
  };
  EXPECT_EQ(reached("sip:joe@10.0.0.7:4001"), "[10.0.0.7]:4001");
  EXPECT_EQ(reached("sip:joe@10.0.0.7"), "[10.0.0.7]:5060");
  EXPECT_EQ(reached("sip:joe@192.0.2.1:80"), "[10.0.0.7]:4000");
  EXPECT_EQ(reached("sip:joe@victim.example"), "[10.0.0.7]:4000");
}

TEST_F(TheBindings, AreReadAsTheyWereWritten) {
  put("Contact: <sip:a@h;transport=tcp>;q=0.5, <sip:b@[::1]:80>\r\n");
  const auto again = read_bindings(written(bindings_));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, bindings_);
  EXPECT_TRUE(read_bindings(written({})).value().empty());
  const auto text = written(bindings_);
  for (std::size_t size = 0; size < text.find('\n'); ++size)
    EXPECT_FALSE(read_bindings(text.substr(0, size))) << size;
  EXPECT_FALSE(read_bindings(text + "x\n"));
}

}  // namespace
}  // namespace gatehouse::gates::sip
