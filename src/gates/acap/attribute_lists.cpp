#include "gates/acap/attribute_lists.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace gatehouse::gates::acap {
namespace {

constexpr std::array<std::string_view, 3> kept{"entry", "modtime", "subdataset"};

const AttributeList* find(const AttributeLists& lists, std::string_view attribute,
                          std::optional<std::string_view> entry) {
  const auto found = std::ranges::find_if(lists, [&](const AttributeList& one) {
    return one.of.attribute == attribute && one.of.entry == entry;
  });
  return found == lists.end() ? nullptr : &*found;
}

}  // namespace

const AttributeList* list_for(const AttributeLists& lists, std::string_view attribute,
                              std::string_view entry) {
  const auto* of_entry = find(lists, attribute, entry);
  return of_entry != nullptr ? of_entry : find(lists, attribute, std::nullopt);
}

void hide_unreadable(datasets::Dataset& dataset, const AttributeLists& lists) {
  if (lists.empty()) return;
  for (auto& [name, entry] : dataset.entries)
    std::erase_if(entry.attributes, [&](const auto& attribute) {
      const auto* list = list_for(lists, attribute.first, name);
      return list != nullptr && !list->letters.contains('r');
    });
}

bool can_have_list(std::string_view attribute) {
  return !attribute.empty() && is_utf8(attribute) && !attribute.starts_with("dataset.") &&
         attribute.find_first_of(std::string_view("*%\0", 3)) == attribute.npos &&
         std::ranges::find(kept, attribute) == kept.end();
}

}  // namespace gatehouse::gates::acap
