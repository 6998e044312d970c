#include "pki/client_trust.h"

#include <openssl/err.h>

#include <algorithm>

#include "crypto/digest.h"

namespace gatehouse::pki {
namespace {

constexpr int deepest_chain = 5;  // authorities between the anchor and the certificate
constexpr int most_sent = 10;
constexpr int security_level = 2;  // 112 bits

using Question = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

// An authority of which we have no list is one that revokes nothing.
int without_list(int good, X509_STORE_CTX* question) {
  if (good == 1 || X509_STORE_CTX_get_error(question) != X509_V_ERR_UNABLE_TO_GET_CRL) return good;
  X509_STORE_CTX_set_error(question, X509_V_OK);
  return 1;
}

void set_rules(X509_STORE_CTX* question, Time now, bool has_lists) {
  auto* rules = X509_STORE_CTX_get0_param(question);
  unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST;
  if (has_lists) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  X509_VERIFY_PARAM_set_flags(rules, flags);
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_CLIENT);
  X509_VERIFY_PARAM_set_trust(rules, X509_TRUST_SSL_CLIENT);
  X509_VERIFY_PARAM_set_depth(rules, deepest_chain);
  X509_VERIFY_PARAM_set_auth_level(rules, security_level);
  X509_VERIFY_PARAM_set_time(rules, std::chrono::system_clock::to_time_t(now));
  X509_STORE_CTX_set_verify_cb(question, without_list);
}

Time first_end(X509_STORE_CTX* question) {
  auto end = Time::max();
  const auto* chain = X509_STORE_CTX_get0_chain(question);
  for (int at = 0; at < sk_X509_num(chain); ++at)
    end = std::min(end, to_time(X509_get0_notAfter(sk_X509_value(chain, at))));
  return end;
}

}  // namespace

Result<std::shared_ptr<const Trust>> Trust::make(std::span<const Certificate> anchors,
                                                 std::shared_ptr<const Revocations> revocations) {
  std::shared_ptr<Trust> trust(new Trust);
  trust->store_.reset(X509_STORE_new());
  if (!trust->store_) return openssl_failed(ErrorCode::unavailable, "cannot keep certificates");
  std::string all;
  for (const auto& anchor : anchors) {
    if (!is_authority(anchor.get()) || trust->anchors_.size() == most_anchors) continue;
    if (X509_STORE_add_cert(trust->store_.get(), anchor.get()) != 1)
      return openssl_failed(ErrorCode::unavailable, "cannot keep a certificate");
    trust->anchors_.push_back(shared(anchor.get()));
    all += fingerprint(anchor.get());
  }
  if (revocations) {
    for (const auto& list : revocations->lists)
      if (X509_STORE_add_crl(trust->store_.get(), list.get()) != 1)
        return openssl_failed(ErrorCode::unavailable, "cannot keep a revocation list");
    all += revocations->digest;
  }
  trust->revocations_ = std::move(revocations);
  trust->digest_ = crypto::digest(crypto::Hash::sha256, all);
  ERR_clear_error();
  return trust;
}

Verdict Trust::verify(X509* certificate, STACK_OF(X509) * sent, Time now) const {
  if (empty()) return {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, {}};
  if (sk_X509_num(sent) > most_sent) return {X509_V_ERR_CERT_CHAIN_TOO_LONG, {}};
  if (X509_check_ca(certificate) == 1) return {X509_V_ERR_INVALID_PURPOSE, {}};
  const Question question(X509_STORE_CTX_new());
  if (!question || X509_STORE_CTX_init(question.get(), store_.get(), certificate, sent) != 1)
    return {X509_V_ERR_OUT_OF_MEM, {}};
  set_rules(question.get(), now, revocations_ && !revocations_->lists.empty());
  const bool good = X509_verify_cert(question.get()) == 1;
  const int error = X509_STORE_CTX_get_error(question.get());
  ERR_clear_error();
  if (!good) return {error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error, {}};
  return {error, first_end(question.get())};
}

}  // namespace gatehouse::pki
