#include "web/panel.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "settings/text.h"
#include "web/parts.h"

namespace gatehouse::web {
namespace {

using settings::Kind;
using settings::Setting;
using settings::Value;

constexpr std::string_view inherited = "default";
constexpr std::string_view listed = "these";  // of a list: those that are marked

struct Standing {
  const Value* own = nullptr;  // null: inherited
  Value from_above{};
  std::string above{};  // who gives it
};

bool counts(const Setting& setting, const Value* value) {
  const bool is_default =
      value != nullptr && value->string() != nullptr && same_but_case(*value->string(), inherited);
  return value != nullptr && !is_default && settings::check(setting, *value).has_value();
}

Value fallback_of(const Setting& setting) {
  const auto value = settings::read(setting.fallback);
  return setting.fallback.empty() || !value ? Value(setting.fallback) : *value;
}

Standing standing_of(const Setting& setting, std::span<const Layer> layers) {
  Standing standing{.from_above = fallback_of(setting), .above = "the default"};
  for (std::size_t i = layers.size(); i-- > 0;) {
    const auto* value = settings::find(layers[i].values, setting.key);
    if (!counts(setting, value)) continue;
    if (i == 0)
      standing.own = value;
    else
      standing.from_above = *value, standing.above = layers[i].name;
  }
  return standing;
}

std::vector<std::string> words_of(std::string_view choices) {
  std::vector<std::string> words;
  for (const auto word : split(choices, '|'))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

std::string_view label_of(const Setting& setting) {
  return setting.label.empty() ? setting.key : setting.label;
}

std::string help_of(const Setting& setting, const Standing& standing) {
  std::string help(setting.help);
  const auto above = in_words(standing.from_above);
  help += (help.empty() ? "" : " ") +
          std::string(standing.own == nullptr ? "Now from " : "Otherwise from ") + standing.above +
          ": " + (above.empty() ? "nothing" : above) + ".";
  return help;
}

std::string inherit_words(const Standing& standing) {
  const auto above = in_words(standing.from_above);
  return "As " + standing.above + " says (" + (above.empty() ? "nothing" : above) + ")";
}

Html choice(const Setting& setting, const Standing& standing, std::string_view chosen,
            std::vector<std::string> words) {
  std::vector<Option> options{{std::string(inherited), inherit_words(standing)}};
  for (auto& word : words) options.push_back({word, word});
  const auto help = help_of(setting, standing);
  return select({.name = setting.key, .label = label_of(setting), .value = chosen, .help = help},
                options);
}

// Those of a list with named elements: which way, and which ones.
Html marked_list(const Setting& setting, const Standing& standing, const Form& typed) {
  const auto mode_name = std::string(setting.key);
  std::string mode(standing.own == nullptr ? inherited : listed);
  std::vector<std::string> marked;
  if (standing.own != nullptr) marked = settings::to_list(*standing.own);
  auto modes = words_of(setting.choices);
  if (marked.size() == 1)
    for (const auto& word : modes)
      if (same_but_case(word, marked.front())) mode = word;
  if (typed.has(mode_name)) {
    mode = typed.text(mode_name);
    marked.clear();
    for (const auto one : typed.all(mode_name + ".of")) marked.emplace_back(one);
  }
  std::vector<Option> options{{std::string(inherited), inherit_words(standing)}};
  for (auto& word : modes) options.push_back({word, word});
  options.push_back({std::string(listed), "Those that are marked"});
  const auto help = help_of(setting, standing);
  auto fields = select({.name = mode_name, .label = "Which", .value = mode, .help = help}, options);
  Html boxes;
  for (const auto& element : words_of(setting.elements))
    boxes += checkbox(mode_name + ".of", element, element,
                      std::ranges::find(marked, element) != marked.end());
  return group(label_of(setting), fields + "<div class=\"boxes\">\n" + boxes + "</div>\n");
}

Html written(const Setting& setting, const Standing& standing, const Form& typed) {
  std::string value;
  if (typed.has(setting.key))
    value = typed.text(setting.key);
  else if (standing.own != nullptr)
    value = in_words(*standing.own);
  const auto help = help_of(setting, standing) + " Empty: inherited.";
  const bool long_one = setting.kind == Kind::list || value.contains('\n') || value.size() > 80;
  return input({.name = setting.key,
                .label = label_of(setting),
                .value = value,
                .help = help,
                .type = long_one ? "textarea" : "text"});
}

Html one(const Setting& setting, const Standing& standing, const Form& typed) {
  std::string chosen(standing.own == nullptr ? inherited : std::string_view());
  switch (setting.kind) {
    case Kind::flag:
      if (standing.own != nullptr) chosen = settings::is_yes(*standing.own) ? "YES" : "NO";
      if (typed.has(setting.key)) chosen = typed.text(setting.key);
      return choice(setting, standing, chosen, {"YES", "NO"});
    case Kind::choice:
      if (standing.own != nullptr) chosen = in_words(*standing.own);
      if (typed.has(setting.key)) chosen = typed.text(setting.key);
      return choice(setting, standing, chosen, words_of(setting.choices));
    case Kind::list:
      if (!setting.elements.empty()) return marked_list(setting, standing, typed);
      return written(setting, standing, typed);
    case Kind::text:
    case Kind::number:
    case Kind::period:
    case Kind::flow:
    case Kind::size:
    case Kind::any:
      return written(setting, standing, typed);
    case Kind::password:
      return {};  // set where passwords are set, never shown
  }
  std::unreachable();
}

// One for each line, or in the format of settings.
Value list_of(std::string_view text) {
  settings::Array elements;
  for (const auto line : split(text, '\n'))
    if (const auto word = trimmed(line); !word.empty()) elements.emplace_back(word);
  return elements;
}

Value value_of(const Setting& setting, const Form& form) {
  const auto text = trimmed(form.text(setting.key));
  if (text.empty() || text == inherited) return Value(inherited);
  if (setting.kind == Kind::list && !setting.elements.empty()) {
    if (text != listed) return Value(text);
    settings::Array marked;
    for (const auto word : form.all(std::string(setting.key) + ".of")) marked.emplace_back(word);
    return marked;
  }
  const bool structured = text.starts_with('(') || text.starts_with('{') || text.starts_with('[');
  const bool plain = setting.kind == Kind::text;
  if (structured && !plain)
    if (auto value = settings::read(text)) return std::move(*value);
  return setting.kind == Kind::list ? list_of(text) : Value(text);
}

}  // namespace

std::string in_words(const Value& value) {
  if (const auto* text = value.string()) return *text;
  const auto* array = value.array();
  if (array == nullptr) return settings::to_text(value);
  std::string words;
  for (const auto& each : *array) words += (words.empty() ? "" : ", ") + settings::to_text(each);
  return "(" + words + ")";
}

Html shown(const Panel& panel, std::span<const Layer> layers, const Form& typed) {
  Html fields;
  for (const auto key : panel.keys)
    if (const auto* setting = settings::setting_named(key, panel.level))
      fields += one(*setting, standing_of(*setting, layers), typed);
  return group(panel.title, fields);
}

Result<settings::Dictionary> read(const Panel& panel, const Form& form) {
  settings::Dictionary all;
  for (const auto key : panel.keys) {
    const auto* setting = settings::setting_named(key, panel.level);
    if (setting == nullptr || setting->kind == Kind::password || !form.has(key)) continue;
    auto value = value_of(*setting, form);
    if (const auto fits = settings::check(*setting, value); !fits)
      return fail(ErrorCode::malformed,
                  std::string(label_of(*setting)) + ": " + fits.error().detail);
    all.insert_or_assign(std::string(key), std::move(value));
  }
  return all;
}

}  // namespace gatehouse::web
