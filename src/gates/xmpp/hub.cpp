#include "gates/xmpp/hub.h"

#include <algorithm>
#include <utility>

namespace gatehouse::gates::xmpp {

Hub::Shard& Hub::shard_of(std::string_view account) const {
  return shards_.at(Hash()(account) % shards_.size());
}

Result<void> Hub::bind(std::string_view account, std::string_view resource,
                       std::shared_ptr<Outbox> outbox) {
  auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  auto& resources = shard.accounts[std::string(account)].resources;
  const auto same = std::ranges::find(resources, resource, &Resource::name);
  if (same != resources.end()) {
    same->outbox->end("conflict");
    resources.erase(same);
  }
  if (resources.size() >= most_resources) return fail(ErrorCode::too_long, "too many resources");
  resources.push_back({.name = std::string(resource), .outbox = std::move(outbox)});
  return {};
}

void Hub::unbind(std::string_view account, std::string_view resource, const Outbox& outbox) {
  auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.accounts.find(account);
  if (found == shard.accounts.end()) return;
  std::erase_if(found->second.resources, [&](const Resource& one) {
    return one.name == resource && one.outbox.get() == &outbox;
  });
  if (found->second.resources.empty()) shard.accounts.erase(found);
}

bool Hub::let_wait(std::string_view account, std::string_view resource, const Outbox& outbox) {
  auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.accounts.find(account);
  if (found == shard.accounts.end()) return false;
  auto& resources = found->second.resources;
  const auto own = std::ranges::find_if(resources, [&](const Resource& one) {
    return one.name == resource && one.outbox.get() == &outbox;
  });
  const auto away = std::ranges::count_if(resources, &Resource::is_away);
  if (own == resources.end() || std::cmp_greater_equal(away, most_away)) return false;
  own->is_away = true;
  return true;
}

std::optional<std::string> Hub::resume(std::string_view account, const Resumption& wish,
                                       std::uint32_t handled, std::shared_ptr<Outbox> outbox) {
  auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.accounts.find(account);
  if (found == shard.accounts.end()) return std::nullopt;
  auto& resources = found->second.resources;
  const auto meant = std::ranges::find_if(
      resources, [&](const Resource& one) { return one.outbox->is_resumed_by(wish); });
  if (meant == resources.end() || !Outbox::succeed(outbox, *meant->outbox, handled))
    return std::nullopt;
  meant->outbox = std::move(outbox);
  meant->is_away = false;
  return meant->name;
}

bool Hub::has(std::string_view account) const {
  const auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  return shard.accounts.contains(account);
}

RosterView Hub::roster(std::string_view account) const {
  const auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.accounts.find(account);
  return found == shard.accounts.end() ? nullptr : found->second.roster;
}

void Hub::set_roster(std::string_view account, RosterView roster) {
  auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.accounts.find(account);
  if (found != shard.accounts.end()) found->second.roster = std::move(roster);
}

void Hub::each(std::string_view account, const Act& act) {
  auto& shard = shard_of(account);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.accounts.find(account);
  if (found == shard.accounts.end()) return;
  for (auto& resource : found->second.resources) act(resource);
}

void Hub::at(std::string_view account, std::string_view resource, const Act& act) {
  each(account, [&](Resource& one) {
    if (one.name == resource) act(one);
  });
}

}  // namespace gatehouse::gates::xmpp
