#include "control/certificate_facts.h"

#include <chrono>
#include <string_view>

#include "control/answers.h"
#include "pki/domain_keys.h"

namespace gatehouse::control {
namespace {

using settings::Dictionary;
using settings::Value;

settings::TimeStamp stamp(Time at) { return {std::chrono::floor<std::chrono::seconds>(at)}; }

}  // namespace

Dictionary described(X509* certificate, std::span<const pki::Certificate> pool, Time now) {
  const auto facts = pki::facts_of(certificate);
  const auto chain = pki::chain_above(certificate, pool);
  const auto days = std::chrono::floor<std::chrono::days>(facts.until - now).count();
  return Dictionary{
      {"Chain", facts.self_signed           ? Value("self-signed")
                : chain.next_issuer.empty() ? Value("complete")
                                            : Value("above it: " + chain.next_issuer)},
      {"ChainLength", settings::Number{static_cast<std::int64_t>(chain.above.size())}},
      {"DaysLeft", settings::Number{days}},
      {"Fingerprint", pki::fingerprint(certificate)},
      {"Issuer", facts.issuer},
      {"Key", facts.key},
      {"Names", array_of(facts.names)},
      {"NotAfter", stamp(facts.until)},
      {"NotBefore", stamp(facts.from)},
      {"Serial", facts.serial},
      {"Subject", facts.subject}};
}

}  // namespace gatehouse::control
