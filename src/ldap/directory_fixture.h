// A scripted LDAP server on the loopback, for tests: each connection is served by the test's own
// function on a thread of its own.
#pragma once

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.h"
#include "ldap/message.h"
#include "net/socket.h"
#include "net/tls.h"

namespace gatehouse::ldap {

// The server's end of one connection.
class ServerEnd {
 public:
  ServerEnd(Descriptor socket, const std::atomic<bool>& stopping)
      : socket_(std::move(socket)), stopping_(stopping) {}

  bool start_tls(SSL_CTX* context) {
    ssl_.reset(SSL_new(context));
    SSL_set_fd(ssl_.get(), socket_.number());
    return SSL_accept(ssl_.get()) == 1;
  }
  // One whole message; empty at the end.
  std::string request() {
    std::string bytes;
    while (true) {
      const auto size = message_size(bytes, 65536);
      if (!size) return {};
      if (*size && bytes.size() >= **size) return bytes;
      char c = 0;
      if (!wait_for_input() || take(&c) != 1) return {};
      bytes += c;
    }
  }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  // Says nothing until the client has gone.
  void stay_silent() {
    char c = 0;
    while (wait_for_input() && take(&c) == 1) continue;
  }
  // Lets `period` pass, unless the client goes: false.
  bool lets_pass(std::chrono::milliseconds period) {
    pollfd item{.fd = socket_.number(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&item, 1, static_cast<int>(period.count())) == 0 && !stopping_;
  }

 private:
  bool wait_for_input() {
    if (ssl_ && SSL_pending(ssl_.get()) > 0) return true;
    pollfd item{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    while (!stopping_)
      if (::poll(&item, 1, 20) > 0) return true;
    return false;
  }
  int take(char* c) {
    return ssl_ ? SSL_read(ssl_.get(), c, 1) : static_cast<int>(::recv(socket_.number(), c, 1, 0));
  }

  Descriptor socket_;
  net::Ssl ssl_;
  const std::atomic<bool>& stopping_;
};

class ScriptedDirectory {
 public:
  // Given the connection, and which one it is, from 1.
  using Talk = std::function<void(ServerEnd& client, int number)>;

  explicit ScriptedDirectory(Talk talk, std::string_view at = "127.0.0.1")
      : talk_(std::move(talk)) {
    auto address = net::SocketAddress::of({*IpAddress::parse(at), 0});
    listener_ = Descriptor(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    static_cast<void>(::bind(listener_.number(), address.raw(), address.size));
    static_cast<void>(::listen(listener_.number(), 16));
    port_ = net::local_address(listener_.number()).endpoint().port;
    accepting_ = std::jthread([this] { accept_all(); });
  }
  ~ScriptedDirectory() {
    stopping_ = true;
    accepting_.join();
  }

  [[nodiscard]] std::string where() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept_all() {
    std::list<std::jthread> threads;
    pollfd item{.fd = listener_.number(), .events = POLLIN, .revents = 0};
    while (!stopping_) {
      if (::poll(&item, 1, 20) <= 0) continue;
      Descriptor client(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
      const int number = ++connections_;
      threads.emplace_back([this, number, socket = std::move(client)]() mutable {
        ServerEnd end(std::move(socket), stopping_);
        talk_(end, number);
      });
    }
  }

  const Talk talk_;
  Descriptor listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  std::jthread accepting_;  // last: it uses the others
};

// The id of a request, whose length is below 128.
[[nodiscard]] inline char id_of(std::string_view request) {
  return request.size() > 4 ? request[4] : '\0';
}
// An LDAPResult without words, in an answer of kind `tag`.
[[nodiscard]] inline std::string answer(char id, char code, char tag = 0x61) {
  std::string bytes = from_hex("300c02010061070a010004000400").value();
  bytes[4] = id;
  bytes[5] = tag;
  bytes[9] = code;
  return bytes;
}

}  // namespace gatehouse::ldap
