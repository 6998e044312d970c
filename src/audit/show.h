// Records of a trail as people read them. No key is needed, and nothing is verified.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "audit/record.h"

namespace gatehouse::audit {

struct ShowOptions {
  std::string account{};         // whose credentials, acted as or done to; empty: any
  std::string since{}, until{};  // the beginning of iso_time(), "2026-11-22T06"; empty: no bound
  std::optional<Kind> kind{};
  std::optional<Id> id{};  // this one, with all its parts
  std::string address{};   // without port; empty: any
  std::string result{};    // "failed": logins that were refused; empty: any
  std::string text{};      // anywhere in the record, in any case; empty: any
};
[[nodiscard]] bool is_wanted(const Entry& entry, const ShowOptions& options);

// "2026-11-22", "2026-11-22T06:29Z" or a period back from now: "30m", "12h", "7d". nullopt: none of
// these.
[[nodiscard]] std::optional<std::string> point_in_time(std::string_view text, Time now);

// One line: number, time, kind, then who, whom, from where, how and what became of it.
[[nodiscard]] std::string one_line(const Entry& entry);
// Several lines, each rule and each change on one of its own.
[[nodiscard]] std::string in_full(const Entry& entry);

// Writes them to `out`; lines that are no records are left out. Gives how many were shown.
[[nodiscard]] Result<std::size_t> show(const std::filesystem::path& folder,
                                       const ShowOptions& options, std::ostream& out);

}  // namespace gatehouse::audit
