#include "gates/xmpp/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gates/xmpp/namespaces.h"

namespace gatehouse::gates::xmpp {
namespace {

const std::string header =
    "<?xml version='1.0'?><stream:stream to='company.com' version='1.0' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams'>";

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// What reading `bytes` in pieces of `step` ends with: a fault's condition; "open" or "closed".
std::string end_of(std::string_view bytes, std::size_t step, ParserLimits limits = {}) {
  StreamParser parser(limits);
  while (true) {
    auto event = parser.next();
    if (!event) return std::string(event.error().condition);
    if (*event && std::holds_alternative<StreamClosed>(**event)) return "closed";
    if (*event) continue;
    if (bytes.empty()) return "open";
    parser.feed(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
}

TEST(XmppParser, GivesTheHeaderTheStanzasAndTheEnd) {
  StreamParser parser({});
  parser.feed(header + " <message to='a@b'><body>x &lt; y</body></message>\n<iq/></stream:stream>");
  const auto opened = std::get<StreamOpened>(**parser.next());
  EXPECT_EQ(opened.to, "company.com");
  EXPECT_EQ(opened.version, "1.0");
  const auto message = std::get<Element>(**parser.next());
  EXPECT_TRUE(message.is("message", space::client));
  EXPECT_EQ(message.value("to"), "a@b");
  EXPECT_EQ(message.child("body", space::client)->content(), "x < y");
  EXPECT_TRUE(std::get<Element>(**parser.next()).is("iq", space::client));
  EXPECT_TRUE(std::holds_alternative<StreamClosed>(**parser.next()));
}

TEST(XmppParser, SaysWhatWasFedBehindAStanza) {
  StreamParser parser({});
  parser.feed(header + "<auth/><?xml version='1.0'?><stream");
  EXPECT_TRUE(std::holds_alternative<StreamOpened>(**parser.next()));
  EXPECT_TRUE(std::holds_alternative<Element>(**parser.next()));
  EXPECT_EQ(parser.rest(), "<?xml version='1.0'?><stream");
}

// Of ASCII, the lower byte first.
std::string in_utf16(std::string_view text) {
  std::string wide;
  for (const char c : text) wide.append({c, '\0'});
  return wide;
}

TEST(XmppParser, RefusesWhatAStreamMayNotHold) {
  struct Row {
    const char* title;
    std::string bytes;
    const char* end;
  };
  const std::string laughs =
      "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>";
  const Row rows[] = {
      {"white space before a stream", "\n\r\n " + header + "</stream:stream>", "closed"},
      {"a whole stream", header + "<a/></stream:stream>", "closed"},
      {"white space for ever", header + repeated(" \n", 50000), "open"},
      {"billion laughs", laughs + "<stream:stream>&b;</stream:stream>", "restricted-xml"},
      {"an external entity", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>" + header, "restricted-xml"},
      {"an entity of its own", header + "<a>&b;</a>", "restricted-xml"},
      {"a comment", header + "<!-- c -->", "restricted-xml"},
      {"a processing instruction", header + "<?php ?>", "restricted-xml"},
      {"another encoding", "<?xml version='1.0' encoding='UTF-16'?>" + header.substr(21),
       "unsupported-encoding"},
      {"a mismatched tag", header + "<a></b>", "not-well-formed"},
      {"bad UTF-8", header + "<a>\xFF</a>", "not-well-formed"},
      {"a zero byte", header + std::string("<a>\0</a>", 8), "not-well-formed"},
      {"UTF-16", in_utf16(header + "<a/>"), "not-well-formed"},
      {"UTF-16 that says so", "\xFF\xFE" + in_utf16(header), "not-well-formed"},
      {"a quote that looks like UTF-16", std::string("\"\0  ", 4), "not-well-formed"},
      {"an unbound prefix", header + "<x:a/>", "bad-namespace-prefix"},
      {"text between stanzas", header + "hello", "bad-format"},
      {"no stream", "<html>", "bad-format"},
      {"another namespace", "<stream xmlns='x'>", "invalid-namespace"},
      {"depth", header + repeated("<a>", 17), "policy-violation"},
      {"a depth of 10000", header + repeated("<a>", 10000), "policy-violation"},
      {"a long value", header + "<a b='" + std::string(20000, 'x') + "'/>", "policy-violation"},
      {"a value without end", header + "<a b='" + std::string(20000, 'x'), "policy-violation"},
      {"a long name", header + "<" + std::string(20000, 'x'), "policy-violation"},
      {"a long text", header + "<a>" + std::string(20000, 'x'), "policy-violation"},
      {"many elements", header + "<a>" + repeated("<b/>", 1100), "policy-violation"},
      {"a long header", "<stream:stream a='" + std::string(20000, 'x'), "policy-violation"},
  };
  for (const auto& row : rows)
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20U})
      EXPECT_EQ(end_of(row.bytes, step), row.end) << row.title << " by " << step;
}

TEST(XmppParser, CountsAttributesAndNamespaces) {
  std::string attributes;
  std::string namespaces;
  for (int i = 0; i < 40; ++i) {
    attributes += " a" + std::to_string(i) + "='1'";
    namespaces += " xmlns:n" + std::to_string(i) + "='u'";
  }
  EXPECT_EQ(end_of(header + "<a" + attributes + "/>", 4096), "policy-violation");
  EXPECT_EQ(end_of(header + "<a" + namespaces + "/>", 4096), "policy-violation");
  EXPECT_EQ(end_of(header + repeated("<a xmlns:n='u' b='1'/>", 1000), 4096), "open");
}

TEST(XmppParser, ReadsADocumentWholeOrNotAtAll) {
  EXPECT_EQ(parse_document("<a b='1'>\n <c/></a>\n", {})->elements(), 1U);
  for (const auto* text : {"", "<a>", "<a/><b/>", "x", "<a/>x", "</stream:stream>",
                           "<a/></stream:stream><b/>", "<!DOCTYPE a><a/>"})
    EXPECT_FALSE(parse_document(text, {})) << text;
}

}  // namespace
}  // namespace gatehouse::gates::xmpp
