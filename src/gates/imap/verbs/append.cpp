// APPEND: the message goes to the disk as it comes (RFC 3501, section 6.3.11; RFC 4315, section 3).
#include <chrono>
#include <functional>

#include "gates/imap/binary_message.h"
#include "gates/imap/mailbox_room.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "mailbox/delivery.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::uint64_t piece = std::uint64_t{256} << 10U;
constexpr std::uint64_t longest_binary = std::uint64_t{16} << 20U;  // held in memory

Result<std::unique_ptr<mailbox::Delivery>> begin(const mailbox::Mailboxes& mailboxes,
                                                 const Place& place) {
  const auto directory = mailboxes.directory(place.name);
  if (!directory) return std::unexpected(directory.error());
  return mailbox::Delivery::begin(*directory);
}

Time now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// All `size` bytes are read, whatever the disk says, so that the connection stays in step.
// The outer error is the connection's, the inner one the disk's.
// `keep` takes each piece, on the disk pool.
using Keep = std::function<Result<void>(std::string_view bytes)>;
net::Task<Result<Result<void>>> receive(Session& session, const Keep& keep, std::uint64_t size) {
  Result<void> written;
  while (size > 0) {
    session.restart_idle_time();
    const auto count = std::min(size, piece);
    std::string bytes;
    const net::Lines::Sink sink = [&bytes](std::string_view some) {
      bytes += some;
      return Result<void>{};
    };
    const auto read = co_await session.lines().read_counted(count, sink);
    if (!read) co_return std::unexpected(read.error());
    size -= count;
    if (!written) continue;
    const auto work = [&] { return keep(bytes); };
    written = co_await session.on_disk(work);
  }
  co_return written;
}

net::Task<Completion> refuse(Session& session, Completion completion) {
  const auto dropped = co_await session.drop_message();
  if (!dropped) completion.close = true;
  co_return completion;
}

std::string place_code(const mailbox::Delivery::Placed& placed) {
  return "APPENDUID " + std::to_string(placed.uid_validity) + ' ' + std::to_string(placed.uid);
}

}  // namespace

Outcome perform(Session& session, Append& request) {
  const auto mark = *session.message();
  if (mark.size > session.around().limits.longest_message)
    co_return co_await refuse(session, no("TOOBIG", "The message is too long"));
  if (request.is_binary && mark.size > longest_binary)
    co_return co_await refuse(session, no("TOOBIG", "The binary message is too long"));
  if (request.is_utf8 && !session.enabled().utf8)
    co_return co_await refuse(session, bad("Enable UTF8=ACCEPT first"));
  auto place = co_await find_place(session, request.mailbox, Act::insert);
  if (!place) co_return co_await refuse(session, std::move(place.error()));
  if (auto full = co_await no_room(session, *place, mark.size))
    co_return co_await refuse(session, std::move(*full));
  const auto start = [&] { return begin(session.mailboxes_of(*place), *place); };
  auto delivery = co_await session.on_disk(start);
  if (!delivery)
    co_return co_await refuse(session, failure(delivery.error(), missing_code(*place)));
  if (mark.waits) {
    session.say("+ Go on\r\n");
    const auto asked = co_await session.send();
    if (!asked) co_return hang_up();
  }
  std::string binary;
  const Keep keep = [&](std::string_view bytes) -> Result<void> {
    if (!request.is_binary) return (*delivery)->write(bytes);
    binary += bytes;
    return {};
  };
  auto received = co_await receive(session, keep, mark.size);
  if (!received) co_return hang_up();
  const auto rest = co_await session.lines().read_line();
  if (!rest && rest.error().code != ErrorCode::too_long) co_return hang_up();
  if (!rest || *rest != (request.is_utf8 ? ")" : ""))
    co_return bad("There is more than one message");
  if (request.is_binary) {
    const auto write = [&] { return (*delivery)->write(without_binary(binary)); };
    *received = co_await session.on_disk(write);
  }
  if (!*received) co_return failure(received->error());
  const auto flags = only(request.flags, flag_rights(place->rights));
  const auto commit = [&] {
    return (*delivery)->commit_with_uid(flags, request.received.value_or(now()));
  };
  const auto placed = co_await session.on_disk(commit);
  if (!placed) co_return failure(placed.error());
  co_return ok("Appended", place_code(*placed));
}

}  // namespace gatehouse::gates::imap
