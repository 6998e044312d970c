#include "tests/support/talk.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "tests/support/wording.h"

namespace gatehouse::support {
namespace {

struct Prefix {
  std::string_view mark;
  StepKind kind;
};
constexpr std::array prefixes{
    Prefix{"S: ", StepKind::expect},
    Prefix{"S..: ", StepKind::skip_to},
    Prefix{"C: ", StepKind::say},
    Prefix{"C+: ", StepKind::say_raw},
};

std::optional<Step> spoken_step(std::string_view line) {
  for (const auto& prefix : prefixes) {
    const auto mark = prefix.mark.substr(0, prefix.mark.size() - 1);
    if (line == mark) return Step{.kind = prefix.kind};  // the space at the end was trimmed away
    if (line.starts_with(prefix.mark))
      return Step{.kind = prefix.kind, .text = std::string(line.substr(prefix.mark.size()))};
  }
  return std::nullopt;
}

std::optional<Duration> period(std::string_view text) {
  constexpr std::string_view units = "smhd";
  constexpr std::array<int, 4> seconds{1, 60, 3600, 86400};
  int unit = 1;
  if (const auto at = text.empty() ? units.npos : units.find(text.back()); at != units.npos) {
    unit = seconds[at];
    text.remove_suffix(1);
  }
  const auto count = to_number<int>(text);
  if (!count) return std::nullopt;
  return std::chrono::seconds{std::int64_t{*count} * unit};
}

class Parser {
 public:
  Result<Talk> parse(std::string_view text) {
    while (!text.empty()) {
      ++number_;
      auto line = take_until(text, '\n');
      const auto read = one_line(line);
      if (!read)
        return fail(ErrorCode::malformed,
                    "line " + std::to_string(number_) + ": " + read.error().detail);
    }
    if (!connected_) connect();
    return std::move(talk_);
  }

 private:
  Result<void> one_line(std::string_view line) {
    if (trimmed(line).empty() || line.starts_with('#')) return {};
    if (auto step = spoken_step(line)) return add(*std::move(step));
    return directive(trimmed(line));
  }

  Result<void> directive(std::string_view line) {
    auto rest = line;
    const auto word = take_until(rest, ' ');
    if (word == "TLS") return add({.kind = StepKind::start_tls});
    if (word == "CLOSED") return add({.kind = StepKind::expect_end});
    if (word == "ADVANCE") return advance(trimmed(rest));
    if (word == "CONNECT") return reconnect(rest);
    if (connected_) return fail(ErrorCode::malformed, "a site line after the conversation began");
    if (word == "service" || word == "tls" || word == "remote" || word == "local")
      return approach(line);
    return site_line(line);
  }

  Result<void> advance(std::string_view text) {
    const auto by = period(text);
    if (!by) return fail(ErrorCode::malformed, "ADVANCE wants a period such as 5m");
    return add({.kind = StepKind::advance, .period = *by});
  }

  Result<void> reconnect(std::string_view words) {
    const auto understood = approach(words);
    if (!understood) return understood;
    if (!connected_) return fail(ErrorCode::malformed, "CONNECT before the first connection");
    connect();
    return {};
  }

  // `service POP`, `tls`, `clear`, `remote 10.0.0.5`, `local 10.0.0.1`, any number of them.
  Result<void> approach(std::string_view words) {
    for (auto rest = trimmed(words); !rest.empty(); rest = trimmed(rest)) {
      const auto word = take_until(rest, ' ');
      rest = trimmed(rest);
      if (word == "tls" || word == "clear") {
        approach_.tls = word == "tls";
        continue;
      }
      const auto value = take_until(rest, ' ');
      if (word == "service") {
        approach_.service = std::string(value);
        continue;
      }
      const auto address = IpAddress::parse(value);
      if (!address || (word != "remote" && word != "local"))
        return fail(ErrorCode::malformed, "bad word " + std::string(word));
      (word == "remote" ? approach_.remote : approach_.local) = *address;
    }
    return {};
  }

  Result<void> site_line(std::string_view line) {
    SiteLine made{.number = number_, .verb = std::string(take_until(line, ' '))};
    for (line = trimmed(line); !line.empty(); line = trimmed(line)) {
      if (line.front() == '{' || line.front() == '(') {
        made.settings = std::string(line);
        break;
      }
      auto word = one_word(line);
      if (!word) return std::unexpected(word.error());
      made.words.push_back(*std::move(word));
    }
    talk_.site.push_back(std::move(made));
    return {};
  }

  static Result<std::string> one_word(std::string_view& line) {
    if (line.front() == '"') return take_quoted(line);
    return std::string(take_until(line, ' '));
  }

  Result<void> add(Step step) {
    if (!connected_) connect();
    step.number = number_;
    talk_.steps.push_back(std::move(step));
    return {};
  }

  void connect() {
    connected_ = true;
    talk_.steps.push_back({.number = number_, .kind = StepKind::connect, .approach = approach_});
  }

  Talk talk_;
  Approach approach_;
  int number_ = 0;
  bool connected_ = false;
};

}  // namespace

Result<Talk> parse_talk(std::string_view text) { return Parser().parse(text); }

}  // namespace gatehouse::support
