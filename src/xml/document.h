// One XML document, read by expat into a tree. Refused where they begin: document types, entities
// that are not XML's own, comments, processing instructions, other encodings than UTF-8. The limits
// hold while it is read, so a bomb is cut short.
#pragma once

#include <string_view>

#include "base/result.h"
#include "xml/element.h"

namespace gatehouse::xml {

struct Limits {
  std::size_t depth = 16;
  std::size_t attributes = 32;  // of an element
  std::size_t elements = 256;
};

// The caller limits the size of `text`. White space around the element is skipped. Errors are
// malformed (the detail says what and where) and too_long (over a limit).
[[nodiscard]] Result<Element> read_document(std::string_view text, const Limits& limits = {});

}  // namespace gatehouse::xml
