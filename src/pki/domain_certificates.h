// Every domain's TLS, as its settings are at the moment of each handshake: nothing needs to be told
// to reload, and connections that are open keep what they have.
//
// For whom a connection is: the domain that has the name the client asks for (or below whose name
// it is, when that domain's certificate covers it); else the domain to which the local address is
// assigned; else the Main Domain. Never is a key of one domain used for the name of another.
//
// CertificateType NO: TLS is refused there. Test: the server's test certificate. YES: the domain's
// own; refused while it has none. A domain for which nobody chose has no TLS of its own: a client
// that asks for its name gets what it would get without a name.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "pki/client_trust.h"
#include "pki/expiry.h"
#include "pki/served_domain.h"
#include "pki/tls_contexts.h"

namespace gatehouse::pki {

class DomainCertificates final : public Chooser {
 public:
  // All outlive this.
  struct Parts {
    const directory::Directory& directory;
    const crypto::Seal& seal;
    const Clock& clock;
    // One that is good for a week at least; called at the start and whenever the last is not any
    // more. May block.
    std::function<Result<KeyPair>()> test_certificate;
  };
  // May block. Errors: no test certificate could be made.
  [[nodiscard]] static Result<std::unique_ptr<DomainCertificates>> open(Parts parts);

  [[nodiscard]] ssl_ctx_st* context() {
    return contexts_->context();
  }  // for net::Stream::start_tls

  [[nodiscard]] Choice choose(std::string_view server_name, const IpAddress& local) override;

  // To be called about once a minute, by one thread at a time; may block. Renews the test
  // certificate, reads the revocation file again when it changed, raises alarms about certificates
  // that end.
  void keep_up();

  // The certificates (PEM, without chains) that clients of the domain see; empty: none.
  // Thread-safe.
  [[nodiscard]] std::string served(const directory::DomainView& domain);

 private:
  struct Common;  // what all domains share; never changes, another one takes its place
  using CommonView = std::shared_ptr<const Common>;
  using Served = std::shared_ptr<const ServedDomain>;
  struct Entry {
    directory::DomainView view;
    CommonView common;
    Served served;
  };

  explicit DomainCertificates(Parts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] CommonView common_now();
  void replace_common(const std::function<void(Common&)>& change);
  // What the name leads to; nullopt: nowhere.
  [[nodiscard]] std::optional<Served> served_by_name(std::string_view name,
                                                     const CommonView& common);
  [[nodiscard]] Served served_for(const directory::DomainView& domain, const CommonView& common);
  [[nodiscard]] Result<Served> make(const directory::Domain& domain, const Common& common) const;
  [[nodiscard]] Result<void> renew_test_certificate();
  void read_revocations();
  void look_for_ends();
  void forget_deleted();

  Parts parts_;
  std::unique_ptr<TlsContexts> contexts_;
  std::mutex mutex_;
  CommonView common_;
  std::map<std::string, Entry, std::less<>> entries_;  // by domain ID
  ExpiryAlarms alarms_;                                // keep_up()'s
};

}  // namespace gatehouse::pki
