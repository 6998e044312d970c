#include "pam/user.h"

#include <gtest/gtest.h>

namespace gatehouse::pam {
namespace {

Verdict::Kind kind_for(const std::string& user) { return may_be_asked(user).kind; }

TEST(User, OfTheSystemItselfIsNeverAskedFor) {
  for (const auto* user : {"root", "daemon", "bin", "nobody", "mail"})
    EXPECT_EQ(kind_for(user), Verdict::Kind::refused) << user;
}

TEST(User, ThatTheSystemDoesNotKnowMayBeKnownToAModule) {
  for (const auto* user : {"no-such-user.here_1", "joe%comp1", "joe@company.test", "DOM\\joe",
                           "joe+x", "_joe", ".joe", "0joe"})
    EXPECT_EQ(kind_for(user), Verdict::Kind::accepted) << user;
}

TEST(User, NameThatCouldBeAnythingElseIsRefused) {
  for (const std::string& user :
       {std::string(), std::string("-froot"), std::string("-"), std::string("a:b"),
        std::string("../joe"), std::string("a/b"), std::string("a b"), std::string("joe\n"),
        std::string("joe\0root", 8), std::string("jo\xc3\xa9"), std::string("$(id)"),
        std::string("a;b"), std::string("a*"), std::string(256, 'x')})
    EXPECT_EQ(kind_for(user), Verdict::Kind::refused) << user;
}

}  // namespace
}  // namespace gatehouse::pam
