// What the access lists of single attributes say (RFC 2244, section 3.5). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/datasets.h"

namespace gatehouse::gates::acap {

struct AttributeList {
  datasets::Listed of;
  std::string letters{};                 // that the list gives whoever asks, as the keeper's
  std::optional<datasets::Value> acl{};  // the list itself, where it may be seen
};
using AttributeLists = std::vector<AttributeList>;  // of one dataset

// The one that decides: the entry's, else the attribute's. Null: the dataset's own does.
[[nodiscard]] const AttributeList* list_for(const AttributeLists& lists, std::string_view attribute,
                                            std::string_view entry);

// Without what may not be read.
void hide_unreadable(datasets::Dataset& dataset, const AttributeLists& lists);

// What the server keeps of an entry or a dataset has no list.
[[nodiscard]] bool can_have_list(std::string_view attribute);

}  // namespace gatehouse::gates::acap
