#include "gates/http/media_types.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::http {
namespace {

TEST(MediaTypes, AreOfWhatBrowsersShow) {
  EXPECT_EQ(media_type_of("a.html").type, "text/html; charset=utf-8");
  EXPECT_EQ(media_type_of("A.b.PNG").type, "image/png");
  EXPECT_TRUE(media_type_of("a.css").shown);
  EXPECT_FALSE(media_type_of("a.pdf").shown);
}

// What runs, or what another name hides, is to be kept.
TEST(MediaTypes, AreOfNothingThatRuns) {
  for (const auto* name : {"a.js", "a.mjs", "a.xhtml", "a.xml", "a.wasm", "a.swf", "a", "a.",
                           ".html/", "a.html ", "html"}) {
    EXPECT_EQ(media_type_of(name).type, "application/octet-stream") << name;
    EXPECT_FALSE(media_type_of(name).shown) << name;
  }
}

}  // namespace
}  // namespace gatehouse::gates::http
