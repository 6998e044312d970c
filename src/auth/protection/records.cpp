#include "auth/protection/records.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace gatehouse::auth::records {
namespace {

constexpr std::size_t checksum_size = 8;
constexpr std::string_view none = "-";
constexpr Duration oldest = std::chrono::days{3650};

std::string checksum_of(std::string_view words) {
  return to_hex(crypto::digest(crypto::Hash::sha256, words)).substr(0, checksum_size);
}

std::string number(std::int64_t value) { return std::to_string(value); }

std::string age(const std::optional<Duration>& value) {
  return value ? number(value->count()) : std::string(none);
}

std::string numbers_of(const AccountBudget::Kept& budget) {
  auto words = " " + number(budget.total) + " " + age(budget.closed) + " " +
               age(budget.failures.width) + " " + age(budget.failures.age);
  for (const auto count : budget.failures.counts) words += " " + number(count);
  return words;
}

// The words of a line, one after the other; what does not fit spoils the whole line.
class Words {
 public:
  explicit Words(std::string_view text) : words_(split(text, ' ')) {}

  std::string_view word() {
    if (next_ >= words_.size()) return spoilt<std::string_view>();
    return words_[next_++];
  }
  Duration age() {
    const auto value = Duration{number<std::int64_t>()};
    if (value < Duration::zero() || value > oldest) return spoilt<Duration>();
    return value;
  }
  std::optional<Duration> age_or_none() {
    if (next_ < words_.size() && words_[next_] == none) {
      ++next_;
      return std::nullopt;
    }
    return age();
  }
  template <class Number>
  Number number() {
    const auto value = to_number<Number>(word());
    return value ? *value : spoilt<Number>();
  }
  template <class Value>
  Value spoilt() {
    good_ = false;
    return Value{};
  }
  [[nodiscard]] bool more() const { return good_ && next_ < words_.size(); }
  [[nodiscard]] bool good() const { return good_; }

 private:
  std::vector<std::string_view> words_;
  std::size_t next_ = 0;
  bool good_ = true;
};

AccountBudget read_budget(Words& words, Moment written) {
  AccountBudget::Kept kept;
  kept.total = words.number<unsigned>();
  kept.closed = words.age_or_none();
  kept.failures.width = words.age();
  kept.failures.age = words.age();
  for (auto& count : kept.failures.counts) count = words.number<std::uint32_t>();
  return AccountBudget::from(kept, written);
}

SiteBudget read_site(Words& words, Moment written) {
  SiteBudget::Kept kept;
  kept.closed = words.age_or_none();
  while (words.more()) {
    const auto account = words.number<std::uint64_t>();
    kept.failures.push_back({account, words.age()});
  }
  return SiteBudget::from(kept, written);
}

KnownSources read_sources(Words& words, Moment written) {
  KnownSources known;
  while (words.more()) {
    const auto network = Network::parse(words.word());
    const auto age = words.age();
    if (!network) return words.spoilt<KnownSources>();
    known.put_back(*network, written - age);
  }
  return known;
}

access::TemporaryAddresses::Kept read_blocked(Words& words, std::string_view name) {
  access::TemporaryAddresses::Kept kept;
  const auto address = IpAddress::parse(name);
  if (!address) return words.spoilt<access::TemporaryAddresses::Kept>();
  kept.address = *address;
  kept.left = words.age_or_none();
  kept.failures = words.number<unsigned>();
  kept.since = words.age();
  return kept;
}

}  // namespace

std::string checked(std::string words) { return checksum_of(words) + " " + words; }

std::optional<std::string_view> words_of(std::string_view line) {
  if (line.size() <= checksum_size || line.size() > longest_line || line[checksum_size] != ' ')
    return std::nullopt;
  const auto words = line.substr(checksum_size + 1);
  if (checksum_of(words) != line.substr(0, checksum_size)) return std::nullopt;
  return words;
}

std::string line(std::string_view name, const AccountBudget::Kept& budget) {
  return checked("budget " + to_base64(name) + numbers_of(budget));
}

std::string address_line(std::string_view name, const AccountBudget::Kept& budget) {
  return checked("address " + to_base64(name) + numbers_of(budget));
}

std::string line(const access::TemporaryAddresses::Kept& address) {
  return checked("blocked " + to_base64(address.address.text()) + " " + age(address.left) + " " +
                 number(address.failures) + " " + age(address.since));
}

std::string line(std::string_view name, const SiteBudget::Kept& site) {
  auto words = "site " + to_base64(name) + " " + age(site.closed);
  for (const auto& one : site.failures)
    words += " " + std::to_string(one.account) + " " + age(one.age);
  return checked(std::move(words));
}

std::string line(std::string_view name, const KnownSources& sources, Moment now) {
  auto words = "sources " + to_base64(name);
  for (const auto& source : sources.all())
    words +=
        " " + source.subscriber.text() + " " + age(std::chrono::floor<Duration>(now - source.last));
  return checked(std::move(words));
}

std::optional<Entry> read(std::string_view line, Moment written) {
  const auto text = words_of(line);
  if (!text) return std::nullopt;
  Words words(*text);
  const auto kind = words.word();
  auto name = from_base64(words.word());
  if (!name) return std::nullopt;
  Entry entry{.name = std::move(*name), .entry = {}};
  if (kind == "budget")
    entry.entry = read_budget(words, written);
  else if (kind == "address")
    entry.entry = AddressBudget{read_budget(words, written)};
  else if (kind == "blocked")
    entry.entry = read_blocked(words, entry.name);
  else if (kind == "site")
    entry.entry = read_site(words, written);
  else if (kind == "sources")
    entry.entry = read_sources(words, written);
  else
    return std::nullopt;
  if (!words.good() || words.more()) return std::nullopt;
  return entry;
}

}  // namespace gatehouse::auth::records
