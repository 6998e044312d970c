#include "control/arguments.h"

#include <utility>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::control {

namespace {

std::string_view without_leading_spaces(std::string_view text) {
  const auto start = text.find_first_not_of(' ');
  return start == text.npos ? std::string_view{} : text.substr(start);
}

}  // namespace

bool Arguments::empty() const { return without_leading_spaces(rest_).empty(); }

bool Arguments::next_is(char opening) const {
  return without_leading_spaces(rest_).starts_with(opening);
}

Result<std::string> Arguments::word(std::string_view what) {
  if (empty()) return expected(what);
  const auto before = without_leading_spaces(rest_);
  auto taken = value(what);
  if (!taken) return std::unexpected(std::move(taken.error()));
  if (const auto* text = taken->string()) return *text;
  if (taken->number() == nullptr) return expected(what);
  return std::string(trimmed(before.substr(0, before.size() - rest_.size())));
}

Result<settings::Value> Arguments::value(std::string_view what) {
  if (empty()) return expected(what);
  auto taken = settings::take_value(rest_);
  if (!taken)
    return expected(std::string(what) + " in the data format (" + taken.error().detail + ")");
  if (!rest_.empty() && rest_.front() != ' ') return expected("a space after " + std::string(what));
  return taken;
}

Result<settings::Dictionary> Arguments::dictionary(std::string_view what) {
  auto taken = value(what);
  if (!taken) return std::unexpected(std::move(taken.error()));
  const auto* dictionary = taken->dictionary();
  if (dictionary == nullptr) return expected(std::string(what) + " as {key=value;}");
  return *dictionary;
}

Result<settings::Dictionary> Arguments::last_dictionary(std::string_view what) {
  if (empty()) return settings::Dictionary{};
  auto taken = dictionary(what);
  if (!taken) return taken;
  if (auto nothing_left = end(); !nothing_left)
    return std::unexpected(std::move(nothing_left.error()));
  return taken;
}

Result<std::vector<std::string>> Arguments::list(std::string_view what) {
  auto taken = value(what);
  if (!taken) return std::unexpected(std::move(taken.error()));
  if (const auto* text = taken->string()) return std::vector{*text};
  const auto* array = taken->array();
  if (array == nullptr) return expected(std::string(what) + " as (name, name)");
  std::vector<std::string> words;
  for (const auto& element : *array) {
    const auto* text = element.string();
    if (text == nullptr) return expected(std::string(what) + " as strings");
    words.push_back(*text);
  }
  return words;
}

bool Arguments::keyword(std::string_view word) {
  const auto rest = without_leading_spaces(rest_);
  if (!same_but_case(rest.substr(0, word.size()), word)) return false;
  const auto after = rest.substr(word.size());
  if (!after.empty() && after.front() != ' ') return false;
  rest_ = after;
  return true;
}

Result<void> Arguments::expect_keyword(std::string_view word) {
  if (!keyword(word)) return expected("the keyword " + std::string(word));
  return {};
}

Result<void> Arguments::end() const {
  if (!empty()) return expected("the end of the command");
  return {};
}

std::unexpected<Error> Arguments::expected(std::string_view what) const {
  return fail(ErrorCode::malformed,
              "expected " + std::string(what) + "; the form is " + std::string(form_));
}

}  // namespace gatehouse::control
