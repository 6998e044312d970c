#include "gates/shared/shared_name.h"

#include <gtest/gtest.h>

namespace gatehouse::gates {
namespace {

TEST(SharedName, IsAnAccountAndAMailboxInIt) {
  struct Case {
    const char* name;
    SharedName shared;
  };
  for (const auto& [name, shared] :
       {Case{"~joe/Work", {"joe", "Work"}}, Case{"~joe@x.com/A/B", {"joe@x.com", "A/B"}},
        Case{"~joe/inbox", {"joe", "INBOX"}}, Case{"~joe", {"joe", ""}}, Case{"~joe/", {"joe", ""}},
        Case{"~", {"", ""}}, Case{"~/x", {"", "x"}}, Case{"~~a/~b", {"~a", "~b"}}})
    EXPECT_EQ(shared_name(name), shared) << name;
}

TEST(SharedName, IsNoneOfOnesOwn) {
  for (const auto* name : {"INBOX", "Work/~joe", "", "a~", " ~joe"})
    EXPECT_EQ(shared_name(name), std::nullopt) << name;
}

}  // namespace
}  // namespace gatehouse::gates
