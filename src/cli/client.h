// The command line from a shell: `gatehouse cli CREATEACCOUNT joe@company.com`. It reaches the
// running server through its local socket, where the file's owner needs no password.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>

namespace gatehouse::cli {

enum Exit : int { succeeded = 0, refused = 1, unreachable = 2 };

// Runs the command the words make; without words, every line of `in`. Data goes to `out` in the
// data format, over several lines, a lone string as it is; refusals go to `err` with their code.
// Gives an Exit: refused when the server refused any command.
[[nodiscard]] int run_cli(const std::filesystem::path& socket, std::span<const std::string> words,
                          std::istream& in, std::ostream& out, std::ostream& err);

// `gatehouse explain login`: each rule on a line of its own, the one that stops the login marked.
// Gives Exit::refused also when the login would be refused.
struct LoginExplained {
  std::string name;
  std::string service = "IMAP";
  std::string from = "127.0.0.1";
  std::string method = "PLAIN";
  bool tls = false;
};
[[nodiscard]] int explain_login(const std::filesystem::path& socket, const LoginExplained& login,
                                std::ostream& out, std::ostream& err);

// `gatehouse explain right`: each element of a mailbox's access control list that speaks of an
// account, what it gives or takes, and the result. Gives Exit::refused also when for that account
// the mailbox does not exist.
struct RightExplained {
  std::string account;
  std::string mailbox;
  std::string viewer = "null@null";  // a guest
};
[[nodiscard]] int explain_right(const std::filesystem::path& socket, const RightExplained& right,
                                std::ostream& out, std::ostream& err);

// `gatehouse rights`: who has which administrator rights, in all domains or, not empty, in one.
[[nodiscard]] int show_rights(const std::filesystem::path& socket, const std::string& domain,
                              std::ostream& out, std::ostream& err);

// `gatehouse who`: who is logged in, in all domains or, not empty, in one.
[[nodiscard]] int show_logins(const std::filesystem::path& socket, const std::string& domain,
                              std::ostream& out, std::ostream& err);

}  // namespace gatehouse::cli
