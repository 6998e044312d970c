// A mail transaction: MAIL, RCPT, DATA (RFC 5321, section 3.3).
#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "gates/shared/on_disk.h"
#include "gates/smtp/delivery.h"
#include "gates/smtp/grammar.h"
#include "gates/smtp/session.h"
#include "mailbox/usage.h"

namespace gatehouse::gates::smtp {
namespace {

constexpr unsigned most_recipients = 100;
constexpr std::size_t most_destinations = 1000;  // of all recipients, groups opened
constexpr std::size_t longest_text_line = std::size_t{64} << 10U;

Reply refusal(Incoming::Flaw flaw) {
  switch (flaw) {
    case Incoming::Flaw::bare_line_end:
      return reply("550 5.6.0 A bare CR or LF, or a NUL, is in the message");
    case Incoming::Flaw::line_too_long:
      return reply("550 5.6.0 A line of the message is too long");
    case Incoming::Flaw::message_too_big:
      return reply("552 5.3.4 The message is too big");
    case Incoming::Flaw::loop:
      return reply("554 5.4.6 The message goes in circles");
    case Incoming::Flaw::not_written:
      return reply("452 4.3.1 No room for the message now");
  }
  return reply("451 4.3.0 Try again later");
}

// One wait of DATA at a time uses this: the limit of a line is another one there.
class LongLines {
 public:
  explicit LongLines(net::Lines& lines) : lines_(lines), before_(lines.longest()) {
    lines_.set_longest(longest_text_line);
  }
  LongLines(const LongLines&) = delete;
  LongLines& operator=(const LongLines&) = delete;
  ~LongLines() { lines_.set_longest(before_); }

 private:
  net::Lines& lines_;
  std::size_t before_;
};

Reply recipient_accepted() { return reply("250 2.1.5 Recipient accepted"); }

// RFC 1870, section 6.1: what can never fit is 552, what may fit another day is 452.
Reply no_room(std::uint64_t quota, std::uint64_t size) {
  return reply(size > quota ? "552 5.2.3 The message is too big for the mailbox"
                            : "452 4.2.2 The mailbox is full");
}

Reply local_failure(const Error& failure) {
  if (failure.code == ErrorCode::too_long) return reply("452 4.2.2 A mailbox is full");
  log::write(log::Level::problem, "SMTP", "delivery: " + failure.detail);
  return reply("451 4.3.0 The message could not be delivered now");
}

}  // namespace

net::Task<Reply> Session::mail(std::string_view argument) {
  if (client_name_.empty()) co_return reply("503 5.5.1 Send EHLO first");
  if (transaction_) co_return reply("503 5.5.1 A transaction is in progress");
  if (submission_ && !session_) co_return reply("530 5.7.0 Log in first");
  auto parsed = parse_mail(argument);
  if (!parsed) co_return refusal(parsed.error());
  if (parsed->size.value_or(0) > around_.limits.longest_message)
    co_return reply("552 5.3.4 The message is too big");
  transaction_.emplace(Transaction{.mail = std::move(*parsed)});
  co_return reply("250 2.1.0 Sender accepted");
}

net::Task<Reply> Session::rcpt(std::string_view argument) {
  if (!transaction_) co_return reply("503 5.5.1 Send MAIL first");
  if (transaction_->recipients >= most_recipients) co_return reply("452 4.5.3 Too many recipients");
  const auto address = parse_recipient(argument);
  if (!address) co_return smtp::refusal(address.error());
  if (!session_ && unknown_recipients_ >= around_.limits.unknown_recipients)
    co_return closing("421 4.7.0 Too many unknown recipients");
  auto route = co_await visit_.route(*address);
  auto answer = co_await add_recipient(std::move(route));
  if (answer.ok) ++transaction_->recipients;
  co_return answer;
}

net::Task<Reply> Session::add_recipient(auth::Route route) {
  if (const auto* none = std::get_if<auth::NoRoute>(&route)) {
    if (none->why == auth::NoRoute::Why::unknown) ++unknown_recipients_;
    co_return smtp::refusal(*none);
  }
  if (const auto* relay = std::get_if<auth::Relay>(&route)) co_return co_await add_remote(*relay);
  if (auto* several = std::get_if<auth::Several>(&route))
    co_return co_await add_several(std::move(*several));
  if (auto* mailbox = std::get_if<auth::LocalMailbox>(&route)) {
    if (auto full = co_await without_room(*mailbox)) co_return std::move(*full);
    add_local(std::move(*mailbox));
  }
  co_return recipient_accepted();
}

// What MAIL said of the size, or at least a byte.
net::Task<std::optional<Reply>> Session::without_room(auth::LocalMailbox mailbox) {
  if (!mailbox.quota) co_return std::nullopt;
  const auto size = std::max<std::uint64_t>(transaction_->mail.size.value_or(0), 1);
  const auto folder = around_.base / mailbox.location;
  const auto work = [&] { return mailbox::check_room(folder, mailbox.quota, size); };
  const auto room = co_await on_disk(around_.disk, work);
  if (room) co_return std::nullopt;
  if (room.error().code != ErrorCode::too_long) co_return local_failure(room.error());
  co_return no_room(*mailbox.quota, size);
}

// All of them, or the client is to try again; what the next hop has accepted before stays so, since
// a second copy for some is better than none for one. Whom it will never accept is left out.
net::Task<Reply> Session::add_several(auth::Several several) {
  const auto now = transaction_->local.size() + transaction_->relayed.size();
  if (now + several.mailboxes.size() + several.relays.size() > most_destinations)
    co_return reply("452 4.5.3 Too many recipients");
  auto outcome = recipient_accepted();
  bool added = !several.mailboxes.empty();
  for (const auto& relay : several.relays) {
    auto answer = co_await add_remote(relay);
    if (answer.text.starts_with('4')) co_return answer;
    if (answer.ok) added = true;
    if (answer.ok) continue;
    log::write(log::Level::problem, "SMTP",
               "a group's " + escaped(relay.address) + " gets nothing: " + escaped(answer.text));
    outcome = std::move(answer);
  }
  for (const auto& mailbox : several.mailboxes) {
    if (auto full = co_await without_room(mailbox)) co_return std::move(*full);
  }
  for (auto& mailbox : several.mailboxes) add_local(std::move(mailbox));
  co_return added ? recipient_accepted() : std::move(outcome);
}

void Session::add_local(auth::LocalMailbox mailbox) {
  auto& local = transaction_->local;
  const auto same = [&](const auth::LocalMailbox& each) {
    return each.account == mailbox.account && each.mailbox == mailbox.mailbox;
  };
  if (std::ranges::none_of(local, same)) local.push_back(std::move(mailbox));
}

net::Task<Reply> Session::add_remote(const auth::Relay& relay) {
  if (std::ranges::count(transaction_->relayed, relay.address) > 0) co_return recipient_accepted();
  if (auto failed = co_await open_hop(relay.next_hop)) co_return std::move(*failed);
  const auto answer = co_await transaction_->hop->recipient(relay.address);
  if (!answer.good()) co_return reply(answer.line);
  transaction_->relayed.push_back(relay.address);
  co_return recipient_accepted();
}

net::Task<std::optional<Reply>> Session::open_hop(const std::string& next_hop) {
  auto& hop = transaction_->hop;
  if (hop && hop->where() == next_hop) co_return std::nullopt;
  if (hop) co_return reply("452 4.5.3 Send to that one separately");
  auto opened = co_await NextHop::open(
      next_hop, {visit_.offer().host, transaction_->mail.sender, transaction_->mail.eight_bit},
      around_.disk);
  if (!opened.hop) co_return reply(opened.reply.line);
  hop = std::move(opened.hop);
  co_return std::nullopt;
}

net::Task<Reply> Session::data(std::string_view /*argument*/) {
  if (!transaction_) co_return reply("503 5.5.1 Send MAIL first");
  if (transaction_->recipients == 0) co_return reply("554 5.5.1 No valid recipients");
  const auto sent = co_await lines_.write("354 End the message with a line of one dot\r\n");
  if (!sent) co_return hang_up();
  Spool spool(around_.base);
  const auto incoming = co_await receive(spool);
  if (!incoming && incoming.error().code == ErrorCode::timed_out)
    co_return closing("421 4.4.2 You were silent for too long");
  if (!incoming) co_return hang_up();
  auto transaction = std::move(*transaction_);
  transaction_.reset();
  if (incoming->flaw()) co_return refusal(*incoming->flaw());
  co_return co_await deliver(std::move(transaction), spool);
}

net::Task<Result<Incoming>> Session::receive(Spool& spool) {
  const LongLines long_lines(lines_);
  Incoming incoming(around_.limits.longest_message);
  const auto flush = [&spool] { return spool.flush(); };
  while (!incoming.ended()) {
    set_deadline();
    const auto line = co_await lines_.read_line();
    if (!line && line.error().code != ErrorCode::too_long) co_return std::unexpected(line.error());
    if (!line) {
      incoming.take_too_long(lines_.ended_bare());
      continue;
    }
    if (const auto kept = incoming.take(*line, lines_.ended_bare())) spool.add(*kept);
    if (!spool.wants_flush()) continue;
    const auto flushed = co_await on_disk(around_.disk, flush);
    if (!flushed) incoming.add(Incoming::Flaw::not_written);
  }
  co_return incoming;
}

// First all that can fail here, then the next hop, then what hardly can fail.
net::Task<Reply> Session::deliver(Transaction transaction, const Spool& spool) {
  const std::string trace = received();
  const std::string header = return_path_line(transaction.mail.sender) + trace;
  const auto prepare = [&] {
    return Deliveries::prepare(around_.base, transaction.local, header, spool);
  };
  auto copies = co_await on_disk(around_.disk, prepare);
  if (!copies) co_return local_failure(copies.error());
  Reply accepted = reply("250 2.0.0 The message is delivered");
  if (!transaction.relayed.empty()) {
    const auto answer = co_await transaction.hop->message(trace, spool);
    accepted = reply(answer.line);
  }
  if (transaction.hop) co_await transaction.hop->quit();
  if (!accepted.ok) co_return accepted;
  const auto commit = [&] { return copies->commit(); };
  const auto committed = co_await on_disk(around_.disk, commit);
  if (!committed) co_return local_failure(committed.error());
  since_mail_ = 0;
  co_return accepted;
}

std::string Session::received() const {
  return received_line({.client_name = client_name_,
                        .client = lines_.stream().remote().address,
                        .host = visit_.offer().host,
                        .extended = extended_,
                        .tls = lines_.stream().tls() != nullptr,
                        .logged_in = session_.has_value(),
                        .at = SystemClock().now()});
}

}  // namespace gatehouse::gates::smtp
