// What an act needs of a folder of another account, as letters of auth::Letters. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::gates::ftp {

constexpr std::string_view every_right = "lrswipkxtea";

enum class Act {
  look,          // that it is there: CWD, and each act below
  read,          // list the folder, read its files
  store,         // put a new file into it
  replace,       // put a file in the place of another, or go on with it
  remove,        // a file or an empty folder in it
  make_folders,  // in it
};
// All of these, with the folder that holds what is named.
[[nodiscard]] std::string_view needed(Act act);
[[nodiscard]] bool may(std::string_view rights, Act act);

}  // namespace gatehouse::gates::ftp
