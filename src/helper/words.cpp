#include "helper/words.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "helper/lines.h"
#include "settings/text.h"

namespace gatehouse::helper {
namespace {

constexpr std::size_t longest_address = 254;  // RFC 5321, section 4.5.3.1.3

bool is_one_of(char c, std::string_view marks) { return marks.contains(c); }

bool is_code(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return is_letter(c) || is_digit(c) || is_one_of(c, "-_");
  });
}

bool is_printable(char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7F; }

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && is_utf8(name) &&
         std::ranges::all_of(
             name, [](char c) { return is_printable(c) && !is_one_of(c, "\"\\()[]<>,;"); });
}

bool can_be_asked(std::string_view text) {
  return text.size() <= longest_password && fits_one_line(text);
}

// Of printable ASCII only: it is routed, logged and shown like one that a client sent.
bool is_address(std::string_view text) {
  const auto allowed = [](char c) { return c > ' ' && c < 0x7F && !is_one_of(c, "\"\\()[]<>,;"); };
  const auto signs = std::ranges::count(text, '@');
  return !text.empty() && text.size() <= longest_address && std::ranges::all_of(text, allowed) &&
         (signs == 0 || (signs == 1 && !text.starts_with('@') && !text.ends_with('@')));
}

// One allocation of the right size: a string that grows would leave the password behind.
Secret joined(std::initializer_list<std::string_view> words) {
  std::string line;
  const WipeAtEnd wiped(line);
  std::size_t size = 0;
  for (const auto word : words) size += word.size() + 1;
  line.reserve(size);
  for (const auto word : words) {
    if (word.empty()) continue;
    if (!line.empty()) line += ' ';
    line += word;
  }
  return Secret(line);
}

std::string mode_of(std::string_view service) {
  return service.empty() ? std::string() : "(" + std::string(service) + ")";
}

std::string_view kind_word(RouteKind kind) {
  switch (kind) {
    case RouteKind::mail:
      return "[MAIL]";
    case RouteKind::live:
      return "[LIVE]";
    case RouteKind::access:
      return "[ACCESS]";
  }
  return {};
}

std::unexpected<Error> no_verdict(std::string_view answer) {
  return fail(ErrorCode::unavailable, "the program answered " + std::string(loggable_word(answer)));
}

}  // namespace

std::string parameter(std::string_view text) {
  const auto stands_bare = [](char c) {
    return is_letter(c) || is_digit(c) || is_one_of(c, "-_.@!#%:<>");
  };
  const bool bare =
      !text.empty() && !text.starts_with('#') && std::ranges::all_of(text, stands_bare);
  return bare ? std::string(text) : settings::quoted(text);
}

std::optional<Question> verify_question(std::string_view service, std::string_view name,
                                        const Secret& password) {
  if (!is_name(name) || password.empty() || !can_be_asked(password.reveal())) return std::nullopt;
  if (!service.empty() && !is_code(service)) return std::nullopt;
  auto shown = parameter(password.reveal());
  const WipeAtEnd wiped(shown);
  return Question{joined({"VRFY", mode_of(service), name, shown}), joined({"VRFY", name, shown})};
}

std::optional<Question> response_question(std::string_view method, std::string_view service,
                                          std::string_view name, const Secret& response,
                                          std::string_view challenge) {
  if (!is_name(name) || response.empty() || !can_be_asked(response.reveal())) return std::nullopt;
  if (!is_code(method) || !can_be_asked(challenge)) return std::nullopt;
  if (!service.empty() && !is_code(service)) return std::nullopt;
  const auto verb = "SASL(" + std::string(method) + ")";
  auto shown = parameter(response.reveal());
  const WipeAtEnd wiped(shown);
  const auto key = parameter(challenge);
  return Question{joined({verb, mode_of(service), name, shown, key}),
                  joined({verb, name, shown, key})};
}

std::optional<Secret> new_question(std::string_view name, RouteKind kind) {
  if (!is_name(name)) return std::nullopt;
  return joined({"NEW", name, kind_word(kind)});
}

std::optional<Secret> plain_question(std::string_view name) {
  if (!is_name(name)) return std::nullopt;
  return joined({"READPLAIN", name});
}

Result<bool> parse_verdict(std::string_view answer) {
  auto rest = answer;
  const auto word = take_until(rest, ' ');
  if (word == "OK") return true;
  if (word == "ERROR") return false;
  return no_verdict(answer);
}

Result<NewAnswer> parse_new_answer(std::string_view answer) {
  auto rest = answer;
  const auto word = take_until(rest, ' ');
  if (word == "OK") return LookAgain{};
  if (word == "FAILURE") return no_verdict(answer);
  if (word != "ROUTED") return StillUnknown{};
  rest = trimmed(rest);
  constexpr std::string_view no_relay = "[NORELAY]";
  const bool can_relay = !rest.starts_with(no_relay);
  if (!can_relay) rest = trimmed(rest.substr(no_relay.size()));
  std::string address(rest);
  if (rest.starts_with('"')) {
    const auto value = settings::take_value(rest);
    if (!value || !trimmed(rest).empty()) return StillUnknown{};
    address = *value->string();
  }
  if (!is_address(address)) return StillUnknown{};
  return Rerouted{std::move(address), can_relay};
}

Result<std::optional<Secret>> parse_plain_answer(std::string_view answer) {
  auto rest = answer;
  const auto word = take_until(rest, ' ');
  if (word == "ERROR") return std::nullopt;
  if (word != "PLAIN") return no_verdict(answer);
  rest = trimmed(rest);
  std::string password(rest);
  const WipeAtEnd wiped(password);
  if (rest.starts_with('"')) {
    auto value = settings::take_value(rest);
    if (!value || !trimmed(rest).empty()) return no_verdict(answer);
    password = *value->string();
  } else if (!std::ranges::all_of(password, is_printable)) {
    return no_verdict(answer);
  }
  if (password.size() > longest_password) return no_verdict(answer);
  if (password.empty()) return std::nullopt;
  return Secret(password);
}

Result<std::vector<std::string>> command_words(std::string_view text) {
  std::vector<std::string> words;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    if (!text.starts_with('"')) {
      words.emplace_back(take_until(text, ' '));
      continue;
    }
    const auto value = settings::take_value(text);
    if (!value) return std::unexpected(value.error());
    words.push_back(*value->string());
  }
  return words;
}

}  // namespace gatehouse::helper
