#include "gates/imap/mailbox_rights.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::imap {
namespace {

using mailbox::FlagChange;
using mailbox::FlagRights;
using mailbox::Flags;

constexpr FlagRights none{.seen = false, .deleted = false, .others = false};

TEST(MailboxRights, NeedWhatTheTableOfRfc4314Says) {
  struct Case {
    Act act;
    const char* here;
    const char* above;
  };
  for (const auto& [act, here, above] :
       {Case{Act::look, "l", ""}, Case{Act::read, "lr", ""}, Case{Act::insert, "li", ""},
        Case{Act::take_out, "lrte", ""}, Case{Act::expunge, "lre", ""}, Case{Act::create, "", "lk"},
        Case{Act::remove, "lx", "k"}, Case{Act::administer, "la", ""},
        Case{Act::know_rights, "l", ""}}) {
    EXPECT_EQ(needed(act).here, here);
    EXPECT_EQ(needed(act).above, above);
  }
}

TEST(MailboxRights, AskForAllLettersOrForAny) {
  EXPECT_TRUE(has_all("lrs", "rl"));
  EXPECT_TRUE(has_all("", ""));
  EXPECT_FALSE(has_all("lrs", "lx"));
  EXPECT_TRUE(has_any("lrs", "xs"));
  EXPECT_FALSE(has_any("lrs", "xa"));
  EXPECT_FALSE(has_any("lrs", ""));
}

TEST(MailboxRights, OfWhoMayOnlyReadSelectReadOnly) {
  for (const auto* rights : {"lr", "lrp", "lrkxa", ""}) EXPECT_FALSE(may_change(rights)) << rights;
  for (const auto* rights : {"lrs", "lrw", "lrt", "lre", "lri"})
    EXPECT_TRUE(may_change(rights)) << rights;
}

TEST(MailboxRights, EachFlagHasItsLetter) {
  EXPECT_EQ(flag_rights("lr"), none);
  EXPECT_EQ(flag_rights("lrs"), (FlagRights{.seen = true, .deleted = false, .others = false}));
  EXPECT_EQ(flag_rights("t"), (FlagRights{.seen = false, .deleted = true, .others = false}));
  EXPECT_EQ(flag_rights("w"), (FlagRights{.seen = false, .deleted = false, .others = true}));
  EXPECT_EQ(flag_rights(every_right), FlagRights{});
}

TEST(MayStore, AnyOfTheFlagsIsEnough) {
  struct Case {
    const char* rights;
    FlagChange how;
    Flags wanted;
    bool may;
  };
  for (const auto& [rights, how, wanted, may] :
       {Case{"lrswt", FlagChange::add, {.seen = true}, true},
        Case{"lrs", FlagChange::add, {.seen = true, .deleted = true}, true},
        Case{"lrs", FlagChange::remove, {.deleted = true}, false},
        Case{"lrt", FlagChange::add, {.keywords = {"work"}}, false},
        Case{"lrw", FlagChange::add, {.keywords = {"work"}}, true},
        Case{"lrs", FlagChange::replace, {.deleted = true}, true},
        Case{"lrs", FlagChange::replace, {}, true}, Case{"lrs", FlagChange::add, {}, true},
        Case{"lr", FlagChange::replace, {}, false}, Case{"lri", FlagChange::add, {}, false}})
    EXPECT_EQ(may_store(flag_rights(rights), how, wanted), may) << rights;
}

TEST(ToldRights, HaveTheOldLettersToo) {
  EXPECT_EQ(told_rights("lrs"), "lrs");
  EXPECT_EQ(told_rights("lrk"), "lrkc");
  EXPECT_EQ(told_rights("lrx"), "lrxd");
  EXPECT_EQ(told_rights("lrte"), "lrted");
  EXPECT_EQ(told_rights(every_right), "lrswipkxteacd");
}

TEST(SetRights, AreKnownLettersInLowerCase) {
  for (const auto* letters : {"", "lrswipkxtea", "cd", "ll"}) EXPECT_TRUE(are_rights(letters));
  for (const auto* letters : {"L", "lr0", "lrz", "l r", "+l"})
    EXPECT_FALSE(are_rights(letters)) << letters;
}

}  // namespace
}  // namespace gatehouse::gates::imap
