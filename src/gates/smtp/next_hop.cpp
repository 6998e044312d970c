#include "gates/smtp/next_hop.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "base/text.h"
#include "gates/shared/on_disk.h"
#include "net/connect.h"

namespace gatehouse::gates::smtp {
namespace {

constexpr Duration whole_limit = std::chrono::minutes{5};
constexpr Duration longest_farewell = std::chrono::seconds{5};
constexpr std::uint16_t smtp_port = 25;
constexpr std::size_t longest_line = 2048;
constexpr unsigned most_lines = 100;
constexpr std::string_view no_answer = "451 4.4.1 The next hop does not answer";
constexpr std::string_view nonsense = "451 4.4.0 The next hop does not speak SMTP";

bool is_reply(std::string_view line) {
  return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) &&
         is_digit(line[2]) && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

// 421 is about the next hop's connection, not about the client's.
HopReply passed_on(std::string_view line) {
  const auto code = line.starts_with("421") ? std::string_view("451") : line.substr(0, 3);
  return {std::string(code) + " " + escaped(line.size() > 4 ? line.substr(4) : "", 400)};
}

}  // namespace

NextHop::NextHop(std::string where, net::Stream stream, net::Offload& work)
    : where_(std::move(where)),
      stream_(std::move(stream)),
      lines_(stream_, longest_line),
      work_(work) {
  stream_.set_time_limit(whole_limit);
}

net::Task<NextHop::Opened> NextHop::open(std::string where, Envelope envelope, net::Offload& work) {
  auto target = net::Target::parse(where, smtp_port);
  if (!target) co_return Opened{nullptr, {"451 4.3.5 The next hop is set wrongly"}};
  auto stream = co_await net::connect_to(std::move(*target), work);
  if (!stream) {
    log::write(log::Level::problem, "SMTP", "next hop: " + stream.error().detail);
    co_return Opened{nullptr, {std::string(no_answer)}};
  }
  std::unique_ptr<NextHop> hop(new NextHop(std::move(where), std::move(*stream), work));
  auto reply = co_await hop->greet(envelope.our_name);
  if (reply.good()) reply = co_await hop->mail(envelope);
  if (!reply.good()) hop.reset();
  co_return Opened{std::move(hop), std::move(reply)};
}

net::Task<HopReply> NextHop::greet(const std::string& our_name) {
  auto reply = co_await read_reply();
  if (!reply.good()) co_return reply;
  reply = co_await say("EHLO " + our_name);
  if (!reply.line.starts_with('5')) co_return reply;
  co_return co_await say("HELO " + our_name);
}

// RFC 6152, section 3 would have 8-bit mail turned into 7 bits for a next hop that does not take
// it; such hosts are gone, so it is sent as it is.
net::Task<HopReply> NextHop::mail(const Envelope& envelope) {
  std::string line = "MAIL FROM:<" + envelope.sender + ">";
  if (envelope.eight_bit && takes_eight_bit_) line += " BODY=8BITMIME";
  co_return co_await say(std::move(line));
}

net::Task<HopReply> NextHop::recipient(std::string_view address) {
  co_return co_await say("RCPT TO:<" + std::string(address) + ">");
}

net::Task<HopReply> NextHop::message(std::string_view header, const Spool& body) {
  auto ready = co_await say("DATA");
  if (ready.good()) co_return HopReply{std::string(nonsense)};
  if (!ready.line.starts_with("354")) co_return ready;
  const auto sent = co_await send_body(header, body);
  if (!sent) co_return HopReply{std::string(no_answer)};
  auto reply = co_await read_reply();
  if (reply.line.starts_with('3')) co_return HopReply{std::string(nonsense)};
  co_return reply;
}

net::Task<Result<void>> NextHop::send_body(std::string_view header, const Spool& body) {
  auto sent = co_await lines_.write(header);
  bool at_line_start = true;
  for (std::uint64_t offset = 0; sent;) {
    const auto work = [&body, offset] { return body.piece(offset); };
    const auto piece = co_await on_disk(work_, work);
    if (!piece) co_return std::unexpected(piece.error());
    if (piece->empty()) break;
    const auto stuffed = dots_doubled(*piece, at_line_start);
    sent = co_await lines_.write(stuffed);
    at_line_start = piece->ends_with('\n');
    offset += piece->size();
  }
  if (!sent) co_return sent;
  co_return co_await lines_.write(".\r\n");
}

net::Task<void> NextHop::quit() {
  stream_.set_time_limit(longest_farewell);
  (void)co_await say("QUIT");
}

net::Task<HopReply> NextHop::say(std::string line) {
  line += "\r\n";
  const auto sent = co_await lines_.write(line);
  if (!sent) co_return HopReply{std::string(no_answer)};
  co_return co_await read_reply();
}

net::Task<HopReply> NextHop::read_reply() {
  for (unsigned count = 0; count < most_lines; ++count) {
    const auto line = co_await lines_.read_line();
    if (!line) co_return HopReply{std::string(no_answer)};
    if (!is_reply(*line)) break;
    note_extension(*line);
    if (line->size() == 3 || (*line)[3] == ' ') co_return passed_on(*line);
  }
  co_return HopReply{std::string(nonsense)};
}

void NextHop::note_extension(std::string_view line) {
  if (line.size() > 4 && same_but_case(line.substr(4), "8BITMIME")) takes_eight_bit_ = true;
}

std::string dots_doubled(std::string_view text, bool at_line_start) {
  std::string out;
  out.reserve(text.size() + 16);
  while (!text.empty()) {
    if (at_line_start && text.front() == '.') out += '.';
    const auto end = text.find('\n');
    const auto line = text.substr(0, end == text.npos ? end : end + 1);
    out += line;
    text.remove_prefix(line.size());
    at_line_start = true;
  }
  return out;
}

}  // namespace gatehouse::gates::smtp
