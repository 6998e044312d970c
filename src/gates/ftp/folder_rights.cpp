#include "gates/ftp/folder_rights.h"

#include <algorithm>

namespace gatehouse::gates::ftp {

// RFC 4314, section 2.1, as far as it fits files: `t` and `e` together are RFC 2086's `d`.
std::string_view needed(Act act) {
  switch (act) {
    case Act::look:
      return "l";
    case Act::read:
      return "lr";
    case Act::store:
      return "li";
    case Act::replace:
      return "lite";
    case Act::remove:
      return "lte";
    case Act::make_folders:
      return "lk";
  }
  return every_right;
}

bool may(std::string_view rights, Act act) {
  return std::ranges::all_of(needed(act), [&](char letter) { return rights.contains(letter); });
}

}  // namespace gatehouse::gates::ftp
