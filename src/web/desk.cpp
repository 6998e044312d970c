#include "web/desk.h"

#include "settings/text.h"

namespace gatehouse::web {

const settings::Dictionary& Answer::dictionary() const {
  static const settings::Dictionary none;
  const auto* held = value.dictionary();
  return held == nullptr ? none : *held;
}

const settings::Array& Answer::array() const {
  static const settings::Array none;
  const auto* held = value.array();
  return held == nullptr ? none : *held;
}

std::string_view Answer::text() const {
  const auto* held = value.string();
  return held == nullptr ? std::string_view() : *held;
}

Answer answer_of(auth::CommandReply reply) {
  Answer answer{.code = reply.code, .words = std::move(reply.words)};
  if (!reply.data) return answer;
  const WipeAtEnd wiped(*reply.data);
  auto value = settings::read(*reply.data);
  if (value)
    answer = {.code = 201, .words = {}, .value = std::move(*value)};
  else
    answer = {.code = 501, .words = "The answer of the command cannot be read"};
  return answer;
}

Command::~Command() { wipe(line_.data(), line_.size()); }

Command& Command::keyword(std::string_view word) {
  append(word);
  return *this;
}

Command& Command::text(std::string_view text) {
  auto quoted = settings::quoted(text);
  const WipeAtEnd wiped(quoted);
  if (quoted.starts_with('"'))
    append(quoted);
  else
    append("\"" + quoted + "\"");  // letters and digits: might be a keyword
  return *this;
}

Command& Command::value(const settings::Value& value) {
  auto text = settings::to_text(value);
  const WipeAtEnd wiped(text);
  append(text);
  return *this;
}

// Grown by hand: the string itself would leave its old bytes in freed memory.
void Command::append(std::string_view part) {
  if (line_.size() + part.size() + 1 > line_.capacity()) {
    std::string grown;
    grown.reserve(2 * (line_.size() + part.size()) + 1);
    grown = line_;
    wipe(line_.data(), line_.size());
    line_ = std::move(grown);
  }
  line_ += ' ';
  line_ += part;
}

}  // namespace gatehouse::web
