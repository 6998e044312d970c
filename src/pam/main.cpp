// gatehouse-pam: checks passwords of the operating system for the server, which has no rights to.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>
#include <optional>
#include <span>

#include "base/text.h"
#include "pam/authenticate.h"
#include "pam/broker.h"
#include "pam/check_process.h"
#include "pam/user.h"

namespace gatehouse::pam {
namespace {

constexpr int longest_deadline = 300;  // seconds

struct Options {
  std::string service = "gatehouse";
  int deadline = 10;  // seconds
};

bool set_service(Options& options, std::string_view text) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  options.service = text;
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, fits);
}

bool set_deadline(Options& options, std::string_view text) {
  options.deadline = to_number<int>(text).value_or(0);
  return options.deadline > 0 && options.deadline <= longest_deadline;
}

struct Switch {
  std::string_view name;
  bool (*set)(Options&, std::string_view text);
};
constexpr std::array switches{Switch{"--deadline", &set_deadline},
                              Switch{"--service", &set_service}};

std::optional<Options> options_of(std::span<char* const> words) {
  Options options;
  for (std::size_t i = 1; i < words.size(); i += 2) {
    const auto named = [&](const Switch& one) { return one.name == words[i]; };
    const auto* const one = std::ranges::find_if(switches, named);
    if (one == switches.end() || i + 1 == words.size() || !one->set(options, words[i + 1]))
      return std::nullopt;
  }
  return options;
}

// What it may hold or inherit is of no use to anybody who gets a foothold here. New privileges stay
// possible: modules may run helpers of their own.
void protect_process() {
  ::setsid();
  adopt_orphans();
  ::close_range(3, ~0U, 0);
  ::umask(077);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  std::signal(SIGPIPE, SIG_IGN);
}

int run(const Options& options) {
  protect_process();
  if (::chdir("/") != 0) return 1;
  const auto check = [&](const Question& question) {
    auto verdict = may_be_asked(question.user);
    if (verdict.kind != Verdict::Kind::accepted) return verdict;
    return authenticate(options.service, question);
  };
  Broker broker({.deadline = std::chrono::seconds{options.deadline}}, check);
  broker.serve(STDIN_FILENO, STDOUT_FILENO);
  return 0;
}

}  // namespace
}  // namespace gatehouse::pam

int main(int count, char** words) {
  const auto options =
      gatehouse::pam::options_of(std::span(words, static_cast<std::size_t>(count)));
  if (options) return gatehouse::pam::run(*options);
  std::cerr << "usage: gatehouse-pam [--service NAME] [--deadline SECONDS]\n"
               "Answers the requests of a Gatehouse server on standard input.\n";
  return 2;
}
