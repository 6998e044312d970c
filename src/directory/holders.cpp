#include "directory/holders.h"

namespace gatehouse::directory {

namespace {

constexpr char group_mark = '#';

std::string place_of(std::string_view domain_id, std::string_view text) {
  return std::string(domain_id).append("/").append(text);
}

}  // namespace

std::string holder_text(HolderKind kind, std::string_view name) {
  std::string text(name);
  if (kind == HolderKind::group) text.insert(text.begin(), group_mark);
  return text;
}

HolderIndex::HolderIndex(Documents documents) : documents_(std::move(documents)) {
  for (const auto& [domain_id, ids] : documents_) {
    for (const auto& [id, held] : *ids) {
      const auto* text = held.string();
      if (text == nullptr || text->empty()) continue;
      const bool is_group = text->front() == group_mark;
      Found found{domain_id, is_group ? HolderKind::group : HolderKind::account,
                  text->substr(is_group ? 1 : 0)};
      // One id for one holder: a copy that a hand made is nobody's.
      const bool is_new = by_name_.emplace(place_of(domain_id, *text), id).second;
      if (is_new) by_id_.emplace(id, std::move(found));
    }
  }
}

std::optional<HolderIndex::Found> HolderIndex::holder_of(std::string_view id) const {
  const auto at = by_id_.find(id);
  if (at == by_id_.end()) return std::nullopt;
  return at->second;
}

std::optional<std::string> HolderIndex::id_of(std::string_view domain_id, HolderKind kind,
                                              std::string_view name) const {
  const auto at = by_name_.find(place_of(domain_id, holder_text(kind, name)));
  if (at == by_name_.end()) return std::nullopt;
  return at->second;
}

}  // namespace gatehouse::directory
