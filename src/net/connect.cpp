#include "net/connect.h"

#include <netdb.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/text.h"

namespace gatehouse::net {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr std::size_t most_addresses = 4;
constexpr std::chrono::seconds longest_try{15};

Result<std::vector<Tcp::endpoint>> look_up(const Target& target) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int failed =
      ::getaddrinfo(target.host.c_str(), std::to_string(target.port).c_str(), &hints, &found);
  if (failed != 0) return fail(ErrorCode::unavailable, target.host + ": " + ::gai_strerror(failed));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
  std::vector<Tcp::endpoint> endpoints;
  for (const auto* one = found; one != nullptr && endpoints.size() < most_addresses;
       one = one->ai_next) {
    Tcp::endpoint endpoint;
    if (one->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
    endpoint.resize(one->ai_addrlen);
    endpoints.push_back(endpoint);
  }
  return endpoints;
}

Task<std::optional<Stream>> try_one(Tcp::endpoint endpoint) {
  const auto loop = co_await asio::this_coro::executor;
  Tcp::socket socket(loop);
  asio::steady_timer limit(loop, longest_try);
  limit.async_wait([&socket](const boost::system::error_code& cancelled) {
    boost::system::error_code ignored;
    if (!cancelled) socket.close(ignored);
  });
  auto [failed] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  limit.cancel();
  boost::system::error_code not_released;
  socket.non_blocking(true, not_released);
  if (failed || not_released) co_return std::nullopt;
  const int descriptor = socket.release(not_released);
  if (not_released) co_return std::nullopt;
  co_return Stream(loop, descriptor);
}

}  // namespace

Result<Target> Target::parse(std::string_view text, std::uint16_t otherwise) {
  Target target{.host = {}, .port = otherwise};
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    target.host = take_until(text, ']');
    if (!text.empty() && !text.starts_with(':')) return fail(ErrorCode::malformed, "address");
    if (!text.empty()) text.remove_prefix(1);
  } else {
    target.host = take_until(text, ':');
  }
  if (!text.empty()) {
    const auto port = to_number<std::uint16_t>(text);
    if (!port || *port == 0) return fail(ErrorCode::malformed, "port");
    target.port = *port;
  }
  if (target.host.empty()) return fail(ErrorCode::malformed, "no host");
  return target;
}

Task<Result<Stream>> connect_to(Target target, Offload& resolving) {
  const auto work = [&target] { return look_up(target); };
  const auto found = co_await resolving.run(work);
  if (!found) co_return std::unexpected(found.error());
  if (!*found) co_return std::unexpected(found->error());
  for (const auto& endpoint : **found) {
    auto stream = co_await try_one(endpoint);
    if (stream) co_return std::move(*stream);
  }
  co_return fail(ErrorCode::unavailable, target.host + " does not answer");
}

}  // namespace gatehouse::net
