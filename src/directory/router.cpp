#include "directory/router.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace gatehouse::directory {
namespace {

constexpr int most_reroutes = 4;
constexpr std::size_t longest_local_part = 64;  // RFC 5321, section 4.5.3.1.1
constexpr std::size_t longest_address = 254;

struct MailAddress {
  std::string local_part;  // unquoted
  std::string_view domain;
};

// RFC 5321, section 4.1.2: the string inside the quotes, without its backslashes.
std::optional<std::string> unquoted(std::string_view text) {
  if (!text.starts_with('"'))
    return text.contains('"') ? std::nullopt : std::optional(std::string(text));
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? std::optional(out) : std::nullopt;
    if (text[i] == '\\') ++i;
    if (i < text.size()) out += text[i];
  }
  return std::nullopt;
}

std::optional<MailAddress> taken_apart(std::string_view address) {
  const auto printable = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; };
  const auto at = address.rfind('@');
  if (at == address.npos || address.size() > longest_address || !is_utf8(address) ||
      !std::ranges::all_of(address, printable))
    return std::nullopt;
  auto local_part = unquoted(address.substr(0, at));
  if (!local_part || at == 0 || at > longest_local_part) return std::nullopt;
  if (address[0] != '"' && local_part->find_first_of(" @<>()[],;:\\") != local_part->npos)
    return std::nullopt;
  return MailAddress{*std::move(local_part), address.substr(at + 1)};
}

// RFC 5321, section 4.1.3.
std::optional<IpAddress> address_literal(std::string_view domain) {
  if (!domain.starts_with('[') || !domain.ends_with(']')) return std::nullopt;
  auto inner = domain.substr(1, domain.size() - 2);
  if (same_but_case(inner.substr(0, 5), "IPv6:")) inner.remove_prefix(5);
  return IpAddress::parse(inner);
}

struct Destination {
  DomainView domain;  // null: not ours
};
Result<Destination> destination(const Directory& directory, std::string_view domain) {
  if (const auto literal = address_literal(domain))
    return Destination{directory.domain_at(*literal)};
  const auto name = canonical_domain(domain);
  if (!name) return std::unexpected(name.error());
  return Destination{directory.find_domain(*name)};
}

Result<AccountView> look_up(Directory& directory, const Domain& domain, std::string_view name) {
  if (auto cached = directory.cached_account(domain, name)) {
    if (*cached != nullptr) return *std::move(cached);
    return fail(ErrorCode::unknown_account, "no account " + std::string(name));
  }
  return directory.find_account(domain, name);
}

Result<MailTarget> route(Directory& directory, std::string_view address, int reroutes);

// "Accepted and Bounced" is a refusal at the door: the sender's own server writes the bounce, and
// nobody whose address was forged gets one from us.
Result<MailTarget> route_unknown(Directory& directory, const Domain& domain, Error unknown,
                                 int reroutes) {
  const auto action = domain.setting("MailToUnknown");
  if (action == settings::Value("Discarded")) return Discarded{};
  const auto rerouted = domain.setting("MailRerouteAddress");
  if (action != settings::Value("Rerouted to") || rerouted.string() == nullptr ||
      rerouted.string()->empty() || reroutes == most_reroutes)
    return std::unexpected(std::move(unknown));
  const bool qualified = rerouted.string()->contains('@');
  return route(directory, *rerouted.string() + (qualified ? "" : "@" + domain.name), reroutes + 1);
}

Result<MailTarget> route(Directory& directory, std::string_view address, int reroutes) {
  const auto parts = taken_apart(address);
  if (!parts) return fail(ErrorCode::malformed, "mail address: not user@domain");
  const auto where = destination(directory, parts->domain);
  if (!where) return std::unexpected(where.error());
  if (where->domain == nullptr) return RemoteAddress{std::string(address)};
  const auto name = canonical_account(parts->local_part);
  auto account = name ? look_up(directory, *where->domain, *name)
                      : fail(ErrorCode::unknown_account, name.error().detail);
  if (account) return LocalAccount{*std::move(account), {}};
  if (account.error().code != ErrorCode::unknown_account) return std::unexpected(account.error());
  return route_unknown(directory, *where->domain, std::move(account.error()), reroutes);
}

}  // namespace

DomainView domain_for(const Directory& directory, const IpAddress& local,
                      std::string_view named_by_client) {
  if (!named_by_client.empty())
    if (const auto name = canonical_domain(named_by_client))
      if (auto domain = directory.find_domain(*name)) return domain;
  if (auto domain = directory.domain_at(local)) return domain;
  return directory.main_domain();
}

Result<LoginTarget> locate(const Directory& directory, std::string_view login,
                           const DomainView& when_unqualified) {
  auto name = parse_login(login);
  if (!name) return std::unexpected(name.error());
  LoginTarget target{when_unqualified, *std::move(name)};
  if (!target.name.domain.empty()) {
    target.domain = directory.find_domain(target.name.domain);
  } else if (target.domain == nullptr) {
    target.domain = directory.main_domain();
  }
  return target;
}

Result<LocalAccount> route_login(Directory& directory, std::string_view login,
                                 const DomainView& when_unqualified) {
  auto target = locate(directory, login, when_unqualified);
  if (!target) return std::unexpected(target.error());
  if (target->domain == nullptr)
    return fail(ErrorCode::unknown_account, "no domain " + target->name.domain);
  auto account = look_up(directory, *target->domain, target->name.account);
  if (!account) return std::unexpected(account.error());
  return LocalAccount{*std::move(account), std::move(target->name.tag)};
}

Result<MailTarget> route_mail(Directory& directory, std::string_view address) {
  // RFC 5321, section 4.5.1: <postmaster> needs no domain.
  if (same_but_case(address, "postmaster"))
    return route(directory, "postmaster@" + directory.main_domain()->name, 0);
  return route(directory, address, 0);
}

}  // namespace gatehouse::directory
