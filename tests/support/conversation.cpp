#include "tests/support/conversation.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "auth/remote_keeper.h"
#include "base/text.h"
#include "gates/shared/service.h"
#include "pki/tls_contexts.h"
#include "tests/support/far_end.h"
#include "tests/support/loop_thread.h"
#include "tests/support/site_lines.h"
#include "tests/support/test_site.h"
#include "tests/support/wording.h"

namespace gatehouse::support {
namespace {

// The first is for a net::Stream, which wants it non-blocking.
std::array<int, 2> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return ends;
}

// Of both sides.
std::string_view end_of_lines(const Approach& how) {
  return how.service == "XIMSS" ? std::string_view("\0", 1) : "\r\n";
}

const gates::Service* service_named(std::string_view name) {
  for (const auto& service : gates::services())
    if (service.name == name) return &service;
  return nullptr;
}

std::unique_ptr<pki::TlsContexts> test_tls() {
  const auto pair = pki::make_test_certificate("company.com", SystemClock().now());
  if (!pair) return nullptr;
  auto contexts = pki::TlsContexts::make(*pair);
  return contexts ? std::move(*contexts) : nullptr;
}

// A site and its gates: with the keeper on the gate's own loop, or on another loop across a socket.
class Premises {
 public:
  explicit Premises(KeeperPlace place)
      : remote_keeper_(place == KeeperPlace::in_process ? nullptr : keeper_elsewhere()) {
    gate_loop_.run([this] { net::measure_deadlines_with(site_.clock(), gate_loop_.executor()); });
  }
  Premises(const Premises&) = delete;
  Premises& operator=(const Premises&) = delete;
  ~Premises() {
    gate_loop_.run([this] { remote_keeper_.reset(); });
    if (serving_.valid()) serving_.wait_for(FarEnd::patience);
    gate_loop_.stop();
    if (keeper_loop_) keeper_loop_->stop();
  }

  [[nodiscard]] Result<void> make(const SiteLine& line) {
    return support::make(site_, site_.base(), line);
  }

  // While both loops stand still: both read the clock.
  void advance(Duration by) {
    gate_loop_.run([&] {
      const auto move = [&] { site_.clock().advance(by); };
      keeper_loop_ ? keeper_loop_->run(move) : move();
    });
  }

  Result<FarEnd> open(const Approach& how) {
    const auto* service = service_named(how.service);
    if (service == nullptr) return fail(ErrorCode::malformed, "no service " + how.service);
    for (const auto& port : service->ports)
      if (port.tls == how.tls) return open(*service, port, how);
    return fail(ErrorCode::malformed, how.service + " has no such port");
  }

  // After the far end was closed: whether the gate noticed.
  Result<void> ended() {
    if (!session_.valid()) return {};
    if (session_.wait_for(FarEnd::patience) != std::future_status::ready)
      return fail(ErrorCode::timed_out, "the session did not end with its connection");
    session_.get();
    return {};
  }

 private:
  FarEnd open(const gates::Service& service, gates::Port port, const Approach& how) {
    const auto ends = socket_pair();
    net::Stream stream(gate_loop_.executor(), ends[0], Endpoint{how.remote, 40000},
                       Endpoint{how.local, port.number});
    session_ = gate_loop_.start(gates_.of(service).serve(std::move(stream), port));
    return FarEnd(ends[1], end_of_lines(how).back());
  }

  std::unique_ptr<auth::Keeper> keeper_elsewhere() {
    const auto ends = socket_pair();
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    keeper_loop_.emplace();
    serving_ = keeper_loop_->start(
        auth::serve_gates(net::Stream(keeper_loop_->executor(), ends[1]), site_.keeper()));
    return auth::make_remote_keeper(net::Stream(gate_loop_.executor(), ends[0]));
  }

  std::unique_ptr<pki::TlsContexts> tls_ = test_tls();
  LoopThread gate_loop_;
  std::optional<LoopThread> keeper_loop_;
  TestSite site_;
  std::future<void> serving_;
  std::unique_ptr<auth::Keeper> remote_keeper_;
  gates::Surroundings around_{.keeper = remote_keeper_ ? *remote_keeper_ : site_.keeper(),
                              .disk = site_.disk(),
                              .tls = tls_ ? tls_->context() : nullptr,
                              .base = site_.base(),
                              .limits = {}};
  const gates::Gates gates_{around_};
  std::future<void> session_;
};

class Player {
 public:
  explicit Player(Premises& premises) : premises_(premises) {}

  Result<void> play(const std::vector<Step>& steps) {
    for (const auto& step : steps) {
      const auto played = play(step);
      if (!played) return fail(played.error().code, report(step, played.error().detail));
    }
    return {};
  }

 private:
  Result<void> play(const Step& step) {
    switch (step.kind) {
      case StepKind::expect:
        return expect(step.text);
      case StepKind::skip_to:
        return skip_to(step.text);
      case StepKind::say:
        return say(step.text, line_end_);
      case StepKind::say_raw:
        return say(step.text, "");
      case StepKind::start_tls:
        note("   (TLS)");
        return far_end_->start_tls();
      case StepKind::expect_end:
        return expect_end();
      case StepKind::advance:
        far_end_->wait_until_taken();
        premises_.advance(step.period);
        return {};
      case StepKind::connect:
        return connect(step.approach);
    }
    std::unreachable();
  }

  Result<void> connect(const Approach& approach) {
    far_end_.reset();
    const auto ended = premises_.ended();
    if (!ended) return ended;
    auto opened = premises_.open(approach);
    if (!opened) return std::unexpected(opened.error());
    far_end_.emplace(*std::move(opened));
    line_end_ = end_of_lines(approach);
    note("   (connected to " + approach.service + ")");
    if (approach.tls) return far_end_->start_tls();
    return {};
  }

  Result<std::string> next_line() {
    auto line = far_end_->read_line();
    if (line) note("S: " + escaped(*line, 2000));
    return line;
  }

  Result<void> expect(const std::string& pattern) {
    const auto line = next_line();
    if (!line) return std::unexpected(line.error());
    const auto same = matches(pattern, *line, captures_);
    if (!same) return std::unexpected(same.error());
    if (!*same) return fail(ErrorCode::malformed, "the last line is not the expected one");
    return {};
  }

  Result<void> skip_to(const std::string& pattern) {
    while (true) {
      const auto line = next_line();
      if (!line) return std::unexpected(line.error());
      const auto same = matches(pattern, *line, captures_);
      if (!same) return std::unexpected(same.error());
      if (*same) return {};
    }
  }

  Result<void> say(const std::string& text, std::string_view end) {
    auto bytes = spoken(text, captures_);
    if (!bytes) return std::unexpected(bytes.error());
    note("C: " + escaped(*bytes, 200));
    *bytes += end;
    const auto written = far_end_->write(*bytes);
    // A server may close before it has read all of a flood; the next step judges that.
    if (!written && written.error().code == ErrorCode::closed) return {};
    return written;
  }

  Result<void> expect_end() {
    const auto line = next_line();
    if (line) return fail(ErrorCode::malformed, "the server should have closed, but said more");
    if (line.error().code != ErrorCode::closed) return std::unexpected(line.error());
    if (!line.error().detail.empty())
      return fail(ErrorCode::malformed,
                  "the last line has no end: " + escaped(line.error().detail));
    return {};
  }

  void note(std::string line) { transcript_ += "  " + std::move(line) + "\n"; }

  [[nodiscard]] std::string report(const Step& step, const std::string& why) const {
    return "line " + std::to_string(step.number) + ": " + why + "\n  expected: " + step.text +
           "\nthe conversation so far:\n" + transcript_;
  }

  Premises& premises_;
  std::optional<FarEnd> far_end_;
  std::string_view line_end_;
  Captures captures_;
  std::string transcript_;
};

Result<void> made_and_played(Premises& premises, const Talk& talk) {
  for (const auto& line : talk.site) {
    const auto made = premises.make(line);
    if (!made)
      return fail(made.error().code,
                  "line " + std::to_string(line.number) + ": " + made.error().detail);
  }
  return Player(premises).play(talk.steps);
}

}  // namespace

Result<void> play(const Talk& talk, KeeperPlace place) {
  auto premises = std::make_unique<Premises>(place);
  auto played = made_and_played(*premises, talk);
  const auto ended = premises->ended();
  if (ended) return played;
  (void)premises.release();  // a session that hangs still uses it
  return played ? ended : played;
}

}  // namespace gatehouse::support
