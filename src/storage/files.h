// The files of one account, below `<account_folder>/files`. Names as storage/names.h has them;
// malformed: no file can have this one. Links, sockets and devices that somebody put there do not
// exist for us, and nothing leads out. Who may do what is decided before (Keeper::rights()).
//
// Every call may block. Errors: malformed, not_found, already_exists, conflict (a folder where a
// file is wanted, or the other way round; a folder that is not empty), too_long, unavailable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "storage/disk.h"

namespace gatehouse::storage {

inline constexpr std::size_t most_listed = 50'000;

struct Facts {
  bool is_folder = false;
  std::uint64_t size = 0;  // bytes of a file
  Time modified{};
};
struct Entry {
  std::string name;  // one level
  Facts facts;
};

// A file that is open for reading; what others put in its place meanwhile is another file.
class Reader {
 public:
  Reader(Descriptor file, std::uint64_t size) : file_(std::move(file)), size_(size) {}
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Result<void> skip_to(std::uint64_t offset);  // too_long: past the end
  [[nodiscard]] Result<std::string> read(std::size_t most);  // empty: the end

 private:
  Descriptor file_;
  std::uint64_t size_;
};

class Files {
 public:
  enum class Missing { make, refuse };
  // The outermost folder is made when `missing` says so; else not_found.
  [[nodiscard]] static Result<Files> open(std::filesystem::path account_folder, Missing missing);

  [[nodiscard]] Result<Facts> facts(std::string_view name) const;
  // Sorted by name. too_long: more than most_listed.
  [[nodiscard]] Result<std::vector<Entry>> list(std::string_view folder) const;
  [[nodiscard]] Result<Reader> read(std::string_view file) const;
  // A new folder is open to whom the one above it is (access/acl_file.h).
  [[nodiscard]] Result<void> make_folder(std::string_view name) const;
  [[nodiscard]] Result<void> remove_folder(std::string_view name) const;
  [[nodiscard]] Result<void> remove_file(std::string_view name) const;
  // A file takes the place of another file, never of a folder; a folder that of nothing.
  [[nodiscard]] Result<void> rename(std::string_view from, std::string_view to) const;
  [[nodiscard]] Result<void> set_modified(std::string_view file, Time when) const;

  [[nodiscard]] const std::filesystem::path& account_folder() const { return account_folder_; }
  [[nodiscard]] const Descriptor& outermost() const { return *outermost_; }

 private:
  Files(std::filesystem::path account_folder, Descriptor outermost)
      : account_folder_(std::move(account_folder)),
        outermost_(std::make_shared<const Descriptor>(std::move(outermost))) {}
  std::filesystem::path account_folder_;
  std::shared_ptr<const Descriptor> outermost_;
};

}  // namespace gatehouse::storage
