#include "password/record.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "crypto/argon2.h"
#include "password/scheme.h"

namespace gatehouse::password {
namespace {

using namespace std::string_literals;

TEST(Record, GivesBackWhatWasWritten) {
  RecordWriter writer;
  writer.add(Tag::cram_md5, "states");
  writer.add(Tag::nt, "");
  writer.add(Tag::clear_text, std::string(1000, 'x'));
  const auto entries = read_record(writer.bytes());
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].bytes, "states");
  EXPECT_EQ((*entries)[1].bytes, "");
  EXPECT_EQ((*entries)[2].bytes.size(), 1000U);
}

TEST(Record, IsRefusedWhenItsLengthsLie) {
  for (const auto& bytes : {""s, "\002"s, "\001\005"s, "\001\005\000"s, "\001\005\000\001"s,
                            "\001\005\xff\xff"s, "\001\005\000\000\006"s})
    EXPECT_FALSE(read_record(bytes).has_value());
  std::string endless = "\001";
  for (int i = 0; i < 65; ++i) endless += "\005\000\000"s;
  EXPECT_FALSE(read_record(endless).has_value());
}

TEST(Record, KeepsNameAndRealmApart) { EXPECT_NE(joined("ab", "c"), joined("a", "bc")); }

class BrokenRecord : public testing::Test {
 protected:
  Result<bool> check(const std::string& record) {
    const auto text = "\005" + to_base64(seal_.close(record, "own password 5 of joe"));
    return scheme_of(text).check(text, "secret", context_);
  }
  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
  Context context_{&seal_, &entropy_, "joe", "joe", "company.com", {}};
};

// V-056
TEST_F(BrokenRecord, IsDamagedAndNeverComputedAboveItsCaps) {
  for (const auto* hash :
       {"$argon2id$v=19$m=65537,t=1,p=1$c2FsdHNhbHQ$AAAA",
        "$argon2id$v=19$m=8,t=11,p=1$c2FsdHNhbHQ$AAAA",
        "$argon2id$v=19$m=4294967295,t=2,p=1$c2FsdHNhbHQ$AAAA", "$argon2i$v=19$m=8,t=1,p=1$x$y",
        "$argon2id$v=19$m=64,t=1,p=9$c2FsdHNhbHQ$AAAA", "", "secret",
        "$argon2id$v=19$m=8,t=1,p=1$"}) {
    RecordWriter writer;
    writer.add(Tag::argon2id, hash);
    const auto result = check(writer.bytes());
    ASSERT_FALSE(result.has_value()) << hash;
    EXPECT_EQ(result.error().code, ErrorCode::damaged);
  }
  EXPECT_EQ(check("\001").error().code, ErrorCode::damaged);
  EXPECT_EQ(check("\002").error().code, ErrorCode::damaged);
}

TEST_F(BrokenRecord, WithAHashUnderTheCapsIsChecked) {
  RecordWriter writer;
  writer.add(Tag::argon2id,
             *crypto::argon2id("secret", "saltsalt", {.memory_kib = 64, .passes = 1, .lanes = 1}));
  EXPECT_TRUE(check(writer.bytes()).value());
}

TEST_F(BrokenRecord, GivesNoShortOrEndlessScramSecret) {
  for (const auto& entry : {""s, std::string(20, 'x'), "\xff\xff\xff\xff"s + std::string(80, 'x'),
                            std::string(4, '\0') + std::string(80, 'x')}) {
    RecordWriter writer;
    writer.add(Tag::scram_sha1, entry);
    const auto text = "\005" + to_base64(seal_.close(writer.bytes(), "own password 5 of joe"));
    EXPECT_FALSE(scheme_of(text).secret(text, SecretForm::scram_sha1, "", "", context_));
  }
}

}  // namespace
}  // namespace gatehouse::password
