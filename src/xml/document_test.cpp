#include "xml/document.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::xml {
namespace {

struct Written {
  const char* what;
  std::string text;
  std::string again;
};

TEST(XmlDocument, IsReadAndWrittenAgain) {
  const Written table[] = {
      {"nothing inside", "<a/>", "<a/>"},
      {"white space around", " \r\n<a/>\n", "<a/>"},
      {"values", "<login id='1' password='a&amp;&quot;&#10;b'/>",
       "<login id=\"1\" password=\"a&amp;&quot;&#10;b\"/>"},
      {"text and elements", "<a>x<b>y</b>z</a>", "<a>x<b>y</b>z</a>"},
      {"a section of text", "<a><![CDATA[<b>]]></a>", "<a>&lt;b&gt;</a>"},
      {"namespaces", "<p:a xmlns:p='u:1' p:k='v'><b/></p:a>",
       "<a xmlns=\"u:1\" xmlns:a0=\"u:1\" a0:k=\"v\"><b xmlns=\"\"/></a>"},
      {"a declaration", "<?xml version='1.0' encoding='utf-8'?><a/>", "<a/>"},
      {"UTF-8", "<a b='\xC3\xBC'/>", "<a b=\"\xC3\xBC\"/>"},
  };
  for (const auto& [what, text, again] : table) {
    const auto read = read_document(text);
    ASSERT_TRUE(read) << what << ": " << read.error().detail;
    EXPECT_EQ(to_xml(*read), again) << what;
  }
}

std::string nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "<a>";
  for (int i = 0; i < depth; ++i) text += "</a>";
  return text;
}

std::string with_attributes(int count) {
  std::string text = "<a";
  for (int i = 0; i < count; ++i) text += " k" + std::to_string(i) + "=''";
  return text + "/>";
}

std::string many(int count) {
  std::string text = "<a>";
  for (int i = 1; i < count; ++i) text += "<b/>";
  return text + "</a>";
}

struct Refusal {
  const char* what;
  std::string text;
  ErrorCode code;
};

TEST(XmlDocument, RefusesWhatIsRestrictedOrTooMuch) {
  const Refusal table[] = {
      {"nothing", "", ErrorCode::malformed},
      {"text alone", "hello", ErrorCode::malformed},
      {"an end is missing", "<a><b></a>", ErrorCode::malformed},
      {"two documents", "<a/><b/>", ErrorCode::malformed},
      {"a document type", "<!DOCTYPE a><a/>", ErrorCode::malformed},
      {"an entity bomb",
       "<!DOCTYPE a [<!ENTITY x 'xxxxxxxx'><!ENTITY y '&x;&x;&x;&x;'>]><a>&y;</a>",
       ErrorCode::malformed},
      {"an outside entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
       ErrorCode::malformed},
      {"an unknown entity", "<a>&nbsp;</a>", ErrorCode::malformed},
      {"a comment", "<a><!-- x --></a>", ErrorCode::malformed},
      {"a processing instruction", "<a><?php x?></a>", ErrorCode::malformed},
      {"another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", ErrorCode::malformed},
      {"a byte that is no UTF-8", "<a b='\xFF'/>", ErrorCode::malformed},
      {"a control character", "<a b='\x01'/>", ErrorCode::malformed},
      {"the same attribute twice", "<a b='1' b='2'/>", ErrorCode::malformed},
      {"too deep", nested(17), ErrorCode::too_long},
      {"too many attributes", with_attributes(33), ErrorCode::too_long},
      {"too many elements", many(257), ErrorCode::too_long},
  };
  for (const auto& [what, text, code] : table) {
    const auto read = read_document(text);
    ASSERT_FALSE(read) << what;
    EXPECT_EQ(read.error().code, code) << what << ": " << read.error().detail;
  }
  EXPECT_TRUE(read_document(nested(16)));
  EXPECT_TRUE(read_document(with_attributes(32)));
  EXPECT_TRUE(read_document(many(256)));
}

TEST(XmlElement, WritesNothingThatCouldBecomeMarkup) {
  Element element{"a"};
  element.set("b", "\"/><evil x='\t").add_text("</a>&\r\x01");
  const auto text = to_xml(element);
  EXPECT_EQ(text, "<a b=\"&quot;/&gt;&lt;evil x=&apos;&#9;\">&lt;/a&gt;&amp;&#13;</a>");
  const auto back = read_document(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->value("b"), "\"/><evil x='\t");
  EXPECT_EQ(back->content(), "</a>&\r");
}

TEST(XmlElement, IsWipedWhole) {
  auto element = *read_document("<a b='secret'>secret<c d='secret'/></a>");
  wipe(element);
  EXPECT_FALSE(to_xml(element).contains("secret"));
}

}  // namespace
}  // namespace gatehouse::xml
