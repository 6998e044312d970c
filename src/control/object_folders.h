// Where the objects kept in accounts are on the disk. May block.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "control/objects.h"

namespace gatehouse::control {

struct ObjectPlace {
  // Of the object, or of the nearest one above it that is there; nullopt: there is none.
  std::optional<std::filesystem::path> folder;
  bool is_there = false;  // the object itself
  std::string judged_by;  // the name of the one in `folder`
};

// malformed: no object can have such a name.
[[nodiscard]] Result<ObjectPlace> place_of_object(const std::filesystem::path& account_folder,
                                                  ObjectKind kind, std::string_view name);

// What such an object is called in words: "mailbox".
[[nodiscard]] std::string_view word_for(ObjectKind kind);
// The command that sets a list of such objects: what the audit calls a change of one.
[[nodiscard]] std::string_view acl_verb_of(ObjectKind kind);

}  // namespace gatehouse::control
