#include "cli/administrators.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/command_line.h"
#include "settings/text.h"

namespace gatehouse::cli {

namespace {

using settings::Dictionary;
using settings::Value;

std::string plain(const Value& value) {
  const auto* text = value.string();
  return text == nullptr ? settings::to_text(value) : escaped(*text);
}

std::string joined(const Value& value) {
  const auto* array = value.array();
  if (array == nullptr) return plain(value);
  std::string all;
  for (const auto& element : *array) all += (all.empty() ? "" : ", ") + plain(element);
  return all;
}

// {Right=CanImpersonate; Accounts=(mary); Reason=why;}: CanImpersonate [Accounts: mary; Reason:
// why]
std::string limited(const Dictionary& element) {
  std::string right;
  std::string limits;
  for (const auto& [key, value] : element)
    if (key == "Right")
      right = plain(value);
    else
      limits += (limits.empty() ? "" : "; ") + escaped(key) + ": " + joined(value);
  return right + " [" + limits + "]";
}

std::string rights_in(const Value& value) {
  const auto* array = value.array();
  if (array == nullptr) return plain(value);
  std::string all;
  for (const auto& element : *array) {
    const auto* dictionary = element.dictionary();
    all +=
        (all.empty() ? "" : ", ") + (dictionary == nullptr ? plain(element) : limited(*dictionary));
  }
  return all;
}

std::string facts_of(const Dictionary& row) {
  std::string facts;
  if (const auto* rights = settings::find(row, "Rights")) facts = rights_in(*rights);
  if (const auto* ignored = settings::find(row, "Ignored"))
    facts += (facts.empty() ? "! without effect: " : "  ! without effect: ") + rights_in(*ignored);
  if (settings::find(row, "Missing") != nullptr) facts += "  ! no such account";
  return facts;
}

}  // namespace

std::string administrators_in(std::string_view data) {
  const auto value = settings::read(data);
  const auto* domains = value ? value->dictionary() : nullptr;
  if (domains == nullptr) return readable(data);
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t widest = 0;
  for (const auto& [domain, accounts] : *domains) {
    if (accounts.dictionary() == nullptr) return readable(data);
    for (const auto& [name, row] : *accounts.dictionary()) {
      if (row.dictionary() == nullptr) return readable(data);
      lines.emplace_back(escaped(name + "@" + domain), facts_of(*row.dictionary()));
      widest = std::max(widest, lines.back().first.size());
    }
  }
  std::string text;
  for (const auto& [who, facts] : lines)
    text += who + std::string(widest - who.size() + 2, ' ') + facts + "\n";
  return text.empty() ? "nobody\n" : text;
}

}  // namespace gatehouse::cli
