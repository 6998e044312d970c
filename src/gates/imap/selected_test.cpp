#include "gates/imap/selected.h"

#include <gtest/gtest.h>

#include "gates/imap/fetcher.h"
#include "gates/imap/grammar.h"
#include "mailbox/delivery.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::gates::imap {
namespace {

class SelectedTest : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 4; ++i) deliver();
  }
  [[nodiscard]] std::filesystem::path inbox() const {
    return mailbox::Mailboxes(home_.path()).directory("INBOX").value();
  }
  void deliver() const {
    auto delivery = mailbox::Delivery::begin(inbox());
    ASSERT_TRUE(delivery);
    ASSERT_TRUE((*delivery)->write("Subject: x\r\n\r\nbody\r\n"));
    ASSERT_TRUE((*delivery)->commit());
  }
  [[nodiscard]] Selected select(mailbox::Access access = mailbox::Access::read_write) const {
    return {std::move(mailbox::Folder::open(inbox(), access).value()),
            access == mailbox::Access::read_only};
  }
  static std::string news(Selected& selected, bool may_expunge) {
    EXPECT_TRUE(selected.folder().refresh());
    return selected.news(may_expunge);
  }
  static std::string fetched(Selected& selected, std::string_view arguments, bool& gone) {
    const auto command = parse_command("a FETCH " + std::string(arguments));
    const auto& fetch = std::get<Fetch>(command.value().request);
    Fetcher fetcher(selected, selected.numbers(fetch.set, fetch.by_uid).value(), fetch.items);
    std::string text;
    while (!fetcher.done()) text += fetcher.next_piece().value_or("?");
    gone = fetcher.some_are_gone();
    return text;
  }

  mailbox::TemporaryFolder home_;
};

TEST_F(SelectedTest, KeepsNumbersUntilAnExpungeMayBeTold) {
  auto one = select();
  auto two = select();
  ASSERT_TRUE(two.folder().expunge({1, 3}));
  deliver();
  EXPECT_EQ(news(one, false), "* 5 EXISTS\r\n* 5 RECENT\r\n");
  EXPECT_EQ(one.uid(5), 5U);
  EXPECT_EQ(one.message(3), nullptr);
  bool gone = false;
  EXPECT_EQ(fetched(one, "2:3 UID", gone), "* 2 FETCH (UID 2)\r\n");
  EXPECT_TRUE(gone);
  EXPECT_TRUE(one.has_news());
  EXPECT_EQ(one.news(true), "* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n");
  EXPECT_EQ(one.count(), 3U);
  EXPECT_EQ(one.uid(2), 4U);
}

TEST_F(SelectedTest, TellsFlagsThatOthersChanged) {
  auto one = select();
  auto two = select();
  mailbox::Flags flags;
  flags.keywords = {"work"};
  flags.seen = true;
  ASSERT_TRUE(two.folder().set_flags(2, flags));
  EXPECT_EQ(news(one, false),
            "* FLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen work)\r\n"
            "* OK [PERMANENTFLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen work \\*)] Kept "
            "flags\r\n"
            "* 2 FETCH (UID 2 FLAGS (\\Recent \\Seen work))\r\n");
  EXPECT_EQ(news(one, true), "");
}

TEST_F(SelectedTest, MarksWhatIsReadUnlessReadOnlyOrPeeked) {
  auto examined = select(mailbox::Access::read_only);
  auto selected = select();
  bool gone = false;
  EXPECT_EQ(fetched(examined, "1 BODY[TEXT]", gone), "* 1 FETCH (BODY[TEXT] {6}\r\nbody\r\n)\r\n");
  EXPECT_EQ(fetched(selected, "1 BODY.PEEK[TEXT]", gone),
            "* 1 FETCH (BODY[TEXT] {6}\r\nbody\r\n)\r\n");
  EXPECT_EQ(fetched(selected, "1 (FLAGS RFC822.TEXT)", gone),
            "* 1 FETCH (FLAGS (\\Recent \\Seen) RFC822.TEXT {6}\r\nbody\r\n)\r\n");
  EXPECT_EQ(news(selected, true), "");
  EXPECT_FALSE(gone);
}

TEST_F(SelectedTest, FindsTheNumbersOfASet) {
  auto selected = select();
  ASSERT_TRUE(selected.folder().expunge({2}));
  ASSERT_TRUE(selected.folder().refresh());
  (void)selected.news(true);
  using Numbers = std::vector<std::uint32_t>;
  EXPECT_EQ(selected.numbers(SequenceSet::parse("2:*").value(), false), (Numbers{2, 3}));
  EXPECT_EQ(selected.numbers(SequenceSet::parse("2:3,9:*").value(), true), (Numbers{2, 3}));
  EXPECT_EQ(selected.numbers(SequenceSet::parse("2").value(), true), Numbers{});
  EXPECT_EQ(selected.numbers(SequenceSet::parse("4").value(), false), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::gates::imap
