// The lines in which budgets and known sources live on after a crash: a checksum, a kind, the name
// in base64, then numbers; ages are in milliseconds before the moment of writing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "access/temporary_addresses.h"
#include "auth/protection/account_budget.h"
#include "auth/protection/known_sources.h"
#include "auth/protection/site_budget.h"

namespace gatehouse::auth::records {

static constexpr std::size_t longest_line = 8192;

[[nodiscard]] std::string line(std::string_view name, const AccountBudget::Kept& budget);
[[nodiscard]] std::string address_line(std::string_view name, const AccountBudget::Kept& budget);
[[nodiscard]] std::string line(std::string_view name, const SiteBudget::Kept& site);
[[nodiscard]] std::string line(const access::TemporaryAddresses::Kept& address);
[[nodiscard]] std::string line(std::string_view name, const KnownSources& sources, Moment now);
// A checksum in front of any words without a line end.
[[nodiscard]] std::string checked(std::string words);
// The words behind a right checksum.
[[nodiscard]] std::optional<std::string_view> words_of(std::string_view line);

struct AddressBudget {
  AccountBudget budget;
};
struct Entry {
  std::string name;
  std::variant<AccountBudget, AddressBudget, SiteBudget, KnownSources,
               access::TemporaryAddresses::Kept>
      entry;
};
// `written`: the moment of writing, on the clock of now. nullopt: the line is damaged.
[[nodiscard]] std::optional<Entry> read(std::string_view line, Moment written);

}  // namespace gatehouse::auth::records
