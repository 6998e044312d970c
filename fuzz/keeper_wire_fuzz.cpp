// The keeper's side of its channel, fed by a gate that was taken over: any bytes, in any pieces.
// What is taken for a message must come out of its own bytes again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "auth/channel.h"
#include "auth/wire.h"

using namespace gatehouse::auth;

namespace {

template <class Message, class Read>
void check_round_trip(const Message& message, Read read) {
  const auto bytes = wire::to_bytes(message);
  const auto again = read(bytes);
  if (!again || again->number != message.number || wire::to_bytes(*again) != bytes) std::abort();
}

void read_both_ways(std::string_view bytes) {
  if (const auto request = wire::read_request(bytes))
    check_round_trip(*request, wire::read_request);
  if (const auto answer = wire::read_answer(bytes)) check_round_trip(*answer, wire::read_answer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_both_ways(bytes);
  if (bytes.empty()) return 0;
  const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front());
  Frames frames;
  for (bytes.remove_prefix(1); !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    frames.append(bytes.substr(0, piece));
    for (;;) {
      const auto message = frames.next();
      if (!message) return 0;
      if (!*message) break;
      read_both_ways(**message);
    }
  }
  return 0;
}
