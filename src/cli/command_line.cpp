#include "cli/command_line.h"

#include <algorithm>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::cli {
namespace {

constexpr std::string_view starts_an_object = "{([#\"";
constexpr std::size_t code_size = 3;

bool is_atom(std::string_view word) {
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("-_.@!%:*$/+<>~").contains(c);
  };
  return !word.empty() && std::ranges::all_of(word, fits);
}

std::string as_argument(const std::string& word) {
  if (!word.empty() && starts_an_object.contains(word.front())) return word;
  return is_atom(word) ? word : settings::to_text(word);
}

std::string lines_of(const settings::Array& array) {
  std::string text = "(\n";
  for (std::size_t at = 0; at < array.size(); ++at)
    text += "  " + settings::to_text(array[at]) + (at + 1 < array.size() ? ",\n" : "\n");
  return text + ")\n";
}

std::string text_at(const settings::Value& rule, std::string_view key) {
  const auto* dictionary = rule.dictionary();
  const auto* value = dictionary == nullptr ? nullptr : settings::find(*dictionary, key);
  const auto* text = value == nullptr ? nullptr : value->string();
  return text == nullptr ? std::string() : *text;
}

}  // namespace

std::string command_line(std::span<const std::string> words) {
  if (words.size() == 1) return words.front();
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + as_argument(word);
  return line;
}

Result<Answer> parse_answer(std::string_view line) {
  const auto code = to_number<unsigned>(line.substr(0, code_size));
  if (!code || line.size() < code_size) return fail(ErrorCode::malformed, "not an answer");
  line.remove_prefix(code_size);
  return Answer{static_cast<int>(*code), std::string(trimmed(line))};
}

std::string readable(std::string_view data) {
  const auto value = settings::read(data);
  if (!value) return std::string(data) + "\n";
  if (const auto* text = value->string()) return *text + "\n";
  if (const auto* array = value->array(); array != nullptr && !array->empty())
    return lines_of(*array);
  if (const auto* dictionary = value->dictionary(); dictionary != nullptr && !dictionary->empty())
    return settings::to_file_text(*dictionary);
  return std::string(data) + "\n";
}

Rules rules_in(std::string_view data) {
  Rules rules;
  const auto value = settings::read(data);
  const auto* array = value ? value->array() : nullptr;
  if (array == nullptr) return {readable(data), false};
  std::size_t widest = 0;
  for (const auto& rule : *array) widest = std::max(widest, text_at(rule, "Rule").size());
  for (const auto& rule : *array) {
    const bool stops = text_at(rule, "Stops") == "YES";
    const auto name = text_at(rule, "Rule");
    rules.text += (stops ? "! " : "  ") + name + std::string(widest - name.size() + 2, ' ') +
                  text_at(rule, "Answer");
    if (const auto from = text_at(rule, "From"); !from.empty()) rules.text += "  [" + from + "]";
    rules.text += "\n";
    rules.let_in = !stops;
  }
  return rules;
}

}  // namespace gatehouse::cli
