// THREAD=REFERENCES (RFC 5256, section 3): its steps one after another over nodes in one array.
// No step calls itself: a thread may be as deep as the mailbox is long.
#include <algorithm>
#include <unordered_map>

#include "gates/imap/sorting.h"

namespace gatehouse::gates::imap {
namespace {

using Index = std::uint32_t;
constexpr Index none = 0xFFFFFFFF;
// Steps up in all that looking for loops may take; later links are not made.
constexpr std::size_t most_steps = 20'000'000;

struct Node {
  const Sortable* message = nullptr;  // null: a message that is not here
  Index parent = none;
  std::vector<Index> children{};
};

class Threads {
 public:
  explicit Threads(const std::vector<Sortable>& messages) { link(messages); }
  std::string text();

 private:
  void link(const std::vector<Sortable>& messages);
  Index node_of(const std::string& id);
  Index add(const Sortable* message);
  [[nodiscard]] bool is_above(Index above, Index node);
  void set_parent(Index child, Index parent);
  void gather();
  [[nodiscard]] std::vector<Index> downward() const;
  void prune();
  void sort();
  void sort_siblings(std::vector<Index>& siblings) const;
  void merge_subjects();
  Index merge(Index kept, Index other);
  [[nodiscard]] const Sortable& first_message(Index node) const;
  void write(std::string& text, Index root) const;

  std::vector<Node> nodes_;
  std::unordered_map<std::string, Index> by_id_;
  std::vector<Index> roots_;
  std::size_t steps_ = 0;
};

Index Threads::add(const Sortable* message) {
  nodes_.push_back({.message = message});
  return static_cast<Index>(nodes_.size() - 1);
}

Index Threads::node_of(const std::string& id) {
  const auto known = by_id_.find(id);
  if (known != by_id_.end()) return known->second;
  const auto node = add(nullptr);
  by_id_.emplace(id, node);
  return node;
}

bool Threads::is_above(Index above, Index node) {
  for (; node != none; node = nodes_[node].parent) {
    if (node == above || ++steps_ > most_steps) return true;
  }
  return false;
}

// Children are gathered later: a parent may change until then.
void Threads::set_parent(Index child, Index parent) {
  if (!is_above(child, parent)) nodes_[child].parent = parent;
}

// Step 1. A message without an ID, or with one that was there before, is a message of its own.
void Threads::link(const std::vector<Sortable>& messages) {
  for (const auto& message : messages) {
    const auto& id = message.facts->id;
    Index node = id.empty() ? none : node_of(id);
    if (node == none || nodes_[node].message != nullptr) {
      node = add(&message);
    } else {
      nodes_[node].message = &message;
    }
    Index above = none;
    for (const auto& reference : message.facts->references) {
      const auto each = node_of(reference);
      if (above != none && each != above && nodes_[each].parent == none) set_parent(each, above);
      above = each;
    }
    if (above == none) continue;
    nodes_[node].parent = none;
    set_parent(node, above);
  }
}

// Step 2.
void Threads::gather() {
  for (Index node = 0; node < nodes_.size(); ++node) {
    const auto parent = nodes_[node].parent;
    (parent == none ? roots_ : nodes_[parent].children).push_back(node);
  }
}

// Every node after its parent.
std::vector<Index> Threads::downward() const {
  std::vector<Index> order = roots_;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& children = nodes_[order[i]].children;
    order.insert(order.end(), children.begin(), children.end());
  }
  return order;
}

// Step 3: what is not here stays only at the top, and only above two or more.
void Threads::prune() {
  const auto pruned = [this](const std::vector<Index>& siblings, bool at_top) {
    std::vector<Index> kept;
    for (const auto node : siblings) {
      const auto& children = nodes_[node].children;
      const bool stays = nodes_[node].message != nullptr || (at_top && children.size() > 1);
      if (stays) {
        kept.push_back(node);
      } else {
        kept.insert(kept.end(), children.begin(), children.end());
      }
    }
    return kept;
  };
  const auto order = downward();
  for (auto node = order.rbegin(); node != order.rend(); ++node)
    nodes_[*node].children = pruned(nodes_[*node].children, false);
  roots_ = pruned(roots_, true);
}

// Of a node that is not here its first child, which is: pruned and sorted.
const Sortable& Threads::first_message(Index node) const {
  const auto& here = nodes_[node];
  return here.message != nullptr ? *here.message : *nodes_[here.children.front()].message;
}

void Threads::sort_siblings(std::vector<Index>& siblings) const {
  const auto before = [this](Index a, Index b) {
    const auto& first = first_message(a);
    const auto& second = first_message(b);
    const auto first_sent = first.facts->sent.value_or(first.received);
    const auto second_sent = second.facts->sent.value_or(second.received);
    if (first_sent != second_sent) return first_sent < second_sent;
    return first.number < second.number;
  };
  std::ranges::sort(siblings, before);
}

// Steps 4 and 6.
void Threads::sort() {
  const auto order = downward();
  for (auto node = order.rbegin(); node != order.rend(); ++node)
    sort_siblings(nodes_[*node].children);
  sort_siblings(roots_);
}

// Step 5.C: gives the node that now stands for the subject.
Index Threads::merge(Index kept, Index other) {
  const bool kept_is_empty = nodes_[kept].message == nullptr;
  const bool other_is_empty = nodes_[other].message == nullptr;
  if (kept_is_empty && other_is_empty) {
    auto& children = nodes_[kept].children;
    const auto& more = nodes_[other].children;
    children.insert(children.end(), more.begin(), more.end());
    nodes_[other].children.clear();
    return kept;
  }
  const bool is_answer_to = !other_is_empty && !kept_is_empty &&
                            nodes_[other].message->facts->subject.is_answer &&
                            !nodes_[kept].message->facts->subject.is_answer;
  if (kept_is_empty || is_answer_to) {
    nodes_[kept].children.push_back(other);
    return kept;
  }
  const auto both = add(nullptr);
  nodes_[both].children = {kept, other};
  return both;
}

void Threads::merge_subjects() {
  std::unordered_map<std::string_view, Index> table;
  for (const auto root : roots_) {
    const auto& subject = first_message(root).facts->subject;
    if (subject.text.empty()) continue;
    const auto [at, is_new] = table.try_emplace(subject.text, root);
    if (is_new) continue;
    const auto known = at->second;
    const bool known_is_empty = nodes_[known].message == nullptr;
    const bool is_emptier = nodes_[root].message == nullptr && !known_is_empty;
    const bool is_answered =
        !known_is_empty && nodes_[known].message->facts->subject.is_answer && !subject.is_answer;
    if (is_emptier || is_answered) at->second = root;
  }
  // `stands_for[n]`: the root that n was merged into a new one of.
  std::vector<Index> merged;
  std::unordered_map<std::string_view, std::size_t> places;
  const auto roots = roots_;
  for (const auto root : roots) {
    const auto& subject = first_message(root).facts->subject.text;
    const auto at = subject.empty() ? table.end() : table.find(subject);
    if (at == table.end()) {
      merged.push_back(root);
      continue;
    }
    const auto [place, is_first] = places.try_emplace(subject, merged.size());
    if (is_first) merged.push_back(at->second);
    if (at->second != root && merged[place->second] != root) {
      const auto both = merge(merged[place->second], root);
      merged[place->second] = both;
    }
  }
  roots_ = std::move(merged);
}

// A thread is a line of messages that at its end may branch into threads.
void Threads::write(std::string& text, Index root) const {
  struct Open {
    Index node;
    std::size_t next_child;
  };
  std::vector<Open> open;
  const auto begin = [&](Index node) {
    text += '(';
    open.push_back({node, 0});
    for (;;) {
      const auto& here = nodes_[open.back().node];
      if (here.message != nullptr) {
        if (text.back() != '(') text += ' ';
        text += std::to_string(here.message->answer);
      }
      if (here.children.size() != 1) break;
      open.back() = {here.children.front(), 0};
    }
    if (!nodes_[open.back().node].children.empty() && text.back() != '(') text += ' ';
  };
  begin(root);
  while (!open.empty()) {
    auto& [node, next] = open.back();
    if (next < nodes_[node].children.size()) {
      const auto child = nodes_[node].children[next++];
      begin(child);
    } else {
      text += ')';
      open.pop_back();
    }
  }
}

std::string Threads::text() {
  gather();
  prune();
  sort();
  merge_subjects();
  sort();
  std::string text;
  for (const auto root : roots_) write(text, root);
  return text;
}

}  // namespace

std::string threads_by_references(std::vector<Sortable> messages) {
  return Threads(messages).text();
}

}  // namespace gatehouse::gates::imap
