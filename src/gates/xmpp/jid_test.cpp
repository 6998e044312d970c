#include "gates/xmpp/jid.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::xmpp {
namespace {

TEST(XmppJid, IsReadIntoItsParts) {
  const auto jid = Jid::parse("Joe@Company.COM./Desk/1@x");
  ASSERT_TRUE(jid);
  EXPECT_EQ(jid->local, "joe");
  EXPECT_EQ(jid->domain, "company.com");
  EXPECT_EQ(jid->resource, "Desk/1@x");
  EXPECT_EQ(jid->bare(), "joe@company.com");
  EXPECT_EQ(jid->full(), "joe@company.com/Desk/1@x");
  EXPECT_EQ(Jid::parse("company.com")->full(), "company.com");
}

TEST(XmppJid, IsRefusedWithEmptyLongOrForbiddenParts) {
  const std::string longest(1023, 'x');
  EXPECT_TRUE(Jid::parse(longest + "@" + longest + "/" + longest));
  for (const auto& text :
       {std::string(), std::string("@b"), std::string("a@"), std::string("a@b/"),
        std::string("a b@c"), std::string("a<@c"), std::string("a@b@c"), std::string("a@b\n"),
        std::string("a@b/\x01"), std::string("a\xFF@b"), std::string("."), std::string(".."),
        std::string("a@b.."), std::string("a@.b"), std::string("a@b..c"), longest + "x@b",
        "a@" + longest + "x", "a@b/" + longest + "x"})
    EXPECT_FALSE(Jid::parse(text)) << text;
}

}  // namespace
}  // namespace gatehouse::gates::xmpp
