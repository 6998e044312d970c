// The data format's reader on anything, and its writer on whatever was read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "settings/text.h"

namespace {

void round_trip(const gatehouse::settings::Value& value) {
  using namespace gatehouse::settings;
  if (read(to_text(value)) != value) std::abort();
  if (const auto* dictionary = value.dictionary())
    if (read_dictionary(to_file_text(*dictionary)) != *dictionary) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto value = gatehouse::settings::read(text)) round_trip(*value);
  while (!text.empty()) {
    const auto before = text.size();
    const auto value = gatehouse::settings::take_value(text);
    if (!value) break;
    if (text.size() >= before) std::abort();
    round_trip(*value);
  }
  return 0;
}
