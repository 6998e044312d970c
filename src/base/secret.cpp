#include "base/secret.h"

#include <cstring>

namespace gatehouse {

void wipe(void* memory, std::size_t size) noexcept {
  if (size != 0) explicit_bzero(memory, size);
}

WipeAtEnd::~WipeAtEnd() { wipe(text_.data(), text_.size()); }

}  // namespace gatehouse
