#include "pki/tls_contexts.h"

#include <map>
#include <mutex>
#include <optional>
#include <span>

#include "base/text.h"
#include "pki/server_context.h"

namespace gatehouse::pki {
namespace {

constexpr std::size_t most_hosts = 10000;

using SharedContext = std::shared_ptr<SSL_CTX>;

// RFC 6066, section 3: a list of names, of which only the first, a host name, was ever used. Read
// here, since OpenSSL reads it only after it has decided about resumption, which must know the
// certificate. What is wrong with it OpenSSL refuses afterwards.
std::string_view server_name(SSL* ssl) {
  constexpr std::size_t before_name = 5;  // list length (2), type (1), name length (2)
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &size) != 1) return {};
  if (size < before_name || bytes[2] != TLSEXT_NAMETYPE_host_name) return {};
  const std::size_t length = bytes[3] * 256U + bytes[4];
  const std::string_view extension(reinterpret_cast<const char*>(bytes), size);
  return length <= size - before_name ? extension.substr(before_name, length) : std::string_view{};
}

class Contexts final : public TlsContexts {
 public:
  Contexts(SslContext settings, SslContext fallback)
      : settings_(std::move(settings)), fallback_(std::move(fallback)) {
    SSL_CTX_set_client_hello_cb(settings_.get(), choose, this);
    // Without an answer to the name OpenSSL would not keep it in TLS 1.2 sessions.
    SSL_CTX_set_tlsext_servername_callback(
        settings_.get(), +[](SSL*, int*, void*) { return SSL_TLSEXT_ERR_OK; });
  }

  ssl_ctx_st* context() override { return settings_.get(); }

  Result<void> set(std::string_view host, const KeyPair& pair) override {
    auto made = context_with(pair);
    if (!made) return std::unexpected(std::move(made.error()));
    SharedContext context(std::move(*made));
    const std::lock_guard lock(mutex_);
    if (host.empty()) {
      fallback_ = std::move(context);
      return {};
    }
    auto name = lower_case(host);
    if (by_host_.size() >= most_hosts && !by_host_.contains(name))
      return fail(ErrorCode::too_long, "too many hosts with a certificate");
    by_host_.insert_or_assign(std::move(name), std::move(context));
    return {};
  }

 private:
  static int choose(SSL* ssl, int* alert, void* self) {
    const auto chosen = static_cast<Contexts*>(self)->context_for(server_name(ssl));
    if (SSL_set_SSL_CTX(ssl, chosen.get()) != nullptr) return SSL_CLIENT_HELLO_SUCCESS;
    *alert = SSL_AD_INTERNAL_ERROR;
    return SSL_CLIENT_HELLO_ERROR;
  }

  SharedContext context_for(std::string_view host) {
    const auto name = lower_case(host);
    const std::lock_guard lock(mutex_);
    const auto found = by_host_.find(name);
    return found == by_host_.end() ? fallback_ : found->second;
  }

  SslContext settings_;
  std::mutex mutex_;
  SharedContext fallback_;
  std::map<std::string, SharedContext, std::less<>> by_host_;
};

}  // namespace

Result<std::unique_ptr<TlsContexts>> TlsContexts::make(const KeyPair& fallback) {
  auto settings = shared_settings();
  if (!settings) return std::unexpected(std::move(settings.error()));
  auto context = context_with(fallback);
  if (!context) return std::unexpected(std::move(context.error()));
  return std::make_unique<Contexts>(std::move(*settings), std::move(*context));
}

}  // namespace gatehouse::pki
