#include "gates/imap/shared_list.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include "gates/imap/session.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t most_accounts = 100;

bool is_open(std::string_view text) { return text.find_first_of("*%") != text.npos; }

// The account part of "~joe/x".
std::string_view account_in(std::string_view name) {
  name.remove_prefix(1);
  return name.substr(0, name.find('/'));
}

class Meant {
 public:
  explicit Meant(const std::vector<std::string>& subscriptions) : subscriptions_(subscriptions) {}
  void add(std::string_view account) {
    if (account.empty() || accounts_.size() >= most_accounts) return;
    if (std::ranges::count(accounts_, account) == 0) accounts_.emplace_back(account);
  }
  void add_subscribed() {
    for (const auto& name : subscriptions_) {
      if (name.starts_with(shared_mark)) add(account_in(name));
    }
  }
  [[nodiscard]] std::vector<std::string> accounts() && { return std::move(accounts_); }

 private:
  const std::vector<std::string>& subscriptions_;
  std::vector<std::string> accounts_;
};

struct Account {
  auth::Owner owner;
  std::vector<std::string> names;
  std::vector<auth::Letters> rights;
};

net::Task<bool> ask_rights(Session& session, Account& account) {
  if (account.owner.own) {
    account.rights.assign(account.names.size(), auth::Letters(every_right));
    co_return true;
  }
  for (auto left = std::span(account.names); !left.empty();) {
    const auto some = left.first(std::min(left.size(), auth::most_names));
    left = left.subspan(some.size());
    std::vector<std::string> names(some.begin(), some.end());
    auto rights = co_await session.visit().rights(account.owner.account, auth::ObjectKind::mailbox,
                                                  std::move(names));
    if (!rights || rights->size() != some.size()) co_return false;
    std::ranges::move(*rights, std::back_inserter(account.rights));
  }
  co_return true;
}

net::Task<Result<Account>> look_into(Session& session, std::string name) {
  auto owner = co_await session.visit().owner(std::move(name));
  if (!owner) co_return fail(owner.error().code, "no such account");
  Account account{std::move(*owner), {}, {}};
  const mailbox::Mailboxes mailboxes(session.around().base / account.owner.location);
  const auto work = [&] { return mailboxes.list(); };
  const auto entries = co_await session.on_disk(work);
  if (!entries) co_return std::unexpected(entries.error());
  for (const auto& entry : *entries) {
    if (entry.selectable) account.names.push_back(entry.name);
  }
  const bool asked = co_await ask_rights(session, account);
  if (!asked) co_return fail(ErrorCode::unavailable, "no rights");
  co_return account;
}

// Levels above are no mailboxes and have no rights; nor have those without `l`.
void add(SharedList& list, const Account& account, const std::string& prefix,
         const std::vector<std::string>& subscriptions) {
  for (const auto& [name, selectable, has_children] :
       seen_mailboxes(account.names, account.rights)) {
    auto full = name.empty() ? prefix : prefix + '/' + name;
    const bool subscribed = std::ranges::binary_search(subscriptions, full);
    if (selectable)
      list.places[full] = {
          .account = account.owner.account, .location = account.owner.location, .name = name};
    const auto place = std::ranges::find(account.names, name);
    if (place != account.names.end())
      list.rights[full] = account.rights[static_cast<std::size_t>(place - account.names.begin())];
    list.entries.push_back({.name = std::move(full),
                            .exists = true,
                            .selectable = selectable,
                            .has_children = has_children,
                            .subscribed = subscribed,
                            .use = {}});
  }
}

}  // namespace

std::vector<std::string> accounts_meant(const List& request,
                                        const std::vector<std::string>& subscriptions) {
  Meant meant(subscriptions);
  for (const auto& each : request.patterns) {
    const auto pattern = request.reference + each;
    if (pattern.starts_with(shared_mark)) {
      const auto account = account_in(pattern);
      if (is_open(account)) {
        meant.add_subscribed();
      } else {
        meant.add(account);
      }
    } else if (request.selection.subscribed && is_open(pattern.substr(0, 1))) {
      meant.add_subscribed();
    }
  }
  return std::move(meant).accounts();
}

std::vector<SeenMailbox> seen_mailboxes(const std::vector<std::string>& names,
                                        const std::vector<auth::Letters>& rights) {
  std::map<std::string, SeenMailbox> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (rights[i].contains('l'))
      seen[names[i]] = {names[i], has_all(rights[i], needed(Act::read).here), false};
  }
  std::set<std::string> above;
  for (const auto& [name, mailbox] : seen) {
    above.emplace();
    for (auto level = name_above(name); !level.empty(); level = name_above(level))
      above.emplace(level);
  }
  for (const auto& level : above)
    seen.try_emplace(level, SeenMailbox{level, false, false}).first->second.has_children = true;
  std::vector<SeenMailbox> all;
  for (auto& [name, mailbox] : seen) all.push_back(std::move(mailbox));
  return all;
}

net::Task<SharedList> shared_list(Session& session, const List& request) {
  SharedList list;
  const auto is_shared = [&](const std::string& pattern) {
    return (request.reference + pattern).starts_with(shared_mark);
  };
  if (!request.selection.subscribed && std::ranges::none_of(request.patterns, is_shared))
    co_return list;
  const auto work = [&] { return session.mailboxes().subscriptions(); };
  const auto subscriptions = co_await session.on_disk(work);
  if (!subscriptions) co_return list;
  for (auto& name : accounts_meant(request, *subscriptions)) {
    const std::string prefix = shared_mark + name;
    const auto account = co_await look_into(session, std::move(name));
    if (account) add(list, *account, prefix, *subscriptions);
  }
  co_return list;
}

}  // namespace gatehouse::gates::imap
