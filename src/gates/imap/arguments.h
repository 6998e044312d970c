// The longer arguments, one file each: fetch_arguments.cpp, list_arguments.cpp,
// search_arguments.cpp. They leave the reader after the last byte that was theirs.
#pragma once

#include <optional>

#include "gates/imap/command.h"
#include "gates/imap/reader.h"

namespace gatehouse::gates::imap {

[[nodiscard]] std::optional<SequenceSet> read_set(Reader& reader);
[[nodiscard]] std::optional<Request> read_fetch(Reader& reader, bool by_uid);
[[nodiscard]] std::optional<Request> read_list(Reader& reader);
[[nodiscard]] std::optional<std::vector<StatusItem>> read_status_items(Reader& reader);
[[nodiscard]] std::optional<Request> read_search(Reader& reader, bool by_uid);

}  // namespace gatehouse::gates::imap
