#include "web/api/call.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "web/answers.h"
#include "web/desk.h"

namespace gatehouse::web::api {
namespace {

using settings::Dictionary;
using settings::Value;

bool is_true(const Value& value) {
  const auto* text = value.string();
  return text != nullptr && (same_but_case(*text, "YES") || same_but_case(*text, "true"));
}

class Writer {
 public:
  Writer(const Verb& verb, const Dictionary& arguments) : arguments_(arguments), line_(verb.name) {}

  Result<Secret> whole(const Sequence& items) {
    if (auto said = sequence(items); !said) return std::unexpected(std::move(said.error()));
    for (const auto& [name, value] : arguments_)
      if (!used_.contains(name))
        return fail(ErrorCode::malformed, "There is no argument \"" + escaped(name) + "\" here");
    return line_.line();
  }

 private:
  [[nodiscard]] bool holds(const Item& item) const {
    if (item.inner.empty()) return arguments_.contains(item.member);
    return std::ranges::any_of(item.inner, [&](const Sequence& one) { return holds_any(one); });
  }
  [[nodiscard]] bool holds_any(const Sequence& items) const {
    return std::ranges::any_of(items, [&](const Item& item) { return holds(item); });
  }

  Result<void> sequence(const Sequence& items) {
    for (const auto& item : items)
      if (auto said = item.inner.empty() ? one(item) : one_of(item); !said) return said;
    return {};
  }

  // The alternative of which something was given.
  Result<void> one_of(const Item& item) {
    const Sequence* chosen = nullptr;
    for (const auto& alternative : item.inner) {
      if (!holds_any(alternative)) continue;
      if (chosen != nullptr)
        return fail(ErrorCode::malformed, "\"" + first_of(alternative) + "\" and \"" +
                                              first_of(*chosen) + "\" exclude each other");
      chosen = &alternative;
    }
    return chosen == nullptr ? Result<void>{} : sequence(*chosen);
  }
  static std::string first_of(const Sequence& items) {
    return items.empty() || !items.front().inner.empty() ? "" : items.front().member;
  }

  Result<void> one(const Item& item) {
    const auto* value = settings::find(arguments_, item.member);
    used_.insert(item.member);
    if (item.shape == Shape::flag) {
      if (value != nullptr && is_true(*value)) line_.keyword(item.keyword);
      return {};
    }
    if (value == nullptr)
      return fail(ErrorCode::malformed, "The argument \"" + item.member + "\" is missing");
    if (!item.keyword.empty()) line_.keyword(item.keyword);
    return item.shape == Shape::choice ? choice(item, *value) : plain(*value);
  }

  Result<void> choice(const Item& item, const Value& value) {
    const auto* text = value.string();
    for (const auto& each : item.choices)
      if (text != nullptr && same_but_case(*text, each)) {
        line_.keyword(each);
        return {};
      }
    return fail(ErrorCode::malformed, "\"" + item.member + "\" is none of its words");
  }

  Result<void> plain(const Value& value) {
    if (const auto* text = value.string())
      line_.text(*text);
    else if (const auto whole = value.whole())
      line_.text(std::to_string(*whole));
    else
      line_.value(value);
    return {};
  }

  const Dictionary& arguments_;
  Command line_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace

std::vector<Verb> verbs_of(const Value& described) {
  std::vector<Verb> verbs;
  const auto* all = described.array();
  if (all == nullptr) return verbs;
  for (const auto& each : *all) {
    const auto* facts = each.dictionary();
    if (facts == nullptr) continue;
    Verb verb{.name = text_at(*facts, "Name"),
              .syntax = text_at(*facts, "Syntax"),
              .help = text_at(*facts, "Help"),
              .needs = text_at(*facts, "Needs"),
              .reads = is_yes(*facts, "Reads")};
    auto items = read_syntax(verb.syntax);
    if (!items || verb.name.empty()) continue;
    verb.items = std::move(*items);
    verbs.push_back(std::move(verb));
  }
  std::ranges::sort(verbs, {}, &Verb::name);
  return verbs;
}

const Verb* find_verb(const std::vector<Verb>& verbs, std::string_view name) {
  const auto found = std::ranges::find(verbs, name, &Verb::name);
  return found == verbs.end() ? nullptr : &*found;
}

Result<Secret> line_of(const Verb& verb, const Dictionary& arguments) {
  return Writer(verb, arguments).whole(verb.items);
}

}  // namespace gatehouse::web::api
