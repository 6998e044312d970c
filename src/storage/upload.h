// A file on its way into an account. A new or replaced file is written beside the files, in
// `<account_folder>/uploads`, and takes its place when it is whole; what is not committed leaves
// no trace. A file that is gone on with (RFC 3659, section 5.4) is written where it is, and keeps
// what came. Every call may block; errors as in storage/files.h, too_long also for the quota.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/disk.h"
#include "storage/files.h"

namespace gatehouse::storage {

class Upload {
 public:
  struct Wish {
    std::string name;
    // Go on from here: at most the size of the file, which is cut there. nullopt: from the start.
    std::optional<std::uint64_t> offset{};
    bool append = false;                   // go on at the end; without a file, make one
    bool only_new = false;                 // already_exists: a file is there
    std::optional<std::uint64_t> quota{};  // bytes of all the account's files
  };
  [[nodiscard]] static Result<Upload> begin(const Files& files, Wish wish);
  Upload(Upload&& other) noexcept;
  Upload& operator=(Upload&&) = delete;
  ~Upload();

  [[nodiscard]] Result<void> write(std::string_view bytes);
  [[nodiscard]] Result<void> commit();  // once; it is on the disk when this returns

 private:
  Upload(const Files& files, Wish wish) : files_(files), wish_(std::move(wish)) {}
  [[nodiscard]] Result<void> begin_anew();
  [[nodiscard]] Result<void> go_on_with(Descriptor file, std::uint64_t size);
  [[nodiscard]] Result<void> take_place();

  Files files_;
  Wish wish_;
  Descriptor file_;
  Descriptor uploads_;          // the folder of the one to be renamed
  std::string temporary_;       // empty: it is written where it is
  std::uint64_t replaced_ = 0;  // bytes of the file whose place it takes
  std::uint64_t room_ = UINT64_MAX;
  std::uint64_t written_ = 0;
};

}  // namespace gatehouse::storage
