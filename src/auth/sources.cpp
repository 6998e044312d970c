#include "auth/sources.h"

#include <algorithm>
#include <array>

#include "auth/sources/external.h"
#include "auth/sources/os.h"
#include "auth/sources/own.h"
#include "auth/sources/uri.h"

namespace gatehouse::auth {
namespace {

// The guide's order: own, OS, Authentication URI, external.
constexpr std::array table{
    Source{"own", "UseAppPassword", false, own::asked, own::check},
    Source{"OS", "UseSysPassword", true, os::asked, os::check},
    Source{"URI", "AuthURI", true, uri::asked, uri::check},
    Source{"external", "UseExtPassword", true, external::asked, external::check},
};

}  // namespace

std::span<const Source> sources() { return table; }

bool asks_outside(const directory::Account& account, std::string_view tag) {
  return std::ranges::any_of(
      table, [&](const Source& source) { return source.outside && source.asked(account, tag); });
}

}  // namespace gatehouse::auth
