#include "gates/imap/modified_utf7.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::imap {
namespace {

struct Case {
  const char* wire;
  const char* utf8;
};

TEST(ModifiedUtf7, WritesAndReadsTheExamplesOfTheRfc) {
  for (const auto& [wire, utf8] : {
           // RFC 3501, section 5.1.3
           Case{"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"},
           {"&Jjo-!", "☺!"},
           {"&U,BTF2XlZyyKng-", "台北日本語"},
           {"INBOX", "INBOX"},
           {"Tom &- Jerry", "Tom & Jerry"},
           {"&-&-", "&&"},
           {"Entw&APw-rfe", "Entwürfe"},
           {"&2D3eAA-", "\xF0\x9F\x98\x80"},
           {"a/b-c", "a/b-c"},
       }) {
    EXPECT_EQ(from_modified_utf7(wire), utf8);
    EXPECT_EQ(to_modified_utf7(utf8), wire);
  }
}

TEST(ModifiedUtf7, RefusesOtherForms) {
  for (const char* wire : {
           "&U,BTFw-&ZeVnLIqe-",  // RFC 3501, section 5.1.3: a superfluous shift
           "&Jjo!",               // the same: not ended
           "&AGE-",               // an "a" that could stand for itself
           "&",
           "&Jjo",
           "&J-",
           "&JjoA-",
           "&U/BT-",
           "&2D0-",
           "&3gA-",
           "&AAA-",
           "caf\xC3\xA9",
           "a\x01",
           "a\x7F",
       })
    EXPECT_EQ(from_modified_utf7(wire), std::nullopt) << wire;
}

}  // namespace
}  // namespace gatehouse::gates::imap
