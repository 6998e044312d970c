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
