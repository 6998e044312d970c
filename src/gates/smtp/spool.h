// A message between its arrival and its delivery: the first 64 KiB in memory, what is more in a
// nameless file that ends with the transaction.
//
// add() only touches memory; flush() and piece() may block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::gates::smtp {

class Spool {
 public:
  static constexpr std::size_t piece_size = std::size_t{64} << 10U;

  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  void add(std::string_view line);  // CRLF is added
  [[nodiscard]] bool wants_flush() const { return tail_.size() >= piece_size; }
  [[nodiscard]] Result<void> flush();

  [[nodiscard]] std::uint64_t size() const { return in_file_ + tail_.size(); }
  // Up to piece_size bytes from `offset` on; empty: the end.
  [[nodiscard]] Result<std::string> piece(std::uint64_t offset) const;

 private:
  [[nodiscard]] Result<void> open();

  std::filesystem::path folder_;
  int file_ = -1;              // -1: all is in tail_
  std::uint64_t in_file_ = 0;  // bytes
  std::string tail_;           // follows what is in the file
};

}  // namespace gatehouse::gates::smtp
