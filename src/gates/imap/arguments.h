// The longer arguments, one file each: fetch_arguments.cpp, list_arguments.cpp,
// search_arguments.cpp. They leave the reader after the last byte that was theirs.
#pragma once

#include <optional>

#include "gates/imap/command.h"
#include "gates/imap/reader.h"

namespace gatehouse::gates::imap {

[[nodiscard]] std::optional<SequenceSet> read_set(Reader& reader);
// RFC 7162: what may follow the name of a mailbox, the items of a FETCH, the set of a STORE. false:
// something else does.
[[nodiscard]] bool read_select_parameters(Reader& reader, Select& request);
[[nodiscard]] bool read_fetch_modifiers(Reader& reader, Fetch& request);
[[nodiscard]] bool read_store_modifiers(Reader& reader, Store& request);
[[nodiscard]] bool skip_sample(Reader& reader);
[[nodiscard]] std::optional<mailbox::ModSeq> read_mod_sequence(Reader& reader);
[[nodiscard]] std::optional<mailbox::ModSeq> read_searched_mod_sequence(Reader& reader);
[[nodiscard]] std::optional<Request> read_fetch(Reader& reader, bool by_uid);
[[nodiscard]] std::optional<Request> read_list(Reader& reader);
[[nodiscard]] std::optional<std::vector<StatusItem>> read_status_items(Reader& reader);
[[nodiscard]] std::optional<Request> read_search(Reader& reader, bool by_uid);
[[nodiscard]] std::optional<Request> read_sort(Reader& reader, bool by_uid);
[[nodiscard]] std::optional<Request> read_thread(Reader& reader, bool by_uid);

}  // namespace gatehouse::gates::imap
