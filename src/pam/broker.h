// The loop of gatehouse-pam: reads requests, has each checked in a process of its own, and says the
// answers as they come. One thread, no waiting but poll(2).
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <string>

#include "pam/check_process.h"
#include "pam/request.h"

namespace gatehouse::pam {

class Broker {
 public:
  struct Options {
    std::chrono::milliseconds deadline = std::chrono::seconds{10};  // from the request's arrival
    std::size_t most_at_once = 16;                                  // processes
    std::size_t most_waiting = 256;  // requests; more are answered with FAILURE at once
  };
  // Runs in the check's process.
  using Check = std::function<Verdict(const Question&)>;

  Broker(Options options, Check check) : options_(options), check_(std::move(check)) {}

  // Serves until `input` has ended and everything is answered, or QUIT, or nobody reads `output`.
  // Sets both to non-blocking.
  void serve(int input, int output);

 private:
  using Moment = CheckProcess::Moment;

  struct Waiting {
    std::string number;
    Question question;
    Moment deadline;
  };
  struct Running {
    std::string number;
    CheckProcess process;
    Moment deadline;
  };

  [[nodiscard]] bool done() const;
  [[nodiscard]] int patience() const;  // milliseconds until the next deadline; -1: none
  void wait();
  void read_input();
  void accept(std::string_view line, bool cut);
  void enqueue(std::string number, Question question);
  void begin_checks();
  void begin(Waiting next);
  void collect();
  void expire();
  void tidy_up();
  void say(std::string_view number, const Verdict& verdict);
  void write_output();

  const Options options_;
  const Check check_;
  int input_ = -1;
  int output_ = -1;
  RequestLines lines_;
  std::deque<Waiting> waiting_;
  std::list<Running> running_;
  std::string unsaid_;
  bool is_ended_ = false;  // no more input
  bool is_over_ = false;   // no more output
};

}  // namespace gatehouse::pam
