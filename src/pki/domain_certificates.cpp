#include "pki/domain_certificates.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "pki/domain_keys.h"

namespace gatehouse::pki {

struct DomainCertificates::Common {
  std::shared_ptr<const directory::ServerDefaults> defaults;
  std::shared_ptr<const TlsRules> rules;
  bool follows_names = true;
  std::vector<std::shared_ptr<X509>> anchors;  // of the server
  std::shared_ptr<const Revocations> revocations;
  std::string revocations_stamp;
  std::shared_ptr<const Identity> test;
};

namespace {

constexpr std::chrono::days renewed_before{7};
constexpr int most_labels = 10;  // of a name below a domain's
constexpr std::size_t longest_revocations = 16U << 20U;

enum class Kind { none, test, own };

Kind kind_of(const directory::Domain& domain) {
  const auto value = domain.setting("CertificateType");
  const auto* word = value.string();
  if (word != nullptr && *word == "YES") return Kind::own;
  return word != nullptr && *word == "Test" ? Kind::test : Kind::none;
}

// The schema's own default is for the Main Domain: nobody else gets the test certificate unasked.
bool is_decided(const directory::Domain& domain) {
  const auto says = [](const settings::Dictionary& settings) {
    const auto* value = settings::find(settings, "CertificateType");
    return value != nullptr && *value != settings::Value("default");
  };
  return domain.main || says(domain.settings) || says(domain.server->domains);
}

ClientCertificates::Asked asked_by(const directory::Domain& domain) {
  const auto value = domain.setting("ClientCertReq");
  const auto* word = value.string();
  if (word != nullptr && *word == "Required") return ClientCertificates::Asked::required;
  return word != nullptr && *word == "YES" ? ClientCertificates::Asked::yes
                                           : ClientCertificates::Asked::no;
}

void complain(std::string_view about, const Error& error) {
  log::write(log::Level::failure, "TLS", std::string(about) + ": " + escaped(error.detail));
}

TlsRules rules_in(const directory::ServerDefaults& defaults) {
  TlsRules rules;
  const auto lowest = defaults.setting("TLSMinimumVersion");
  rules.only_tls13 = lowest.string() != nullptr && *lowest.string() == "1.3";
  if (const auto life = settings::to_period(defaults.setting("TLSTimeToLive")))
    rules.session_life = *life;
  rules.aborts_on_wrong_certificate = settings::is_yes(defaults.setting("TLSAbortOnWrongCert"));
  rules.log_level = static_cast<int>(defaults.setting("TLSLogLevel").whole().value_or(1));
  return rules;
}

std::vector<std::shared_ptr<X509>> anchors_in(const settings::Dictionary& settings,
                                              std::string_view about) {
  auto certificates = certificates_in(settings, trusted_key);
  if (!certificates) {
    complain(about, certificates.error());
    return {};
  }
  std::vector<std::shared_ptr<X509>> anchors;
  for (auto& one : *certificates) anchors.emplace_back(one.release(), X509_free);
  return anchors;
}

bool is_called(X509* authority, std::string_view wanted) {
  if (same_but_case(fingerprint(authority), wanted)) return true;
  const auto* subject = X509_get_subject_name(authority);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return false;
  const auto* name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  return wanted == std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name)),
                                    static_cast<std::size_t>(ASN1_STRING_length(name)));
}

// Those of `all` that may say who a client of the domain is.
std::vector<Certificate> accepted_of(const std::vector<std::shared_ptr<X509>>& all,
                                     const directory::Domain& domain) {
  const auto value = domain.setting("ClientCertCA");
  const auto* only = value.string();
  std::vector<Certificate> accepted;
  for (const auto& one : all)
    if (only == nullptr || only->empty() || is_called(one.get(), *only))
      accepted.push_back(shared(one.get()));
  return accepted;
}

Identity copy_of(const Identity& identity) {
  EVP_PKEY_up_ref(identity.key.get());
  Identity copy{Key(identity.key.get()), shared(identity.certificate.get()), {}};
  for (const auto& above : identity.above) copy.above.push_back(shared(above.get()));
  return copy;
}

std::string pem_of(const ServedDomain* served) {
  std::string all;
  if (served != nullptr)
    for (const auto& certificate : served->certificates) all += to_pem(certificate.get());
  return all;
}

// Changes whenever the file does; empty: there is none.
std::string stamp_of(const std::string& path) {
  std::error_code trouble;
  const auto written = std::filesystem::last_write_time(path, trouble);
  if (trouble) return {};
  const auto size = std::filesystem::file_size(path, trouble);
  return std::to_string(written.time_since_epoch().count()) + ":" + std::to_string(size);
}

Result<std::shared_ptr<const Revocations>> revocations_in(const std::string& path) {
  std::error_code trouble;
  const auto size = std::filesystem::file_size(path, trouble);
  if (trouble || size > longest_revocations)
    return fail(ErrorCode::unavailable, path + ": cannot be read, or too large");
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  auto lists = read_revocation_lists(bytes);
  if (!lists) return fail(ErrorCode::damaged, path + ": " + lists.error().detail);
  return std::make_shared<const Revocations>(std::move(*lists),
                                             crypto::digest(crypto::Hash::sha256, bytes));
}

}  // namespace

Result<std::unique_ptr<DomainCertificates>> DomainCertificates::open(Parts parts) {
  std::unique_ptr<DomainCertificates> all(new DomainCertificates(std::move(parts)));
  all->common_ = std::make_shared<const Common>();
  if (auto made = all->renew_test_certificate(); !made) return std::unexpected(made.error());
  auto contexts = TlsContexts::make(*all, all->parts_.clock);
  if (!contexts) return std::unexpected(std::move(contexts.error()));
  all->contexts_ = std::move(*contexts);
  all->keep_up();
  return all;
}

Chooser::Choice DomainCertificates::choose(std::string_view server_name, const IpAddress& local) {
  const auto common = common_now();
  if (common->follows_names && !server_name.empty())
    if (auto served = served_by_name(server_name, common))
      return {std::move(*served), common->rules};
  auto domain = parts_.directory.domain_at(local);
  if (!domain || !is_decided(*domain)) domain = parts_.directory.main_domain();
  return {served_for(domain, common), common->rules};
}

std::optional<DomainCertificates::Served> DomainCertificates::served_by_name(
    std::string_view name, const CommonView& common) {
  auto domain = parts_.directory.find_domain(name);
  if (domain && is_decided(*domain)) return served_for(domain, common);
  if (domain) return std::nullopt;
  auto above = name;
  for (int label = 0; label < most_labels && !domain && above.contains('.'); ++label) {
    (void)take_until(above, '.');
    domain = parts_.directory.find_domain(above);
  }
  if (!domain || kind_of(*domain) != Kind::own || !is_decided(*domain)) return std::nullopt;
  auto served = served_for(domain, common);
  const auto fits = [&](const Certificate& one) { return covers(one.get(), name); };
  if (!served || std::ranges::none_of(served->certificates, fits)) return std::nullopt;
  return served;
}

DomainCertificates::Served DomainCertificates::served_for(const directory::DomainView& domain,
                                                          const CommonView& common) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(domain->id);
    if (found != entries_.end() && found->second.view == domain && found->second.common == common)
      return found->second.served;
  }
  auto made = make(*domain, *common);
  if (!made) complain("domain " + domain->name + " cannot use its certificate", made.error());
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[domain->id];
  entry.view = domain;
  entry.common = common;
  // A bad pair never takes the place of a good one.
  if (made) entry.served = std::move(*made);
  return entry.served;
}

Result<DomainCertificates::Served> DomainCertificates::make(const directory::Domain& domain,
                                                            const Common& common) const {
  std::vector<Identity> identities;
  switch (kind_of(domain)) {
    case Kind::none:
      return Served{};
    case Kind::test:
      identities.push_back(copy_of(*common.test));
      break;
    case Kind::own: {
      auto own = identities_in(domain.settings, parts_.seal, domain.id);
      if (!own) return std::unexpected(std::move(own.error()));
      identities = std::move(*own);
      break;
    }
  }
  if (identities.empty()) return Served{};
  ClientCertificates clients{asked_by(domain)};
  if (clients.asked != ClientCertificates::Asked::no) {
    const auto own = anchors_in(domain.settings, "domain " + domain.name);
    auto of_domain = Trust::make(accepted_of(own, domain), common.revocations);
    auto of_server = Trust::make(accepted_of(common.anchors, domain), common.revocations);
    if (!of_domain) return std::unexpected(std::move(of_domain.error()));
    if (!of_server) return std::unexpected(std::move(of_server.error()));
    clients.of_domain = std::move(*of_domain);
    clients.of_server = std::move(*of_server);
  }
  return serve(domain.name, domain.id, identities, std::move(clients));
}

DomainCertificates::CommonView DomainCertificates::common_now() {
  const auto defaults = parts_.directory.defaults();
  {
    const std::lock_guard lock(mutex_);
    if (common_->defaults == defaults) return common_;
  }
  replace_common([&](Common& next) {
    next.defaults = defaults;
    next.rules = std::make_shared<const TlsRules>(rules_in(*defaults));
    next.follows_names = settings::is_yes(defaults->setting("TLSProcessDomainNames"));
    next.anchors = anchors_in(defaults->server, "the server");
  });
  const std::lock_guard lock(mutex_);
  return common_;
}

void DomainCertificates::replace_common(const std::function<void(Common&)>& change) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<Common>(*common_);
  change(*next);
  common_ = std::move(next);
}

void DomainCertificates::keep_up() {
  if (auto renewed = renew_test_certificate(); !renewed)
    complain("the test certificate cannot be renewed", renewed.error());
  read_revocations();
  look_for_ends();
  forget_deleted();
}

Result<void> DomainCertificates::renew_test_certificate() {
  const auto common = common_now();
  const auto good_until = parts_.clock.now() + renewed_before;
  if (common->test && to_time(X509_get0_notAfter(common->test->certificate.get())) > good_until)
    return {};
  const auto pair = parts_.test_certificate();
  if (!pair) return std::unexpected(pair.error());
  auto identity = identity_of(*pair);
  if (!identity) return std::unexpected(std::move(identity.error()));
  const auto test = std::make_shared<const Identity>(std::move(*identity));
  replace_common([&](Common& next) { next.test = test; });
  return {};
}

void DomainCertificates::read_revocations() {
  const auto common = common_now();
  const auto setting = common->defaults->setting("TLSRevocationFile");
  const auto* path = setting.string();
  const bool none = path == nullptr || path->empty();
  const auto stamp = none ? std::string() : *path + ":" + stamp_of(*path);
  if (stamp == common->revocations_stamp) return;
  std::shared_ptr<const Revocations> revocations;
  if (!none) {
    auto read = revocations_in(*path);
    // The last good lists stay in force.
    if (!read) complain("revoked certificates", read.error());
    revocations = read ? std::move(*read) : common->revocations;
  }
  replace_common([&](Common& next) {
    next.revocations = revocations;
    next.revocations_stamp = stamp;
  });
}

void DomainCertificates::look_for_ends() {
  for (const auto& domain : parts_.directory.domains()) {
    if (kind_of(*domain) != Kind::own) continue;
    const auto certificates = certificates_in(domain->settings, certificates_key);
    if (!certificates) continue;
    for (const auto& one : *certificates)
      alarms_.look_at(domain->name, one.get(), parts_.clock.now());
  }
}

void DomainCertificates::forget_deleted() {
  std::set<std::string, std::less<>> present;
  for (const auto& domain : parts_.directory.domains()) present.insert(domain->id);
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const auto& each) { return !present.contains(each.first); });
}

std::string DomainCertificates::served(const directory::DomainView& domain) {
  if (!is_decided(*domain)) return {};
  return pem_of(served_for(domain, common_now()).get());
}

}  // namespace gatehouse::pki
