// Lasting ids: looking, and the changes.
#include <algorithm>
#include <map>

#include "directory/layout.h"
#include "directory/name.h"
#include "directory/site_directory.h"

namespace gatehouse::directory {

using settings::Dictionary;
using settings::Value;

namespace {

constexpr std::size_t id_length = 20;

// Takes all ids of one holder out of a document.
std::vector<std::string> taken_ids(Dictionary& ids, const std::string& holder) {
  std::vector<std::string> taken;
  for (const auto& [id, held] : ids)
    if (held == Value(holder)) taken.push_back(id);
  for (const auto& id : taken) ids.erase(id);
  return taken;
}

}  // namespace

std::vector<std::string> SiteDirectory::groups_with(const Domain& domain,
                                                    const Account& member) const {
  const auto record = record_of(domain);
  return record ? members_.groups_with(*record, member) : std::vector<std::string>();
}

std::optional<std::string> SiteDirectory::id_of(const Domain& domain, HolderKind kind,
                                                std::string_view name) const {
  return site()->holders().id_of(domain.id, kind, name);
}

std::optional<Holder> SiteDirectory::holder_of(std::string_view id) const {
  const auto now = site();
  auto found = now->holders().holder_of(id);
  if (!found) return std::nullopt;
  const auto* record = now->with_id(found->domain_id);
  if (record == nullptr) return std::nullopt;
  return Holder{record->view, found->kind, std::move(found->name)};
}

Result<void> SiteDirectory::check_is_there(const Holder& holder) const {
  const auto record = record_of(*holder.domain);
  const bool is_there =
      record && (holder.kind == HolderKind::group ? record->groups->contains(holder.name)
                                                  : exists(*record, holder.name));
  if (is_there) return {};
  return fail(ErrorCode::unknown_account,
              "no account or group " + holder_text(holder.kind, holder.name));
}

Result<std::vector<std::string>> SiteDirectory::identify(std::span<const Holder> holders) {
  const std::unique_lock lock(structure_);
  const auto now = site();
  std::vector<std::string> ids;
  std::map<std::string, Dictionary> documents;                       // by path, with what is new
  std::map<std::pair<std::string, std::string>, std::string> fresh;  // ids made here
  for (const auto& holder : holders) {
    if (auto there = check_is_there(holder); !there) return std::unexpected(there.error());
    if (auto known = now->holders().id_of(holder.domain->id, holder.kind, holder.name)) {
      ids.push_back(*std::move(known));
      continue;
    }
    auto text = holder_text(holder.kind, holder.name);
    auto& id = fresh[{holder.domain->id, text}];
    if (id.empty()) {
      id = crypto::random_word(entropy_, id_length);
      const auto* record = now->with_id(holder.domain->id);
      documents[layout::holder_ids(record->view->name)].emplace(id, std::move(text));
    }
    ids.push_back(id);
  }
  if (documents.empty()) return ids;
  Plan plan;
  for (auto& [path, added] : documents) {
    auto content = content_of(path);
    if (!content) return std::unexpected(content.error());
    content->merge(added);
    plan.documents.emplace_back(path, *std::move(content));
  }
  if (auto done = carry_out_names(plan); !done) return std::unexpected(done.error());
  return ids;
}

void SiteDirectory::add_moved_id(Plan& plan, HolderKind kind, const NamePlace& from,
                                 const NamePlace* to) const {
  auto ids = *from.domain.holder_ids;
  const auto moved = taken_ids(ids, holder_text(kind, from.name));
  const bool same_domain = to != nullptr && to->domain.view->id == from.domain.view->id;
  const auto path = layout::holder_ids(from.domain.view->name);
  if (to != nullptr) {
    auto elsewhere = same_domain ? Dictionary() : *to->domain.holder_ids;
    auto& others = same_domain ? ids : elsewhere;
    const auto text = holder_text(kind, to->name);
    const bool had_old = !taken_ids(others, text).empty();
    for (const auto& id : moved) others.insert_or_assign(id, text);
    if (same_domain && (had_old || !moved.empty()))
      plan.documents.emplace_back(path, std::move(ids));
    if (same_domain) return;
    if (had_old || !moved.empty())
      plan.documents.emplace_back(layout::holder_ids(to->domain.view->name), std::move(elsewhere));
  }
  if (!moved.empty()) plan.documents.emplace_back(path, std::move(ids));
}

Result<void> SiteDirectory::end_old_id(const Domain& domain, HolderKind kind,
                                       std::string_view name) {
  const auto canonical = canonical_account(name);
  if (!canonical) return std::unexpected(canonical.error());
  if (!site()->holders().id_of(domain.id, kind, *canonical)) return {};
  if (check_is_there({std::make_shared<const Domain>(domain), kind, *canonical})) return {};
  const auto record = record_of(domain);
  if (!record) return std::unexpected(record.error());
  return change_names(*record, holder_ids, [&](Dictionary& ids) -> Result<void> {
    [[maybe_unused]] const auto ended = taken_ids(ids, holder_text(kind, *canonical));
    return {};
  });
}

}  // namespace gatehouse::directory
