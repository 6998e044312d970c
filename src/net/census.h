// How many connections there are, in all and from each address. Shared by the sockets of a service.
// Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "base/address.h"

namespace gatehouse::net {

class Census {
 public:
  struct Limits {
    std::size_t most_connections = 20000;
    std::size_t most_per_address = 1000;  // loopback is not counted
  };
  explicit Census(Limits limits) { set_limits(limits); }

  // For those who come from now on.
  void set_limits(Limits limits);

  // Counts its connection until it ends.
  class Entry {
   public:
    explicit Entry(std::shared_ptr<Census> census) : census_(std::move(census)) {}
    Entry(Entry&&) noexcept = default;
    Entry& operator=(Entry&&) = delete;
    ~Entry();

    // Once, when the address is known. False: it has too many connections already.
    [[nodiscard]] bool counts(const IpAddress& from);

   private:
    std::shared_ptr<Census> census_;
    std::optional<IpAddress> from_;
  };
  // Nothing: there are too many.
  [[nodiscard]] static std::optional<Entry> enter(const std::shared_ptr<Census>& census);
  [[nodiscard]] std::size_t present() const { return present_; }

 private:
  std::atomic<std::size_t> most_connections_;
  std::atomic<std::size_t> most_per_address_;
  std::atomic<std::size_t> present_ = 0;
  std::mutex mutex_;
  std::map<IpAddress, std::size_t> by_address_;
};

}  // namespace gatehouse::net
