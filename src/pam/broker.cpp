#include "pam/broker.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace gatehouse::pam {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_unsaid = 65536;  // bytes; no more requests are read until they are gone

void make_non_blocking(int descriptor) {
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

bool is_for_later(int error) { return error == EAGAIN || error == EINTR; }

}  // namespace

void Broker::serve(int input, int output) {
  input_ = input;
  output_ = output;
  make_non_blocking(input);
  make_non_blocking(output);
  while (!done()) {
    wait();
    if (!is_ended_ && unsaid_.size() < most_unsaid) read_input();
    const auto before = running_.size();
    collect();
    expire();
    if (running_.size() < before) tidy_up();
    begin_checks();
    write_output();
  }
  running_.clear();
  waiting_.clear();
}

bool Broker::done() const {
  return is_over_ || (is_ended_ && waiting_.empty() && running_.empty() && unsaid_.empty());
}

int Broker::patience() const {
  auto next = Moment::max();
  for (const auto& check : running_) next = std::min(next, check.deadline);
  if (next == Moment::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
  return static_cast<int>(std::max(left, std::chrono::milliseconds{0}).count());
}

void Broker::wait() {
  std::vector<pollfd> items;
  const auto watch = [&](int descriptor, short events) {
    items.push_back({.fd = descriptor, .events = events, .revents = 0});
  };
  if (!is_ended_ && unsaid_.size() < most_unsaid) watch(input_, POLLIN);
  // Also with nothing to say: whether anybody still reads is told without being asked.
  watch(output_, unsaid_.empty() ? short{0} : short{POLLOUT});
  for (const auto& check : running_) watch(check.process.descriptor(), POLLIN);
  static_cast<void>(::poll(items.data(), items.size(), patience()));
  for (const auto& item : items)
    if (item.fd == output_ && (item.revents & (POLLERR | POLLHUP)) != 0) is_over_ = true;
}

void Broker::read_input() {
  std::array<char, 4096> bytes{};
  const auto count = ::read(input_, bytes.data(), bytes.size());
  if (count < 0 && is_for_later(errno)) return;
  if (count <= 0) {
    is_ended_ = true;
    return;
  }
  lines_.add({bytes.data(), static_cast<std::size_t>(count)},
             [this](std::string_view line, bool cut) { accept(line, cut); });
  wipe(bytes.data(), bytes.size());
}

void Broker::accept(std::string_view line, bool cut) {
  auto request = parse_request(line, cut);
  if (request.number.empty()) {
    unsaid_ += "* a line without a number\n";
    return;
  }
  if (const auto* verdict = std::get_if<Verdict>(&request.what)) say(request.number, *verdict);
  if (std::holds_alternative<Offer>(request.what)) unsaid_ += request.number + " INTF 1\n";
  if (auto* question = std::get_if<Question>(&request.what))
    enqueue(std::move(request.number), std::move(*question));
  if (!std::holds_alternative<Quit>(request.what)) return;
  say(request.number, accepted());
  write_output();
  is_over_ = true;
}

void Broker::enqueue(std::string number, Question question) {
  if (waiting_.size() >= options_.most_waiting)
    return say(number, failed("too many requests are waiting"));
  waiting_.push_back({std::move(number), std::move(question), Clock::now() + options_.deadline});
}

void Broker::begin_checks() {
  while (!waiting_.empty() && running_.size() < options_.most_at_once) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    begin(std::move(next));
  }
}

void Broker::begin(Waiting next) {
  const auto work = [&] {
    waiting_.clear();  // in the new process: others' passwords are not for its modules
    return check_(next.question);
  };
  auto process = CheckProcess::start(work);
  if (!process) return say(next.number, failed("no process could be made"));
  running_.push_back({std::move(next.number), std::move(*process), next.deadline});
}

void Broker::collect() {
  std::erase_if(running_, [this](Running& check) {
    const auto verdict = check.process.look();
    if (verdict) say(check.number, *verdict);
    return verdict.has_value();
  });
}

// What a check has left behind would only pile up.
void Broker::tidy_up() {
  std::vector<pid_t> checks;
  for (const auto& check : running_) checks.push_back(check.process.process());
  end_orphans(checks);
}

void Broker::expire() {
  const auto now = Clock::now();
  std::erase_if(running_, [&](const Running& check) {
    if (check.deadline > now) return false;
    say(check.number, failed("the check took too long"));
    return true;
  });
  std::erase_if(waiting_, [&](const Waiting& request) {
    if (request.deadline > now) return false;
    say(request.number, failed("the request waited too long"));
    return true;
  });
}

void Broker::say(std::string_view number, const Verdict& verdict) {
  unsaid_ += answer_line(number, verdict);
}

void Broker::write_output() {
  if (unsaid_.empty()) return;
  const auto count = ::write(output_, unsaid_.data(), unsaid_.size());
  if (count > 0) unsaid_.erase(0, static_cast<std::size_t>(count));
  if (count < 0 && !is_for_later(errno)) is_over_ = true;
}

}  // namespace gatehouse::pam
