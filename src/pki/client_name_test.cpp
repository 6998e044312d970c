#include "pki/client_name.h"

#include <gtest/gtest.h>

#include <array>

#include "pki/authority_fixture.h"

namespace gatehouse::pki {
namespace {

using Extensions = std::vector<std::pair<int, std::string>>;
using Subject = std::vector<std::pair<int, std::string>>;

struct Case {
  const char* title;
  Wanted wanted;
  std::string name;  // empty: refused
  ErrorCode code = ErrorCode::not_allowed;
};

std::string der_name(const std::string& address) {
  const auto size = static_cast<char>(address.size());
  const std::string name = std::string("\x81") + size + address;
  std::string text = "DER:30";
  const auto hex = [](unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string{digits[byte >> 4U], digits[byte & 15U]};
  };
  text += hex(static_cast<unsigned char>(name.size()));
  for (const char byte : name) text += hex(static_cast<unsigned char>(byte));
  return text;
}

Wanted with_san(const std::string& text) { return {.extensions = {{NID_subject_alt_name, text}}}; }
Wanted with_subject(Subject subject, int beside = 0) {
  return {.subject = std::move(subject), .beside = beside};
}

class ClientName : public testing::TestWithParam<Case> {};

TEST_P(ClientName, IsTheOneAddressOrNone) {
  static const Authority authority("CA");
  const auto& [title, wanted, name, error] = GetParam();
  const auto found = name_in_certificate(authority.issue(wanted).der());
  EXPECT_EQ(found ? *found : "", name) << title;
  if (!found) {
    EXPECT_EQ(found.error().code, error) << found.error().detail;
  }
}

constexpr int email = NID_pkcs9_emailAddress;
const std::string utf8_mailbox = "otherName:1.3.6.1.5.5.7.8.9;UTF8:joe@company.test";
const std::string user_principal = "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:joe@company.test";

// V-045 to V-048.
INSTANTIATE_TEST_SUITE_P(
    Certificates, ClientName,
    testing::Values(
        Case{"one_alternative_name", with_san("email:joe@company.test"), "joe@company.test"},
        Case{"among_others", with_san("DNS:a.test,email:joe@company.test,URI:urn:x"),
             "joe@company.test"},
        Case{"subject", with_subject({{email, "joe@company.test"}}), "joe@company.test"},
        Case{"subject_beside_a_host",
             {.subject = {{email, "joe@company.test"}},
              .extensions = {{NID_subject_alt_name, "DNS:a.test"}}},
             "joe@company.test"},
        Case{"both_agree",
             {.subject = {{email, "Joe@company.test"}},
              .extensions = {{NID_subject_alt_name, "email:joe@company.test"}}},
             "joe@company.test"},
        Case{"signs_of_an_account", with_san("email:j.o-e_2+x'y=z@company.test"),
             "j.o-e_2+x'y=z@company.test"},
        Case{"both_disagree",
             {.subject = {{email, "bob@company.test"}},
              .extensions = {{NID_subject_alt_name, "email:joe@company.test"}}},
             ""},
        Case{"two_alternative_names", with_san("email:joe@company.test,email:bob@company.test"),
             ""},
        Case{"the_same_twice", with_san("email:joe@company.test,email:joe@company.test"), ""},
        Case{"two_in_the_subject",
             with_subject({{email, "joe@company.test"}, {email, "bob@company.test"}}), ""},
        Case{"in_a_multi_valued_rdn",
             with_subject({{NID_organizationName, "x"}, {email, "joe@company.test"}}, 1), ""},
        Case{"before_another_in_its_rdn",
             with_subject({{email, "joe@company.test"}, {NID_organizationName, "x"}}, 1), ""},
        Case{"as_text_of_the_common_name", {.common_name = "x, emailAddress=joe@company.test"}, ""},
        Case{"an_address_as_the_common_name", {.common_name = "joe@company.test"}, ""},
        Case{"none", {}, ""}, Case{"only_an_internationalized_mailbox", with_san(utf8_mailbox), ""},
        Case{"only_a_user_principal_name", with_san(user_principal), ""},
        Case{"nul", with_san(der_name(std::string("joe@company.test\0.evil", 22))), ""},
        Case{"nul_at_the_end", with_san(der_name(std::string("joe@company.test\0", 17))), ""},
        Case{"nul_before_the_sign", with_san(der_name(std::string("joe\0@company.test", 17))), ""},
        Case{"line_end", with_san(der_name("joe@company.test\n")), ""},
        Case{"eight_bits", with_san(der_name("jo\xc3\xa9@company.test")), ""},
        Case{"quoted", with_san(der_name("\"joe\"@company.test")), ""},
        Case{"a_list", with_san(der_name("joe@company.test,bob@company.test")), ""},
        Case{"two_signs", with_san(der_name("joe@a.test@company.test")), ""},
        Case{"percent", with_san(der_name("joe%b.test@company.test")), ""},
        Case{"a_tag", with_san(der_name("joe$x@company.test")), ""},
        Case{"a_space", with_san(der_name("joe @company.test")), ""},
        Case{"no_sign", with_san(der_name("joe")), ""},
        Case{"no_user", with_san(der_name("@company.test")), ""},
        Case{"no_domain", with_san(der_name("joe@")), ""},
        Case{"an_empty_name", with_san(der_name("")), ""},
        Case{"a_damaged_extension", with_san("DER:3003820100ff"), ""},
        Case{"the_extension_twice",
             {.extensions = {{NID_subject_alt_name, "email:joe@company.test"},
                             {NID_subject_alt_name, "email:bob@company.test"}}},
             ""}),
    [](const auto& each) { return each.param.title; });

TEST(ClientNameBytes, AreACertificateAndNothingElse) {
  const Authority authority("CA");
  const auto good = authority.issue(client_named("joe@company.test")).der();
  ASSERT_TRUE(name_in_certificate(good));
  const std::array cases{std::string(),
                         good + "x",
                         good.substr(0, good.size() - 1),
                         "x" + good,
                         std::string(100000, '\x30'),
                         std::string("\x30\x80\x30\x80", 4)};
  for (const auto& bytes : cases) {
    const auto found = name_in_certificate(bytes);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::malformed);
  }
}

TEST(ClientNameBytes, ManyNamesAreRefused) {
  const Authority authority("CA");
  std::string names = "email:joe@company.test";
  for (int host = 0; host < 150; ++host) names += ",DNS:h" + std::to_string(host) + ".test";
  EXPECT_FALSE(name_in_certificate(authority.issue(with_san(names)).der()));
}

}  // namespace
}  // namespace gatehouse::pki
