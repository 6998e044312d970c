#include "sasl/http_digest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "crypto/digest.h"
#include "sasl/digest_nonces.h"

namespace gatehouse::sasl {
namespace {

using crypto::Hash;

constexpr HttpDigest::Algorithm md5{"MD5", Hash::md5, false, true};
constexpr HttpDigest::Algorithm sha256{"SHA-256", Hash::sha256, false, true};
constexpr HttpDigest::Algorithm md5_sess{"MD5-sess", Hash::md5, true, false};

struct Published {
  const char* name;
  const HttpDigest::Algorithm* algorithm;
  HttpDigest::Request request;
  HttpDigest::Credentials credentials;
  const char* password;
};

HttpDigest::Credentials credentials(std::string name, std::string nonce, std::string cnonce,
                                    std::string response) {
  return {nullptr, std::move(name),    std::move(nonce), std::move(cnonce), "00000001",
          1,       std::move(response)};
}

class PublishedDigests : public testing::TestWithParam<Published> {};

TEST_P(PublishedDigests, AreComputed) {
  auto given = GetParam().credentials;
  given.algorithm = GetParam().algorithm;
  const auto user_hash =
      crypto::digest(given.algorithm->hash,
                     given.name + ":" + GetParam().request.realm + ":" + GetParam().password);
  EXPECT_EQ(HttpDigest::digest(GetParam().request, given, user_hash), given.response);
}

const HttpDigest::Request http{"http-auth@example.org", "GET", "/dir/index.html", {}};
const std::string http_nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
const std::string http_cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

INSTANTIATE_TEST_SUITE_P(
    Rfc, PublishedDigests,
    testing::Values(Published{"Rfc7616Section391Md5", &md5, http,
                              credentials("Mufasa", http_nonce, http_cnonce,
                                          "8ca523f5e9506fed4657c9700eebdbec"),
                              "Circle of Life"},
                    Published{"Rfc7616Section391Sha256", &sha256, http,
                              credentials("Mufasa", http_nonce, http_cnonce,
                                          "753927fa0e85d155564e2e272a28d1802ca10daf449"
                                          "6794697cf8db5856cb6c1"),
                              "Circle of Life"},
                    Published{"Rfc2617Section35",
                              &md5,
                              {"testrealm@host.com", "GET", "/dir/index.html", {}},
                              credentials("Mufasa", "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                                          "0a4f113b", "6629fae49393a05397450978507c4ef1"),
                              "Circle Of Life"}),
    [](const auto& info) { return info.param.name; });

class AnHttpDigest : public testing::Test {
 protected:
  static constexpr Time noon{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};

  Step say(std::string_view words, Time now = noon) {
    mechanism_ = std::make_unique<HttpDigest>(nonces_, "company.com", now);
    return mechanism_->on_response(words);
  }
  std::string nonce(std::string realm = "company.com") { return nonces_.issue(realm, noon); }

  struct Login {
    std::string nonce;
    std::string algorithm = "MD5";
    std::string count = "00000001";
    std::string realm = "company.com";
    std::string name = "joe";
    std::string front = "method REGISTER\nuri sip:company.com\n";
    std::string uri = "sip:company.com";
    std::string response = "";
    std::string more = "";
  };
  static std::string right_response(const Login& login) {
    const auto* algorithm = login.algorithm == "MD5"        ? &md5
                            : login.algorithm == "MD5-sess" ? &md5_sess
                                                            : &sha256;
    HttpDigest::Credentials given{algorithm, login.name, login.nonce, "abc", login.count, 1, {}};
    return HttpDigest::digest(
        {login.realm, "REGISTER", login.uri, {}}, given,
        crypto::digest(algorithm->hash, login.name + ":" + login.realm + ":secret"));
  }
  static std::string words(const Login& login) {
    const auto response = login.response.empty() ? right_response(login) : login.response;
    return "realm " + login.realm + "\n" + login.front + "\nusername=\"" + login.name +
           "\", realm=\"" + login.realm + "\", nonce=\"" + login.nonce + "\", uri=\"" + login.uri +
           "\", algorithm=" + login.algorithm + ", qop=auth, nc=" + login.count +
           ", cnonce=\"abc\", response=\"" + response + "\"" + login.more;
  }
  // Whoever is asked knows the password of everybody: "secret".
  Step answered(Step step) {
    auto* question = std::get_if<Question>(&step);
    if (question == nullptr) return step;
    asked_ = std::get<FetchSecret>(*question);
    const auto& user = asked_.user.empty() ? asked_.name : asked_.user;
    const auto secret = asked_.form == SecretForm::clear_text
                            ? std::string("secret")
                            : crypto::digest(Hash::md5, user + ":" + asked_.realm + ":secret");
    return mechanism_->on_answer(Found{asked_.name, Secret(secret), {}});
  }
  Step log_in(const Login& login, Time now = noon) { return answered(say(words(login), now)); }
  static bool granted(const Step& step) { return std::holds_alternative<Grant>(step); }
  static bool stale(const Step& step) {
    const auto* challenge = std::get_if<Challenge>(&step);
    return challenge != nullptr && challenge->bytes.contains("stale=true");
  }
  static ErrorCode error(const Step& step) {
    const auto* found = std::get_if<Error>(&step);
    return found == nullptr ? ErrorCode{} : found->code;
  }

  crypto::SystemEntropy entropy_;
  DigestNonces nonces_{entropy_, 4};
  std::unique_ptr<HttpDigest> mechanism_;
  FetchSecret asked_{};
};

TEST_F(AnHttpDigest, OffersTheStrongestAlgorithmFirst) {
  const auto step = say("realm company.com\n\n");
  const auto* challenge = std::get_if<Challenge>(&step);
  ASSERT_NE(challenge, nullptr);
  const auto lines = split(challenge->bytes, '\n');
  ASSERT_EQ(lines.size(), 3U);  // the last is empty
  EXPECT_TRUE(lines[0].starts_with("realm=\"company.com\", nonce=\""));
  EXPECT_TRUE(lines[0].ends_with("algorithm=SHA-256, qop=\"auth\""));
  EXPECT_TRUE(lines[1].ends_with("algorithm=MD5, qop=\"auth\""));
}

TEST_F(AnHttpDigest, GrantsByEveryAlgorithm) {
  for (const auto* algorithm : {"MD5", "MD5-sess", "SHA-256"}) {
    EXPECT_TRUE(granted(log_in({.nonce = nonce(), .algorithm = algorithm}))) << algorithm;
    EXPECT_EQ(asked_.form, std::string_view(algorithm) == "SHA-256" ? SecretForm::clear_text
                                                                    : SecretForm::digest_md5);
  }
}

TEST_F(AnHttpDigest, GrantsEachCountOnce) {
  const auto same = nonce();
  for (const auto* count : {"00000001", "00000003", "00000002"}) {
    EXPECT_TRUE(granted(log_in({.nonce = same, .count = count}))) << count;
    EXPECT_TRUE(stale(log_in({.nonce = same, .count = count}))) << count;
  }
  EXPECT_TRUE(stale(log_in({.nonce = same, .count = "00000000"})));
}

TEST_F(AnHttpDigest, DoesNotUseANonceUpForAWrongPassword) {
  const auto same = nonce();
  const auto wrong = log_in({.nonce = same, .response = std::string(32, '0')});
  EXPECT_EQ(error(wrong), ErrorCode::wrong_password);
  EXPECT_TRUE(granted(log_in({.nonce = same})));
}

TEST_F(AnHttpDigest, TakesNoNonceOfAnotherTimeRealmOrKey) {
  EXPECT_TRUE(stale(log_in({.nonce = nonce()}, noon + DigestNonces::lifetime + Duration(1))));
  EXPECT_TRUE(stale(log_in({.nonce = nonce()}, noon - Duration(1))));
  EXPECT_TRUE(stale(log_in({.nonce = nonce("other.test")})));
  DigestNonces others(entropy_);
  EXPECT_TRUE(stale(log_in({.nonce = others.issue("company.com", noon)})));
  EXPECT_TRUE(stale(log_in({.nonce = "x"})));
}

TEST_F(AnHttpDigest, TakesNoCountItHasForgotten) {
  const auto first = nonce();
  EXPECT_TRUE(granted(log_in({.nonce = first})));
  for (int i = 1; i <= 4; ++i) {
    const auto later = noon + Duration(i);
    EXPECT_TRUE(granted(log_in({.nonce = nonces_.issue("company.com", later)}, later)));
  }
  EXPECT_TRUE(stale(log_in({.nonce = first}, noon + Duration(5))));
}

TEST_F(AnHttpDigest, QualifiesNamesOfOtherRealmsThanTheHomeOne) {
  EXPECT_TRUE(granted(log_in({.nonce = nonce()})));
  EXPECT_EQ(asked_.name, "joe");
  EXPECT_TRUE(granted(log_in({.nonce = nonce("other.test"), .realm = "other.test"})));
  EXPECT_EQ(asked_.name, "joe@other.test");
  EXPECT_EQ(asked_.user, "joe");
  EXPECT_TRUE(granted(log_in({.nonce = nonce(), .name = "joe@other.test"})));
  EXPECT_EQ(asked_.name, "joe@other.test");
}

TEST_F(AnHttpDigest, PassesOnWhomToActAs) {
  const auto step =
      log_in({.nonce = nonce(),
              .front = "method REGISTER\nuri sip:company.com\nacting-as bob@company.com\n"});
  ASSERT_TRUE(granted(step));
  EXPECT_EQ(std::get<Grant>(step).acting_as, "bob@company.com");
}

TEST_F(AnHttpDigest, RefusesWhatIsNotOfItsForm) {
  const auto good = nonce();
  const std::vector<std::string> bad{
      "",
      "realm company.com",
      "realm company.com\n",
      "realm \n\n",
      "method GET\n\n",
      "realm a\nrealm b\n\n",
      "colour red\nrealm company.com\n\n",
      "realm " + std::string(2000, 'x') + "\n\n",
      words({.nonce = good, .front = ""}),
      words({.nonce = good, .front = "method REGISTER\nuri sip:other.test\n"}),
      words({.nonce = good, .name = ""}),
      words({.nonce = good, .response = "0123"}),
      words({.nonce = good, .response = std::string(32, 'G')}),
      words({.nonce = good, .count = "1"}),
      words({.nonce = good, .count = "0000000g"}),
      words({.nonce = good, .more = ", nc=00000002"}),
      words({.nonce = good, .more = ", userhash=true"}),
      words({.nonce = good, .algorithm = "SHA-1", .response = std::string(32, '0')}),
      "realm company.com\nmethod GET\nuri /\n\nusername=\"joe\", realm=\"other.test\"",
      "realm company.com\nmethod GET\nuri /\n\n" + std::string(5000, 'x')};
  for (const auto& one : bad) EXPECT_EQ(error(say(one)), ErrorCode::malformed) << one;
}

}  // namespace
}  // namespace gatehouse::sasl
