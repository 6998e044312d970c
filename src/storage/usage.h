// How many bytes the files of an account take. The sum is kept in `<account_folder>/files-usage`,
// altered by each act and counted anew when it is lost or older than an hour, and before anybody is
// refused for it. All of it may block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.h"
#include "storage/disk.h"

namespace gatehouse::storage {

// Held while files come, go or grow, so that the sum follows.
class Usage {
 public:
  [[nodiscard]] static Result<Usage> hold(const std::filesystem::path& account_folder);

  [[nodiscard]] Result<std::uint64_t> bytes();
  [[nodiscard]] Result<std::uint64_t> counted_anew();
  // too_long: `more` bytes would be more than `quota` allows; nullopt: there is no limit.
  [[nodiscard]] Result<void> check_room(std::optional<std::uint64_t> quota, std::uint64_t more);
  // Unknown stays unknown: it is counted when somebody asks.
  void add(std::int64_t bytes);

 private:
  struct Sum {
    std::uint64_t bytes;
    std::int64_t counted;  // seconds since 1970
  };
  Usage(std::filesystem::path account_folder, Descriptor file)
      : account_folder_(std::move(account_folder)), file_(std::move(file)) {}
  [[nodiscard]] std::optional<Sum> read() const;
  void write(Sum sum) const;

  std::filesystem::path account_folder_;
  Descriptor file_;  // closing it gives the lock back
};

// Once, with a hold of its own.
[[nodiscard]] Result<std::uint64_t> used_bytes(const std::filesystem::path& account_folder);

}  // namespace gatehouse::storage
