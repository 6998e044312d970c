#include "gates/imap/base_subject.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::imap {
namespace {

TEST(BaseSubject, LeavesOutTheMarksOfRepliesAndForwards) {
  struct Case {
    std::string_view subject;
    std::string_view text;
    bool is_answer;
  };
  for (const auto& [subject, text, is_answer] : {
           Case{"Apples", "APPLES", false},
           {"", "", false},
           {"re:Apples", "APPLES", true},
           {"RE : Apples", "APPLES", true},
           {"Re: Fw: fwd: apples", "APPLES", true},
           {"Re[2]: apples", "APPLES", true},
           {"[list] Re: [list] apples", "APPLES", true},
           {"[list] apples", "APPLES", false},
           {"[list]", "[LIST]", false},
           {"[a][b]", "[B]", false},
           {"apples (fwd) (FWD) ", "APPLES", true},
           {"[Fwd: Re: apples]", "APPLES", true},
           {"[fwd: [fwd: apples]]", "APPLES", true},
           {"two \t\r\n words", "TWO WORDS", false},
           {"Re", "RE", false},
           {"regards: x", "REGARDS: X", false},
           {"Re: [", "[", true},
           {"[fwd:", "[FWD:", false},
           {"\xC3\xA4pfel", "A\xCC\x88PFEL", false},
       }) {
    const auto base = base_subject(subject);
    EXPECT_EQ(base.text, text) << subject;
    EXPECT_EQ(base.is_answer, is_answer) << subject;
  }
}

TEST(BaseSubject, TakesLongOnesQuickly) {
  std::string subject;
  for (int i = 0; i < 300000; ++i) subject += "[a] ";
  EXPECT_LE(base_subject(subject).text.size(), 1000U);
  EXPECT_LE(base_subject(std::string(1 << 20U, '[')).text.size(), 1000U);
}

}  // namespace
}  // namespace gatehouse::gates::imap
