#include "gates/imap/collation.h"

#include <algorithm>

#include "base/text.h"
#include "gates/imap/gmime.h"

namespace gatehouse::gates::imap {

std::string collation_key(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\0'; };
  if (std::ranges::all_of(text, is_ascii)) return upper_case(text);
  const OwnedText valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string titled;
  for (const char* at = valid.get(); *at != '\0'; at = g_utf8_next_char(at)) {
    char bytes[6];
    const int count = g_unichar_to_utf8(g_unichar_totitle(g_utf8_get_char(at)), bytes);
    titled.append(bytes, static_cast<std::size_t>(count));
  }
  const OwnedText decomposed(g_utf8_normalize(titled.c_str(), -1, G_NORMALIZE_ALL));
  return decomposed == nullptr ? titled : std::string(decomposed.get());
}

}  // namespace gatehouse::gates::imap
