#include "auth/protection/protection.h"

#include <algorithm>
#include <cstring>

#include "auth/protection/records.h"
#include "crypto/digest.h"

namespace gatehouse::auth {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t most_changes = 200000;  // more are not noted; the file is made anew in time

Allowance allowance_of(Standing standing, unsigned limit) {
  const bool known = standing == Standing::known_address;
  return {.count = limit,
          .period = Protection::period,
          .total = known ? 0 : limit * Protection::total_of_strangers};
}

std::string budget_of(const GuessedAt& guess, Standing standing) {
  const std::string counter = guess.counter + '\0' + (guess.undecided ? "U" : "");
  switch (standing) {
    case Standing::known_address:
      return counter + "A" + Network::subscriber(guess.from).key();
    case Standing::known_site:
      return counter + "N" + Network::site(guess.from).key();
    case Standing::stranger:
      break;
  }
  return counter + "S";
}

constexpr Allowance address_allowance{.count = Protection::most_of_address,
                                      .period = Protection::address_period};

// To its address and its network.
bool held_to_site(const GuessedAt& guess, Standing standing) {
  return standing != Standing::known_address && !guess.undecided && !guess.from.is_loopback();
}

std::string site_of(const GuessedAt& guess) { return Network::site(guess.from).key(); }

std::string address_of(const GuessedAt& guess) { return Network::subscriber(guess.from).key(); }

std::uint64_t first_word(std::string_view bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data(), std::min(sizeof word, bytes.size()));
  return word;
}

std::uint64_t hash_of(const std::string& account) {
  return first_word(crypto::digest(crypto::Hash::sha256, account));
}

}  // namespace

Protection::Protection(crypto::Entropy& entropy) : key_(entropy.bytes(key_size)) {}

void Protection::Reservation::release() {
  if (auto* protection = std::exchange(protection_, nullptr))
    protection->give_back(guess_, standing_);
}

void Protection::Reservation::failed(const Secret* secret, Moment now) {
  if (auto* protection = std::exchange(protection_, nullptr))
    protection->count_failure(guess_, standing_, secret, now);
}

Standing Protection::standing_of(const GuessedAt& guess, Moment now) const {
  const auto* known = sources_.find(guess.account);
  return known == nullptr ? Standing::stranger : known->standing(guess.from, now);
}

std::uint64_t Protection::fingerprint(const GuessedAt& guess, const Secret& secret) const {
  auto text = guess.counter + '\0';
  const WipeAtEnd wiped(text);
  text.append(secret.reveal());
  return std::max<std::uint64_t>(
      1, first_word(crypto::hmac(crypto::Hash::sha256, key_.reveal(), text)));
}

Protection::Answer Protection::reserve(GuessedAt guess, Moment now) {
  const std::lock_guard lock(lock_);
  const auto standing = standing_of(guess, now);
  const bool by_site = held_to_site(guess, standing);
  const auto account = by_site ? hash_of(guess.account) : 0;
  if (by_site) {
    const auto admission = sites_.touch(site_of(guess)).reserve(account, now);
    if (admission != Admission::granted) return {admission, "too many accounts from this network"};
    const auto by_address = addresses_.touch(address_of(guess)).reserve(address_allowance, now);
    if (by_address != Admission::granted) {
      release_site(guess, account);
      return {by_address, "too many failed logins from this address"};
    }
  }
  if (guess.limit > 0) {
    const auto allowance = allowance_of(standing, guess.limit);
    const auto admission = budgets_.touch(budget_of(guess, standing)).reserve(allowance, now);
    if (admission != Admission::granted) {
      if (by_site) release_site(guess, account);
      if (by_site) release_address(guess);
      return {admission, standing == Standing::stranger ? "too many failed logins by strangers"
                                                        : "too many failed logins from there"};
    }
  }
  return {Admission::granted, {}, Reservation(*this, std::move(guess), standing)};
}

void Protection::release_site(const GuessedAt& guess, std::uint64_t account) {
  const auto name = site_of(guess);
  auto* site = sites_.find(name);
  if (site == nullptr) return;
  site->release(account);
  if (site->empty()) sites_.drop(name);
}

void Protection::release_address(const GuessedAt& guess) {
  const auto name = address_of(guess);
  auto* budget = addresses_.find(name);
  if (budget == nullptr) return;
  budget->release();
  if (budget->empty()) addresses_.drop(name);
}

void Protection::give_back(const GuessedAt& guess, Standing standing) {
  const std::lock_guard lock(lock_);
  if (held_to_site(guess, standing)) {
    release_site(guess, hash_of(guess.account));
    release_address(guess);
  }
  if (guess.limit == 0) return;
  const auto name = budget_of(guess, standing);
  auto* budget = budgets_.find(name);
  if (budget == nullptr) return;
  budget->release();
  if (budget->empty()) budgets_.drop(name);
}

void Protection::count_failure(const GuessedAt& guess, Standing standing, const Secret* secret,
                               Moment now) {
  const auto tried = secret == nullptr ? 0 : fingerprint(guess, *secret);
  const std::lock_guard lock(lock_);
  if (held_to_site(guess, standing)) {
    const auto name = site_of(guess);
    sites_.touch(name).failed(hash_of(guess.account), now);
    changed(Table::sites, name);
    const auto address = address_of(guess);
    if (addresses_.touch(address).failed(address_allowance, tried, now))
      changed(Table::addresses, address);
  }
  if (guess.limit == 0) return;
  const auto name = budget_of(guess, standing);
  const bool counted = budgets_.touch(name).failed(allowance_of(standing, guess.limit), tried, now);
  if (counted) changed(Table::budgets, name);
}

void Protection::succeeded(const std::string& account, const std::string& counter,
                           const IpAddress& from, Moment now) {
  const std::lock_guard lock(lock_);
  if (sources_.touch(account).remember(from, now)) changed(Table::sources, account);
  GuessedAt guess{.account = account, .counter = counter, .from = from};
  for (const bool undecided : {false, true}) {
    guess.undecided = undecided;
    for (const auto standing : {Standing::stranger, Standing::known_site})
      start_anew(budget_of(guess, standing));
  }
}

void Protection::start_anew(const std::string& name) {
  auto* budget = budgets_.find(name);
  if (budget == nullptr || budget->total() == 0) return;
  budget->owner_came();
  changed(Table::budgets, name);
}

Protection::View Protection::view(const GuessedAt& guess, Moment now) const {
  const std::lock_guard lock(lock_);
  View view{.standing = standing_of(guess, now),
            .failures = 0,
            .total = 0,
            .locked = false,
            .address_closed = false,
            .failing_accounts = 0,
            .site_closed = false};
  const auto allowance = allowance_of(view.standing, guess.limit);
  if (const auto* budget = budgets_.find(budget_of(guess, view.standing))) {
    view.failures = budget->failures(allowance, now);
    view.total = budget->total();
    view.locked = guess.limit > 0 && budget->locked(allowance, now);
  }
  if (!held_to_site(guess, view.standing)) return view;
  if (const auto* address = addresses_.find(address_of(guess)))
    view.address_closed = address->locked(address_allowance, now);
  if (const auto* site = sites_.find(site_of(guess))) {
    view.failing_accounts = site->accounts(now);
    view.site_closed = site->closed(now);
  }
  return view;
}

// In pieces, so that no login waits for the whole.
template <class Value, class IsClosed>
std::vector<Network> Protection::closed_in(const RecentTable<Value>& table, std::size_t most,
                                           IsClosed is_closed) const {
  constexpr std::size_t piece = 1024;
  std::vector<Network> closed;
  std::string last;
  for (std::size_t seen = piece; seen == piece && closed.size() < most;) {
    seen = 0;
    const std::lock_guard lock(lock_);
    table.visit_after(std::string(last), piece, [&](std::string_view name, const Value& value) {
      ++seen;
      last = name;
      if (closed.size() < most && is_closed(value)) closed.push_back(Network::of_key(name));
    });
  }
  return closed;
}

std::vector<Protection::Closed> Protection::closed(Moment now, std::size_t most) const {
  std::vector<Closed> all;
  const auto no_more = [now](const SiteBudget& site) { return site.closed(now); };
  const auto spent = [now](const AccountBudget& budget) {
    return budget.locked(address_allowance, now);
  };
  for (const auto& network : closed_in(sites_, most, no_more)) all.push_back({network, true});
  for (const auto& network : closed_in(addresses_, most - all.size(), spent))
    all.push_back({network, false});
  return all;
}

void Protection::forget_failures(const std::string& account) {
  const std::lock_guard lock(lock_);
  const auto forget = [this](std::string_view name, AccountBudget& budget) {
    budget.forget_failures();
    changed(Table::budgets, std::string(name));
  };
  for (const char mark : {'\0', '$'}) budgets_.visit_beginning(account + mark, forget);
}

void Protection::forget_failures(const IpAddress& address) {
  const std::lock_guard lock(lock_);
  const auto subscriber = Network::subscriber(address).key();
  if (auto* budget = addresses_.find(subscriber)) {
    budget->forget_failures();
    changed(Table::addresses, subscriber);
  }
  const auto name = Network::site(address).key();
  if (auto* site = sites_.find(name)) {
    site->forget_failures();
    changed(Table::sites, name);
  }
}

Protection::Sizes Protection::sizes() const {
  const std::lock_guard lock(lock_);
  return {.budgets = budgets_.size(),
          .addresses = addresses_.size(),
          .sites = sites_.size(),
          .sources = sources_.size()};
}

void Protection::keep_changes() {
  const std::lock_guard lock(lock_);
  keeps_changes_ = true;
}

void Protection::changed(Table table, const std::string& name) {
  if (keeps_changes_ && changed_.size() < most_changes) changed_.emplace(table, name);
}

std::string Protection::line_of(Table table, std::string_view name, Moment now) const {
  switch (table) {
    case Table::budgets:
      if (const auto* budget = budgets_.find(name)) return records::line(name, budget->kept(now));
      break;
    case Table::addresses:
      if (const auto* address = addresses_.find(name))
        return records::address_line(name, address->kept(now));
      break;
    case Table::sites:
      if (const auto* site = sites_.find(name)) return records::line(name, site->kept(now));
      break;
    case Table::sources:
      if (const auto* known = sources_.find(name)) return records::line(name, *known, now);
      break;
  }
  return {};
}

std::vector<std::string> Protection::changes(Moment now) {
  const std::lock_guard lock(lock_);
  std::vector<std::string> lines;
  for (const auto& [table, name] : std::exchange(changed_, {}))
    if (auto line = line_of(table, name, now); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

Protection::Piece Protection::piece(Table table, std::string_view last, std::size_t most,
                                    Moment now) const {
  const std::lock_guard lock(lock_);
  Piece piece;
  std::size_t seen = 0;
  std::string name;
  const auto visit = [&](std::string_view each, const auto&) {
    ++seen;
    name = each;
    piece.lines.push_back(line_of(table, each, now));
  };
  switch (table) {
    case Table::budgets:
      budgets_.visit_after(last, most, visit);
      break;
    case Table::addresses:
      addresses_.visit_after(last, most, visit);
      break;
    case Table::sites:
      sites_.visit_after(last, most, visit);
      break;
    case Table::sources:
      sources_.visit_after(last, most, visit);
      break;
  }
  if (seen == most) piece.last = std::move(name);
  return piece;
}

bool Protection::restore(std::string_view line, Duration ago, Moment now) {
  auto read = records::read(line, now - ago);
  if (!read) return false;
  const std::lock_guard lock(lock_);
  if (auto* budget = std::get_if<AccountBudget>(&read->entry))
    budgets_.touch(read->name) = *budget;
  else if (auto* address = std::get_if<records::AddressBudget>(&read->entry))
    addresses_.touch(read->name) = address->budget;
  else if (auto* site = std::get_if<SiteBudget>(&read->entry))
    sites_.touch(read->name) = std::move(*site);
  else if (auto* known = std::get_if<KnownSources>(&read->entry))
    sources_.touch(read->name) = std::move(*known);
  else
    return false;
  return true;
}

}  // namespace gatehouse::auth
