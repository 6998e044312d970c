#include "cli/client.h"

#include <unistd.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/administrators.h"
#include "cli/command_line.h"
#include "cli/connection.h"
#include "cli/logins.h"

namespace gatehouse::cli {
namespace {

constexpr int data_follow = 201;

class Client {
 public:
  Client(Connection connection, std::ostream& out, std::ostream& err)
      : connection_(std::move(connection)), out_(out), err_(err) {}

  // The greeting, and from then on data on the answer's own line.
  Result<void> open() {
    auto greeting = next();
    if (!greeting) return std::unexpected(std::move(greeting.error()));
    if (!greeting->ok()) return fail(ErrorCode::not_allowed, greeting->text);
    auto switched = ask("INLINE");
    if (!switched) return std::unexpected(std::move(switched.error()));
    return {};
  }

  // nullopt: the server refused it. An error: the connection is gone.
  Result<std::optional<Answer>> accepted(std::string_view line) {
    auto answer = ask(line);
    if (!answer) return std::unexpected(std::move(answer.error()));
    if (answer->ok()) return std::move(*answer);
    err_ << answer->code << ' ' << answer->text << '\n';
    return std::nullopt;
  }

  // false: the server refused it.
  Result<bool> run(std::string_view line) {
    const auto answered = accepted(line);
    if (!answered) return std::unexpected(answered.error());
    const auto& answer = *answered;
    if (!answer) return false;
    out_ << (answer->code == data_follow ? readable(answer->text) : answer->text + "\n");
    out_.flush();
    return true;
  }

 private:
  Result<Answer> ask(std::string_view line) {
    const auto sent = connection_.send(std::string(line) + "\r\n");
    if (!sent) return std::unexpected(sent.error());
    return next();
  }

  Result<Answer> next() {
    auto line = connection_.read_line();
    if (!line) return std::unexpected(std::move(line.error()));
    return parse_answer(*line);
  }

  Connection connection_;
  std::ostream& out_;
  std::ostream& err_;
};

int told_unreachable(const std::filesystem::path& socket, const Error& reason, std::ostream& err) {
  err << "gatehouse: no server answers at " << socket.string() << ": " << reason.detail << ".\n"
      << "Is it running (gatehouse serve --base " << socket.parent_path().string()
      << ")? Only root and the server's own user may use its socket.\n";
  return unreachable;
}

bool is_interactive(const std::istream& in) {
  return &in == &std::cin && ::isatty(STDIN_FILENO) == 1;
}

bool is_quit(std::string_view line) { return same_but_case(trimmed(line), "QUIT"); }

bool has_line_end(std::string_view line) { return line.find_first_of("\r\n") != line.npos; }

Result<int> run_all(Client& client, std::istream& in, std::ostream& out) {
  const bool prompting = is_interactive(in);
  int worst = succeeded;
  std::string line;
  for (;;) {
    if (prompting) out << "gatehouse> " << std::flush;
    if (!std::getline(in, line) || is_quit(line)) return worst;
    if (line.ends_with('\r')) line.pop_back();
    if (trimmed(line).empty()) continue;
    const auto done = client.run(line);
    if (!done) return std::unexpected(done.error());
    if (!*done) worst = refused;
  }
}

Result<Client> opened_client(const std::filesystem::path& socket, std::ostream& out,
                             std::ostream& err) {
  auto connection = Connection::open(socket);
  if (!connection) return std::unexpected(std::move(connection.error()));
  Client client(std::move(*connection), out, err);
  if (const auto opened = client.open(); !opened) return std::unexpected(opened.error());
  return client;
}

// Asks one thing and hands its data to `shown`, which gives the Exit.
int ask_once(const std::filesystem::path& socket, std::span<const std::string> words,
             std::ostream& out, std::ostream& err,
             const std::function<int(std::string_view data)>& shown) {
  const auto line = command_line(words);
  if (has_line_end(line)) return refused;
  auto client = opened_client(socket, out, err);
  if (!client) return told_unreachable(socket, client.error(), err);
  const auto answered = client->accepted(line);
  if (!answered) return told_unreachable(socket, answered.error(), err);
  return *answered ? shown((*answered)->text) : refused;
}

// What is asked of all domains or, not empty, of one.
std::vector<std::string> about(std::string verb, const std::string& domain) {
  std::vector<std::string> words{std::move(verb)};
  if (!domain.empty()) words.push_back(domain);
  return words;
}

}  // namespace

int run_cli(const std::filesystem::path& socket, std::span<const std::string> words,
            std::istream& in, std::ostream& out, std::ostream& err) {
  const auto line = command_line(words);
  if (has_line_end(line)) {
    err << "gatehouse: a command is one line; write \\n or \\e inside a quoted string.\n";
    return refused;
  }
  auto client = opened_client(socket, out, err);
  if (!client) return told_unreachable(socket, client.error(), err);
  if (words.empty()) {
    const auto worst = run_all(*client, in, out);
    return worst ? *worst : told_unreachable(socket, worst.error(), err);
  }
  const auto done = client->run(line);
  if (!done) return told_unreachable(socket, done.error(), err);
  return *done ? succeeded : refused;
}

int explain_login(const std::filesystem::path& socket, const LoginExplained& login,
                  std::ostream& out, std::ostream& err) {
  std::vector<std::string> words{"EXPLAINLOGIN", login.name, "SERVICE", login.service,
                                 "FROM",         login.from, "METHOD",  login.method};
  if (login.tls) words.emplace_back("TLS");
  return ask_once(socket, words, out, err, [&out](std::string_view data) {
    const auto rules = rules_in(data);
    out << rules.text;
    return rules.let_in ? succeeded : refused;
  });
}

int explain_right(const std::filesystem::path& socket, const RightExplained& right,
                  std::ostream& out, std::ostream& err) {
  const std::vector<std::string> words{"EXPLAINMAILBOXRIGHTS", right.account, "MAILBOX",
                                       right.mailbox,          "FOR",         right.viewer};
  return ask_once(socket, words, out, err, [&out](std::string_view data) {
    const auto rules = rules_in(data);
    out << rules.text;
    return rules.let_in ? succeeded : refused;
  });
}

int show_rights(const std::filesystem::path& socket, const std::string& domain, std::ostream& out,
                std::ostream& err) {
  return ask_once(socket, about("LISTADMINISTRATORS", domain), out, err,
                  [&out](std::string_view data) {
                    out << administrators_in(data);
                    return succeeded;
                  });
}

int show_logins(const std::filesystem::path& socket, const std::string& domain, std::ostream& out,
                std::ostream& err) {
  return ask_once(socket, about("LISTLOGINS", domain), out, err, [&out](std::string_view data) {
    out << logins_in(data);
    return succeeded;
  });
}

}  // namespace gatehouse::cli
