// The files of a trail: one for each day, named after it, and `head`, which says where the trail
// stands. All of it readable by the owner only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "audit/chain.h"
#include "base/result.h"

namespace gatehouse::audit {

inline constexpr std::string_view head_file = "head";
inline constexpr std::size_t longest_line = 128 * 1024;

[[nodiscard]] std::string file_of(Time time);  // "2026-11-22.log"

// Names, oldest first. not_found: there is no such folder.
[[nodiscard]] Result<std::vector<std::string>> files_in(const std::filesystem::path& folder);

// A file that only grows: an append that failed is taken back.
class GrowingFile {
 public:
  GrowingFile() = default;
  GrowingFile(GrowingFile&& other) noexcept;
  GrowingFile& operator=(GrowingFile&& other) noexcept;
  ~GrowingFile();

  // Made when it is not there; the folder is synced then.
  [[nodiscard]] static Result<GrowingFile> open(const std::filesystem::path& path);

  // On disk when it succeeds; else the file is as it was, or the next call makes it so.
  [[nodiscard]] Result<void> append(std::string_view text);
  [[nodiscard]] Result<void> cut_to(std::uint64_t size);
  [[nodiscard]] Result<std::string> tail(std::size_t longest) const;
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::filesystem::path path_;
};

// A short file that is overwritten in place; not synced.
[[nodiscard]] Result<void> overwrite(const std::filesystem::path& path, std::string_view text);
[[nodiscard]] Result<std::string> read_short(const std::filesystem::path& path);

}  // namespace gatehouse::audit
