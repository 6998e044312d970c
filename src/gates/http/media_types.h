// What a file of an account is, by the end of its name: only what browsers show and nothing that
// they run. What is not known is to be kept, not shown.
#pragma once

#include <string_view>

namespace gatehouse::gates::http {

struct MediaType {
  std::string_view extension;  // lower case
  std::string_view type;
  bool shown = true;  // in the browser; false: it asks where to keep it
};
[[nodiscard]] const MediaType& media_type_of(std::string_view file_name);

}  // namespace gatehouse::gates::http
