#include "gates/imap/list_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gates::imap {
namespace {

TEST(ListPattern, StarCrossesLevelsAndPercentDoesNot) {
  struct Case {
    const char* pattern;
    const char* name;
    bool expected;
  };
  for (const auto& [pattern, name, expected] : {
           Case{"*", "a/b/c", true},
           {"%", "a", true},
           {"%", "a/b", false},
           {"a/%", "a/b", true},
           {"a/%", "a/b/c", false},
           {"a/*", "a/b/c", true},
           {"a/*", "a", false},
           {"a*", "a", true},
           {"%/%", "a/b", true},
           {"%/%", "a", false},
           {"*b*", "abc", true},
           {"*b", "abc", false},
           {"*%/c", "a/b/c", true},
           {"INBOX", "INBOX", true},
           {"INBOX", "INBOX/a", false},
           {"", "", true},
           {"", "a", false},
           {"a", "A", false},
       })
    EXPECT_EQ(matches(pattern, name), expected) << pattern << " on " << name;
}

TEST(ListPattern, IsNotSlowedByManyWildcards) {
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "b", std::string(200, 'a')));
}

}  // namespace
}  // namespace gatehouse::gates::imap
