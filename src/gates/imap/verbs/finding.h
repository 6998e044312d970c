// The messages a SEARCH, SORT or THREAD is about.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "gates/imap/command.h"
#include "gates/imap/replies.h"
#include "gates/imap/sorting.h"
#include "net/task.h"

namespace gatehouse::gates::imap {

class Session;

// The numbers of the selected mailbox's messages that match, ascending. Looked at in pieces, so
// that others have their turn on the disk, and for a limited time. All references outlive the wait.
[[nodiscard]] net::Task<std::expected<std::vector<std::uint32_t>, Completion>> find(
    Session& session, const std::string& charset, const SearchKey& key);

// With what their headers say when `reads`; those that are gone meanwhile are left out.
[[nodiscard]] net::Task<std::expected<std::vector<Sortable>, Completion>> describe(
    Session& session, const std::vector<std::uint32_t>& numbers, bool by_uid, bool reads);

}  // namespace gatehouse::gates::imap
