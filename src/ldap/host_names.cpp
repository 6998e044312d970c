#include "ldap/host_names.h"

#include <netdb.h>
#include <sys/socket.h>

#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

#include "net/socket.h"

namespace gatehouse::ldap {
namespace {

constexpr std::size_t most_addresses = 4;
constexpr std::size_t most_names = 256;
constexpr std::chrono::seconds good_for{60};
constexpr std::chrono::seconds bad_for{1};

using Addresses = std::vector<IpAddress>;

Addresses asked_of_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
  Addresses addresses;
  for (const auto* one = found; one != nullptr && addresses.size() < most_addresses;
       one = one->ai_next) {
    net::SocketAddress address;
    if (one->ai_addrlen > sizeof address.storage) continue;
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
    addresses.push_back(address.endpoint().address);
  }
  return addresses;
}

}  // namespace

struct HostNames::State {
  struct Entry {
    Addresses addresses;
    Until asked_again_at{};
    bool is_asked = false;
  };

  State() : thread([this](const std::stop_token& stop) { serve(stop); }) {}

  void serve(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    while (asking.wait(lock, stop, [this] { return !waiting.empty(); }) && !stop.stop_requested()) {
      const auto host = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      auto found = asked_of_system(host);
      lock.lock();
      store(host, std::move(found));
    }
  }
  void store(const std::string& host, Addresses found) {
    auto& entry = entries[host];
    entry.is_asked = false;
    entry.asked_again_at = std::chrono::steady_clock::now() + (found.empty() ? bad_for : good_for);
    if (!found.empty()) entry.addresses = std::move(found);
    answered.notify_all();
  }
  Addresses wait_for(const std::string& host, Until until) {
    std::unique_lock lock(mutex);
    if (!entries.contains(host) && entries.size() >= most_names)
      std::erase_if(entries, [](const auto& item) { return !item.second.is_asked; });
    if (entries.size() >= most_names) return {};
    if (std::chrono::steady_clock::now() >= entries[host].asked_again_at) ask(host);
    // An old answer is better than none, and than waiting.
    answered.wait_until(lock, until, [&] {
      const auto& entry = entries[host];
      return !entry.is_asked || !entry.addresses.empty();
    });
    return entries[host].addresses;
  }
  void ask(const std::string& host) {
    auto& entry = entries[host];
    if (entry.is_asked) return;
    entry.is_asked = true;
    waiting.push_back(host);
    asking.notify_one();
  }

  std::mutex mutex;
  std::condition_variable_any asking;
  std::condition_variable answered;
  std::map<std::string, Entry> entries;
  std::deque<std::string> waiting;
  std::jthread thread;  // last: it uses the others
};

HostNames::HostNames() : state_(std::make_unique<State>()) {}

HostNames::~HostNames() = default;

Result<std::vector<IpAddress>> HostNames::look_up(const std::string& host, Until until) {
  if (const auto literal = IpAddress::parse(host)) return std::vector{*literal};
  auto addresses = state_->wait_for(host, until);
  if (addresses.empty()) return fail(ErrorCode::unavailable, host + " has no address");
  return addresses;
}

}  // namespace gatehouse::ldap
