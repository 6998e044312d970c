// After the torture messages of RFC 4475: what is strange and right is read, what is wrong is not.
#include "gates/sip/message.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gates::sip {
namespace {

const std::string usual =
    "Via: SIP/2.0/UDP 192.0.2.2:5070;rport;branch=z9hG4bKa\r\n"
    "From: \"J Rosenberg\" <sip:jdrosen@Example.COM>;tag=98asjd8\r\n"
    "To: sip:vivekg@example.com;tag=1918181833n\r\n"
    "Call-ID: 0ha0isndaksdj@10.0.0.1\r\n"
    "CSeq: 8 REGISTER\r\n";

std::string request(const std::string& more = "", const std::string& uri = "sip:example.com") {
  return "REGISTER " + uri + " SIP/2.0\r\n" + usual + more + "\r\n";
}

TEST(AMessage, IsReadWithAllThatTheGateNeeds) {
  const auto read = read_message(request(
      "Max-Forwards: 0068\r\nContact: <sip:a@10.0.0.1:6000;transport=TCP>;q=0.5;expires=60, "
      "\"x\" <sip:b@[::1]>\r\nExpires: 100\r\n",
      "sip:user%40part@example.com:5061"));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->method, "REGISTER");
  EXPECT_EQ(read->status, std::nullopt);
  EXPECT_EQ(read->uri->port, 5061);
  EXPECT_EQ(read->uri->text, "sip:user%40part@example.com:5061");
}

TEST(AMessage, WithABodyCutShortIsNone) {
  EXPECT_FALSE(read_message(request("Content-Length: 3\r\n") + "ab"));
  const auto whole = read_message(request("Content-Length: 3\r\n") + "abcdef");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->body, "abc");
}

TEST(AMessage, KnowsWhoItIsFromAndBy) {
  const auto read = read_message(request("Max-Forwards: 0068\r\n"));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->from.uri.address(), "jdrosen@example.com");
  EXPECT_EQ(read->from.tag, "98asjd8");
  EXPECT_EQ(read->to.uri.address(), "vivekg@example.com");
  EXPECT_EQ(read->max_forwards, 68U);
  EXPECT_EQ(read->cseq, 8U);
  ASSERT_EQ(read->vias.size(), 1U);
  EXPECT_EQ(read->vias[0].port, 5070);
  EXPECT_EQ(read->vias[0].rport, "");
  EXPECT_EQ(read->vias[0].branch, "z9hG4bKa");
}

TEST(AMessage, HasContacts) {
  const auto read = read_message(request(
      "Contact: <sip:a@10.0.0.1:6000;transport=TCP>;q=0.5;expires=60, \"x\" <sip:b@[::1]>\r\n"));
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->contacts.size(), 2U);
  EXPECT_EQ(read->contacts[0].uri.transport, "tcp");
  EXPECT_EQ(read->contacts[0].q, "0.5");
  EXPECT_EQ(read->contacts[0].expires, 60U);
  EXPECT_EQ(read->contacts[1].uri.host, "::1");
  const auto all = read_message(request("Contact: *\r\nExpires: 0\r\n"));
  ASSERT_TRUE(all) << all.error().detail;
  EXPECT_TRUE(all->contacts.at(0).all);
}

TEST(AMessage, OfAStrangeFormIsReadWhereTheGrammarAllowsIt) {
  // RFC 4475, sections 3.1.1.1 (a short tortuous INVITE) and 3.1.1.4 (escaped nulls).
  EXPECT_TRUE(read_message(
      "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\n"
      "TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n"
      "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = "
      "98asjd8\r\n"
      "MaX-fOrWaRdS: 0068\r\nCall-ID: 0ha0isndaksdj@192.0.2.1\r\nCseq: 0009\r\n  INVITE\r\n"
      "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\ns :\r\n"
      "NewFangledHeader:   newfangled value\r\nl : 0\r\n\r\n"));
}

TEST(AMessage, ThatIsWrongIsNotRead) {
  const auto without = [](const std::string& name) {
    auto text = request();
    const auto at = text.find(name);
    return text.erase(at, text.find("\r\n", at) + 2 - at);
  };
  const auto with = [](const std::string& what, const std::string& instead) {
    auto text = request();
    return text.replace(text.find(what), what.size(), instead);
  };
  const std::string wrong[] = {
      "",
      "\r\n\r\n",
      "GET / HTTP/1.1\r\n" + usual + "\r\n",
      without("Via"),
      without("From"),
      without("To:"),
      without("Call-ID"),
      without("CSeq"),
      with("8 REGISTER", "8 INVITE"),                            // RFC 4475, section 3.1.2.17
      with("8 REGISTER", "36893488147419103232 REGISTER"),       // 3.1.2.4
      with("sip:example.com SIP", "<sip:example.com> SIP"),      // 3.1.2.7
      with("sip:example.com SIP", "sip:example.com;a=b c SIP"),  // 3.1.2.8
      with("SIP/2.0\r\n", "SIP/7.0\r\n"),                        // 3.1.2.16
      with("SIP/2.0\r\n", "SIP/2.0  \r\n"),
      request("From: sip:other@example.com\r\n"),  // 3.3.8
      request("Max-Forwards: 300\r\n"),
      request("Max-Forwards: -1\r\n"),
      request("Content-Length: -999\r\n"),  // 3.1.2.3
      request("Contact: <sip:user@\r\n"),
      with(":5070", ":99999"),
  };
  for (const auto& one : wrong) EXPECT_FALSE(read_message(one)) << one;
}

TEST(AMessage, HasSoManyViasAndNoMore) {
  std::string vias;
  for (std::size_t i = 0; i < most_vias; ++i) vias += "Via: SIP/2.0/UDP h;branch=z9hG4bKb\r\n";
  EXPECT_FALSE(read_message(request(vias)));
}

TEST(AResponse, IsToldFromARequest) {
  const auto read = read_message("SIP/2.0 486 Busy Here\r\n" + usual + "\r\n");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->status, 486U);
  EXPECT_EQ(read->method, "REGISTER");
  EXPECT_FALSE(read_message("SIP/2.0 4294967301 better\r\n" + usual + "\r\n"));  // 3.1.2.19
}

TEST(AUri, IsTakenApart) {
  const auto uri = read_uri("sip:joe%20x:pw@Company.COM:5062;transport=TLS");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "joe x");
  EXPECT_EQ(uri->host, "company.com");
  EXPECT_EQ(uri->port, 5062);
  EXPECT_EQ(uri->transport, "tls");
  EXPECT_FALSE(read_uri("sip:"));
  EXPECT_FALSE(read_uri("joe"));
  EXPECT_EQ(read_uri("tel:+358-555-1234567")->scheme, "tel");
}

TEST(Credentials, AreFoundByTheirRealm) {
  const auto read =
      read_message(request("Authorization: Digest username=\"a\", realm=\"x\", uri=\"sip:x\"\r\n"
                           "Authorization: Digest username=\"b\", realm=\"y\", uri=\"sip:y\"\r\n"));
  ASSERT_TRUE(read);
  const auto found = credentials_for(*read, "authorization", "y");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->uri, "sip:y");
  EXPECT_EQ(found->parameters, "username=\"b\", realm=\"y\", uri=\"sip:y\"");
  EXPECT_FALSE(credentials_for(*read, "authorization", "z"));
  EXPECT_FALSE(credentials_for(*read, "proxy-authorization", "y"));
}

}  // namespace
}  // namespace gatehouse::gates::sip
