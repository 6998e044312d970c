#include "kerberos/keytab.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "tests/support/tickets.h"

namespace gatehouse::kerberos {
namespace {

using namespace std::string_literals;

std::string sample(std::string_view principal = "imap/company.com@REALM.TEST") {
  std::vector<ServiceKey> keys;
  keys.push_back(support::service_key(principal));
  return support::keytab_of(keys);
}

// Format 0x0501: everything in the byte order of the machine, the realm counted as a component.
template <class Number>
std::string native(Number number) {
  std::string bytes(sizeof(number), '\0');
  std::memcpy(bytes.data(), &number, sizeof(number));
  return bytes;
}
std::string counted(std::string_view text) {
  return native(static_cast<std::int16_t>(text.size())) + std::string(text);
}
std::string old_format() {
  const auto entry = native(std::int16_t{3}) + counted("REALM.TEST") + counted("imap") +
                     counted("company.com") + native(std::int32_t{1'100'000'000}) + "\x06" +
                     native(std::int16_t{23}) + counted("sixteen bytes ok");
  return "\x05\x01" + native(static_cast<std::int32_t>(entry.size())) + entry;
}

TEST(Keytab, GivesEveryTypeOfKey) {
  std::vector<ServiceKey> keys;
  unsigned version = 0;
  for (const auto type : {1, 2, 3, 16, 17, 18, 19, 20, 23, 24, 25, 26, 77})
    keys.push_back(support::service_key("imap/domain1.com@REALM1.COM", version++, type));
  keys.push_back(support::service_key("domain1.com@REALM1.COM", 70000, 18));
  const auto read = read_keytab(support::keytab_of(keys));
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->size(), keys.size());
  for (std::size_t at = 0; at < keys.size(); ++at) {
    EXPECT_EQ((*read)[at].service, keys[at].service);
    EXPECT_EQ((*read)[at].issued, keys[at].issued);
    EXPECT_EQ((*read)[at].version, keys[at].version);
    EXPECT_EQ((*read)[at].type, keys[at].type);
    EXPECT_EQ((*read)[at].key.reveal(), keys[at].key.reveal());
  }
}

TEST(Keytab, IsReadInTheOldFormat) {
  const auto read = read_keytab(old_format());
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->size(), 1U);
  const auto& key = read->front();
  EXPECT_EQ(key.service.full_name(), "imap/company.com@REALM.TEST");
  EXPECT_EQ(key.version, 6U);
  EXPECT_EQ(key.type, 23);
  EXPECT_EQ(key.issued.time_since_epoch().count(), 1'100'000'000);
  EXPECT_EQ(key.key.reveal(), "sixteen bytes ok");
}

TEST(Keytab, SkipsDeletedEntries) {
  const auto file = sample();
  const auto hole = "\xff\xff\xff\xfc"s + "gone";
  const auto read = read_keytab(file.substr(0, 2) + hole + file.substr(2) + hole);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->size(), 1U);
}

TEST(Keytab, IsRefusedWhereverItIsCut) {
  const auto file = sample();
  for (std::size_t length = 0; length < file.size(); ++length) {
    const auto read = read_keytab(file.substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().code, ErrorCode::malformed);
  }
  const auto two = file + file.substr(2, file.size() - 9);
  EXPECT_FALSE(read_keytab(two));
}

TEST(Keytab, IsRefusedWhenItIsSomethingElse) {
  const auto empty_name = "\x05\x02\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00"s;
  for (const auto& bytes :
       {""s, "\x05"s, "\x05\x02"s, "\x05\x03"s + sample().substr(2), "\x04\x02"s, empty_name,
        "-----BEGIN RSA PRIVATE KEY-----"s, "\x05\x02\x80\x00\x00\x00"s,
        "\x05\x02\x7f\xff\xff\xff"s, "\x05\x02\x00\x00\x00\x01\x00"s, std::string(5000, '\0'),
        std::string(5000, '\xff')}) {
    const auto read = read_keytab(bytes);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::malformed);
  }
}

// libkrb5 would take the first of these for the end of the file, and lose memory.
TEST(Keytab, IsRefusedWithAnEntryWhoseFieldsLeaveIt) {
  const auto file = sample();
  constexpr std::size_t first_entry = 6;
  for (std::size_t at = first_entry; at < file.size(); ++at)
    for (const char byte : {'\0', '\x7f', '\x80', '\xff'}) {
      auto changed = file;
      changed[at] = byte;
      const auto read = read_keytab(changed);
      if (read) EXPECT_EQ(read->size(), 1U) << at;
    }
  auto old = old_format();
  old[first_entry] = 1;  // the realm and no component
  EXPECT_FALSE(read_keytab(old));
  old[first_entry] = 4;
  EXPECT_FALSE(read_keytab(old));
}

TEST(Keytab, HasLimits) {
  EXPECT_EQ(read_keytab(std::string(longest_keytab + 1, 'x')).error().code, ErrorCode::too_long);
  const auto one = sample("i/c@R").substr(2);
  std::string many = "\x05\x02";
  for (std::size_t count = 0; count <= most_keytab_keys; ++count) many += one;
  EXPECT_EQ(read_keytab(many).error().code, ErrorCode::too_long);
  many.resize(many.size() - one.size());
  EXPECT_EQ(read_keytab(many)->size(), most_keytab_keys);
}

TEST(Keytab, IsRefusedWithNamesThatCannotBeWrittenDown) {
  for (const auto* principal :
       {"imap/comp\\@any.com@REALM.TEST", "imap/a\\/b@REALM.TEST", "imap/a\\nb@REALM.TEST",
        "imap/\xc3\xa9.test@REALM.TEST", "imap/a@REALM\\@TEST", "imap/a b@REALM.TEST"}) {
    const auto read = read_keytab(sample(principal));
    ASSERT_FALSE(read) << principal;
    EXPECT_EQ(read.error().code, ErrorCode::malformed);
  }
}

TEST(Keytab, IsRefusedWithAKeyOfTheWrongLength) {
  auto key = support::service_key("imap/company.com@REALM.TEST");
  key.key = Secret("too short");
  std::vector<ServiceKey> keys;
  keys.push_back(std::move(key));
  EXPECT_EQ(read_keytab(support::keytab_of(keys)).error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace gatehouse::kerberos
