#include "access/listed.h"

#include <algorithm>
#include <utility>

#include "access/right_table.h"
#include "directory/name.h"

namespace gatehouse::access {

namespace {

using settings::Array;
using settings::Dictionary;
using settings::Value;

constexpr std::string_view impersonate = "CanImpersonate";
constexpr std::size_t most_accounts = 1000;
constexpr std::size_t longest_reason = 200;

std::unexpected<Error> wrong(std::string what) {
  return fail(ErrorCode::malformed, "limited right: " + std::move(what));
}

bool could_be_a_name(std::string_view text) {
  const auto parsed = directory::parse_login(text.starts_with('#') ? text.substr(1) : text);
  return parsed && parsed->tag.empty();
}

Result<std::vector<std::string>> read_accounts(const Value& value) {
  const auto* array = value.array();
  if (array == nullptr || array->empty() || array->size() > most_accounts)
    return wrong("Accounts must be an array of names and #groups");
  std::vector<std::string> names;
  for (const auto& element : *array) {
    const auto* name = element.string();
    if (name == nullptr || !could_be_a_name(*name))
      return wrong("Accounts must be an array of names and #groups");
    names.push_back(*name);
  }
  return names;
}

Result<void> read_part(ImpersonationGrant& grant, std::string_view key, const Value& value) {
  if (key == "Accounts") {
    auto accounts = read_accounts(value);
    if (!accounts) return std::unexpected(accounts.error());
    grant.accounts = *std::move(accounts);
    return {};
  }
  if (key == "Until") {
    const auto* stamp = std::get_if<settings::TimeStamp>(&value.held());
    if (stamp == nullptr) return wrong("Until must be a time such as #T31-12-2030_00:00:00");
    grant.until = *stamp;
    return {};
  }
  if (key == "Reason") {
    const auto* text = value.string();
    if (text == nullptr || text->size() > longest_reason) return wrong("the Reason is too long");
    grant.reason = *text;
    return {};
  }
  return wrong("only Right, Accounts, Until and Reason may stand there");
}

Value written(const ImpersonationGrant& grant) {
  Dictionary element{{"Reason", grant.reason}, {"Right", impersonate}};
  if (grant.until) element.emplace("Until", *grant.until);
  if (grant.accounts.empty()) return element;
  Array names;
  for (const auto& name : grant.accounts) names.emplace_back(name);
  element.emplace("Accounts", std::move(names));
  return element;
}

Result<ImpersonationGrant> read_grant(const Dictionary& element) {
  const auto* right = settings::find(element, "Right");
  if (right == nullptr || *right != Value(impersonate))
    return wrong("only CanImpersonate can be limited");
  ImpersonationGrant grant;
  for (const auto& [key, value] : element)
    if (key != "Right")
      if (auto part = read_part(grant, key, value); !part) return std::unexpected(part.error());
  if (grant.reason.empty()) return wrong("a Reason is needed");
  return grant;
}

Result<void> add_code(Listed& listed, std::string_view code, bool main) {
  const auto* row = right_named(code);
  if (row == nullptr) return fail(ErrorCode::malformed, "there is no such right");
  const bool of_server = row->kind == RightKind::server;
  if (of_server && !main)
    return fail(ErrorCode::not_allowed,
                "accounts of a secondary domain can have domain rights only");
  if ((of_server ? listed.server : listed.domain).emplace(row->code).second)
    listed.elements.emplace_back(row->code);
  return {};
}

Result<void> add_grant(Listed& listed, const Dictionary& element) {
  auto grant = read_grant(element);
  if (!grant) return std::unexpected(grant.error());
  if (std::ranges::find(listed.impersonation, *grant) != listed.impersonation.end()) return {};
  listed.elements.push_back(written(*grant));
  listed.impersonation.push_back(*std::move(grant));
  return {};
}

}  // namespace

Listed read_listed(const Value& entry, bool main) {
  Listed listed;
  const auto* array = entry.array();
  const Array alone{entry};
  for (const auto& element : array == nullptr ? alone : *array)
    if (!add(listed, element, main)) listed.ignored.push_back(element);
  return listed;
}

Result<void> add(Listed& listed, const Value& element, bool main) {
  if (const auto* code = element.string()) return add_code(listed, *code, main);
  if (const auto* limited = element.dictionary()) return add_grant(listed, *limited);
  return fail(ErrorCode::malformed, "rights are words");
}

}  // namespace gatehouse::access
