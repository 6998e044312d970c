// What attack protection knows, kept on disk so that a crash loses at most what happened since the
// last keep(): lines are appended, and the file is made anew when it has grown or at the start. A
// damaged line is left out and said in the log; a damaged file never keeps the server from
// starting.
//
// Blocks (disk): call it off the event loops, one call at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "access/temporary_addresses.h"
#include "auth/protection/protection.h"
#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::auth {

class ProtectionFile {
 public:
  static constexpr std::size_t longest_file = 64 << 20;
  static constexpr std::size_t grown = 4 << 20;  // appended bytes after which it is made anew

  // `boot`: a word that is another one after each start of the machine, when the monotonic clock
  // begins anew; then the wall clock says how much time has passed, and never more than a day.
  // `addresses`: blocked for a time; null: they are not kept. All outlive this.
  ProtectionFile(std::filesystem::path path, std::string boot, Protection& protection,
                 const Clock& clock, access::TemporaryAddresses* addresses = nullptr);

  // Reads what there is and notes changes from now on. How many lines were damaged.
  [[nodiscard]] Result<std::size_t> open();
  // Writes what changed since the last call; nothing when nothing did.
  [[nodiscard]] Result<void> keep();

 private:
  [[nodiscard]] std::string time_line() const;
  [[nodiscard]] std::optional<Duration> ago(std::string_view words) const;
  [[nodiscard]] bool restore(std::string_view line, Duration ago);
  [[nodiscard]] Result<void> append(const std::string& text);
  [[nodiscard]] Result<void> make_anew();

  std::filesystem::path path_;
  std::string boot_;
  Protection& protection_;
  const Clock& clock_;
  access::TemporaryAddresses* addresses_;
  std::size_t appended_ = 0;
  bool whole_ = false;  // the file is what the last call left
};

}  // namespace gatehouse::auth
