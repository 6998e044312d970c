// Whether a keytab is whole, before libkrb5 reads it: it takes a file that was cut short, or an
// entry that it cannot read, for the end, and forgets the memory of the latter.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gatehouse::kerberos {

// How many entries there are; nullopt: not a keytab or a part of one, or an entry whose fields
// leave it.
[[nodiscard]] std::optional<std::size_t> entries_in(std::string_view file);

}  // namespace gatehouse::kerberos
