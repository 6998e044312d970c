// The lines of a file that grows, the last one first, without reading what is before them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "base/result.h"

namespace gatehouse::audit {

class BackwardLines {
 public:
  static constexpr std::size_t longest_line = 128 * 1024;  // of a longer one only the end is given

  // From `end` (as position() said) backwards; nullopt: from the end of the file, where a line that
  // is still being written is left out. not_found, unavailable.
  [[nodiscard]] static Result<BackwardLines> open(const std::filesystem::path& path,
                                                  std::optional<std::uint64_t> end);

  // Without its line end; nullopt: the file begins there.
  [[nodiscard]] std::optional<std::string> next();
  // Where the line that was given last begins.
  [[nodiscard]] std::uint64_t position() const { return start_ + held_.size(); }
  [[nodiscard]] std::uint64_t bytes_read() const { return read_; }

 private:
  BackwardLines(std::ifstream file, std::uint64_t end) : file_(std::move(file)), start_(end) {}
  [[nodiscard]] bool read_more();

  std::ifstream file_;
  std::uint64_t start_;     // where held_ begins in the file
  std::string held_{};      // what was read and not given yet; whole lines at its end
  std::uint64_t read_ = 0;  // bytes
};

}  // namespace gatehouse::audit
