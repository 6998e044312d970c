#include "sasl/ntlm_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "base/text.h"
#include "sasl/ntlm_target_info.h"
#include "tests/support/sasl_ntlm.h"
#include "tests/vectors/ntlm_vectors.h"

namespace gatehouse::sasl::ntlm {
namespace {

using support::little16;
using support::little32;
using support::utf16_of;

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

std::string sample() {
  return support::ntlm_authenticate({.lm = std::string(24, 'l'),
                                     .nt = std::string(60, 'n'),
                                     .domain = "domain",
                                     .user = "user",
                                     .workstation = "machine",
                                     .session_key = std::string(16, 'k')});
}

ErrorCode refusal_of(std::string_view message) {
  const auto read = read_authenticate(message);
  return read ? ErrorCode::closed : read.error().code;
}

TEST(AnAuthenticate, IsReadFieldByField) {
  const auto message = sample();
  const auto read = read_authenticate(message).value();
  EXPECT_EQ(read.lm_response, std::string(24, 'l'));
  EXPECT_EQ(read.nt_response, std::string(60, 'n'));
  EXPECT_EQ(read.domain, "domain");
  EXPECT_EQ(read.user, "user");
  EXPECT_EQ(read.session_key, std::string(16, 'k'));
  EXPECT_EQ(read.flags, support::ntlm_flags);
  EXPECT_EQ(read.mic, std::string(16, '\0'));
}

TEST(AnAuthenticate, OfTheExampleHasNoRoomForAnIntegrityCode) {
  const auto message = bytes(vectors::ntlm::v2::authenticate);
  const auto read = read_authenticate(message).value();
  EXPECT_EQ(read.mic, "");
  EXPECT_EQ(read.user, utf16_of("User"));
  EXPECT_EQ(read.domain, utf16_of("Domain"));
  EXPECT_EQ(to_hex(read.session_key), vectors::ntlm::v2::encrypted_session_key);
}

// Where the length and the offset of each field stand.
constexpr std::array field_places{12, 20, 28, 36, 44, 52};

// V-033: whatever a field says, what is read lies inside the message and outside its header.
TEST(AnAuthenticate, IsRefusedWithAnyFieldThatDoesNotFit) {
  const auto good = sample();
  const auto size = static_cast<std::uint32_t>(good.size());
  for (const auto place : field_places)
    for (const std::uint32_t offset :
         {0U, 1U, 63U, size - 1, size, size + 1, 0x7fffffffU, 0xfffffff0U, 0xffffffffU})
      for (const unsigned length : {1U, 2U, 16U, 24U, size - 1, size, size + 1, 32767U, 65535U}) {
        auto message = good;
        message.replace(place, 2, little16(length)).replace(place + 4, 4, little32(offset));
        const bool last_byte = offset == size - 1 && length == 1 && place == 20;
        EXPECT_EQ(refusal_of(message), last_byte ? ErrorCode::closed : ErrorCode::malformed)
            << place << " " << offset << " " << length;
      }
}

TEST(AnAuthenticate, IsRefusedWithAnEmptyFieldThatPointsOutside) {
  for (const auto place : field_places) {
    auto message = sample();
    message.replace(place, 2, little16(0));
    EXPECT_EQ(refusal_of(message), ErrorCode::closed) << place;
    message.replace(place + 4, 4, little32(0xffffffff));
    EXPECT_EQ(refusal_of(message), ErrorCode::malformed) << place;
  }
}

TEST(AnAuthenticate, IsRefusedWhenTwoFieldsShareAByte) {
  const auto good = sample();
  for (const auto one : field_places)
    for (const auto other : field_places) {
      if (one == other) continue;
      auto message = good;
      message.replace(one, 8, good.substr(other, 8));
      EXPECT_EQ(refusal_of(message), ErrorCode::malformed) << one << " " << other;
    }
}

TEST(AnAuthenticate, IsRefusedWhenItIsCutShort) {  // V-034
  const auto good = sample();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_EQ(refusal_of(std::string_view(good).substr(0, size)), ErrorCode::malformed) << size;
}

TEST(AnAuthenticate, IsNothingElse) {
  auto message = sample();
  for (const unsigned type : {0U, 1U, 2U, 4U, 0x300U}) {
    message.replace(8, 4, little32(type));
    EXPECT_EQ(refusal_of(message), ErrorCode::malformed) << type;
  }
  for (const auto* start : {"NTLMSSPx", "ntlmssp", "NTLMSSP "}) {
    message = sample().replace(0, 8, std::string(start).append(8, '\0').substr(0, 8));
    EXPECT_EQ(refusal_of(message), ErrorCode::malformed) << start;
  }
}

struct NegotiateCase {
  const char* title;
  std::string message;
  bool good;
};

std::string negotiate(std::uint32_t flags, const std::string& rest) {
  return std::string("NTLMSSP\0", 8) + little32(1) + little32(flags) + rest;
}
std::string described(unsigned size, std::uint32_t offset) {
  return little16(size) + little16(size) + little32(offset);
}

class Negotiates : public testing::TestWithParam<NegotiateCase> {};

TEST_P(Negotiates, AreReadOrRefused) {
  EXPECT_EQ(read_negotiate(GetParam().message).has_value(), GetParam().good);
}

constexpr std::uint32_t with_domain = flag::unicode | flag::domain_supplied;
constexpr std::uint32_t with_machine = flag::unicode | flag::workstation_supplied;

INSTANTIATE_TEST_SUITE_P(
    All, Negotiates,
    testing::Values(
        NegotiateCase{"flags only", negotiate(flag::unicode, ""), true},
        NegotiateCase{"OEM only", negotiate(flag::oem, ""), true},
        NegotiateCase{"no version", negotiate(flag::oem, std::string(16, '\0')), true},
        NegotiateCase{"with a version", negotiate(flag::oem, std::string(24, '\0')), true},
        NegotiateCase{"no character set", negotiate(flag::ntlm, std::string(16, '\0')), false},
        NegotiateCase{"half a field", negotiate(flag::unicode, std::string(15, '\0')), false},
        NegotiateCase{"fields nobody spoke of", negotiate(flag::unicode, std::string(16, '\xff')),
                      true},
        NegotiateCase{"a domain", negotiate(with_domain, described(2, 32) + described(0, 0) + "ab"),
                      true},
        NegotiateCase{"a domain outside",
                      negotiate(with_domain, described(3, 32) + described(0, 0) + "ab"), false},
        NegotiateCase{"a domain in the header",
                      negotiate(with_domain, described(2, 30) + described(0, 0) + "ab"), false},
        NegotiateCase{"a machine far away",
                      negotiate(with_machine, described(0, 0) + described(65535, 0xffffffff)),
                      false},
        NegotiateCase{
            "both in one place",
            negotiate(with_domain | with_machine, described(2, 32) + described(2, 33) + "abc"),
            false},
        NegotiateCase{"empty", "", false},
        NegotiateCase{"a signature", std::string("NTLMSSP\0", 8), false},
        NegotiateCase{"another type", std::string("NTLMSSP\0", 8) + little32(3) + little32(1),
                      false}),
    [](const auto& info) {
      std::string name(info.param.title);
      std::ranges::replace(name, ' ', '_');
      return name;
    });

// The example's own server has a version and other flags; all else is the same.
TEST(AChallenge, IsWrittenAsInTheExample) {
  auto expected = bytes(vectors::ntlm::v2::challenge);
  const auto flags = support::read_ntlm_challenge(expected).flags;
  expected.replace(48, 8, std::string(8, '\0'));
  EXPECT_EQ(to_hex(write_challenge({.flags = flags,
                                    .server_challenge = bytes(vectors::ntlm::server_challenge),
                                    .target_name = utf16_of("Server"),
                                    .target_info = little16(2) + little16(12) + utf16_of("Domain") +
                                                   little16(1) + little16(12) + utf16_of("Server") +
                                                   little32(0)})),
            to_hex(expected));
}

std::map<unsigned, std::string> pairs_of(std::string_view info) {
  std::map<unsigned, std::string> pairs;
  while (info.size() >= 4) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(info[at]); };
    const std::size_t size = byte(2) + 256U * byte(3);
    pairs[byte(0)] = std::string(info.substr(4, size));
    info.remove_prefix(4 + size);
  }
  return pairs;
}

TEST(TargetInformation, NamesTheServerInBothWays) {
  const auto pairs =
      pairs_of(write_server_info({.host = "mail.company.com", .domain = "company.com"}));
  EXPECT_THAT(pairs, testing::ElementsAre(testing::Pair(0, ""), testing::Pair(1, utf16_of("MAIL")),
                                          testing::Pair(2, utf16_of("COMPANY")),
                                          testing::Pair(3, utf16_of("mail.company.com")),
                                          testing::Pair(4, utf16_of("company.com"))));
}

TEST(TargetInformation, HasTheTimeSince1601) {
  const Time now{std::chrono::sys_days{std::chrono::year{1970} / 1 / 2}};
  const auto pairs = pairs_of(write_server_info({.host = "h", .domain = "d", .now = now}));
  EXPECT_EQ(to_hex(pairs.at(7)), "0040a8ffa7b29d01");  // 116444736000000000 + 864000000000
}

TEST(TargetInformation, CutsALongNameBetweenCharacters) {
  const auto info = write_server_info({.host = "abcdefghijklmnopq.com", .domain = "ääääääää.com"});
  EXPECT_EQ(pairs_of(info).at(1), utf16_of("ABCDEFGHIJKLMNO"));
  EXPECT_EQ(pairs_of(info).at(2), utf16_of("äääääää"));
}

TEST(ClientInformation, IsWhatDecidesSomething) {
  const auto bindings = std::string(16, 'b');
  const auto pairs = little16(2) + little16(2) + "xx" + little16(6) + little16(4) + little32(2) +
                     little16(10) + little16(16) + bindings + little32(0) + "rest";
  const auto read = read_client_info(pairs).value();
  EXPECT_EQ(read.flags, says_mic_present);
  EXPECT_EQ(read.channel_bindings, bindings);
  const auto none =
      read_client_info(little16(10) + little16(16) + std::string(16, '\0') + little32(0));
  EXPECT_EQ(none.value().channel_bindings, "");
}

TEST(ClientInformation, IsRefusedWithoutAnEndOrOutOfShape) {
  const auto flags = little16(6) + little16(4) + little32(2);
  const auto bindings = little16(10) + little16(16) + std::string(16, 'b');
  for (const auto& pairs :
       {std::string{}, std::string(3, '\0'), flags, flags + flags + little32(0),
        bindings + bindings + little32(0), little16(6) + little16(3) + "abc" + little32(0),
        little16(10) + little16(15) + std::string(15, 'b') + little32(0),
        little16(2) + little16(65535) + "x", little16(2) + little16(1), flags + "\x01"})
    EXPECT_EQ(read_client_info(pairs).error().code, ErrorCode::malformed) << to_hex(pairs);
}

}  // namespace
}  // namespace gatehouse::sasl::ntlm
