// The order of SORT and the threads of THREAD (RFC 5256). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gates/imap/command.h"
#include "gates/imap/header_facts.h"

namespace gatehouse::gates::imap {

struct Sortable {
  std::uint32_t number;  // orders what is the same otherwise
  std::uint32_t answer;  // what the client is told: number or UID
  Time received;
  std::uint64_t size;
  const HeaderFacts* facts;  // outlives it; null only where needs_facts() is false
};

[[nodiscard]] bool needs_facts(const std::vector<SortKey>& keys);
[[nodiscard]] std::vector<std::uint32_t> sorted(std::vector<Sortable> messages,
                                                const std::vector<SortKey>& keys);

// The text after "* THREAD ", maybe empty. Takes time in proportion to messages and references;
// a chain of references that loops is cut.
[[nodiscard]] std::string threads_by_subject(std::vector<Sortable> messages);
[[nodiscard]] std::string threads_by_references(std::vector<Sortable> messages);

}  // namespace gatehouse::gates::imap
