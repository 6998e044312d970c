#include "pki/handshake_answers.h"

#include <openssl/err.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "base/log.h"
#include "base/text.h"
#include "net/handshake.h"
#include "pki/protocols.h"

namespace gatehouse::pki {
namespace {

// --- the log

std::string number_of(unsigned number) {
  auto digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return "TLS-" + digits;
}

void log_handshake(const SSL* ssl, log::Level level, std::string_view words) {
  const auto* chosen = chosen_for(ssl);
  const auto* handshake = net::handshake_of(ssl);
  if (chosen == nullptr || handshake == nullptr) return;
  if (static_cast<int>(level) > chosen->rules.log_level) return;
  log::write(level, "TLS",
             number_of(chosen->number) + " " + handshake->service + " from " +
                 handshake->remote.text() + " " + std::string(words));
}

std::string established(const SSL* ssl) {
  const auto* handshake = net::handshake_of(ssl);
  std::string words =
      "for " + handshake->domain + ": " + SSL_get_version(ssl) + ", " + SSL_get_cipher_name(ssl);
  if (SSL_session_reused(ssl) == 1) words += ", resumed";
  if (!handshake->verified_by.empty())
    words += ", certificate verified by " + handshake->verified_by;
  return words;
}

void follow(const SSL* ssl, int event, int value) {
  constexpr int fatal = SSL3_AL_FATAL;
  if ((event & SSL_CB_HANDSHAKE_DONE) != 0)
    return log_handshake(ssl, log::Level::low, established(ssl));
  if ((event & SSL_CB_ALERT) == 0 || (value >> 8) != fatal) return;
  const bool ours = (event & SSL_CB_WRITE) != 0;
  log_handshake(ssl, log::Level::problem,
                std::string(ours ? "refused: " : "was refused by the client: ") +
                    SSL_alert_desc_string_long(value));
}

// --- application protocols

int choose_protocol(SSL* ssl, const unsigned char** out, unsigned char* size,
                    const unsigned char* offered, unsigned length, void*) {
  const auto* handshake = net::handshake_of(ssl);
  if (handshake == nullptr) return SSL_TLSEXT_ERR_ALERT_FATAL;
  const std::string_view names(reinterpret_cast<const char*>(offered), length);
  const auto chosen = chosen_protocol(handshake->service, names);
  if (!chosen) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = reinterpret_cast<const unsigned char*>(chosen->data());
  *size = static_cast<unsigned char>(chosen->size());
  return SSL_TLSEXT_ERR_OK;
}

// --- clients' certificates

struct Finding {
  int error;
  std::string by;
  Time until;
};

Finding verified(const Chosen& chosen, X509* certificate, STACK_OF(X509) * sent) {
  const auto& clients = chosen.domain->clients;
  Finding finding{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, {}, {}};
  const auto ask = [&](const std::shared_ptr<const Trust>& trust, std::string_view name) {
    if (!trust || trust->empty()) return;
    const auto verdict = trust->verify(certificate, sent, chosen.at);
    finding = {verdict.error, std::string(name), verdict.until};
  };
  ask(clients.of_domain, chosen.domain->name);
  if (finding.error == X509_V_OK) return finding;
  const auto first = finding;
  ask(clients.of_server, net::by_the_server);
  if (finding.error == X509_V_OK || first.by.empty()) return finding;
  return first;  // the domain's own reason says more
}

bool may_go_on_without(const Chosen& chosen) {
  return !chosen.rules.aborts_on_wrong_certificate &&
         chosen.domain->clients.asked != ClientCertificates::Asked::required;
}

int verify_client(X509_STORE_CTX* question, void*) {
  const auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(question, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* handshake = ssl == nullptr ? nullptr : net::handshake_of(ssl);
  const auto* chosen = ssl == nullptr ? nullptr : chosen_for(ssl);
  if (chosen == nullptr || chosen->domain == nullptr) {
    X509_STORE_CTX_set_error(question, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
  }
  auto finding = verified(*chosen, X509_STORE_CTX_get0_cert(question),
                          X509_STORE_CTX_get0_untrusted(question));
  X509_STORE_CTX_set_error(question, finding.error);
  handshake->verified_by.clear();
  if (finding.error == X509_V_OK) {
    handshake->verified_by = std::move(finding.by);
    handshake->verified_until = finding.until;
    return 1;
  }
  log_handshake(ssl, log::Level::problem,
                std::string("client certificate: ") + X509_verify_cert_error_string(finding.error));
  return may_go_on_without(*chosen) ? 1 : 0;
}

// --- sessions

// In a ticket, encrypted: when the session began, when the client's certificate ends, who verified
// it.
constexpr std::string_view form = "GH1";

void append(std::string& bytes, Time at) {
  auto number = static_cast<std::uint64_t>(at.time_since_epoch().count());
  for (int byte = 0; byte < 8; ++byte, number >>= 8) bytes += static_cast<char>(number & 0xff);
}

Time take_time(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (int byte = 7; byte >= 0; --byte)
    number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(byte)]);
  bytes.remove_prefix(8);
  return Time{Duration{static_cast<std::int64_t>(number)}};
}

std::string_view description_of(SSL_SESSION* session) {
  void* bytes = nullptr;
  std::size_t size = 0;
  if (SSL_SESSION_get0_ticket_appdata(session, &bytes, &size) != 1 || bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), size};
}

}  // namespace

const Chosen* chosen_for(const SSL* ssl) {
  const auto* handshake = net::handshake_of(ssl);
  return handshake == nullptr ? nullptr : static_cast<const Chosen*>(handshake->chosen.get());
}

void answer_handshakes(SSL_CTX* context) {
  SSL_CTX_set_info_callback(context, follow);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_client, nullptr);
}

bool describe_session(SSL* ssl) {
  const auto* chosen = chosen_for(ssl);
  const auto* handshake = net::handshake_of(ssl);
  auto* session = SSL_get_session(ssl);
  if (chosen == nullptr || session == nullptr) return false;
  const auto life = std::chrono::ceil<std::chrono::seconds>(chosen->rules.session_life);
  SSL_SESSION_set_timeout(session, static_cast<long>(life.count()));
  // A session that was resumed keeps its age.
  if (SSL_session_reused(ssl) == 1 && !description_of(session).empty()) return true;
  std::string words(form);
  append(words, chosen->at);
  append(words, handshake->verified_until);
  words += handshake->verified_by;
  return SSL_SESSION_set1_ticket_appdata(session, words.data(), words.size()) == 1;
}

bool accept_session(SSL* ssl, SSL_SESSION* session) {
  auto* handshake = net::handshake_of(ssl);
  const auto* chosen = chosen_for(ssl);
  auto words = description_of(session);
  if (chosen == nullptr || !words.starts_with(form) || words.size() < form.size() + 16)
    return false;
  words.remove_prefix(form.size());
  const auto began = take_time(words);
  const auto until = take_time(words);
  if (chosen->at < began || chosen->at - began >= chosen->rules.session_life) return false;
  if (chosen->at >= until) return false;
  handshake->verified_by = words;
  handshake->verified_until = until;
  return true;
}

void log_refusal(const SSL* ssl, std::string_view why) {
  log_handshake(ssl, log::Level::problem, why);
}

}  // namespace gatehouse::pki
