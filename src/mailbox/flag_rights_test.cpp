#include "mailbox/flag_rights.h"

#include <gtest/gtest.h>

namespace gatehouse::mailbox {
namespace {

const Flags all{.seen = true,
                .answered = true,
                .flagged = true,
                .deleted = true,
                .draft = true,
                .keywords = {"work"}};
constexpr FlagRights seen{.seen = true, .deleted = false, .others = false};
constexpr FlagRights deleted{.seen = false, .deleted = true, .others = false};
constexpr FlagRights others{.seen = false, .deleted = false, .others = true};

TEST(FlagRights, LetOnlyTheirOwnFlagsThrough) {
  EXPECT_EQ(only(all, {}), all);
  EXPECT_EQ(only(all, seen), (Flags{.seen = true}));
  EXPECT_EQ(only(all, deleted), (Flags{.deleted = true}));
  EXPECT_EQ(only(all, others),
            (Flags{.answered = true, .flagged = true, .draft = true, .keywords = {"work"}}));
  EXPECT_EQ(only({}, {}), Flags{});
}

TEST(FlagRights, LeaveFlagsAsTheyAreWithoutTheRight) {
  EXPECT_EQ(within({}, all, seen), (Flags{.seen = true}));
  EXPECT_EQ(within({}, all, deleted), (Flags{.deleted = true}));
  EXPECT_EQ(within(all, {}, {}), Flags{});
  EXPECT_EQ(within(all, {}, others), (Flags{.seen = true, .deleted = true}));
  Flags unseen = all;
  unseen.seen = false;
  EXPECT_EQ(within(all, {}, seen), unseen);
}

}  // namespace
}  // namespace gatehouse::mailbox
