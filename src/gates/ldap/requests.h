// What LDAP clients ask for (RFC 4511, section 4), taken apart. Views are into the message.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "gates/ldap/filter.h"

namespace gatehouse::gates::ldap {

struct SimpleProof {
  std::string_view password;
};
struct SaslProof {
  std::string_view mechanism;  // empty: the exchange in progress ends
  std::optional<std::string_view> credentials;
};
struct OtherProof {};  // no kind that anybody defined
struct BindRequest {
  std::int32_t version;
  std::string_view name;
  std::variant<SimpleProof, SaslProof, OtherProof> proof;
};
[[nodiscard]] std::optional<BindRequest> parse_bind(std::string_view content);

enum class Scope { base, one, sub };
struct SearchRequest {
  std::string_view base;
  Scope scope;
  std::int32_t size_limit;  // entries; 0: none
  std::int32_t time_limit;  // seconds; 0: none
  bool types_only;
  Filter filter;
  std::vector<std::string_view> attributes;
};
// malformed; too_long: the filter, or more than 256 attributes.
[[nodiscard]] Result<SearchRequest> parse_search(std::string_view content);

struct CompareRequest {
  std::string_view entry;
  std::string_view attribute;
  std::string_view value;
};
[[nodiscard]] std::optional<CompareRequest> parse_compare(std::string_view content);

struct ExtendedRequest {
  std::string_view oid;
  std::optional<std::string_view> value;
};
[[nodiscard]] std::optional<ExtendedRequest> parse_extended(std::string_view content);

// RFC 3062, section 2. An empty new password is none.
struct PasswordChange {
  std::optional<std::string_view> who;
  std::optional<std::string_view> old_password;
  std::optional<std::string_view> new_password;
};
// No value at all asks for a password that the server makes.
[[nodiscard]] std::optional<PasswordChange> parse_password_change(
    std::optional<std::string_view> value);

}  // namespace gatehouse::gates::ldap
