// A selected mailbox of another account.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gates/imap/selected.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::gates::imap {
namespace {

using testing::HasSubstr;

class SelectedRights : public testing::Test {
 protected:
  [[nodiscard]] Selected select(const char* rights, bool read_only = false) const {
    const auto inbox = mailbox::Mailboxes(home_.path()).directory("INBOX").value();
    return {std::move(mailbox::Folder::open(inbox).value()), read_only,
            Place{.own = false, .rights = rights}};
  }

 private:
  mailbox::TemporaryFolder home_;
};

TEST_F(SelectedRights, KeepsTheFlagsThatMayBeChanged) {
  struct Case {
    const char* rights;
    const char* lasting;
  };
  for (const auto& [rights, lasting] :
       {Case{"lr", "[PERMANENTFLAGS ()]"}, Case{"lrs", "[PERMANENTFLAGS (\\Seen)]"},
        Case{"lrt", "[PERMANENTFLAGS (\\Deleted)]"},
        Case{"lrw", "[PERMANENTFLAGS (\\Answered \\Draft \\Flagged \\*)]"},
        Case{"lrswt", "[PERMANENTFLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen \\*)]"}}) {
    const auto text = select(rights).description();
    EXPECT_THAT(text, HasSubstr(lasting)) << rights;
    EXPECT_THAT(text, HasSubstr("* FLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen)"))
        << rights;
  }
  EXPECT_THAT(select("lrswt", true).description(), HasSubstr("[PERMANENTFLAGS ()]"));
}

TEST_F(SelectedRights, AreThoseOfTheLastAnswer) {
  auto selected = select("lre");
  EXPECT_TRUE(selected.may(Act::expunge));
  EXPECT_FALSE(selected.may(Act::take_out));
  selected.may_do("lrte");
  EXPECT_TRUE(selected.may(Act::take_out));
  selected.may_do("lr");
  EXPECT_FALSE(selected.may(Act::expunge));
  EXPECT_TRUE(selected.may(Act::read));
}

}  // namespace
}  // namespace gatehouse::gates::imap
