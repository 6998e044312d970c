#include "gates/imap/sorting.h"

#include <gtest/gtest.h>

#include <deque>

namespace gatehouse::gates::imap {
namespace {

using namespace std::chrono;

// Messages numbered from 1, each sent an hour after the one before.
class Mailbox {
 public:
  void add(std::string id, std::vector<std::string> references, std::string_view subject = {}) {
    HeaderFacts facts;
    facts.id = std::move(id);
    facts.references = std::move(references);
    facts.subject = base_subject(subject);
    facts.sent = Time{hours{facts_.size()}};
    facts_.push_back(std::move(facts));
  }
  [[nodiscard]] std::vector<Sortable> messages() const {
    std::vector<Sortable> messages;
    for (const auto& facts : facts_) {
      const auto number = static_cast<std::uint32_t>(messages.size() + 1);
      messages.push_back(
          {.number = number, .answer = number, .received = {}, .size = 0, .facts = &facts});
    }
    return messages;
  }
  [[nodiscard]] std::string threads() const { return threads_by_references(messages()); }

 private:
  std::deque<HeaderFacts> facts_;
};

TEST(Threads, BranchWhereAMessageHasSeveralAnswers) {
  Mailbox mailbox;
  mailbox.add("1", {});
  mailbox.add("2", {"1"});
  mailbox.add("3", {"1", "2"});
  mailbox.add("4", {"1", "2"});
  mailbox.add("5", {"1", "2", "4"});
  mailbox.add("6", {});
  EXPECT_EQ(mailbox.threads(), "(1 2 (3)(4 5))(6)");
}

TEST(Threads, KeepTogetherWhatAnswersAMessageThatIsNotHere) {
  Mailbox mailbox;
  mailbox.add("1", {"gone", "gone too"});
  mailbox.add("2", {"gone"});
  mailbox.add("3", {"never seen"});
  EXPECT_EQ(mailbox.threads(), "((1)(2))(3)");
}

TEST(Threads, JoinBySubjectWhatNoReferenceJoins) {
  Mailbox mailbox;
  mailbox.add("1", {}, "Re: apples");
  mailbox.add("2", {}, "apples");
  mailbox.add("3", {}, "pears");
  mailbox.add("4", {}, "Pears");
  mailbox.add("5", {}, "Re: pears");
  mailbox.add("6", {}, "");
  mailbox.add("7", {}, "");
  EXPECT_EQ(mailbox.threads(), "(2 1)((3)(4)(5))(6)(7)");
}

TEST(Threads, CutLoops) {
  Mailbox mailbox;
  mailbox.add("1", {"2"});
  mailbox.add("2", {"1"});
  mailbox.add("3", {"3"});
  mailbox.add("4", {"5", "6", "4"});
  mailbox.add("6", {"4", "5"});
  EXPECT_EQ(mailbox.threads(), "(2 1)(3)(4 5)");
}

TEST(Threads, HaveAPlaceForMessagesOfOneIdAndOfNone) {
  Mailbox mailbox;
  mailbox.add("1", {});
  mailbox.add("1", {});
  mailbox.add("", {"1"});
  mailbox.add("", {});
  EXPECT_EQ(mailbox.threads(), "(1 3)(2)(4)");
}

TEST(Threads, MayBeAsDeepAsTheMailboxIsLong) {
  Mailbox mailbox;
  Mailbox comb;
  for (int i = 0; i < 20000; ++i) {
    mailbox.add(std::to_string(i), {std::to_string(i - 1)});
    comb.add(std::to_string(i), {std::to_string(i % 2 == 0 ? i - 2 : i - 1)});
  }
  EXPECT_TRUE(mailbox.threads().starts_with("(1 2 3 4 "));
  EXPECT_TRUE(comb.threads().starts_with("(1 (2)(3 (4)(5 "));
}

TEST(Threads, TakeABoundedTimeForTheWorstReferences) {
  Mailbox mailbox;
  for (int i = 20000; i > 0; --i) {
    mailbox.add(std::to_string(i), {std::to_string(i - 1)});
  }
  const auto begin = steady_clock::now();
  EXPECT_FALSE(mailbox.threads().empty());
  EXPECT_LT(steady_clock::now() - begin, seconds{10});
}

}  // namespace
}  // namespace gatehouse::gates::imap
