#include <algorithm>
#include <array>

#include "settings/account_table.h"
#include "settings/domain_table.h"
#include "settings/schema.h"
#include "settings/server_table.h"

namespace gatehouse::settings {
namespace {

constexpr auto table = [] {
  std::array<Setting, server_table.size() + domain_table.size() + account_table.size()> rows;
  auto next = std::ranges::copy(server_table, rows.begin()).out;
  next = std::ranges::copy(domain_table, next).out;
  std::ranges::copy(account_table, next);
  return rows;
}();

}  // namespace

std::span<const Setting> schema() { return table; }

}  // namespace gatehouse::settings
