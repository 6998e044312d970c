#include "net/datagrams.h"

#include <netinet/in.h>
#include <sys/uio.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <optional>
#include <utility>

namespace gatehouse::net {

namespace asio = boost::asio;

namespace {

constexpr int most_at_once = 64;  // before others have their turn on the loop

// Room for the local address of one datagram, of either family.
struct Control {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> bytes{};
};

std::optional<IpAddress> address_in(const cmsghdr& header) {
  SocketAddress address;
  if (header.cmsg_level == IPPROTO_IP && header.cmsg_type == IP_PKTINFO) {
    in_pktinfo info{};
    std::memcpy(&info, CMSG_DATA(&header), sizeof info);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr = info.ipi_addr;
    std::memcpy(&address.storage, &v4, sizeof v4);
    return address.endpoint().address;
  }
  if (header.cmsg_level == IPPROTO_IPV6 && header.cmsg_type == IPV6_PKTINFO) {
    in6_pktinfo info{};
    std::memcpy(&info, CMSG_DATA(&header), sizeof info);
    IpAddress v6;
    std::memcpy(v6.bytes.data(), &info.ipi6_addr, v6.bytes.size());
    return v6;
  }
  return std::nullopt;
}

template <class Info>
void put(msghdr& message, Control& room, int level, int type, const Info& info) {
  message.msg_control = room.bytes.data();
  message.msg_controllen = CMSG_SPACE(sizeof info);
  auto* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(header), &info, sizeof info);
}

void put_source(msghdr& message, Control& room, const IpAddress& source) {
  if (source.is_v4()) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, source.bytes.data() + 12, 4);
    return put(message, room, IPPROTO_IP, IP_PKTINFO, info);
  }
  in6_pktinfo info{};
  std::memcpy(&info.ipi6_addr, source.bytes.data(), source.bytes.size());
  put(message, room, IPPROTO_IPV6, IPV6_PKTINFO, info);
}

}  // namespace

Result<std::shared_ptr<Datagrams>> Datagrams::open(asio::any_io_executor loop, const Endpoint& at) {
  auto socket = datagram_socket(at);
  if (!socket) return std::unexpected(std::move(socket.error()));
  const Endpoint bound{at.address, local_address(socket->number()).endpoint().port};
  return std::make_shared<Datagrams>(std::move(loop), std::move(*socket), bound);
}

Datagrams::Datagrams(asio::any_io_executor loop, Descriptor socket, Endpoint bound)
    : socket_(std::move(loop), socket.release()), number_(socket_.native_handle()), bound_(bound) {}

bool Datagrams::send(const Datagram& datagram) const {
  auto to = SocketAddress::of(datagram.remote);
  iovec bytes{const_cast<char*>(datagram.bytes.data()), datagram.bytes.size()};
  msghdr message{};
  message.msg_name = to.raw();
  message.msg_namelen = to.size;
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  Control room;
  put_source(message, room, datagram.local.address);
  return ::sendmsg(number_, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

Task<void> Datagrams::receive(OnDatagram on_datagram) {
  while (socket_.is_open()) {
    co_await socket_.async_wait(socket_.wait_read, asio::as_tuple(asio::use_awaitable));
    for (int i = 0; i < most_at_once && socket_.is_open(); ++i)
      if (!take_one(on_datagram)) break;
  }
}

bool Datagrams::take_one(const OnDatagram& on_datagram) const {
  std::array<char, longest> buffer;
  iovec bytes{buffer.data(), buffer.size()};
  SocketAddress from;
  Control room;
  msghdr message{};
  message.msg_name = from.raw();
  message.msg_namelen = from.size;
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = room.bytes.data();
  message.msg_controllen = room.bytes.size();
  const auto size = ::recvmsg(number_, &message, MSG_DONTWAIT);
  if (size < 0) return false;
  if (size == 0) return true;
  Datagram datagram{from.endpoint(), bound_, {buffer.data(), static_cast<std::size_t>(size)}};
  for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header))
    if (const auto address = address_in(*header)) datagram.local.address = *address;
  on_datagram(std::move(datagram));
  return true;
}

void Datagrams::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace gatehouse::net
