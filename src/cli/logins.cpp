#include "cli/logins.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "cli/command_line.h"
#include "settings/text.h"

namespace gatehouse::cli {
namespace {

constexpr std::array columns{"account", "service", "address", "since"};
using Row = std::array<std::string, columns.size() + 1>;

std::string text_of(const settings::Dictionary& login, std::string_view key) {
  const auto* value = settings::find(login, key);
  if (value == nullptr) return {};
  auto text = value->string() == nullptr ? settings::to_text(*value) : *value->string();
  std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
  return escaped(text.starts_with("#T") || text.starts_with("#I") ? text.substr(2) : text);
}

// "SCRAM-SHA-256, TLS, tag phone".
std::string means_of(const settings::Dictionary& login) {
  auto means = text_of(login, "method");
  if (means.empty()) means = "session";
  if (text_of(login, "tls") == "YES") means += ", TLS";
  for (const auto* key : {"tag", "acting"})
    if (const auto text = text_of(login, key); !text.empty())
      means += std::string(", ") + key + " " + text;
  return means;
}

Row row_of(const settings::Dictionary& login) {
  Row row;
  std::ranges::transform(columns, row.begin(),
                         [&](const char* key) { return text_of(login, key); });
  row.back() = means_of(login);
  return row;
}

}  // namespace

std::string logins_in(std::string_view data) {
  const auto value = settings::read(data);
  const auto* logins = value ? value->array() : nullptr;
  if (logins == nullptr) return readable(data);
  std::vector<Row> rows;
  std::array<std::size_t, columns.size()> widths{};
  for (const auto& login : *logins) {
    if (login.dictionary() == nullptr) return readable(data);
    rows.push_back(row_of(*login.dictionary()));
    for (std::size_t at = 0; at < widths.size(); ++at)
      widths[at] = std::max(widths[at], rows.back()[at].size());
  }
  std::string text;
  for (auto& row : rows) {
    for (std::size_t at = 0; at < widths.size(); ++at) {
      row[at].resize(widths[at], ' ');
      text += row[at] + "  ";
    }
    text += row.back() + "\n";
  }
  return text + std::to_string(rows.size()) + (rows.size() == 1 ? " login\n" : " logins\n");
}

}  // namespace gatehouse::cli
