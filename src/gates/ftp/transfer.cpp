#include "gates/ftp/transfer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "gates/shared/on_disk.h"
#include "net/connect.h"

namespace gatehouse::gates::ftp {
namespace {

constexpr Duration patience = std::chrono::seconds{30};   // for the connection
constexpr Duration idle_limit = std::chrono::minutes{2};  // between two pieces
constexpr std::size_t piece_size = std::size_t{256} << 10U;
constexpr std::size_t wrapping = 256;  // more than a token adds to what it wraps

}  // namespace

Transfer::Transfer(Surroundings& around, Visit& visit, net::Stream& control, Plan plan)
    : around_(around), visit_(visit), loop_(control.loop()), plan_(std::move(plan)) {}

bool Transfer::by_gss() const {
  return plan_.protection == Protection::safe || plan_.protection == Protection::gss;
}

void Transfer::abort() {
  aborted_ = true;
  if (auto* invitation = std::get_if<net::Invitation>(&plan_.way)) invitation->close();
  if (data_) data_->close();
}

net::Task<void> Transfer::run(std::shared_ptr<Transfer> transfer) {
  auto outcome = co_await transfer->carry();
  if (transfer->data_) co_await transfer->data_->shut_down();
  transfer->data_.reset();
  // The file is closed, and a temporary one is gone, before the client hears of the end.
  auto cargo = std::exchange(transfer->plan_.cargo, std::string());
  const auto let_go = [&cargo]() -> Result<void> {
    const auto gone = std::move(cargo);
    return {};
  };
  if (!std::holds_alternative<std::string>(cargo))
    (void)co_await on_disk(transfer->around_.disk, let_go);
  transfer->outcome_ =
      transfer->aborted_ && outcome.failed ? reply(426, "The transfer was aborted") : outcome;
}

net::Task<Reply> Transfer::carry() {
  const auto connected = co_await connect();
  if (!connected) co_return reply(425, "The data connection was not opened");
  Result<void> done;
  if (auto* text = std::get_if<std::string>(&plan_.cargo)) {
    done = co_await send_text(*text);
  } else if (auto* file = std::get_if<storage::Reader>(&plan_.cargo)) {
    done = co_await send_file(*file);
  } else {
    done = co_await receive(std::get<storage::Upload>(plan_.cargo));
  }
  co_return done ? reply(226, "Done") : file_failure(done.error());
}

net::Task<Result<void>> Transfer::connect() {
  Result<net::Stream> stream = fail(ErrorCode::closed, "no data connection was agreed on");
  if (auto* invitation = std::get_if<net::Invitation>(&plan_.way)) {
    stream = co_await invitation->accept(plan_.client, patience);
  } else if (const auto* target = std::get_if<Endpoint>(&plan_.way)) {
    net::Target at{.host = target->address.text(), .port = target->port};
    stream = co_await net::connect_to(std::move(at), around_.disk);
  }
  if (!stream) co_return std::unexpected(stream.error());
  if (aborted_) co_return fail(ErrorCode::aborted, "aborted");
  data_.emplace(std::move(*stream));
  data_->set_time_limit(idle_limit);
  if (plan_.protection != Protection::tls) co_return Result<void>{};
  co_return co_await data_->start_tls(around_.tls, "FTP");
}

net::Task<Result<void>> Transfer::send_text(std::string_view text) {
  while (!text.empty()) {
    const auto sent = co_await send_piece(text.substr(0, piece_size));
    if (!sent) co_return sent;
    text.remove_prefix(std::min(piece_size, text.size()));
  }
  co_return co_await send_end();
}

net::Task<Result<void>> Transfer::send_file(storage::Reader& file) {
  for (;;) {
    const auto work = [&file] { return file.read(piece_size); };
    auto bytes = co_await on_disk(around_.disk, work);
    if (!bytes) co_return std::unexpected(bytes.error());
    if (bytes->empty()) break;
    if (plan_.type == Type::ascii) *bytes = out_.next(*bytes);
    const auto sent = co_await send_piece(*bytes);
    if (!sent) co_return sent;
  }
  co_return co_await send_end();
}

net::Task<Result<void>> Transfer::send_piece(std::string_view piece) {
  if (!by_gss()) {
    data_->set_time_limit(idle_limit);
    moved_ += piece.size();
    co_return co_await data_->write(piece);
  }
  // RFC 2228, section 8: each protected piece with its size in front.
  const auto most = plan_.longest_message - wrapping;
  do {
    const auto part = piece.substr(0, most);
    piece.remove_prefix(part.size());
    auto wrapped = co_await visit_.wrap(Secret(part), plan_.protection == Protection::gss);
    if (!wrapped) co_return fail(wrapped.error().code, wrapped.error().words);
    const auto size = wrapped->size();
    std::string message;
    for (const unsigned shift : {24U, 16U, 8U, 0U})
      message += static_cast<char>(static_cast<unsigned char>(size >> shift));
    message += wrapped->reveal();
    data_->set_time_limit(idle_limit);
    moved_ += part.size();
    auto sent = co_await data_->write(message);
    if (!sent) co_return sent;
  } while (!piece.empty());
  co_return Result<void>{};
}

// RFC 2228, section 3, PROT: the end is a protected piece of nothing.
net::Task<Result<void>> Transfer::send_end() {
  if (!by_gss()) co_return Result<void>{};
  co_return co_await send_piece({});
}

net::Task<Result<void>> Transfer::receive(storage::Upload& upload) {
  for (;;) {
    auto bytes = co_await next_piece();
    if (!bytes) co_return std::unexpected(bytes.error());
    const bool at_end = bytes->empty();
    moved_ += bytes->size();
    if (plan_.type == Type::ascii) *bytes = at_end ? in_.rest() : in_.next(*bytes);
    const auto work = [&]() -> Result<void> {
      if (auto written = upload.write(*bytes); !written) return written;
      return at_end ? upload.commit() : Result<void>{};
    };
    const auto written = co_await on_disk(around_.disk, work);
    if (!written || at_end) co_return written;
  }
}

net::Task<Result<std::string>> Transfer::next_piece() {
  if (by_gss()) co_return co_await next_protected();
  co_return co_await next_plain();
}

net::Task<Result<std::string>> Transfer::next_plain() {
  std::string bytes;
  if (ended_) co_return bytes;
  bytes.resize(piece_size);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    data_->set_time_limit(idle_limit);
    const auto count = co_await data_->read_some(std::span(bytes).subspan(filled));
    if (!count) co_return std::unexpected(count.error());
    ended_ = *count == 0;
    if (ended_) break;
    filled += *count;
  }
  bytes.resize(filled);
  co_return bytes;
}

net::Task<Result<std::string>> Transfer::next_protected() {
  std::string size(4, '\0');
  auto read = co_await read_exactly(size);
  if (!read) co_return std::unexpected(read.error());
  std::size_t count = 0;
  for (const char c : size) count = count << 8U | static_cast<unsigned char>(c);
  if (count > plan_.longest_message) co_return fail(ErrorCode::closed, "a piece is too long");
  std::string message(count, '\0');
  read = co_await read_exactly(message);
  if (!read) co_return std::unexpected(read.error());
  auto plain = co_await visit_.unwrap(Secret(message));
  if (!plain) co_return fail(ErrorCode::closed, plain.error().words);
  co_return std::string(plain->reveal());
}

net::Task<Result<void>> Transfer::read_exactly(std::string& bytes) {
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    data_->set_time_limit(idle_limit);
    const auto count = co_await data_->read_some(std::span(bytes).subspan(filled));
    if (!count) co_return std::unexpected(count.error());
    if (*count == 0) co_return fail(ErrorCode::closed, "cut off");
    filled += *count;
  }
  co_return Result<void>{};
}

}  // namespace gatehouse::gates::ftp
