#include "kerberos/acceptor.h"

#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <utility>

#include "base/text.h"
#include "directory/name.h"
#include "kerberos/domain_keys.h"
#include "kerberos/gss.h"
#include "kerberos/krb5.h"
#include "kerberos/memory_keytab.h"
#include "kerberos/token.h"

namespace gatehouse::kerberos {
namespace {

struct Established {
  GssContext context;
  std::string token;
  ServiceName client;
  ServiceName service;  // of the key that opened the ticket
};

Result<std::string> replay_cache(const std::string& folder, const directory::Domain& domain) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (error) return fail(ErrorCode::unavailable, folder + ": " + error.message());
  return "file2:" + folder + "/" + to_hex(domain.id);
}

// For no service in particular: a key opens tickets of whatever version, and for each name by which
// the KDC knows its owner.
Result<GssCredential> credential(const std::string& keytab, const std::string& cache) {
  std::array elements{gss_key_value_element_desc{"keytab", keytab.c_str()},
                      gss_key_value_element_desc{"rcache", cache.c_str()}};
  const gss_key_value_set_desc store{elements.size(), elements.data()};
  gss_OID_set_desc kerberos_only{1, gss_mech_krb5};
  gss_cred_id_t acquired = GSS_C_NO_CREDENTIAL;
  GssStatus status;
  status.major =
      gss_acquire_cred_from(&status.minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &kerberos_only,
                            GSS_C_ACCEPT, &store, &acquired, nullptr, nullptr);
  if (!GSS_ERROR(status.major)) return GssCredential(acquired);
  auto failed = gss_failed(status, "Kerberos keys");
  return fail(ErrorCode::unavailable, std::move(failed.error().detail));
}

// As libkrb5 writes names and reads them again, with its own escapes.
Result<ServiceName> parsed(gss_name_t name) {
  GssStatus status;
  GssBytes text;
  status.major = gss_display_name(&status.minor, name, text.out(), nullptr);
  if (GSS_ERROR(status.major)) return gss_failed(status, "Kerberos name");
  auto library = open_library();
  if (!library) return std::unexpected(std::move(library.error()));
  krb5_principal read = nullptr;
  const auto reason = krb5_parse_name_flags(library->get(), text.text().c_str(),
                                            KRB5_PRINCIPAL_PARSE_REQUIRE_REALM, &read);
  if (reason != 0) return krb5_failed(ErrorCode::malformed, library->get(), reason, "name");
  const Principal owned(read, Freed<krb5_free_principal>{library->get()});
  ServiceName parts{std::string(bytes_of(read->realm)), {}};
  for (int at = 0; at < read->length; ++at) parts.components.emplace_back(bytes_of(read->data[at]));
  return parts;
}

Result<Established> establish(std::string_view token, gss_cred_id_t credential) {
  GssInput input(token);
  gss_ctx_id_t context = GSS_C_NO_CONTEXT;
  gss_name_t client = GSS_C_NO_NAME;
  gss_name_t service = GSS_C_NO_NAME;
  GssBytes answer;
  GssStatus status;
  status.major = gss_accept_sec_context(&status.minor, &context, credential, input.in(),
                                        GSS_C_NO_CHANNEL_BINDINGS, &client, nullptr, answer.out(),
                                        nullptr, nullptr, nullptr);
  GssContext accepted(context);
  const GssName client_name(client);
  if (GSS_ERROR(status.major)) return gss_failed(status, "Kerberos");
  if (status.major != GSS_S_COMPLETE)
    return fail(ErrorCode::malformed, "Kerberos: not done with one token");
  status.major = gss_inquire_context(&status.minor, context, nullptr, &service, nullptr, nullptr,
                                     nullptr, nullptr, nullptr);
  const GssName service_name(service);
  if (GSS_ERROR(status.major)) return gss_failed(status, "Kerberos");
  auto from = parsed(client);
  if (!from) return std::unexpected(std::move(from.error()));
  auto to = parsed(service);
  if (!to) return std::unexpected(std::move(to.error()));
  return Established{std::move(accepted), answer.text(), std::move(*from), std::move(*to)};
}

// RFC 4120, section 10: the name in clear is not protected. The one that counts is the key's.
Result<void> is_for(directory::Directory& directory, const directory::Domain& domain,
                    const ServiceName& asked, const ServiceName& opened_by) {
  const auto meant = domain_of(directory, opened_by);
  if (meant && (*meant)->id == domain.id && opened_by.realm == asked.realm) return {};
  return fail(ErrorCode::not_allowed, "a ticket for " + escaped(asked.full_name()) +
                                          " was opened by the key of " +
                                          escaped(opened_by.full_name()));
}

// Two principals must not become one account by more than the case of ASCII letters.
Result<std::string> account_of(const ServiceName& client, std::span<const ServiceKey> keys) {
  const auto gave_it = [&client](const ServiceKey& key) {
    return key.service.realm == client.realm;
  };
  if (std::ranges::none_of(keys, gave_it))
    return fail(ErrorCode::not_allowed,
                "no key of the domain is of the realm of " + escaped(client.full_name()));
  const auto canonical = directory::canonical_account(client.components.front());
  if (client.components.size() != 1 || !canonical ||
      *canonical != lower_case(client.components.front()))
    return fail(ErrorCode::not_allowed, "not a simple name: " + escaped(client.full_name()));
  return *canonical;
}

}  // namespace

struct Acceptor::Context {
  GssContext handle;
};

Acceptor::Acceptor(const AcceptorSite& site) : site_(site) {}
Acceptor::~Acceptor() = default;

Result<Acceptor::Accepted> Acceptor::accept(std::string_view token) {
  if (std::exchange(begun_, true)) return fail(ErrorCode::malformed, "Kerberos: a second token");
  const auto asked = ticket_service(token);
  if (!asked) return std::unexpected(asked.error());
  auto domain = domain_of(site_.directory, *asked);
  if (!domain) return std::unexpected(std::move(domain.error()));
  const auto keys = opened_keys(**domain, site_.seal);
  if (keys.empty()) return fail(ErrorCode::not_allowed, (*domain)->name + " has no Kerberos keys");
  const auto cache = replay_cache(site_.replay_folder, **domain);
  if (!cache) return std::unexpected(cache.error());
  const auto keytab = MemoryKeytab::with(keys);
  if (!keytab) return std::unexpected(keytab.error());
  const auto held = credential(keytab->name(), *cache);
  if (!held) return std::unexpected(held.error());
  auto established = establish(token, held->get());
  if (!established) return std::unexpected(std::move(established.error()));
  if (auto same = is_for(site_.directory, **domain, *asked, established->service); !same)
    return std::unexpected(std::move(same.error()));
  const auto account = account_of(established->client, keys);
  if (!account) return std::unexpected(account.error());
  context_ = std::make_unique<Context>(std::move(established->context));
  return Accepted{std::move(established->token), *account + "@" + (*domain)->name,
                  std::move(*domain)};
}

Result<std::string> Acceptor::wrap(std::string_view bytes, Protection protection) {
  if (context_ == nullptr) return fail(ErrorCode::unavailable, "Kerberos: no context");
  GssInput input(bytes);
  GssBytes output;
  GssStatus status;
  const int wanted = protection == Protection::confidentiality ? 1 : 0;
  int encrypted = 0;
  status.major = gss_wrap(&status.minor, context_->handle.get(), wanted, GSS_C_QOP_DEFAULT,
                          input.in(), &encrypted, output.out());
  if (GSS_ERROR(status.major)) return gss_failed(status, "Kerberos wrap");
  if (wanted != 0 && encrypted == 0)
    return fail(ErrorCode::unavailable, "Kerberos: the context cannot encrypt");
  return output.text();
}

Result<std::string> Acceptor::unwrap(std::string_view bytes) {
  if (context_ == nullptr) return fail(ErrorCode::unavailable, "Kerberos: no context");
  GssInput input(bytes);
  GssBytes output;
  GssStatus status;
  status.major =
      gss_unwrap(&status.minor, context_->handle.get(), input.in(), output.out(), nullptr, nullptr);
  if (status.major != GSS_S_COMPLETE) return gss_failed(status, "Kerberos unwrap");
  return output.text();
}

Result<std::string> Acceptor::mic(std::string_view bytes) {
  if (context_ == nullptr) return fail(ErrorCode::unavailable, "Kerberos: no context");
  GssInput input(bytes);
  GssBytes output;
  GssStatus status;
  status.major = gss_get_mic(&status.minor, context_->handle.get(), GSS_C_QOP_DEFAULT, input.in(),
                             output.out());
  if (GSS_ERROR(status.major)) return gss_failed(status, "Kerberos MIC");
  return output.text();
}

Result<void> Acceptor::check_mic(std::string_view bytes, std::string_view mic) {
  if (context_ == nullptr) return fail(ErrorCode::unavailable, "Kerberos: no context");
  GssInput input(bytes);
  GssInput token(mic);
  GssStatus status;
  status.major =
      gss_verify_mic(&status.minor, context_->handle.get(), input.in(), token.in(), nullptr);
  if (status.major != GSS_S_COMPLETE) return gss_failed(status, "Kerberos MIC");
  return {};
}

}  // namespace gatehouse::kerberos
