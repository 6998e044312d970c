#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "net/lines.h"
#include "net/stream.h"
#include "pki/tls_contexts.h"
#include "tests/support/stream_pair.h"
#include "tests/support/tls_client.h"

namespace gatehouse::net {
namespace {

using support::TlsClient;

struct TlsTest : testing::Test {
  static std::unique_ptr<pki::TlsContexts> make_contexts() {
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return pki::TlsContexts::make(pki::make_test_certificate("main.test", now).value()).value();
  }

  // What a server does with a connection, while `client_part` blocks on a thread of its own.
  template <class T>
  T serve(Task<T> server_part, std::function<void()> client_part) {
    const std::jthread thread(std::move(client_part));
    return pair->run(std::move(server_part));
  }
  Result<void> handshake(const TlsClient::Wishes& wishes) {
    auto accepting = pair->stream().start_tls(contexts->context(), "IMAP");
    return serve(std::move(accepting),
                 [&, wishes] { connected = client.connect(pair->far(), wishes).has_value(); });
  }
  void new_connection() { pair.emplace(); }
  const TlsFacts& facts() { return *pair->stream().tls(); }
  Stream& stream() { return pair->stream(); }

  std::unique_ptr<pki::TlsContexts> contexts = make_contexts();
  TlsClient client;
  bool connected = false;
  std::optional<support::StreamPair> pair{std::in_place};
};

template <class T>
ErrorCode code(const Result<T>& result) {
  return result ? ErrorCode{} : result.error().code;
}

TEST_F(TlsTest, EstablishesTheSameFactsOnBothSides) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    new_connection();
    ASSERT_TRUE(handshake({.server_name = "main.test", .lowest = version, .highest = version}));
    EXPECT_EQ(facts().protocol, client.protocol());
    EXPECT_EQ(facts().cipher, SSL_get_cipher_name(client.raw()));
    EXPECT_EQ(facts().server_name, "main.test");
    EXPECT_EQ(facts().exporter, client.exporter());
    EXPECT_EQ(facts().exporter.size(), 32U);
    EXPECT_EQ(facts().unique, client.unique());
    EXPECT_EQ(facts().unique.empty(), version == TLS1_3_VERSION);
    EXPECT_EQ(facts().server_end_point, client.server_end_point());
    EXPECT_EQ(facts().server_end_point.size(), 32U);
    EXPECT_EQ(facts().client_certificate, "");
    EXPECT_FALSE(facts().resumed);
  }
}

TEST_F(TlsTest, BindsAResumedSessionAnew) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    new_connection();
    const TlsClient::Wishes wishes{.server_name = "main.test", .highest = version};
    ASSERT_TRUE(handshake(wishes));
    const auto first = facts();
    ASSERT_TRUE(pair->run(stream().write("x")));
    ASSERT_EQ(client.read(), "x");

    auto again = wishes;
    again.resume = client.session();
    new_connection();
    ASSERT_TRUE(handshake(again));
    EXPECT_TRUE(facts().resumed);
    EXPECT_EQ(facts().server_name, "main.test");
    EXPECT_EQ(facts().exporter, client.exporter());
    EXPECT_NE(facts().exporter, first.exporter);
    EXPECT_EQ(facts().unique, client.unique());
    EXPECT_EQ(facts().unique.empty(), version == TLS1_3_VERSION);
    EXPECT_EQ(facts().server_end_point, first.server_end_point);
  }
}

TEST_F(TlsTest, GivesNoBindingToTls12WithoutTheExtendedMasterSecret) {
  SSL_CTX_set_options(contexts->context(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  ASSERT_TRUE(handshake({.highest = TLS1_2_VERSION}));
  EXPECT_EQ(facts().exporter, "");
  EXPECT_EQ(facts().unique, "");
  EXPECT_EQ(facts().server_end_point.size(), 32U);
}

TEST_F(TlsTest, CarriesMuchInBothDirections) {
  ASSERT_TRUE(handshake({}));
  const std::string large(2'000'000, 'x');
  auto echo = [](Stream& through, std::size_t size) -> Task<Result<void>> {
    std::string bytes;
    std::array<char, 5000> some;
    while (bytes.size() < size) {
      const auto count = co_await through.read_some(some);
      if (!count) co_return std::unexpected(count.error());
      bytes.append(some.data(), *count);
    }
    co_return co_await through.write(bytes);
  };
  std::string received;
  auto echoing = echo(stream(), large.size());
  EXPECT_TRUE(serve(std::move(echoing), [&] {
    EXPECT_TRUE(client.write(large));
    while (received.size() < large.size()) {
      const auto some = client.read();
      if (!some || some->empty()) break;
      received += *some;
    }
  }));
  EXPECT_EQ(received, large);
}

TEST_F(TlsTest, ReadsLinesThatShareARecord) {
  ASSERT_TRUE(handshake({}));
  Lines lines(stream(), 100);
  ASSERT_TRUE(client.write("one\r\ntwo\r\nthree"));
  EXPECT_EQ(pair->run(lines.read_line()), "one");
  EXPECT_EQ(pair->run(lines.read_line()), "two");
  ASSERT_TRUE(client.write("\r\n"));
  EXPECT_EQ(pair->run(lines.read_line()), "three");
}

TEST_F(TlsTest, TellsTheEndFromACut) {
  ASSERT_TRUE(handshake({}));
  client.end();
  std::array<char, 8> into{};
  EXPECT_EQ(pair->run(stream().read_some(into)), 0U);

  new_connection();
  ASSERT_TRUE(handshake({}));
  pair->hang_up();
  EXPECT_EQ(code(pair->run(stream().read_some(into))), ErrorCode::closed);
}

TEST_F(TlsTest, SaysGoodbyeWhenItCloses) {
  ASSERT_TRUE(handshake({}));
  pair->run(stream().shut_down());
  EXPECT_EQ(client.read(), "");  // close_notify, not a cut

  new_connection();
  ASSERT_TRUE(handshake({}));
  stream().close();
  EXPECT_EQ(client.read(), "");
}

TEST_F(TlsTest, WakesWhileWaitingForRecords) {
  ASSERT_TRUE(handshake({}));
  std::optional<Result<bool>> readable;
  pair->begin(stream().readable_or_woken(), readable);
  EXPECT_FALSE(readable);
  stream().wake();
  EXPECT_EQ(pair->finish(readable), false);

  // A record that carries no data is not something to read.
  readable.reset();
  pair->begin(stream().readable_or_woken(), readable);
  ASSERT_EQ(SSL_key_update(client.raw(), SSL_KEY_UPDATE_NOT_REQUESTED), 1);
  ASSERT_EQ(SSL_do_handshake(client.raw()), 1);
  pair->go_on();
  EXPECT_FALSE(readable);
  ASSERT_TRUE(client.write("x"));
  EXPECT_EQ(pair->finish(readable), true);
}

TEST_F(TlsTest, FindsTheEndByWaitingAndByReadingAlike) {
  ASSERT_TRUE(handshake({}));
  std::array<char, 8> into{};
  EXPECT_FALSE(stream().read_now(into));  // nothing, as far as is known
  client.end();
  EXPECT_EQ(pair->run(stream().readable_or_woken()), true);
  const auto count = stream().read_now(into);
  ASSERT_TRUE(count);
  EXPECT_EQ(*count, 0U);
}

// V-001, V-002: what came before the handshake is never read after it.
TEST_F(TlsTest, ForgetsCommandsInjectedBeforeTheHandshake) {
  Lines lines(stream(), 100);
  pair->send("a STARTTLS\r\nb LOGIN joe secret\r\n");
  ASSERT_EQ(pair->run(lines.read_line()), "a STARTTLS");
  ASSERT_TRUE(lines.has_input());
  auto upgrade = lines.start_tls(contexts->context(), "IMAP");
  ASSERT_TRUE(serve(std::move(upgrade),
                    [&] { EXPECT_TRUE(client.connect(pair->far(), TlsClient::Wishes{})); }));
  EXPECT_FALSE(lines.has_input());
  ASSERT_TRUE(client.write("c NOOP\r\n"));
  EXPECT_EQ(pair->run(lines.read_line()), "c NOOP");
}

// V-003: later, but before the ClientHello: they break the handshake, whatever their timing.
TEST_F(TlsTest, ClosesWhenCommandsAreInjectedIntoTheHandshake) {
  Lines lines(stream(), 100);
  pair->send("a STARTTLS\r\n");
  ASSERT_EQ(pair->run(lines.read_line()), "a STARTTLS");
  std::optional<Result<void>> upgraded;
  pair->begin(lines.start_tls(contexts->context(), "IMAP"), upgraded);
  EXPECT_FALSE(upgraded);
  pair->send("b LOGIN joe secret\r\n");
  EXPECT_EQ(code(pair->finish(upgraded)), ErrorCode::malformed);
  EXPECT_EQ(code(pair->run(lines.read_line())), ErrorCode::closed);
  EXPECT_EQ(code(pair->run(lines.write("b OK\r\n"))), ErrorCode::closed);
}

TEST_F(TlsTest, AHandshakeThatFailsNeverGoesOnInTheClear) {
  EXPECT_EQ(code(handshake({.lowest = TLS1_1_VERSION, .highest = TLS1_1_VERSION})),
            ErrorCode::malformed);
  EXPECT_FALSE(connected);
  EXPECT_EQ(stream().tls(), nullptr);
  EXPECT_EQ(code(pair->run(stream().write("in the clear"))), ErrorCode::closed);
}

TEST_F(TlsTest, APeerThatLeavesInTheHandshakeIsGone) {
  pair->hang_up();
  EXPECT_EQ(code(pair->run(stream().start_tls(contexts->context(), "IMAP"))), ErrorCode::closed);
}

// V-008.
TEST_F(TlsTest, DropsHalfAHandshakeAtTheDeadline) {
  stream().set_deadline(std::chrono::steady_clock::now());
  const std::string half_a_client_hello("\x16\x03\x01\x02\x00\x01\x00", 7);
  pair->send(half_a_client_hello);
  EXPECT_EQ(code(pair->run(stream().start_tls(contexts->context(), "IMAP"))), ErrorCode::timed_out);
  EXPECT_EQ(pair->receive(), "");
}

TEST_F(TlsTest, DropsAnUnfinishedHandshakeAfterThirtySecondsWhateverTheDeadline) {
  FakeClock clock;
  measure_deadlines_with(clock, pair->loop().get_executor());
  stream().set_deadline(clock.moment() + std::chrono::hours(1));
  std::optional<Result<void>> shaken;
  pair->begin(stream().start_tls(contexts->context(), "IMAP"), shaken);
  clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(code(pair->finish(shaken)), ErrorCode::timed_out);
}

// V-007.
TEST_F(TlsTest, RefusesToRenegotiate) {
  ASSERT_TRUE(handshake({.highest = TLS1_2_VERSION}));
  Lines lines(stream(), 100);
  auto reading = lines.read_line();
  std::string seen;
  const auto read = serve(std::move(reading), [&] {
    EXPECT_EQ(SSL_renegotiate(client.raw()), 1);
    EXPECT_NE(SSL_do_handshake(client.raw()), 1);
    client.end();
  });
  EXPECT_EQ(code(read), ErrorCode::closed);
}

TEST_F(TlsTest, EndsAReadAtTheDeadline) {
  ASSERT_TRUE(handshake({}));
  stream().set_deadline(std::chrono::steady_clock::now());
  std::array<char, 8> into{};
  EXPECT_EQ(code(pair->run(stream().read_some(into))), ErrorCode::timed_out);
  EXPECT_TRUE(pair->run(stream().write("* BYE\r\n")));
  EXPECT_EQ(client.read(), "* BYE\r\n");
}

}  // namespace
}  // namespace gatehouse::net
