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

}  // namespace gatehouse::cli
