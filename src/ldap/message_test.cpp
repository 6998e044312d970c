#include "ldap/message.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/text.h"

namespace gatehouse::ldap {
namespace {

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

TEST(LdapMessage, ABindIsWrittenAsTheStandardSays) {
  EXPECT_EQ(to_hex(bind_request(1, "uid=joe,o=x", "secret").reveal()),
            "301d0201016018020103040b7569643d6a6f652c6f3d788006736563726574");
}

TEST(LdapMessage, APasswordIsBytes) {
  const std::string password("a\0\xff", 3);
  EXPECT_TRUE(bind_request(2, "n", password).reveal().ends_with(bytes("80036100ff")));
  const std::string long_one(40000, 'x');
  EXPECT_TRUE(bind_request(2, "n", long_one).reveal().ends_with(long_one));
}

TEST(LdapMessage, TheOtherRequests) {
  EXPECT_EQ(to_hex(start_tls_request(1)),
            "301d0201017718801"
            "6312e332e362e312e342e312e313436362e3230303337");
  EXPECT_EQ(to_hex(unbind_request(3)), "30050201034200");
}

TEST(LdapMessage, SizesAreKnownAsSoonAsTheyCanBe) {
  struct Case {
    const char* hex;
    std::optional<std::size_t> size;
  };
  for (const auto& [hex, size] : std::vector<Case>{{"", {}},
                                                   {"30", {}},
                                                   {"300c", 14},
                                                   {"3081", {}},
                                                   {"308180", 131},
                                                   {"30820100", 260},
                                                   {"3084000000", {}},
                                                   {"308400000010", 22}}) {
    const auto seen = message_size(bytes(hex), 1000);
    ASSERT_TRUE(seen) << hex;
    EXPECT_EQ(*seen, size) << hex;
  }
}

TEST(LdapMessage, NoSizeForWhatIsNoMessageOrTooLong) {
  for (const auto* hex : {"00", "31", "16", "3080", "3085", "30850000000001", "30ff", "3088"}) {
    const auto seen = message_size(bytes(hex), 1000);
    ASSERT_FALSE(seen) << hex;
    EXPECT_EQ(seen.error().code, ErrorCode::malformed) << hex;
  }
  for (const auto* hex : {"3084ffffffff", "308203e9", "308400a00000"}) {
    const auto seen = message_size(bytes(hex), 1000);
    ASSERT_FALSE(seen) << hex;
    EXPECT_EQ(seen.error().code, ErrorCode::too_long) << hex;
  }
}

TEST(LdapMessage, OnlyACompleteAnswerToTheRequestHasAResultCode) {
  struct Case {
    const char* title;
    const char* hex;
    int code;
  };
  for (const auto& one : std::vector<Case>{
           {"success", "300c02010561070a010004000400", 0},
           {"invalid credentials", "300c02010561070a013104000400", 49},
           {"long lengths, as Active Directory writes them",
            "3084000000100201056184000000070a010004000400", 0},
           {"words",
            "300e02010561090a013104000402"
            "6e6f",
            49},
           {"a referral", "301602010561110a010a04000400a30804066c6461703a2f", 10},
           {"credentials of SASL",
            "300f020105610a0a01000400040087016"
            "1",
            0},
           {"controls", "300e02010561070a010004000400a000", 0},
           {"a code of two bytes", "300d02010561080a02100004000400", 4096},
           {"a negative code", "300c02010561070a01ff04000400", -1},
       }) {
    const auto seen = result_code(bytes(one.hex), 5, Answer::bind);
    ASSERT_TRUE(seen) << one.title << ": " << seen.error().detail;
    EXPECT_EQ(*seen, one.code) << one.title;
  }
}

TEST(LdapMessage, AnythingElseIsNoAnswer) {
  struct Case {
    const char* title;
    const char* hex;
  };
  for (const auto& one : std::vector<Case>{
           {"nothing", ""},
           {"an empty message", "3000"},
           {"another id", "300c02010661070a010004000400"},
           {"id 0", "300c02010061070a010004000400"},
           {"an id of five bytes", "30100205000000000561070a010004000400"},
           {"an empty id", "300b020061070a010004000400"},
           {"another kind of answer", "300c02010565070a010004000400"},
           {"an extended answer", "300c02010578070a010004000400"},
           {"a bind request", "300c02010560070a010004000400"},
           {"an empty result code", "300b02010561060a0004000400"},
           {"a result code of five bytes",
            "301002010561"
            "0b0a05000000000004000400"},
           {"an integer for a result code",
            "300c02010561070201000400"
            "0400"},
           {"a boolean for a result code",
            "300c02010561070101000400"
            "0400"},
           {"no words", "300a02010561050a01000400"},
           {"no names at all", "300802010561030a0100"},
           {"an empty answer", "30050201056100"},
           {"a truncated result", "300c02010561080a010004000400"},
           {"a truncated message", "300c02010561070a0100040004"},
           {"words longer than the answer", "300c02010561070a010004000401"},
           {"something torn at the end", "300e02010561090a010004000400a305"},
           {"something after the answer", "300e02010561070a0100040004000400"},
           {"two messages", "300c02010561070a010004000400300c02010561070a010004000400"},
           {"an indefinite length", "308002010561070a0100040004000000"},
           {"a notice that is no disconnection",
            "301102010078"
            "0c0a010004000400"
            "8a03312e32"},
       }) {
    const auto seen = result_code(bytes(one.hex), 5, Answer::bind);
    ASSERT_FALSE(seen) << one.title;
    EXPECT_EQ(seen.error().code, ErrorCode::malformed) << one.title;
  }
}

TEST(LdapMessage, ANoticeOfDisconnectionIsAnEnd) {
  const auto notice = bytes(
      "30240201007"
      "81f0a0134040004008a16"
      "312e332e362e312e342e312e313436362e3230303336");
  const auto seen = result_code(notice, 5, Answer::bind);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().code, ErrorCode::closed);
}

}  // namespace
}  // namespace gatehouse::ldap
