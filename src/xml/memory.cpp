#include "xml/memory.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/secret.h"

namespace gatehouse::xml {
namespace {

// The size of a block stands before it.
constexpr std::size_t size_room = alignof(std::max_align_t);

void* take(std::size_t size) {
  if (size > SIZE_MAX - size_room) return nullptr;
  auto* block = static_cast<char*>(std::malloc(size + size_room));
  if (block == nullptr) return nullptr;
  std::memcpy(block, &size, sizeof size);
  return block + size_room;
}

std::size_t size_of(const void* memory) {
  std::size_t size = 0;
  std::memcpy(&size, static_cast<const char*>(memory) - size_room, sizeof size);
  return size;
}

void give_back(void* memory) {
  if (memory == nullptr) return;
  wipe(memory, size_of(memory));
  std::free(static_cast<char*>(memory) - size_room);
}

void* resize(void* memory, std::size_t size) {
  auto* fresh = take(size);
  if (fresh == nullptr || memory == nullptr) return fresh;
  std::memcpy(fresh, memory, std::min(size, size_of(memory)));
  give_back(memory);
  return fresh;
}

constexpr XML_Memory_Handling_Suite suite{take, resize, give_back};

}  // namespace

const XML_Memory_Handling_Suite& wiping_memory() { return suite; }

}  // namespace gatehouse::xml
