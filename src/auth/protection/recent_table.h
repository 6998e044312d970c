// Values by name, at most so many: the one that was touched longest ago goes first. A tree, so that
// no choice of names makes it slow. Not for concurrent use.
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <map>
#include <string>
#include <string_view>

namespace gatehouse::auth {

template <class Value>
class RecentTable {
 public:
  explicit RecentTable(std::size_t most) : most_(most) {}

  // Null: there is none. Until the next touch().
  [[nodiscard]] Value* find(std::string_view name) {
    const auto known = by_name_.find(name);
    return known == by_name_.end() ? nullptr : &known->second->value;
  }
  [[nodiscard]] const Value* find(std::string_view name) const {
    const auto known = by_name_.find(name);
    return known == by_name_.end() ? nullptr : &known->second->value;
  }

  // Makes it when there is none.
  Value& touch(std::string_view name) {
    if (const auto known = by_name_.find(name); known != by_name_.end()) {
      newest_first_.splice(newest_first_.begin(), newest_first_, known->second);
      return newest_first_.front().value;
    }
    if (newest_first_.size() >= most_) {
      by_name_.erase(newest_first_.back().name);
      newest_first_.pop_back();
    }
    newest_first_.emplace_front().name = name;
    by_name_.emplace(newest_first_.front().name, newest_first_.begin());
    return newest_first_.front().value;
  }

  void drop(std::string_view name) {
    const auto known = by_name_.find(name);
    if (known == by_name_.end()) return;
    const auto entry = known->second;
    by_name_.erase(known);
    newest_first_.erase(entry);
  }

  // Calls visitor(name, value) for up to `most` names after `last`, in order.
  template <class Visitor>
  void visit_after(std::string_view last, std::size_t most, Visitor visitor) const {
    auto at = by_name_.upper_bound(last);
    for (; at != by_name_.end() && most > 0; ++at, --most) visitor(at->first, at->second->value);
  }

  // Calls visitor(name, value) for each name that begins so.
  template <class Visitor>
  void visit_beginning(std::string_view prefix, Visitor visitor) {
    for (auto at = by_name_.lower_bound(prefix);
         at != by_name_.end() && at->first.starts_with(prefix); ++at)
      visitor(at->first, at->second->value);
  }

  [[nodiscard]] std::size_t size() const { return newest_first_.size(); }

 private:
  struct Entry {
    std::string name;
    Value value{};
  };

  std::size_t most_;
  std::list<Entry> newest_first_;
  std::map<std::string_view, typename std::list<Entry>::iterator> by_name_;
};

}  // namespace gatehouse::auth
