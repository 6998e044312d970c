#include "audit/login_counts.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace gatehouse::audit {
namespace {

using std::chrono::minutes;

constexpr std::string_view success = "success";
constexpr std::string_view half = "code wanted";           // another record follows
constexpr std::string_view unknown = "unknown mechanism";  // as Record::result says it
constexpr std::string_view none = "none";

std::int64_t minute_of(Time time) {
  return std::chrono::floor<minutes>(time.time_since_epoch()).count();
}

std::size_t slot_of(std::int64_t minute) {
  constexpr auto size = static_cast<std::int64_t>(LoginCounts::minutes_kept);
  return static_cast<std::size_t>((minute % size + size) % size);
}

// What a peer makes up is no name of a method.
std::string method_name(std::string_view method, std::string_view result) {
  if (result == unknown) return std::string(LoginCounts::other);
  return method.empty() ? std::string(none) : upper_case(method);
}

}  // namespace

std::uint32_t LoginCounts::number_of(const Kind& kind) {
  if (const auto known = numbers_.find(kind); known != numbers_.end()) return known->second;
  if (kinds_.size() >= most_kinds) return 0;
  kinds_.push_back(kind);
  return numbers_[kind] = static_cast<std::uint32_t>(kinds_.size() - 1);
}

LoginCounts::Count& LoginCounts::count_of(std::uint32_t kind, Time now) {
  const auto number = minute_of(now);
  auto& minute = ring_[slot_of(number)];
  if (minute.number != number) minute = {.number = number};
  const auto found = std::ranges::find(minute.counts, kind, &Count::kind);
  if (found != minute.counts.end()) return *found;
  return minute.counts.emplace_back(Count{.kind = kind});
}

void LoginCounts::count(std::string_view service, std::string_view method, std::string_view result,
                        Time now) {
  const auto kind = number_of({std::string(service), method_name(method, result)});
  if (result == success)
    ++count_of(kind, now).granted;
  else if (result != half)
    ++count_of(kind, now).refused;
  const auto& [known_service, known_method] = kinds_[kind];
  std::tuple total{known_service, known_method, std::string(result)};
  if (totals_.size() >= most_results && !totals_.contains(total))
    total = {std::string(other), std::string(other), std::string(other)};
  ++totals_[std::move(total)];
}

std::vector<LoginCounts::Total> LoginCounts::totals() const {
  std::vector<Total> all;
  for (const auto& [name, count] : totals_)
    all.push_back({std::get<0>(name), std::get<1>(name), std::get<2>(name), count});
  return all;
}

Time LoginCounts::begin_of(std::size_t slices, minutes step, Time now) {
  const auto length = static_cast<std::int64_t>(step.count());
  const auto under_way = minute_of(now) / length * length;
  return Time{minutes{under_way - (static_cast<std::int64_t>(slices) - 1) * length}};
}

std::vector<LoginCounts::Slice> LoginCounts::last(std::size_t slices, minutes step,
                                                  Time now) const {
  const auto begin = minute_of(begin_of(slices, step, now));
  std::map<std::pair<std::int64_t, std::uint32_t>, Count> sums;
  for (const auto& minute : ring_) {
    if (minute.number < begin || minute.number > minute_of(now)) continue;
    const auto from = begin + (minute.number - begin) / step.count() * step.count();
    for (const auto& counted : minute.counts) {
      auto& sum = sums.try_emplace({from, counted.kind}, Count{.kind = counted.kind}).first->second;
      sum.granted += counted.granted;
      sum.refused += counted.refused;
    }
  }
  std::vector<Slice> made;
  for (const auto& [at, sum] : sums) {
    const auto& [service, method] = kinds_[at.second];
    made.push_back({Time{minutes{at.first}}, service, method, sum.granted, sum.refused});
  }
  return made;
}

}  // namespace gatehouse::audit
