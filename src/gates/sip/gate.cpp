#include "gates/sip/gate.h"

#include <array>
#include <string>
#include <utility>

#include "gates/sip/switchboard.h"

namespace gatehouse::gates::sip {
namespace {

constexpr std::size_t read_at_once = 16384;

// One connection: what it says goes to the switchboard, what others have for it goes out.
class Session {
 public:
  Session(net::Stream& stream, Switchboard& board, Surroundings& around)
      : stream_(stream),
        board_(board),
        around_(around),
        connection_(std::make_shared<Connection>(stream)),
        way_{.reach = {stream.tls() == nullptr ? Transport::tcp : Transport::tls, stream.remote(),
                       stream.local()},
             .connection = connection_} {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    board_.ways().forget(way_);
    connection_->close();
  }

  net::Task<void> run() {
    board_.ways().note(way_);
    bool open = true;
    while (open) {
      open = co_await write_waiting();
      if (open) open = co_await read_more();
      if (open) open = co_await take_messages();
    }
    std::ignore = co_await write_waiting();
  }

 private:
  net::Task<bool> write_waiting() {
    while (auto bytes = connection_->take()) {
      const auto sent = co_await stream_.write(*bytes);
      if (!sent) co_return false;
    }
    co_return true;
  }

  // False: it is over.
  net::Task<bool> read_more() {
    std::array<char, read_at_once> buffer;
    const auto got = stream_.read_now(buffer);
    if (!got) {
      const auto woken = co_await stream_.readable_or_woken();
      co_return woken.has_value();
    }
    if (!*got || **got == 0) co_return false;
    input_.append(buffer.data(), **got);
    co_return true;
  }

  net::Task<bool> take_messages() {
    while (true) {
      if (const auto count = keep_alives(input_); count > 0) answer_keep_alive(count);
      if (input_.empty()) co_return true;
      const auto size = message_size(input_);
      if (!size) {
        board_.refuse_bytes(way_, input_);
        co_return false;
      }
      if (!*size) co_return true;
      auto bytes = input_.substr(0, **size);
      input_.erase(0, **size);
      const bool proven = co_await board_.take(way_, std::move(bytes), &stream_);
      if (proven) stream_.set_time_limit(around_.limits.idle);
    }
  }

  // RFC 5626, section 4.4.1.
  void answer_keep_alive(std::size_t count) {
    if (count >= 4) connection_->post("\r\n");
    input_.erase(0, count);
  }

  net::Stream& stream_;
  Switchboard& board_;
  Surroundings& around_;
  std::shared_ptr<Connection> connection_;
  Way way_;
  std::string input_;
};

class SipGate final : public Gate {
 public:
  explicit SipGate(Surroundings& around) : around_(around), board_(around, clock_, entropy_) {}

  net::Task<void> serve(net::Stream stream, Port port) override {
    stream.set_time_limit(around_.limits.before_login);
    if (port.tls) {
      const auto secured = co_await stream.start_tls(around_.tls, "SIP");
      if (!secured) co_return;
    }
    {
      Session session(stream, board_, around_);
      co_await session.run();
    }
    co_await stream.shut_down();
  }

  net::Task<void> serve(std::shared_ptr<net::Datagrams> socket, net::Datagram datagram) override {
    // RFC 5626, section 4.4.1; nobody gets an answer for a byte.
    if (keep_alives(datagram.bytes) == datagram.bytes.size()) co_return;
    const Way way{.reach = {Transport::udp, datagram.remote, datagram.local},
                  .socket = std::move(socket)};
    board_.ways().note(way);
    std::ignore = co_await board_.take(way, std::move(datagram.bytes), nullptr);
  }

 private:
  Surroundings& around_;
  const SystemClock clock_;
  crypto::SystemEntropy entropy_;
  Switchboard board_;
};

}  // namespace

std::unique_ptr<Gate> open_sip(Surroundings& around) { return std::make_unique<SipGate>(around); }

}  // namespace gatehouse::gates::sip
