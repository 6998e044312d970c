// A tagged password on its way into an account: what a command says about it, and how it is stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/console.h"
#include "credentials/tagged.h"

namespace gatehouse::control {

inline constexpr std::string_view tag_use_key = "TagUse";  // of account.info (auth/last_logins.h)

// What the command does not say stays as it was.
struct NewTag {
  std::string tag{};  // canonical
  std::optional<std::string> label{};
  std::optional<std::vector<std::string>> services{};
  std::optional<std::string> networks{};
  std::optional<std::optional<Time>> expires{};  // nullopt inside: never
};

// TAG tag, or NAME tag, comes next.
[[nodiscard]] bool take_tag_keyword(Arguments& arguments);
// The tag itself and what follows it, in any order: [LABEL text] [SERVICES (code, ...)]
// [NETWORKS list] [EXPIRES #Tdd-mm-yyyy_hh:mm:ss | period | NEVER].
[[nodiscard]] Result<NewTag> take_tag(Arguments& arguments, Time now);
[[nodiscard]] Result<std::string> take_tag_name(Arguments& arguments);

// Stores it; an empty `stored` removes the tag with what is noted of its use. Errors as
// credentials::with_tag. already_exists: it was to be a new one.
enum class TagMay { replace, be_new_only };
[[nodiscard]] Result<void> store_tag(const Call& call, const directory::Account& account,
                                     const NewTag& wish, const std::string& stored, TagMay may);

}  // namespace gatehouse::control
