#include "sasl/ntlm.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "sasl/ntlm_proof.h"
#include "tests/support/sasl_answers.h"
#include "tests/support/sasl_ntlm.h"
#include "tests/vectors/ntlm_vectors.h"

namespace gatehouse::sasl {
namespace {

namespace example = vectors::ntlm;
using support::KnownAccount;
using support::little16;
using support::little32;
using support::NtlmAnswer;
using support::utf16_of;

constexpr std::string_view end_point = "the digest of a certificate";

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

Link link(bool tls = false) {
  Link link;
  link.host = "mail.company.com";
  link.realm = "company.com";
  if (tls) link.tls_server_end_point = end_point;
  link.now = Time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  return link;
}

const KnownAccount joe{.name = "joe", .password = "secret"};
const KnownAccount weak_joe{.name = "joe", .password = "secret", .weak_ntlm = true};

// One login: the client's first message was said, its second is made of the challenge.
class Login {
 public:
  explicit Login(const Link& on = link(), const std::string& challenge = "01234567")
      : ntlm_(on, challenge), negotiate_(support::ntlm_negotiate()) {
    EXPECT_TRUE(std::get<Challenge>(ntlm_.begin()).bytes.empty());
    challenge_ = std::get<Challenge>(ntlm_.on_response(negotiate_)).bytes;
  }

  [[nodiscard]] std::string by_v2(const support::NtlmV2& client) const {
    return support::ntlm_v2_authenticate(client, negotiate_, challenge_);
  }
  Step say(std::string_view message, const KnownAccount& account = joe) {
    return support::settled(ntlm_, ntlm_.on_response(message), account);
  }
  ErrorCode refusal(std::string_view message, const KnownAccount& account = joe) {
    const auto step = say(message, account);
    const auto* error = std::get_if<Error>(&step);
    return error == nullptr ? ErrorCode::closed : error->code;
  }
  Step ask(std::string_view message) { return ntlm_.on_response(message); }

  [[nodiscard]] const std::string& challenge() const { return challenge_; }
  [[nodiscard]] std::string server_challenge() const {
    return support::read_ntlm_challenge(challenge_).server_challenge;
  }

 private:
  Ntlm ntlm_;
  std::string negotiate_;
  std::string challenge_;
};

bool granted(const Step& step) { return std::holds_alternative<Grant>(step); }

// --- the published exchanges

struct Published {
  const char* title;
  std::string_view authenticate;
};
class TheExample : public testing::TestWithParam<Published> {};

TEST_P(TheExample, LogsIn) {
  const KnownAccount user{
      .name = "User", .password = std::string(example::password), .weak_ntlm = true};
  Login login(link(), bytes(example::server_challenge));
  const auto step = login.say(bytes(GetParam().authenticate), user);
  ASSERT_TRUE(granted(step));
  EXPECT_EQ(std::get<Grant>(step).account, "User");
  Login another(link(), "another!");  // V-037
  EXPECT_EQ(another.refusal(bytes(GetParam().authenticate), user), ErrorCode::wrong_password);
}

INSTANTIATE_TEST_SUITE_P(All, TheExample,
                         testing::Values(Published{"NTLMv1", example::v1::authenticate},
                                         Published{"Session", example::session::authenticate},
                                         Published{"NTLMv2", example::v2::authenticate}),
                         [](const auto& info) { return info.param.title; });

// --- what the server says

TEST(NtlmChallenge, NamesTheDomainAndGrantsNoLayer) {
  const Login login;
  const auto challenge = support::read_ntlm_challenge(login.challenge());
  EXPECT_EQ(challenge.target_name, utf16_of("company.com"));
  EXPECT_NE(challenge.target_info.find(utf16_of("mail.company.com")), std::string::npos);
  EXPECT_EQ(challenge.server_challenge, "01234567");
  EXPECT_EQ(challenge.flags, 0xa2898205U & ~0x02000000U);  // no version
}

TEST(NtlmChallenge, HasOnlyWhatTheClientAskedFor) {
  const auto flags_for = [](std::uint32_t asked) {
    Ntlm ntlm(link(), "01234567");
    const auto step = ntlm.on_response(support::ntlm_negotiate(asked));
    return support::read_ntlm_challenge(std::get<Challenge>(step).bytes).flags;
  };
  EXPECT_EQ(flags_for(0x00000001), 0x00800201U);
  EXPECT_EQ(flags_for(0x00000002), 0x00800202U);
  EXPECT_EQ(flags_for(0x00000003), 0x00800201U);
  EXPECT_EQ(flags_for(0xffffffff), 0xa0898205U);  // no SIGN, SEAL, KEY_EXCH, DATAGRAM, LM_KEY
}

TEST(NtlmChallenge, SpeaksOemToAClientThatKnowsNothingElse) {
  Ntlm ntlm(link(), "01234567");
  const auto step = ntlm.on_response(support::ntlm_negotiate(0x00000006));
  EXPECT_EQ(support::read_ntlm_challenge(std::get<Challenge>(step).bytes).target_name,
            "company.com");
}

TEST(NtlmChallenge, IsNewEveryTime) {
  crypto::SystemEntropy entropy;
  const auto challenge = [&] {
    const auto ntlm = make_ntlm(link(), entropy);
    const auto step = ntlm->on_response(support::ntlm_negotiate());
    return support::read_ntlm_challenge(std::get<Challenge>(step).bytes).server_challenge;
  };
  EXPECT_NE(challenge(), challenge());
}

// --- names

struct NameCase {
  const char* user;
  const char* domain;
  const char* asked;
};
class NtlmNames : public testing::TestWithParam<NameCase> {};

TEST_P(NtlmNames, BecomeALoginName) {
  Login login;
  const auto step = login.ask(
      login.by_v2({.user = GetParam().user, .domain = GetParam().domain, .password = "x"}));
  ASSERT_TRUE(std::holds_alternative<Question>(step));
  const auto& asked = std::get<FetchSecret>(std::get<Question>(step));
  EXPECT_EQ(asked.name, GetParam().asked);
  EXPECT_EQ(asked.form, SecretForm::nt);
}

INSTANTIATE_TEST_SUITE_P(
    All, NtlmNames,
    testing::Values(NameCase{"joe", "", "joe"}, NameCase{"joe", "WORKGROUP", "joe"},
                    NameCase{"joe", "company.com", "joe@company.com"},
                    NameCase{"joe", "COMPANY.COM", "joe@COMPANY.COM"},
                    NameCase{"joe@company.com", "", "joe@company.com"},
                    NameCase{"joe@company.com", "other.com", "joe@company.com"},
                    NameCase{"jürgen", "bücher.example", "jürgen@bücher.example"}));

TEST(Ntlm, HashesTheDomainAsClientsDo) {
  for (const auto* domain : {"", "Company.com", "COMPANY.COM"}) {
    const KnownAccount account{.name = "joe@Company.com", .password = "secret"};
    Login login;
    const auto nt = support::ntlm_v2_response(
        {.user = "joe", .domain = domain, .password = "secret", .mic = false},
        support::read_ntlm_challenge(login.challenge()));
    EXPECT_TRUE(granted(
        login.say(support::ntlm_authenticate(
                      {.nt = nt, .domain = utf16_of("Company.com"), .user = utf16_of("joe")}),
                  account)))
        << domain;
  }
}

TEST(Ntlm, ReadsOemNames) {
  constexpr std::uint32_t oem = 2;
  for (const std::string user : {"j\xfcrgen", "j\xc3\xbcrgen"}) {
    Login login;
    const auto step = login.ask(
        support::ntlm_authenticate({.nt = std::string(24, 'n'), .user = user, .flags = oem}));
    EXPECT_EQ(std::get<FetchSecret>(std::get<Question>(step)).name, "jürgen");
  }
}

TEST(Ntlm, RefusesNamesThatAreNone) {
  const std::string response(24, 'n');
  for (const auto& [user, domain] :
       {std::pair(std::string("odd"), std::string()), std::pair(utf16_of("joe"), std::string("x")),
        std::pair(little16(0xd800), std::string()),
        std::pair(little16(0xdc00) + little16(0xd800), std::string()),
        std::pair(utf16_of("joe") + little16(0), std::string()),
        std::pair(utf16_of("joe"), utf16_of("company.com") + little16(10)),
        std::pair(utf16_of(std::string(256, 'x')), std::string()),
        std::pair(utf16_of(std::string(250, 'x')), utf16_of("company.com"))}) {
    Login login;
    EXPECT_EQ(
        login.refusal(support::ntlm_authenticate({.nt = response, .domain = domain, .user = user})),
        ErrorCode::malformed)
        << to_hex(user);
  }
}

// --- NTLMv2

TEST(NtlmV2, LogsInWithAndWithoutAnIntegrityCodeOrAKeyExchange) {
  for (const bool mic : {true, false})
    for (const std::string key : {"", "a random session"}) {
      Login login;
      EXPECT_TRUE(granted(login.say(
          login.by_v2({.user = "joe", .password = "secret", .mic = mic, .session_key = key}))));
    }
}

TEST(NtlmV2, RefusesAMessageThatWasChangedOnItsWay) {  // V-036
  const auto with = [](std::size_t at, const std::string& piece) {
    Login login;
    return login.refusal(
        login.by_v2({.user = "joe", .password = "secret"}).replace(at, piece.size(), piece));
  };
  EXPECT_EQ(with(72, std::string(16, '\0')), ErrorCode::not_allowed);
  EXPECT_EQ(with(72, "x"), ErrorCode::not_allowed);
  EXPECT_EQ(with(60, little32(support::ntlm_flags & ~0x20000000U)), ErrorCode::not_allowed);
  EXPECT_EQ(with(64, "version!"), ErrorCode::not_allowed);
}

// The code left out together with its room: the flag that announces it is under the proof.
TEST(NtlmV2, RefusesAMessageWhoseIntegrityCodeWasTakenAway) {
  Login login;
  auto message = login.by_v2({.user = "joe", .password = "secret"}).erase(72, 16);
  for (const std::size_t place : {12, 20, 28, 36, 44, 52}) {
    const auto low = static_cast<unsigned char>(message[place + 4]);
    message[place + 4] = static_cast<char>(low - 16);
  }
  EXPECT_EQ(login.refusal(message), ErrorCode::not_allowed);
}

TEST(NtlmV2, RefusesAnIntegrityCodeOfAnotherBeginning) {
  const auto challenge = Login().challenge();
  const auto message = support::ntlm_v2_authenticate(
      {.user = "joe", .password = "secret"}, support::ntlm_negotiate(0x00000201), challenge);
  EXPECT_EQ(Login().refusal(message), ErrorCode::not_allowed);
}

TEST(NtlmV2, NeverSaysOfAWrongPasswordWhatElseIsWrong) {
  const std::string binding = support::ntlm_bindings_pair("another link");
  Login login;
  auto message = login.by_v2({.user = "joe", .password = "Secret", .pairs = binding});
  EXPECT_EQ(login.refusal(message.replace(72, 1, "x")), ErrorCode::wrong_password);
}

struct BindingCase {
  const char* title;
  bool tls;
  std::string pair;
  bool good;
};
class NtlmBindings : public testing::TestWithParam<BindingCase> {};

TEST_P(NtlmBindings, MustBeThoseOfTheLink) {
  Login login(link(GetParam().tls));
  const auto step =
      login.say(login.by_v2({.user = "joe", .password = "secret", .pairs = GetParam().pair}));
  EXPECT_EQ(granted(step), GetParam().good);
  if (!GetParam().good) EXPECT_EQ(std::get<Error>(step).code, ErrorCode::not_allowed);
}

const std::string no_bindings = little16(10) + little16(16) + std::string(16, '\0');

INSTANTIATE_TEST_SUITE_P(
    All, NtlmBindings,
    testing::Values(BindingCase{"none", true, "", true},
                    BindingCase{"zero", true, no_bindings, true},
                    BindingCase{"right", true, support::ntlm_bindings_pair(end_point), true},
                    BindingCase{"other", true, support::ntlm_bindings_pair("other"), false},
                    BindingCase{"zero_without_tls", false, no_bindings, true},
                    BindingCase{"given_without_tls", false, support::ntlm_bindings_pair(end_point),
                                false}),
    [](const auto& info) { return info.param.title; });

TEST(NtlmV2, RefusesBlobsOutOfShape) {
  const std::string proof(16, 'p');
  const std::string header = std::string("\x01\x01", 2) + std::string(26, '\0');
  for (const auto& blob :
       {std::string(9, '\x01'), header, header + little16(2), header + little16(2) + little16(9),
        std::string("\x02\x01", 2) + header.substr(2) + little32(0),
        std::string("\x01\x00", 2) + header.substr(2) + little32(0),
        header + little16(1) + little16(4) + "name"}) {
    Login login;
    EXPECT_EQ(
        login.refusal(support::ntlm_authenticate({.nt = proof + blob, .user = utf16_of("joe")})),
        ErrorCode::malformed)
        << to_hex(blob);
  }
}

// --- what is weak

NtlmAnswer answer(std::string lm, std::string nt, std::uint32_t flags = 0x00000201) {
  return {.lm = std::move(lm), .nt = std::move(nt), .user = utf16_of("joe"), .flags = flags};
}

std::string nt_hash() { return crypto::md4(utf16_of("secret")); }
constexpr std::uint32_t session_flags = 0x00080201;

// Every right answer that is not NTLMv2.
std::vector<NtlmAnswer> weak_answers(const std::string& challenge) {
  const std::string client = "12345678";
  const auto nt = ntlm::response_v1(nt_hash(), challenge);
  const auto owf = ntlm::nt_owf_v2(nt_hash(), utf16_of("joe"), "");
  return {answer("", nt),
          answer(ntlm::response_v1(ntlm::lm_hash("secret"), challenge), nt),
          answer(std::string(24, 'x'), nt),
          answer(client + std::string(16, '\0'),
                 ntlm::session_response(nt_hash(), challenge, client), session_flags),
          answer(ntlm::response_v1(ntlm::lm_hash("secret"), challenge), ""),
          answer(ntlm::lm_response_v2(owf, challenge, client), "")};
}

TEST(WeakNtlm, LogsInOnlyWhereTheDomainPermitsIt) {  // V-035
  for (std::size_t i = 0; i < weak_answers("01234567").size(); ++i) {
    Login strict;
    Login lax;
    const auto message = support::ntlm_authenticate(weak_answers("01234567")[i]);
    EXPECT_EQ(strict.refusal(message, joe), ErrorCode::not_allowed) << i;
    EXPECT_TRUE(granted(lax.say(message, weak_joe))) << i;
  }
}

TEST(WeakNtlm, IsRefusedAlikeWhateverThePassword) {
  const KnownAccount other{.name = "joe", .password = "another"};
  const KnownAccount weak_other{.name = "joe", .password = "another", .weak_ntlm = true};
  for (const auto& weak : weak_answers("01234567")) {
    Login strict;
    Login lax;
    const auto message = support::ntlm_authenticate(weak);
    EXPECT_EQ(strict.refusal(message, other), ErrorCode::not_allowed);
    EXPECT_EQ(lax.refusal(message, weak_other), ErrorCode::wrong_password);
  }
}

TEST(WeakNtlm, IsRefusedWithAnyByteOfItsProofChanged) {
  for (const auto& weak : weak_answers("01234567"))
    for (std::size_t at = 0; at < 24; ++at) {
      auto changed = weak;
      auto& proof = changed.nt.empty() ? changed.lm : changed.nt;
      proof[at] = static_cast<char>(proof[at] ^ 1);
      EXPECT_EQ(Login().refusal(support::ntlm_authenticate(changed), weak_joe),
                ErrorCode::wrong_password)
          << at;
    }
}

// The session form must not be taken for NTLMv1 nor the other way round.
TEST(WeakNtlm, GoesByItsFlag) {
  for (auto weak : weak_answers("01234567")) {
    if (weak.nt.empty()) continue;
    weak.flags ^= 0x00080000;
    EXPECT_NE(Login().refusal(support::ntlm_authenticate(weak), weak_joe), ErrorCode::closed);
  }
}

TEST(WeakNtlm, ByLmAloneAsksForThePasswordItself) {
  Login login;
  const auto step = login.ask(support::ntlm_authenticate(answer(std::string(24, 'l'), "")));
  EXPECT_EQ(std::get<FetchSecret>(std::get<Question>(step)).form, SecretForm::clear_text);
}

TEST(WeakNtlm, ByLmAloneSurvivesAPasswordThatIsNotText) {
  Ntlm ntlm(link(), "01234567");
  (void)ntlm.on_response(support::ntlm_negotiate());
  (void)ntlm.on_response(support::ntlm_authenticate(answer(std::string(24, 'l'), "")));
  const auto step = ntlm.on_answer(Found{"joe", Secret("\xff\xf0"), {}, 0, true});
  EXPECT_EQ(std::get<Error>(step).code, ErrorCode::wrong_password);
}

// --- order and rubbish

TEST(Ntlm, RefusesAnonymousClients) {
  const std::string response(60, 'n');
  auto flagged = answer("", response);
  flagged.flags |= 0x800;
  for (const auto& nobody :
       {NtlmAnswer{}, NtlmAnswer{.lm = std::string(1, '\0')}, NtlmAnswer{.nt = response},
        answer("", ""), answer(std::string(1, '\0'), ""), flagged}) {
    Login login;
    EXPECT_EQ(login.refusal(support::ntlm_authenticate(nobody), weak_joe), ErrorCode::not_allowed);
  }
}

TEST(Ntlm, RefusesResponsesOfLengthsThatNoFormHas) {
  for (const auto& [lm, nt, flags] :
       {std::tuple(0, 1, 0x201U), std::tuple(24, 23, 0x201U), std::tuple(23, 0, 0x201U),
        std::tuple(48, 0, 0x201U), std::tuple(0, 24, session_flags),
        std::tuple(23, 24, session_flags), std::tuple(0, 25, 0x201U), std::tuple(0, 43, 0x201U)}) {
    Login login;
    const auto message =
        support::ntlm_authenticate(answer(std::string(lm, 'l'), std::string(nt, 'n'), flags));
    EXPECT_EQ(login.refusal(message, weak_joe), ErrorCode::malformed) << lm << " " << nt;
  }
}

TEST(Ntlm, RefusesMessagesOutOfOrder) {  // V-034
  Ntlm early(link(), "01234567");
  EXPECT_TRUE(std::holds_alternative<Error>(
      early.on_response(Login().by_v2({.user = "joe", .password = "secret"}))));
  EXPECT_EQ(Login().refusal(support::ntlm_negotiate()), ErrorCode::malformed);
  Login done;
  const auto message = done.by_v2({.user = "joe", .password = "secret"});
  EXPECT_TRUE(granted(done.say(message)));
  EXPECT_EQ(done.refusal(message), ErrorCode::malformed);
  EXPECT_EQ(Login().refusal(""), ErrorCode::malformed);
  EXPECT_EQ(Login().refusal(std::string(longest_response + 1, 'x')), ErrorCode::malformed);
}

TEST(Ntlm, CallsASecretOfAnotherFormUnavailable) {
  for (const auto* secret : {"", "fifteen bytes!!", "seventeen bytes!!"}) {
    Ntlm ntlm(link(), "01234567");
    (void)ntlm.on_response(support::ntlm_negotiate());
    (void)ntlm.on_response(support::ntlm_authenticate(answer("", std::string(24, 'n'))));
    const auto step = ntlm.on_answer(Found{"joe", Secret(secret), {}, 0, true});
    EXPECT_EQ(std::get<Error>(step).code, ErrorCode::unavailable) << secret;
  }
}

TEST(Ntlm, GrantsNothingWhenAnyBitOfTheProofIsChanged) {
  const auto good = Login().by_v2({.user = "joe", .password = "secret", .mic = false});
  const auto nt_at = good.find(std::string("\x01\x01\0\0\0\0\0\0", 8)) - 16;
  for (std::size_t at = nt_at; at < good.size(); ++at) {
    auto changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    EXPECT_NE(Login().refusal(changed), ErrorCode::closed) << at;
  }
}

}  // namespace
}  // namespace gatehouse::sasl
