// Forms that the pages of names share: another name for an account, a domain or a group, other
// names beside it, and its end.
#pragma once

#include <string_view>

#include "web/admin/domain_frame.h"

namespace gatehouse::web::admin {

struct OtherNames {
  std::string_view heading;  // "Aliases"
  std::string_view label;    // of the field
};
// `may` not: they may be looked at only.
[[nodiscard]] Html other_names(const View& view, const OtherNames& words,
                               const settings::Array& held, bool may);
[[nodiscard]] net::Task<Shown> set_other_names(View& view, std::string_view verb,
                                               std::string object, Url back);

// `what`: "account", "domain", "group". Sends "name", under the act "rename".
[[nodiscard]] Html renaming(const View& view, std::string_view what, std::string_view help = {});
// Sends "confirm", the name typed once more, under the act "delete".
[[nodiscard]] Html deletion(const View& view, std::string_view what, std::string_view help,
                            const Html& choices = {});
[[nodiscard]] bool is_confirmed(const View& view, std::string_view name);
// The page again, with what has to be typed.
[[nodiscard]] net::Task<Shown> unconfirmed(View& view, std::string_view what,
                                           std::string_view name);

}  // namespace gatehouse::web::admin
