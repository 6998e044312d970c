#include "ldap/uri_passwords.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <optional>

#include "ldap/directory_fixture.h"
#include "ldap/link.h"
#include "pki/tls_contexts.h"

namespace gatehouse::ldap {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char success = 0;
constexpr char no_such_object = 32;
constexpr char invalid_credentials = 49;

// Answers every bind by its password: "secret" is right.
void honest(ServerEnd& client, int /*number*/) {
  for (auto request = client.request(); !request.empty(); request = client.request())
    if (!client.send(
            answer(id_of(request), request.ends_with("secret") ? success : invalid_credentials)))
      return;
}

struct UriPasswordsTest : testing::Test {
  explicit UriPasswordsTest(Duration deadline = seconds{5}) { options.deadline = deadline; }

  UriPasswords& passwords() {
    if (!passwords_) passwords_.emplace(pool, clock, options);
    return *passwords_;
  }
  Result<bool> ask(const std::string& uri, std::string_view password = "secret",
                   const std::string& account = "joe") {
    boost::asio::io_context loop{1};
    std::optional<Result<bool>> outcome;
    auto task = passwords().check(uri, account, "company.test", Secret(password));
    boost::asio::co_spawn(loop, std::move(task),
                          [&](const std::exception_ptr& thrown, Result<bool> result) {
                            EXPECT_FALSE(thrown);
                            outcome.emplace(std::move(result));
                          });
    loop.run();
    return *outcome;
  }
  Result<bool> ask(const ScriptedDirectory& directory, std::string_view password = "secret") {
    return ask("ldap://" + directory.where() + "/uid=*,o=x", password);
  }
  static void expect_unavailable(const Result<bool>& seen, std::string_view title = {}) {
    ASSERT_FALSE(seen) << title << ": " << *seen;
    EXPECT_EQ(seen.error().code, ErrorCode::unavailable) << title << ": " << seen.error().detail;
  }

  net::Offload pool{{.threads = 4, .queue = 64}};
  FakeClock clock;
  UriPasswords::Options options;

 private:
  std::optional<UriPasswords> passwords_;
};

TEST_F(UriPasswordsTest, YesAndNoAreTheServersAnswers) {
  const ScriptedDirectory directory(&honest);
  EXPECT_EQ(ask(directory), true);
  EXPECT_EQ(ask(directory, "Secret"), false);
  EXPECT_EQ(ask(directory, "secret "), false);
}

TEST_F(UriPasswordsTest, TheNameIsBoundAsTheUriSays) {
  std::string seen;
  const ScriptedDirectory directory([&](ServerEnd& client, int) {
    seen = client.request();
    client.send(answer(id_of(seen), success));
    client.stay_silent();
  });
  EXPECT_EQ(ask("ldap://" + directory.where() + "/uid=*,o=^0", "pw", "x,ou=admin"), true);
  EXPECT_EQ(seen, bind_request(1, R"(uid=x\2Cou\3Dadmin,o=company.test)", "pw").reveal());
}

TEST_F(UriPasswordsTest, ANameThatIsNotThereIsANo) {
  const ScriptedDirectory directory([](ServerEnd& client, int) {
    client.send(answer(id_of(client.request()), no_such_object));
    client.stay_silent();
  });
  EXPECT_EQ(ask(directory), false);
}

TEST_F(UriPasswordsTest, AnEmptyPasswordIsNeverSent) {
  const ScriptedDirectory lenient(
      [](ServerEnd& client, int) { client.send(answer(id_of(client.request()), success)); });
  EXPECT_EQ(ask(lenient, ""), false);
  EXPECT_EQ(lenient.connections(), 0);
}

TEST_F(UriPasswordsTest, NothingIsSentForAnUriOrANameThatIsMalformed) {
  const ScriptedDirectory directory(&honest);
  const auto where = "ldap://" + directory.where();
  for (const auto& seen : {ask(where + "/*"), ask(where + "/*@^0", "secret", "a@b"),
                           ask(where + "/uid=*,o=x", "secret", "a\nb"), ask("nonsense")}) {
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().code, ErrorCode::malformed);
  }
  EXPECT_EQ(directory.connections(), 0);
}

TEST_F(UriPasswordsTest, ANameTheServerCannotReadIsMalformed) {
  const ScriptedDirectory directory([](ServerEnd& client, int) {
    client.send(answer(id_of(client.request()), 34));
    client.stay_silent();
  });
  const auto seen = ask(directory);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().code, ErrorCode::malformed);
}

// Whatever else a server says, it is neither a yes nor a no.
TEST_F(UriPasswordsTest, EveryOtherAnswerIsUnavailable) {
  struct Case {
    const char* title;
    std::function<std::string(char id)> bytes;
  };
  const auto hex = [](const char* text) { return [=](char) { return from_hex(text).value(); }; };
  const std::vector<Case> cases{
      {"success for another request", [](char id) { return answer(static_cast<char>(id + 1), 0); }},
      {"success for id 0", [](char) { return answer(0, 0); }},
      {"success of a search", [](char id) { return answer(id, 0, 0x65); }},
      {"a referral", [](char id) { return answer(id, 10); }},
      {"busy", [](char id) { return answer(id, 51); }},
      {"unavailable", [](char id) { return answer(id, 52); }},
      {"unwilling", [](char id) { return answer(id, 53); }},
      {"confidentiality required", [](char id) { return answer(id, 13); }},
      {"stronger authentication required", [](char id) { return answer(id, 8); }},
      {"SASL in progress", [](char id) { return answer(id, 14); }},
      {"other", [](char id) { return answer(id, 80); }},
      {"a negative code", [](char id) { return answer(id, static_cast<char>(0xff)); }},
      {"two answers at once", [](char id) { return answer(id, 0) + answer(id, 0); }},
      {"an empty result code", hex("300b02010161060a0004000400")},
      {"a cut answer", hex("300c02010161070a01000400")},
      {"an end", hex("")},
      {"HTTP", [](char) { return std::string("HTTP/1.0 200 OK\r\n\r\n"); }},
      {"zeros", [](char) { return std::string(100, '\0'); }},
      {"4 GiB are announced", hex("3084ffffffff")},
      {"a length without end", hex("3080")},
      {"10 MB",
       [](char) { return from_hex("308400a00000").value() + std::string(10U << 20U, 'x'); }},
      {"a disconnection", hex("30240201007"
                              "81f0a0134040004008a16"
                              "312e332e362e312e342e312e313436362e3230303336")},
  };
  for (const auto& one : cases) {
    const ScriptedDirectory directory(
        [&](ServerEnd& client, int) { client.send(one.bytes(id_of(client.request()))); });
    expect_unavailable(ask(directory), one.title);
  }
}

TEST_F(UriPasswordsTest, AnAnswerInSmallPiecesIsAnAnswer) {
  const ScriptedDirectory directory([](ServerEnd& client, int) {
    for (const char c : answer(id_of(client.request()), success)) {
      client.send({&c, 1});
      if (!client.lets_pass(milliseconds{2})) return;
    }
  });
  EXPECT_EQ(ask(directory), true);
}

TEST_F(UriPasswordsTest, ManyCanAskAtOnce) {
  const ScriptedDirectory directory(&honest);
  boost::asio::io_context loop{1};
  int right = 0;
  for (int i = 0; i < 40; ++i) {
    auto task = passwords().check("ldap://" + directory.where() + "/uid=*,o=x", "joe", "x",
                                  Secret(i % 2 == 0 ? "secret" : "wrong"));
    boost::asio::co_spawn(loop, std::move(task),
                          [&, i](const std::exception_ptr&, const Result<bool>& result) {
                            right += result == (i % 2 == 0);
                          });
  }
  loop.run();
  EXPECT_EQ(right, 40);
  EXPECT_LE(directory.connections(), 4) << "one for each thread that waits";
}

TEST_F(UriPasswordsTest, AConnectionIsUsedAgain) {
  const ScriptedDirectory directory(&honest);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(directory, i % 2 == 0 ? "secret" : "no"), i % 2 == 0);
  EXPECT_EQ(directory.connections(), 1);
  clock.advance(seconds{61});
  EXPECT_EQ(ask(directory), true);
  EXPECT_EQ(directory.connections(), 2) << "one that rested too long is let go";
}

TEST_F(UriPasswordsTest, ADeadKeptConnectionIsReplacedOnce) {
  const ScriptedDirectory directory([](ServerEnd& client, int) {
    client.send(answer(id_of(client.request()), success));
    client.request();  // and hangs up
  });
  for (int i = 0; i < 8; ++i) EXPECT_EQ(ask(directory), true) << i;
  EXPECT_EQ(directory.connections(), 8);
}

TEST_F(UriPasswordsTest, AnAnswerThatCameBeforeTheQuestionIsNone) {
  std::promise<void> sent;
  const ScriptedDirectory directory([&](ServerEnd& client, int number) {
    if (number > 1) return honest(client, number);
    const auto id = id_of(client.request());
    client.send(answer(id, success));
    if (!client.lets_pass(milliseconds{20})) return;
    client.send(answer(static_cast<char>(id + 1), success));
    sent.set_value();
    client.stay_silent();
  });
  EXPECT_EQ(ask(directory), true);
  sent.get_future().wait();
  EXPECT_EQ(ask(directory, "wrong"), false);
  EXPECT_EQ(directory.connections(), 2);
}

// --- a server that fails

TEST_F(UriPasswordsTest, AServerThatFailsIsLeftAloneAndProbed) {
  std::atomic<bool> works = false;
  const ScriptedDirectory directory([&](ServerEnd& client, int number) {
    if (works) return honest(client, number);
    client.send(answer(id_of(client.request()), 52));
  });
  for (int i = 0; i < 5; ++i) expect_unavailable(ask(directory));
  EXPECT_EQ(directory.connections(), 5);
  for (int i = 0; i < 3; ++i) expect_unavailable(ask(directory));
  EXPECT_EQ(directory.connections(), 5) << "it is left alone";
  clock.advance(seconds{10});
  expect_unavailable(ask(directory));
  expect_unavailable(ask(directory));
  EXPECT_EQ(directory.connections(), 6) << "one probe";
  works = true;
  clock.advance(seconds{10});
  EXPECT_EQ(ask(directory), true);
  EXPECT_EQ(ask(directory, "wrong"), false);
}

// Otherwise somebody who knows a name of that kind could close the door for everybody.
TEST_F(UriPasswordsTest, AnAnswerAboutOneNameSaysNothingAboutTheServer) {
  const ScriptedDirectory directory([](ServerEnd& client, int) {
    for (auto request = client.request(); !request.empty(); request = client.request())
      client.send(answer(id_of(request), 53));
  });
  for (int i = 0; i < 12; ++i) expect_unavailable(ask(directory));
  EXPECT_EQ(directory.connections(), 1);
}

TEST_F(UriPasswordsTest, AnotherAddressIsAskedWhenOneDoesNotWork) {
  const ScriptedDirectory busy(
      [](ServerEnd& client, int) { client.send(answer(id_of(client.request()), 51)); });
  const ScriptedDirectory good(&honest);
  const auto uri = "ldap://127.0.0.1:1," + busy.where() + "," + good.where() + "/uid=*,o=x";
  EXPECT_EQ(ask(uri), true);
  EXPECT_EQ(ask(uri, "wrong"), false);
  EXPECT_EQ(busy.connections(), 2);
}

TEST_F(UriPasswordsTest, AnAddressThatSaysNoIsBelieved) {
  const ScriptedDirectory one([](ServerEnd& client, int) {
    client.send(answer(id_of(client.request()), invalid_credentials));
    client.stay_silent();
  });
  const ScriptedDirectory other(&honest);
  EXPECT_EQ(ask("ldap://" + one.where() + "," + other.where() + "/uid=*,o=x"), false);
  EXPECT_EQ(other.connections(), 0);
}

TEST_F(UriPasswordsTest, ANameWithoutAnAddressIsUnavailable) {
  expect_unavailable(ask("ldap://no-such-host.invalid/uid=*,o=x"));
}

// --- a server that takes its time

struct SlowServers : UriPasswordsTest {
  SlowServers() : UriPasswordsTest(milliseconds{300}) {}
  void expect_in_time(const std::string& uri) {
    const auto begun = std::chrono::steady_clock::now();
    expect_unavailable(ask(uri), uri);
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(took, milliseconds{250});
    EXPECT_LT(took, milliseconds{1500}) << uri;
  }
};

void silent(ServerEnd& client, int /*number*/) { client.stay_silent(); }

ScriptedDirectory::Talk dripping(const std::string& beginning) {
  return [=](ServerEnd& client, int) {
    for (const char c : beginning + std::string(16000, 'x'))
      if (!client.send({&c, 1}) || !client.lets_pass(milliseconds{20})) return;
  };
}

TEST_F(SlowServers, AreNotWaitedForLongerThanTheDeadline) {
  constexpr const char* plain = "/uid=*,o=x";
  constexpr const char* starting =
      "/uid=*,o=x???"
      "?StartTLS";
  struct Case {
    const char* scheme;
    const char* rest;
    ScriptedDirectory::Talk talk;
  };
  const ScriptedDirectory::Talk grants_only = [](ServerEnd& client, int number) {
    client.send(answer(id_of(client.request()), success, 0x78));
    silent(client, number);
  };
  for (const auto& one : std::vector<Case>{{"ldap://", plain, &silent},
                                           {"ldaps://", plain, &silent},
                                           {"ldap://", starting, &silent},
                                           {"ldap://", starting, grants_only},
                                           {"ldap://", plain, dripping("\x30\x82\x40")},
                                           {"ldaps://", plain, dripping("\x16\x03\x03\x3f")}}) {
    const ScriptedDirectory directory(one.talk);
    expect_in_time(one.scheme + directory.where() + one.rest);
  }
}

TEST_F(SlowServers, NorWhenTheyDoNotEvenAccept) {
  Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = net::SocketAddress::of({*IpAddress::parse("127.0.0.1"), 0});
  ASSERT_EQ(::bind(listener.number(), address.raw(), address.size), 0);
  ASSERT_EQ(::listen(listener.number(), 0), 0);
  auto bound = net::local_address(listener.number());
  std::vector<Descriptor> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    static_cast<void>(::connect(waiting.back().number(), bound.raw(), bound.size));
  }
  expect_in_time("ldap://127.0.0.1:" + std::to_string(bound.endpoint().port) + "/uid=*,o=x");
}

TEST_F(SlowServers, LeaveTimeForTheNextAddress) {
  options.deadline = seconds{1};
  const ScriptedDirectory mute(&silent);
  const ScriptedDirectory good(&honest);
  EXPECT_EQ(ask("ldap://" + mute.where() + "," + good.where() + "/uid=*,o=x"), true);
}

TEST_F(SlowServers, WorkThatWaitedTooLongIsNotBegun) {
  const ScriptedDirectory directory(&honest);
  options.deadline = milliseconds{0};
  expect_unavailable(ask(directory));
  EXPECT_EQ(directory.connections(), 0);
}

// --- TLS

struct FreePem {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

TlsContext server_context(const pki::KeyPair& pair) {
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  const std::unique_ptr<BIO, FreePem> text(
      BIO_new_mem_buf(pair.certificate_pem.data(), static_cast<int>(pair.certificate_pem.size())));
  const std::unique_ptr<X509, FreePem> leaf(
      PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
  const auto key_text = pair.key_pem.reveal();
  const std::unique_ptr<BIO, FreePem> secret(
      BIO_new_mem_buf(key_text.data(), static_cast<int>(key_text.size())));
  const std::unique_ptr<EVP_PKEY, FreePem> key(
      PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
  EXPECT_EQ(SSL_CTX_use_certificate(context.get(), leaf.get()), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context.get(), key.get()), 1);
  return context;
}

struct TlsServers : UriPasswordsTest {
  TlsServers() {
    certificate = pki::make_test_certificate("localhost", today).value();
    context = server_context(certificate);
    trust(certificate);
  }
  ~TlsServers() override { std::filesystem::remove(trusted); }

  void trust(const pki::KeyPair& pair) {
    std::ofstream(trusted) << pair.certificate_pem;
    options.trusted_certificates = trusted;
  }
  void serve(ServerEnd& client, int number) {
    if (!client.start_tls(context.get())) return;
    ++shaken;
    for (auto request = client.request(); !request.empty(); request = client.request()) {
      ++requests;
      client.send(answer(id_of(request), request.ends_with("secret") ? success : 49));
    }
    static_cast<void>(number);
  }
  [[nodiscard]] ScriptedDirectory::Talk by_tls() {
    return [this](ServerEnd& client, int number) { serve(client, number); };
  }
  static std::string uri(const ScriptedDirectory& directory,
                         const std::string& host = "localhost") {
    return "ldaps://" + host + ":" + std::to_string(directory.port()) + "/uid=*,o=x";
  }
  static std::string start_tls_uri(const ScriptedDirectory& directory) {
    return "ldap://localhost:" + std::to_string(directory.port()) +
           "/uid=*,o=x???"
           "?StartTLS";
  }

  const Time today =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::string trusted =
      testing::TempDir() + "gatehouse-ldap-" + std::to_string(::getpid()) + ".pem";
  pki::KeyPair certificate;
  TlsContext context;
  std::atomic<int> shaken = 0;
  std::atomic<int> requests = 0;
};

TEST_F(TlsServers, AreAskedWhenTheirCertificateIsGood) {
  const ScriptedDirectory directory(by_tls());
  EXPECT_EQ(ask(uri(directory)), true);
  EXPECT_EQ(ask(uri(directory), "wrong"), false);
  EXPECT_EQ(directory.connections(), 1) << "a connection with TLS is kept as well";
}

TEST_F(TlsServers, AreToldNothingWhenTheirNameIsAnother) {
  const ScriptedDirectory directory(by_tls());
  expect_unavailable(ask(uri(directory, "127.0.0.1")));
  EXPECT_EQ(requests, 0);
}

TEST_F(TlsServers, AreToldNothingWhenNobodyWeTrustKnowsThem) {
  trust(pki::make_test_certificate("localhost", today).value());
  const ScriptedDirectory directory(by_tls());
  expect_unavailable(ask(uri(directory)));
  EXPECT_EQ(requests, 0);
}

TEST_F(TlsServers, AreToldNothingWhenTheirCertificateHasExpired) {
  const auto old = pki::make_test_certificate("localhost", today - std::chrono::days{400}).value();
  context = server_context(old);
  trust(old);
  const ScriptedDirectory directory(by_tls());
  expect_unavailable(ask(uri(directory)));
  EXPECT_EQ(requests, 0);
}

TEST_F(TlsServers, AreNotAskedWhenTheAuthoritiesCannotBeRead) {
  options.trusted_certificates = trusted + "-missing";
  const ScriptedDirectory directory(by_tls());
  expect_unavailable(ask(uri(directory)));
  EXPECT_EQ(requests, 0);
}

TEST_F(TlsServers, MayBeginWithStartTls) {
  const ScriptedDirectory directory([this](ServerEnd& client, int number) {
    const auto request = client.request();
    EXPECT_EQ(request, start_tls_request(1));
    client.send(answer(id_of(request), success, 0x78));
    serve(client, number);
  });
  EXPECT_EQ(ask(start_tls_uri(directory)), true);
  EXPECT_EQ(ask(start_tls_uri(directory), "wrong"), false);
  EXPECT_EQ(directory.connections(), 1);
}

TEST_F(TlsServers, ThatDoNotGrantStartTlsGetNoPassword) {
  struct Case {
    const char* title;
    std::function<std::string(char)> words;
  };
  for (const auto& one : std::vector<Case>{
           {"protocol error", [](char id) { return answer(id, 2, 0x78); }},
           {"unavailable", [](char id) { return answer(id, 52, 0x78); }},
           {"success of a bind", [](char id) { return answer(id, 0); }},
           {"another id", [](char) { return answer(9, 0, 0x78); }},
           {"words put in before TLS", [](char id) { return answer(id, 0, 0x78) + answer(2, 0); }},
           {"no TLS after all", [](char id) { return answer(id, 0, 0x78); }}}) {
    std::string after;
    {
      const ScriptedDirectory directory([&](ServerEnd& client, int) {
        client.send(one.words(id_of(client.request())));
        client.send("no TLS here");
        after = client.request();
      });
      expect_unavailable(ask(start_tls_uri(directory)), one.title);
    }
    EXPECT_FALSE(after.contains("secret")) << one.title;
  }
}

}  // namespace
}  // namespace gatehouse::ldap
