// Tagged passwords: further own passwords of an account, one for each device or program, each good
// only with its tag (user$tag) and inside its own limits. Kept in the account setting
// `TaggedPasswords`, a dictionary tag -> {Password; Label; Services; Networks; Created; Expires;}.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "directory/directory.h"

namespace gatehouse::credentials {

inline constexpr std::string_view tagged_key = "TaggedPasswords";
inline constexpr std::size_t most_tags = 50;       // for one account
inline constexpr std::size_t longest_tag = 64;     // bytes, of an account name's characters
inline constexpr std::size_t longest_label = 200;  // bytes

struct TagRules {
  std::string label{};
  std::vector<std::string> services{};  // codes of Enabled Services; empty: all the account has
  std::string networks{};               // address list (guide-facts 9.1); empty: from anywhere
  std::optional<Time> created{};
  std::optional<Time> expires{};

  bool operator==(const TagRules&) const = default;
};

[[nodiscard]] std::vector<std::string> tags_of(const directory::Account& account);  // sorted
// The stored form, for own_passwords; empty: no such tag.
[[nodiscard]] std::string_view stored_with(const directory::Account& account, std::string_view tag);
// nullopt: no such tag, or limits that cannot be read: nobody knows then what was meant.
[[nodiscard]] std::optional<TagRules> tag_rules(const directory::Account& account,
                                                std::string_view tag);

// Whether the tag may be used now, by that service, from that address. not_allowed: the detail
// names the rule.
[[nodiscard]] Result<void> permits(const TagRules& rules, std::string_view service,
                                   const IpAddress& from, Time now);

// The explicit settings with that tag set to a stored form (own_passwords.h: encode) or, with an
// empty one, without it, which also succeeds when there was none. malformed: the tag is not
// canonical, or there can be no such label or address list; not_allowed: most_tags.
[[nodiscard]] Result<settings::Dictionary> with_tag(settings::Dictionary explicit_settings,
                                                    std::string_view tag, const std::string& stored,
                                                    const TagRules& rules);

// The explicit settings with every stored form replaced by what `change` makes of it.
using TagChange =
    std::function<Result<std::string>(std::string_view tag, const std::string& stored)>;
[[nodiscard]] Result<settings::Dictionary> with_each_tag(settings::Dictionary explicit_settings,
                                                         const TagChange& change);

// The tag as it is kept: tags are spelled as account names are. malformed: no such tag can be.
[[nodiscard]] Result<std::string> canonical_tag(std::string_view tag);

}  // namespace gatehouse::credentials
