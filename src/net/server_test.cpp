#include "net/server.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <latch>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "net/lines.h"
#include "net/socket.h"

namespace gatehouse::net {
namespace {

const IpAddress loopback = *IpAddress::parse("127.0.0.1");

Task<void> echo_lines(Stream stream, unsigned) {
  Lines lines(stream, 1000);
  if (!co_await lines.write("hello\r\n")) co_return;
  for (;;) {
    const auto line = co_await lines.read_line();
    if (!line || line == "quit") break;
    const std::string reply = std::string(*line) + "\r\n";
    if (!co_await lines.write(reply)) break;
  }
  co_await stream.shut_down();
}

class Client {
 public:
  explicit Client(const Endpoint& to) {
    auto address = SocketAddress::of(to);
    socket_ = Descriptor(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    connected_ = ::connect(socket_.number(), address.raw(), address.size) == 0;
  }
  explicit Client(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    connected_ =
        ::connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  void say(std::string_view words) {
    static_cast<void>(::send(socket_.number(), words.data(), words.size(), MSG_NOSIGNAL));
  }
  // Up to and including the next LF; less at the end.
  std::string hear() {
    std::string line;
    char byte = 0;
    while (!line.ends_with('\n') && ::recv(socket_.number(), &byte, 1, 0) == 1) line += byte;
    return line;
  }

 private:
  Descriptor socket_;
  bool connected_ = false;
};

struct ServerTest : testing::Test {
  ~ServerTest() override { stop(); }

  void make(unsigned loops) { server.emplace(loops); }
  Endpoint listen(Handler handler = echo_lines, ListenerOptions options = {}) {
    return server->listen({loopback, 0}, std::move(handler), std::move(options)).value();
  }
  void start(Duration grace = Duration{5000}) {
    running = std::jthread([this, grace] { server->run(grace); });
  }
  void stop() {
    if (!running.joinable()) return;
    server->stop();
    running.join();
  }

  std::optional<Server> server{std::in_place, 1U};
  std::jthread running;
};

TEST_F(ServerTest, ServesAConnection) {
  const auto at = listen();
  start();
  Client client(at);
  EXPECT_EQ(client.hear(), "hello\r\n");
  client.say("one\r\n");
  EXPECT_EQ(client.hear(), "one\r\n");
  client.say("quit\r\n");
  EXPECT_EQ(client.hear(), "");
}

TEST_F(ServerTest, TellsBothAddresses) {
  std::atomic<bool> right = false;
  std::optional<Endpoint> at;
  const auto handler = [&](Stream stream, unsigned) -> Task<void> {
    right = stream.local() == *at && stream.remote().address == loopback &&
            stream.remote().port != 0 && !stream.local_user();
    co_return;
  };
  for (const auto* address : {"127.0.0.1", "0.0.0.0"}) {
    make(1);
    const auto bound = server->listen({*IpAddress::parse(address), 0}, handler, {}).value();
    at = Endpoint{loopback, bound.port};
    right = false;
    start();
    EXPECT_EQ(Client(*at).hear(), "");
    EXPECT_TRUE(right) << address;
    stop();
  }
}

TEST_F(ServerTest, SpreadsManyConnectionsOverItsLoops) {
  make(2);
  std::array<std::atomic<int>, 2> served{};
  const auto handler = [&](Stream stream, unsigned loop) -> Task<void> {
    ++served.at(loop);
    auto session = echo_lines(std::move(stream), loop);
    co_await std::move(session);
  };
  const auto at = listen(handler);
  start();
  constexpr int many = 500;
  std::vector<Client> clients;
  clients.reserve(many);
  for (int i = 0; i < many; ++i) {
    clients.emplace_back(at);
    EXPECT_EQ(clients.back().hear(), "hello\r\n");
  }
  EXPECT_EQ(server->connections(), many);
  for (auto& client : clients) client.say("still there?\r\n");
  for (auto& client : clients) EXPECT_EQ(client.hear(), "still there?\r\n");
  for (auto& client : clients) client.say("quit\r\n");
  for (auto& client : clients) EXPECT_EQ(client.hear(), "");
  EXPECT_EQ(served[0] + served[1], many);
  EXPECT_GT(served[0], 0);
  EXPECT_GT(served[1], 0);
}

TEST_F(ServerTest, SurvivesAHandlerThatThrows) {
  const auto at = listen([](Stream stream, unsigned loop) -> Task<void> {
    if (stream.remote().port != 0 && loop == 0) throw std::runtime_error("bad\r\nhandler");
    co_return;
  });
  start();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Client(at).hear(), "");
}

TEST_F(ServerTest, RefusesWhomItDoesNotAdmit) {
  const auto at = listen(echo_lines, {.admits = [](const IpAddress&) { return false; }});
  start();
  EXPECT_EQ(Client(at).hear(), "");
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(ServerTest, RefusesMoreThanItsLimitAndCountsThoseThatLeave) {
  const auto census = std::make_shared<Census>(Census::Limits{.most_connections = 2});
  const auto at = listen(echo_lines, {.census = census});
  start();
  Client first(at);
  std::optional<Client> second(at);
  EXPECT_EQ(first.hear(), "hello\r\n");
  EXPECT_EQ(second->hear(), "hello\r\n");
  EXPECT_EQ(Client(at).hear(), "");
  second->say("quit\r\n");
  EXPECT_EQ(second->hear(), "");
  // The seat is free once the server has noticed.
  while (Client(at).hear().empty()) std::this_thread::yield();
}

TEST_F(ServerTest, CountsTheSocketsOfAServiceTogetherAndLearnsNewLimits) {
  const auto census = std::make_shared<Census>(Census::Limits{.most_connections = 1});
  const auto one = listen(echo_lines, {.census = census});
  const auto other = listen(echo_lines, {.census = census});
  start();
  Client first(one);
  EXPECT_EQ(first.hear(), "hello\r\n");
  EXPECT_EQ(Client(other).hear(), "");
  census->set_limits({.most_connections = 2});
  EXPECT_EQ(Client(other).hear(), "hello\r\n");
}

TEST_F(ServerTest, ListensAndStopsListeningWhileItRuns) {
  for (const unsigned loops : {1U, 3U}) {
    make(loops);
    const auto first = listen();
    start();
    Client before(first);
    EXPECT_EQ(before.hear(), "hello\r\n");
    const auto second = listen();
    Client on_second(second);
    EXPECT_EQ(on_second.hear(), "hello\r\n");

    EXPECT_TRUE(server->close(first));
    EXPECT_FALSE(server->close(first));
    EXPECT_FALSE(Client(first).connected());
    before.say("still here\r\n");
    EXPECT_EQ(before.hear(), "still here\r\n");
    EXPECT_EQ(server->connections(), 2U);
    // The port is free at once.
    EXPECT_EQ(server->listen(first, echo_lines, {}), first);
    EXPECT_EQ(Client(first).hear(), "hello\r\n");
    stop();
    EXPECT_FALSE(server->listen({loopback, 0}, echo_lines, {}));
  }
}

TEST_F(ServerTest, ClosesWhatNeverRan) {
  const auto at = listen();
  EXPECT_TRUE(server->close(at));
  EXPECT_FALSE(Client(at).connected());
}

Task<void> tell_addresses(Stream stream, unsigned) {
  Lines lines(stream, 1000);
  const std::string words = stream.remote().text() + " " + stream.local().text() + "\r\n";
  if (!co_await lines.write(words)) co_return;
  const auto line = co_await lines.read_line();
  const std::string reply = line ? std::string(*line) + "\r\n" : "nothing\r\n";
  (void)co_await lines.write(reply);
  co_await stream.shut_down();
}

struct ProxiedTest : ServerTest {
  Endpoint listen_behind(std::string_view denied = "192.0.2.66") {
    const auto admits = [refused = *IpAddress::parse(denied)](const IpAddress& address) {
      return address != refused && !address.is_loopback();
    };
    const auto is_proxy = [](const IpAddress& address) { return address == loopback; };
    const auto census =
        std::make_shared<Census>(Census::Limits{.most_connections = 10, .most_per_address = 1});
    return listen(tell_addresses, {.census = census, .admits = admits, .is_proxy = is_proxy});
  }
};

TEST_F(ProxiedTest, BelievesTheAddressesOfTheHeader) {
  const auto at = listen_behind();
  start();
  Client client(at);
  client.say("PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\r\nfirst words\r\n");
  EXPECT_EQ(client.hear(), "[192.0.2.7]:4000 [198.51.100.1]:143\r\n");
  EXPECT_EQ(client.hear(), "first words\r\n");
}

TEST_F(ProxiedTest, NeverBlocksTheProxyItself) {
  const auto at = listen_behind();
  start();
  // Its own address is not admitted, and has no limit either.
  Client first(at);
  Client second(at);
  for (auto* client : {&first, &second}) {
    client->say("PROXY UNKNOWN\r\nx\r\n");
    EXPECT_TRUE(client->hear().starts_with("[127.0.0.1]:"));
  }
}

TEST_F(ProxiedTest, BlocksWhomTheProxySpeaksFor) {
  const auto at = listen_behind();
  start();
  Client denied(at);
  denied.say("PROXY TCP4 192.0.2.66 198.51.100.1 4000 143\r\nx\r\n");
  EXPECT_EQ(denied.hear(), "");
  Client first(at);
  first.say("PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\r\n");
  EXPECT_NE(first.hear(), "");
  Client one_too_many(at);
  one_too_many.say("PROXY TCP4 192.0.2.7 198.51.100.1 4001 143\r\n");
  EXPECT_EQ(one_too_many.hear(), "");
}

TEST_F(ProxiedTest, ClosesWhatBeginsWithoutAHeader) {
  const auto at = listen_behind();
  start();
  Client client(at);
  client.say("A1 LOGIN joe secret-word\r\n");
  EXPECT_EQ(client.hear(), "");
}

TEST_F(ProxiedTest, TakesAHeaderFromAnybodyElseForProtocolInput) {
  const auto at = listen(tell_addresses, {.is_proxy = [](const IpAddress&) { return false; }});
  start();
  Client client(at);
  client.say("PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\r\n");
  EXPECT_TRUE(client.hear().starts_with("[127.0.0.1]:"));
  EXPECT_EQ(client.hear(), "PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\r\n");
}

TEST_F(ServerTest, ServesALocalSocketFileThatOnlyItsOwnerMayUse) {
  const auto path = testing::TempDir() + "gatehouse-net-" + std::to_string(::getpid());
  std::filesystem::remove(path);
  std::atomic<bool> knows_user = false;
  const auto handler = [&](Stream stream, unsigned) -> Task<void> {
    knows_user = stream.local_user() == ::getuid();
    co_return;
  };
  for (int start_again = 0; start_again < 2; ++start_again) {  // the second finds a stale file
    make(1);
    ASSERT_TRUE(server->listen_local(path, handler));
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    start();
    EXPECT_EQ(Client(path).hear(), "");
    EXPECT_TRUE(knows_user);
    Server second(1);
    const auto refused = second.listen_local(path, handler);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
    stop();
  }
  std::filesystem::remove(path);
}

TEST_F(ServerTest, DoesNotReplaceAFileThatIsNoSocket) {
  const auto path = testing::TempDir() + "gatehouse-net-file-" + std::to_string(::getpid());
  std::ofstream(path) << "precious";
  EXPECT_FALSE(server->listen_local(path, echo_lines));
  EXPECT_EQ(std::filesystem::file_size(path), 8U);
  std::filesystem::remove(path);
}

TEST_F(ServerTest, APortInUseIsAnErrorForEveryNumberOfLoops) {
  for (const unsigned first : {1U, 2U}) {
    make(first);
    const auto at = listen();
    for (const unsigned second : {1U, 2U}) {
      Server other(second);
      const auto refused = other.listen(at, echo_lines, {});
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().code, ErrorCode::already_exists);
    }
  }
}

TEST_F(ServerTest, StoppingRefusesNewcomersAndLetsSessionsEnd) {
  make(2);
  const auto at = listen();
  start();
  Client client(at);
  EXPECT_EQ(client.hear(), "hello\r\n");
  server->stop();
  while (Client(at).connected()) std::this_thread::yield();
  client.say("a last word\r\nquit\r\n");
  EXPECT_EQ(client.hear(), "a last word\r\n");
  running.join();
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(ServerTest, StoppingClosesTheStreamsOfThoseThatStay) {
  std::atomic<bool> ended_well = false;
  const auto at = listen([&](Stream stream, unsigned) -> Task<void> {
    Lines lines(stream, 100);
    static_cast<void>(co_await lines.write("hello\r\n"));
    const auto line = co_await lines.read_line();
    ended_well = !line && line.error().code == ErrorCode::closed;
  });
  start(Duration{0});
  Client client(at);
  EXPECT_EQ(client.hear(), "hello\r\n");
  stop();
  EXPECT_TRUE(ended_well);
  EXPECT_EQ(client.hear(), "");
}

TEST_F(ServerTest, RunsHousekeepingOnItsFirstLoop) {
  std::latch ran(1);
  server->spawn([&]() -> Task<void> {
    co_await pause(Duration{1});
    ran.count_down();
  });
  start();
  ran.wait();
}

TEST_F(ServerTest, OutOfDescriptorsItRefusesAndRecovers) {
  const auto at = listen();
  start();
  Client before(at);
  EXPECT_EQ(before.hear(), "hello\r\n");
  // The sanitizer needs a descriptor for its first look at a type: the log's are looked at now.
  log::write(log::Level::major, "SYSTEM", "a test is about to use up all descriptors");

  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  const Descriptor highest(::dup(0));
  Descriptor own(::socket(AF_INET, SOCK_STREAM, 0));
  std::vector<Descriptor> hoard;
  const rlimit narrow{static_cast<rlim_t>(own.number()) + 1, usual.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &narrow), 0);
  for (int spare = ::dup(0); spare >= 0; spare = ::dup(0)) hoard.emplace_back(spare);
  auto address = SocketAddress::of(at);
  ASSERT_EQ(::connect(own.number(), address.raw(), address.size), 0);
  char byte = 0;
  EXPECT_LE(::recv(own.number(), &byte, 1, 0), 0);  // told at once, not left waiting
  hoard.clear();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &usual), 0);

  before.say("quit\r\n");
  EXPECT_EQ(before.hear(), "");
  EXPECT_EQ(Client(at).hear(), "hello\r\n");
}

TEST(ServerDatagrams, AreHandledUntilTheAddressIsClosed) {
  Server server(2);
  std::atomic<int> refused = 0;
  const auto echo = [](std::shared_ptr<Datagrams> socket, Datagram datagram) -> Task<void> {
    socket->send(datagram);
    co_return;
  };
  const auto admits = [&refused](const IpAddress& remote) {
    const bool welcome = remote == loopback;
    if (!welcome) ++refused;
    return welcome;
  };
  const auto at = server.listen_for_datagrams({loopback, 0}, echo, {.admits = admits});
  ASSERT_TRUE(at);
  std::jthread running([&server] { server.run(Duration{0}); });
  const auto ask = [&](const char* from) {
    auto socket = datagram_socket({*IpAddress::parse(from), 0});
    EXPECT_TRUE(socket);
    const timeval patience{0, 300000};
    ::setsockopt(socket->number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::fcntl(socket->number(), F_SETFL, 0);
    auto to = SocketAddress::of(*at);
    ::sendto(socket->number(), "hello", 5, 0, to.raw(), to.size);
    std::array<char, 16> answer{};
    const auto size = ::recv(socket->number(), answer.data(), answer.size(), 0);
    return size < 0 ? std::string() : std::string(answer.data(), static_cast<std::size_t>(size));
  };
  EXPECT_EQ(ask("127.0.0.1"), "hello");
  EXPECT_EQ(ask("127.0.0.2"), "");
  EXPECT_EQ(refused, 1);
  EXPECT_TRUE(server.close(*at));
  EXPECT_FALSE(server.close(*at));
  EXPECT_EQ(ask("127.0.0.1"), "");
  EXPECT_TRUE(datagram_socket(*at)) << "the port is free";
  server.stop();
}

}  // namespace
}  // namespace gatehouse::net
