// XML documents: what is read stays within limits, and what is written reads back as it was.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "xml/document.h"

namespace {

using namespace gatehouse;

void demand(bool holds) {
  if (!holds) std::abort();
}

std::size_t depth_of(const xml::Element& element) {
  std::size_t deepest = 0;
  for (const auto& child : element.children)
    if (!child.name.empty()) deepest = std::max(deepest, depth_of(child));
  return deepest + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const xml::Limits limits;
  const auto element = xml::read_document({reinterpret_cast<const char*>(data), size}, limits);
  if (!element) return 0;
  demand(!element->name.empty() && element->attributes.size() <= limits.attributes);
  demand(depth_of(*element) <= limits.depth);
  const auto text = xml::to_xml(*element);
  const auto back = xml::read_document(text, limits);
  demand(back && xml::to_xml(*back) == text);
  return 0;
}
