#include "control/server_document.h"

#include <algorithm>
#include <string>
#include <utility>

#include "access/client_addresses.h"
#include "access/listener_settings.h"
#include "base/text.h"
#include "control/change_note.h"

namespace gatehouse::control {
namespace {

using settings::Dictionary;

constexpr std::string_view on_trial =
    "OK, but this shuts your address out: it holds for 60 seconds and is then taken back, unless "
    "you say CONFIRMADDRESSES";

Result<void> check(const Call& call, const Dictionary& all) {
  if (auto addresses = access::check_addresses(all); !addresses) return addresses;
  if (call.site.listening == nullptr) return {};
  return access::check_listeners(all, call.site.listening->from_the_start);
}

// Some socket of the service takes connections from there.
bool admits(const Call& call, const Dictionary& all, const std::string& service) {
  const auto module = access::module_settings(all, call.site.listening->from_the_start, service);
  const auto* listener = settings::find(module, access::listener_key);
  if (listener == nullptr) return false;
  const auto read = access::read_listener(*listener);
  const auto& [remote, local, unused] = *call.caller.link;
  return read && std::ranges::any_of(read->sockets, [&](const access::ListenerSocket& socket) {
           const bool reached = socket.port != 0 && (!socket.local || *socket.local == local);
           return reached && socket.admits(remote);
         });
}

// By the service that the change came by, since another may not take commands.
bool listeners_shut_out(const Call& call, const Dictionary& before, const Dictionary& all) {
  if (call.site.listening == nullptr) return false;
  const auto& origin = call.caller.origin.service;
  const auto service = origin.empty() ? std::string("PWD") : origin;
  return admits(call, before, service) && !admits(call, all, service);
}

bool addresses_shut_out(const Dictionary& all, const Caller::Link& link) {
  const access::ClientAddresses view(all);
  const auto& [remote, local, needs_client] = link;
  return view.denied(remote) || view.blacklisted(remote, local) ||
         view.logins_prohibited(remote, local) || (needs_client && !view.client(remote, local));
}

// What an UPDATE would have to say to make `after` of `before`.
Dictionary difference(const Dictionary& before, const Dictionary& after) {
  Dictionary changes;
  for (const auto& [key, value] : after) {
    const auto* known = settings::find(before, key);
    if (known == nullptr || *known != value) changes.emplace(key, value);
  }
  for (const auto& [key, value] : before)
    if (!after.contains(key)) changes.emplace(key, "default");
  return changes;
}

bool touches_listeners(const Dictionary& changes) {
  return changes.contains(access::modules_setting);
}

bool touches_addresses(const Dictionary& changes) {
  if (changes.contains(access::non_client_logins_setting)) return true;
  for (const auto& list : access::address_lists())
    if (changes.contains(list.setting)) return true;
  return false;
}

Outcome with_what_waits(const Call& call) {
  Outcome outcome;
  if (call.site.listening == nullptr || !call.site.listening->follow) return outcome;
  const auto waiting = call.site.listening->follow();
  for (std::size_t number = 0; number < waiting.size(); ++number)
    outcome.words += (number == 0 ? ", at the next start of the server: " : "; ") + waiting[number];
  return outcome;
}

Result<Outcome> store(const Call& call, const Dictionary& before, Dictionary all) {
  const auto changes = difference(before, all);
  note_changes(call, before, all);
  if (auto stored = call.site.directory.set_server_settings(std::move(all)); !stored)
    return std::unexpected(std::move(stored.error()));
  const bool about_trials = touches_addresses(changes) || touches_listeners(changes);
  if (call.site.addresses != nullptr && about_trials) (void)call.site.addresses->take_trial();
  return touches_listeners(changes) ? with_what_waits(call) : Outcome{};
}

}  // namespace

Result<Outcome> store_server_settings(const Call& call, Dictionary all) {
  if (auto right = check(call, all); !right) return std::unexpected(std::move(right.error()));
  const auto defaults = call.site.directory.defaults();
  auto changes = difference(defaults->server, all);
  const auto& link = call.caller.link;
  const bool about_listeners = touches_listeners(changes);
  const bool shuts_out = call.site.addresses != nullptr && link &&
                         ((touches_addresses(changes) && addresses_shut_out(all, *link)) ||
                          (about_listeners && listeners_shut_out(call, defaults->server, all)));
  if (!shuts_out) return store(call, defaults->server, std::move(all));
  note_changes(call, defaults->server, all);
  call.site.addresses->try_out(std::move(changes));
  auto outcome = about_listeners ? with_what_waits(call) : Outcome{};
  outcome.words.replace(0, Outcome{}.words.size(), on_trial);
  return outcome;
}

Result<Outcome> store_confirmed(const Call& call, Dictionary all) {
  if (auto right = check(call, all); !right) return std::unexpected(std::move(right.error()));
  const auto defaults = call.site.directory.defaults();
  return store(call, defaults->server, std::move(all));
}

}  // namespace gatehouse::control
