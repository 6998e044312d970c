#include "tests/support/scripted_outside.h"

#include <utility>

#include "base/text.h"
#include "crypto/digest.h"

namespace gatehouse::support {
namespace {

std::string key_of(std::string_view place, std::string_view name) {
  return std::string(place) + " " + std::string(name);
}

std::unexpected<Error> is_not_there(std::string_view place) {
  return fail(ErrorCode::unavailable, std::string(place) + " is down");
}

Result<bool> compared(std::string_view place, const std::optional<std::string>& known,
                      const Secret& password) {
  if (!known) return is_not_there(place);
  return !known->empty() && *known == password.reveal();
}

std::string response_to(std::string_view method, const std::string& challenge,
                        const std::string& password) {
  using crypto::Hash;
  if (method == "APOP") return to_hex(crypto::digest(Hash::md5, challenge + password));
  return to_hex(crypto::hmac(Hash::md5, password, challenge));
}

std::string_view name_of(helper::RouteKind kind) {
  switch (kind) {
    case helper::RouteKind::mail:
      return "MAIL";
    case helper::RouteKind::live:
      return "LIVE";
    case helper::RouteKind::access:
      return "ACCESS";
  }
  return {};
}

}  // namespace

void ScriptedOutside::knows(std::string_view place, std::string_view name,
                            std::string_view password) {
  const std::lock_guard lock(lock_);
  passwords_.insert_or_assign(key_of(place, name), password);
}

void ScriptedOutside::is_down(std::string_view place, bool down) {
  const std::lock_guard lock(lock_);
  if (down)
    down_.emplace(place);
  else
    down_.erase(std::string(place));
}

void ScriptedOutside::gives_passwords(bool gives) {
  const std::lock_guard lock(lock_);
  gives_passwords_ = gives;
}

void ScriptedOutside::answers_new(std::string_view name, std::string_view answer) {
  const std::lock_guard lock(lock_);
  new_answers_.insert_or_assign(std::string(name), answer);
}

std::vector<std::string> ScriptedOutside::asked() const {
  const std::lock_guard lock(lock_);
  return asked_;
}

std::optional<std::string> ScriptedOutside::look_up(std::string_view place, std::string_view name,
                                                    std::string line) {
  const std::lock_guard lock(lock_);
  asked_.push_back(std::move(line));
  if (down_.contains(place)) return std::nullopt;
  const auto found = passwords_.find(key_of(place, name));
  return found == passwords_.end() ? std::string() : found->second;
}

net::Task<Result<bool>> ScriptedOutside::os_password(std::string user, IpAddress client,
                                                     Secret password) {
  const auto known = look_up("os", user, "os " + user + " from " + client.text());
  co_return compared("os", known, password);
}

net::Task<Result<bool>> ScriptedOutside::uri_password(std::string uri, std::string account,
                                                      std::string domain, Secret password) {
  const auto name = account + "@" + domain;
  const auto known = look_up("uri", name, "uri " + uri + " " + name);
  co_return compared("uri", known, password);
}

net::Task<Result<bool>> ScriptedOutside::external_password(std::string service, std::string name,
                                                           Secret password) {
  const auto known = look_up("external", name, "external VRFY (" + service + ") " + name);
  co_return compared("external", known, password);
}

net::Task<Result<bool>> ScriptedOutside::external_response(std::string method, std::string service,
                                                           std::string name, Secret response,
                                                           std::string challenge) {
  const auto known =
      look_up("external", name, "external SASL(" + method + ") (" + service + ") " + name);
  if (!known) co_return is_not_there("external");
  co_return !known->empty() && response_to(method, challenge, *known) == response.reveal();
}

net::Task<Result<std::optional<Secret>>> ScriptedOutside::external_clear_password(
    std::string name) {
  const auto known = look_up("external", name, "external READPLAIN " + name);
  if (!known) co_return is_not_there("external");
  if (known->empty()) co_return std::nullopt;
  co_return Secret(*known);
}

net::Task<Result<helper::NewAnswer>> ScriptedOutside::external_unknown_name(
    std::string name, helper::RouteKind kind) {
  const std::lock_guard lock(lock_);
  asked_.push_back("external NEW " + name + " [" + std::string(name_of(kind)) + "]");
  const auto found = new_answers_.find(name);
  const std::string answer = found == new_answers_.end() ? std::string() : found->second;
  if (down_.contains("external") || answer == "FAILURE") co_return is_not_there("external");
  if (answer == "OK") co_return helper::LookAgain{};
  constexpr std::string_view routed = "ROUTED ";
  constexpr std::string_view no_relay = "[NORELAY] ";
  if (!answer.starts_with(routed)) co_return helper::StillUnknown{};
  auto address = answer.substr(routed.size());
  const bool can_relay = !address.starts_with(no_relay);
  if (!can_relay) address.erase(0, no_relay.size());
  co_return helper::Rerouted{std::move(address), can_relay};
}

bool ScriptedOutside::external_gives_passwords() {
  const std::lock_guard lock(lock_);
  return gives_passwords_;
}

}  // namespace gatehouse::support
