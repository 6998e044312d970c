// Address lists come from settings and commands. Whatever the text is, reading it ends; what the
// last line names is in the list, or, with a sign of removal in front, is not.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/address_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gatehouse::AddressList;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto address = *gatehouse::IpAddress::parse("10.0.0.7");
  const auto list = AddressList::parse(text);
  if (!list) return 0;
  (void)list->contains(address);
  (void)list->contains(gatehouse::IpAddress{});
  const auto added = AddressList::parse(std::string(text) + "\n10.0.0.7");
  if (added && !added->contains(address)) std::abort();
  const auto removed = AddressList::parse(std::string(text) + "\n!10.0.0.0/24");
  if (removed && removed->contains(address)) std::abort();
  return 0;
}
