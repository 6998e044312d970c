#include "cli/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <vector>

namespace gatehouse::cli {
namespace {

// Accepts one connection, says the greeting, and answers each line with the next answer.
class FakeServer {
 public:
  explicit FakeServer(std::string greeting, std::vector<std::string> answers)
      : folder_(make_folder()), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket().native().copy(&address.sun_path[0], sizeof address.sun_path - 1);
    const auto* name = std::bit_cast<const sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_, name, sizeof address), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    thread_ = std::thread([this, greeting = std::move(greeting), answers = std::move(answers)] {
      serve(greeting, answers);
    });
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;
  ~FakeServer() {
    ::shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    ::close(listener_);
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::filesystem::path socket() const { return folder_ / "s"; }
  // What was said to it; call once the client is done.
  [[nodiscard]] const std::string& heard() {
    thread_.join();
    return heard_;
  }

 private:
  static std::filesystem::path make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cliXXXXXX").string();
    return ::mkdtemp(pattern.data());
  }
  void serve(const std::string& greeting, const std::vector<std::string>& answers) {
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    say(client, greeting);
    auto answer = answers.begin();
    char c = 0;
    while (::recv(client, &c, 1, 0) == 1) {
      heard_ += c;
      if (c != '\n') continue;
      if (answer == answers.end()) break;
      say(client, *answer++);
    }
    ::close(client);
  }
  static void say(int client, const std::string& line) {
    const auto bytes = line + "\r\n";
    ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

  std::filesystem::path folder_;
  int listener_;
  std::thread thread_;
  std::string heard_;
};

struct Run {
  int exit;
  std::string out;
  std::string err;
};

Run run(const std::filesystem::path& socket, const std::vector<std::string>& words,
        const std::string& input = {}) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int exit = run_cli(socket, words, in, out, err);
  return {exit, out.str(), err.str()};
}

TEST(Client, RunsOneCommand) {
  FakeServer server("200 ready", {"200 OK", "201 {a=b;}"});
  const auto ran = run(server.socket(), {"GETACCOUNTSETTINGS", "joe@company.com"});
  EXPECT_EQ(ran.exit, succeeded);
  EXPECT_EQ(ran.out, "{\n  a = b;\n}\n");
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(server.heard(), "INLINE\r\nGETACCOUNTSETTINGS joe@company.com\r\n");
}

TEST(Client, TellsARefusalApart) {
  FakeServer server("200 ready", {"200 OK", "513 unknown user account"});
  const auto ran = run(server.socket(), {"DELETEACCOUNT", "joe"});
  EXPECT_EQ(ran.exit, refused);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "513 unknown user account\n");
}

TEST(Client, ReadsCommandsWhenThereAreNoWords) {
  FakeServer server("200 ready", {"200 OK", "201 a", "500 unknown command", "200 OK"});
  const auto ran = run(server.socket(), {}, "ECHO a\n\nFOO\r\n  \nNOOP\nquit\nECHO b\n");
  EXPECT_EQ(ran.exit, refused);
  EXPECT_EQ(ran.out, "a\nOK\n");
  EXPECT_EQ(ran.err, "500 unknown command\n");
  EXPECT_EQ(server.heard(), "INLINE\r\nECHO a\r\nFOO\r\nNOOP\r\n");
}

TEST(Client, ExplainsTheRightsToAMailbox) {
  FakeServer server("200 ready", {"200 OK",
                                  "201 ({Answer=\"takes rs\";From=\"jane@a.test#Old Mail\";"
                                  "Rule=\"-joe\";},{Answer=none;Rule=Rights;Stops=YES;})"});
  std::ostringstream out;
  std::ostringstream err;
  const int exit =
      explain_right(server.socket(), {"jane@a.test", "Old Mail", "joe@b.test"}, out, err);
  EXPECT_EQ(exit, refused);
  EXPECT_EQ(out.str(), "  -joe    takes rs  [jane@a.test#Old Mail]\n! Rights  none\n");
  EXPECT_EQ(server.heard(),
            "INLINE\r\nEXPLAINMAILBOXRIGHTS jane@a.test MAILBOX \"Old Mail\" FOR joe@b.test\r\n");
}

TEST(Client, SaysWhatToDoWhenNobodyAnswers) {
  const auto ran = run("/nonexistent/control.socket", {"NOOP"});
  EXPECT_EQ(ran.exit, unreachable);
  EXPECT_NE(ran.err.find("gatehouse serve --base /nonexistent"), std::string::npos) << ran.err;
  const auto too_long = run("/" + std::string(200, 'x'), {"NOOP"});
  EXPECT_EQ(too_long.exit, unreachable);
}

TEST(Client, DoesNotGoOnAfterARefusedGreetingOrABrokenAnswer) {
  {
    FakeServer server("501 no logins from your address", {});
    EXPECT_EQ(run(server.socket(), {"NOOP"}).exit, unreachable);
  }
  {
    FakeServer server("200 ready", {"200 OK", "gibberish"});
    EXPECT_EQ(run(server.socket(), {"NOOP"}).exit, unreachable);
  }
  {
    FakeServer server("200 ready", {"200 OK"});
    EXPECT_EQ(run(server.socket(), {"NOOP"}).exit, unreachable);
  }
}

TEST(Client, SendsNoSecondLineHiddenInAWord) {
  const auto ran = run("/nonexistent/control.socket", {"ECHO a\r\nDELETEDOMAIN company.com"});
  EXPECT_EQ(ran.exit, refused);
  EXPECT_NE(ran.err.find("one line"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse::cli
