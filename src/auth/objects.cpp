#include "auth/objects.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "auth/policy.h"
#include "auth/refusal.h"
#include "base/log.h"
#include "base/text.h"
#include "directory/router.h"
#include "settings/schema.h"

namespace gatehouse::auth {
namespace {

using directory::AccountView;

constexpr const char* no_such_account = "No such account";

control::ObjectKind kept_kind(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::mailbox:
      return control::ObjectKind::mailbox;
    case ObjectKind::folder:
      return control::ObjectKind::folder;
    case ObjectKind::dataset:
      return control::ObjectKind::dataset;
  }
  std::unreachable();
}

control::AclUpdate::How kept_how(AclChange::How how) {
  switch (how) {
    case AclChange::How::replace:
      return control::AclUpdate::How::replace;
    case AclChange::How::add:
      return control::AclUpdate::How::add;
    case AclChange::How::remove:
      return control::AclUpdate::How::remove;
  }
  std::unreachable();
}

// Without `l` it is not there for whoever asks.
Letters letters_of(access::AclRights rights) { return rights.has('l') ? rights.text() : Letters(); }

Result<control::AclUpdate> update_of(const AclChange& change) {
  auto rights = access::AclRights::read(change.rights);
  if (!rights) return std::unexpected(std::move(rights.error()));
  return control::AclUpdate{change.identifier, kept_how(change.how), *rights};
}

std::unexpected<Refused> refused_with(const Error& error) {
  switch (error.code) {
    case ErrorCode::malformed:
    case ErrorCode::not_allowed:
    case ErrorCode::not_found:
      return refused(error.code, escaped(error.detail));
    case ErrorCode::too_long:
      return refused(ErrorCode::not_allowed, escaped(error.detail));
    case ErrorCode::unknown_account:
      return refused(ErrorCode::not_found, no_such_account);
    case ErrorCode::damaged:
    case ErrorCode::aborted:
    case ErrorCode::wrong_password:
    case ErrorCode::locked:
    case ErrorCode::unavailable:
    case ErrorCode::already_exists:
    case ErrorCode::conflict:
    case ErrorCode::timed_out:
    case ErrorCode::closed:
      break;
  }
  log::write(log::Level::failure, "KEEPER", "objects: " + escaped(error.detail));
  return refused_for_now();
}

std::optional<std::uint64_t> limit_of(const directory::Account& account, std::string_view key) {
  return settings::to_size(account.setting(key));
}

bool is_same(const directory::Account& one, const AccountView& other) {
  return other && one.name == other->name && one.domain->id == other->domain->id;
}

Owner owner_of(const directory::Account& account, const AccountView& own) {
  return {.account = account.full_name(),
          .location = account.location,
          .own = is_same(account, own),
          .mail_quota = limit_of(account, "MaxAccountSize"),
          .file_quota = limit_of(account, "MaxWebSize")};
}

}  // namespace

template <class Work>
auto Objects::told(Work work)
    -> net::Task<Allowed<typename std::invoke_result_t<Work>::value_type>> {
  auto ran = co_await disk_.run(std::move(work));
  if (!ran) co_return refused_for_now();
  if (!*ran) co_return refused_with(ran->error());
  if constexpr (std::is_void_v<typename std::invoke_result_t<Work>::value_type>)
    co_return Allowed<void>{};
  else
    co_return std::move(**ran);
}

net::Task<Allowed<AccountView>> Objects::routed(const Asker& asker, std::string name) {
  const auto& own = asker.viewer.account;
  if (name.empty() && own) name = own->full_name();
  if (name.empty()) co_return refused(ErrorCode::not_found, no_such_account);
  auto step = co_await routes_.find(std::move(name), directory::RouteKind::access, asker.domain);
  if (!step && step.error().code == ErrorCode::unavailable) co_return refused_for_now();
  const auto* to = step ? std::get_if<directory::ToAccount>(&*step) : nullptr;
  if (to == nullptr || !to->tag.empty()) co_return refused(ErrorCode::not_found, no_such_account);
  co_return to->account;
}

net::Task<Allowed<Owner>> Objects::owner(Asker asker, std::string name) {
  const auto account = co_await routed(asker, std::move(name));
  if (!account) co_return std::unexpected(account.error());
  co_return owner_of(**account, asker.viewer.account);
}

net::Task<Allowed<Owner>> Objects::owner_with(std::string service, Asker asker, std::string name) {
  const auto account = co_await routed(asker, std::move(name));
  if (!account) co_return std::unexpected(account.error());
  const DomainPolicy policy((*account)->domain);
  if (!AccountRules(account->get(), policy).enabled(service))
    co_return refused(ErrorCode::not_found, no_such_account);
  co_return owner_of(**account, asker.viewer.account);
}

Result<AccountView> Objects::account_named(const std::string& full_name) {
  const auto target = directory::locate(directory_, full_name, nullptr);
  if (!target || target->domain == nullptr)
    return fail(ErrorCode::unknown_account, "no account " + escaped(full_name));
  return directory_.find_account(*target->domain, target->name.account);
}

Result<control::Object> Objects::object(const std::string& owner, ObjectKind kind,
                                        std::string name) {
  auto account = account_named(owner);
  if (!account) return std::unexpected(std::move(account.error()));
  return control::Object{std::move(*account), kept_kind(kind), std::move(name)};
}

net::Task<Allowed<std::vector<Letters>>> Objects::rights(Asker asker, std::string owner,
                                                         ObjectKind kind,
                                                         std::vector<std::string> names) {
  if (names.size() > most_names) co_return refused(ErrorCode::malformed, "Too many names at once");
  auto work = [&]() -> Result<std::vector<Letters>> {
    const auto account = account_named(owner);
    if (!account) return std::unexpected(account.error());
    const auto rights = kept_.rights(asker.viewer, *account, kept_kind(kind), names);
    if (!rights) return std::unexpected(rights.error());
    std::vector<Letters> letters;
    std::ranges::transform(*rights, std::back_inserter(letters), letters_of);
    return letters;
  };
  co_return co_await told(std::move(work));
}

net::Task<Allowed<std::vector<AclElement>>> Objects::acl(Asker asker, std::string owner,
                                                         ObjectKind kind, std::string name) {
  auto work = [&]() -> Result<std::vector<AclElement>> {
    const auto about = object(owner, kind, std::move(name));
    if (!about) return std::unexpected(about.error());
    const auto entries = kept_.acl(asker.viewer, *about);
    if (!entries) return std::unexpected(entries.error());
    std::vector<AclElement> elements;
    for (const auto& entry : *entries) elements.push_back({entry.identifier, entry.rights.text()});
    return elements;
  };
  co_return co_await told(std::move(work));
}

net::Task<Allowed<void>> Objects::change(Asker asker, std::string owner, ObjectKind kind,
                                         std::string name, AclChange change) {
  auto work = [&]() -> Result<void> {
    const auto about = object(owner, kind, std::move(name));
    if (!about) return std::unexpected(about.error());
    const auto update = update_of(change);
    if (!update) return std::unexpected(update.error());
    return kept_.change(asker.viewer, *about, std::span(&*update, 1), std::move(asker.origin));
  };
  co_return co_await told(std::move(work));
}

}  // namespace gatehouse::auth
