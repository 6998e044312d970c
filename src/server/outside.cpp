#include "server/outside.h"

#include <utility>

namespace gatehouse::server {
namespace {

ldap::UriPasswords::Options ldap_options(const directory::Directory& directory) {
  const auto file = directory.defaults()->setting("LDAPAuthorities");
  ldap::UriPasswords::Options options;
  if (file.string() != nullptr) options.trusted_certificates = *file.string();
  return options;
}

}  // namespace

LiveOutside::LiveOutside(const directory::Directory& directory, helper::Launcher& launcher,
                         net::Offload& ldap, const Clock& clock)
    : directory_(directory),
      os_(launcher),
      uri_(ldap, clock, ldap_options(directory)),
      external_(launcher) {
  refresh();
}

void LiveOutside::refresh() {
  auto now = directory_.defaults();
  const std::lock_guard lock(lock_);
  if (now == seen_) return;
  external_.configure(now->setting("ExternalAUTH"));
  seen_ = std::move(now);
}

net::Task<Result<bool>> LiveOutside::os_password(std::string user, IpAddress client,
                                                 Secret password) {
  co_return co_await os_.check(std::move(user), client, std::move(password));
}

net::Task<Result<bool>> LiveOutside::uri_password(std::string uri, std::string account,
                                                  std::string domain, Secret password) {
  co_return co_await uri_.check(std::move(uri), std::move(account), std::move(domain),
                                std::move(password));
}

net::Task<Result<bool>> LiveOutside::external_password(std::string service, std::string name,
                                                       Secret password) {
  refresh();
  co_return co_await external_.verify(std::move(service), std::move(name), std::move(password));
}

net::Task<Result<bool>> LiveOutside::external_response(std::string method, std::string service,
                                                       std::string name, Secret response,
                                                       std::string challenge) {
  refresh();
  co_return co_await external_.verify_response(std::move(method), std::move(service),
                                               std::move(name), std::move(response),
                                               std::move(challenge));
}

net::Task<Result<std::optional<Secret>>> LiveOutside::external_clear_password(std::string name) {
  refresh();
  co_return co_await external_.clear_password(std::move(name));
}

net::Task<Result<helper::NewAnswer>> LiveOutside::external_unknown_name(std::string name,
                                                                        helper::RouteKind kind) {
  refresh();
  if (!external_.enabled()) co_return helper::NewAnswer(helper::StillUnknown{});
  co_return co_await external_.unknown_name(std::move(name), kind);
}

bool LiveOutside::external_gives_passwords() {
  refresh();
  return external_.gives_passwords();
}

helper::ExternalState LiveOutside::external_state() {
  refresh();
  return external_.state();
}

}  // namespace gatehouse::server
