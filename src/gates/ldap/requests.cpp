#include "gates/ldap/requests.h"

#include <utility>

namespace gatehouse::gates::ldap {
namespace {

constexpr Tag tag_simple = context(0);
constexpr Tag tag_sasl = constructed_context(3);
constexpr std::size_t most_attributes = 256;

std::unexpected<Error> malformed() { return fail(ErrorCode::malformed, "a broken request"); }

// Present only when it stands next; false: it stands there broken.
bool take_optional(Elements& elements, Tag tag, std::optional<std::string_view>& into) {
  if (!elements.next_is(tag)) return true;
  into = elements.take(tag);
  return into.has_value();
}

std::optional<SaslProof> sasl_of(std::string_view content) {
  Elements elements(content);
  const auto mechanism = elements.take(tag_octets);
  SaslProof proof{.mechanism = mechanism.value_or(""), .credentials = {}};
  if (!mechanism || !take_optional(elements, tag_octets, proof.credentials)) return std::nullopt;
  if (!elements.at_end()) return std::nullopt;
  return proof;
}

std::optional<Scope> scope_of(std::int32_t number) {
  switch (number) {
    case 0:
      return Scope::base;
    case 1:
      return Scope::one;
    case 2:
      return Scope::sub;
    default:
      return std::nullopt;
  }
}

Result<std::vector<std::string_view>> attributes_of(std::string_view content) {
  Elements elements(content);
  std::vector<std::string_view> attributes;
  while (!elements.at_end()) {
    const auto attribute = elements.take(tag_octets);
    if (!attribute) return malformed();
    if (attributes.size() == most_attributes)
      return fail(ErrorCode::too_long, "too many attributes");
    attributes.push_back(*attribute);
  }
  return attributes;
}

}  // namespace

std::optional<BindRequest> parse_bind(std::string_view content) {
  Elements elements(content);
  const auto version = elements.take_number(tag_integer);
  const auto name = elements.take(tag_octets);
  const auto proof = elements.take();
  if (!version || !name || !proof || !elements.at_end()) return std::nullopt;
  BindRequest request{*version, *name, OtherProof{}};
  if (proof->tag == tag_simple) request.proof = SimpleProof{proof->content};
  if (proof->tag == tag_sasl) {
    const auto sasl = sasl_of(proof->content);
    if (!sasl) return std::nullopt;
    request.proof = *sasl;
  }
  return request;
}

Result<SearchRequest> parse_search(std::string_view content) {
  Elements elements(content);
  const auto base = elements.take(tag_octets);
  const auto scope = elements.take_number(tag_enumerated);
  const auto aliases = elements.take_number(tag_enumerated);
  const auto size_limit = elements.take_number(tag_integer);
  const auto time_limit = elements.take_number(tag_integer);
  const auto types_only = elements.take_boolean(tag_boolean);
  const auto filter = elements.take();
  const auto attributes = elements.take(tag_sequence);
  if (!base || !scope || !aliases || !size_limit || !time_limit || !types_only || !filter ||
      !attributes || !elements.at_end())
    return malformed();
  const auto known_scope = scope_of(*scope);
  if (!known_scope || *size_limit < 0 || *time_limit < 0) return malformed();
  auto parsed = parse_filter(*filter);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  auto list = attributes_of(*attributes);
  if (!list) return std::unexpected(std::move(list.error()));
  return SearchRequest{*base,       *known_scope,       *size_limit,     *time_limit,
                       *types_only, std::move(*parsed), std::move(*list)};
}

std::optional<CompareRequest> parse_compare(std::string_view content) {
  Elements elements(content);
  const auto entry = elements.take(tag_octets);
  const auto assertion = elements.take(tag_sequence);
  if (!entry || !assertion || !elements.at_end()) return std::nullopt;
  Elements parts(*assertion);
  const auto attribute = parts.take(tag_octets);
  const auto value = parts.take(tag_octets);
  if (!attribute || !value || !parts.at_end()) return std::nullopt;
  return CompareRequest{*entry, *attribute, *value};
}

std::optional<ExtendedRequest> parse_extended(std::string_view content) {
  Elements elements(content);
  const auto oid = elements.take(context(0));
  ExtendedRequest request{.oid = oid.value_or(""), .value = {}};
  if (!oid || !take_optional(elements, context(1), request.value)) return std::nullopt;
  if (!elements.at_end()) return std::nullopt;
  return request;
}

std::optional<PasswordChange> parse_password_change(std::optional<std::string_view> value) {
  PasswordChange change{};
  if (!value) return change;
  Elements outer(*value);
  const auto content = outer.take(tag_sequence);
  if (!content || !outer.at_end()) return std::nullopt;
  Elements elements(*content);
  if (!take_optional(elements, context(0), change.who) ||
      !take_optional(elements, context(1), change.old_password) ||
      !take_optional(elements, context(2), change.new_password) || !elements.at_end())
    return std::nullopt;
  if (change.new_password && change.new_password->empty()) change.new_password.reset();
  return change;
}

}  // namespace gatehouse::gates::ldap
