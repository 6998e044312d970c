// A domain's keys where they are kept: in its settings, under KerberosKeys, each sealed for this
// domain and for all that is said about it. Not inherited by anybody.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "kerberos/service_key.h"
#include "settings/value.h"

namespace gatehouse::kerberos {

inline constexpr std::string_view keys_setting = "KerberosKeys";
inline constexpr std::size_t most_keys = 256;  // of one domain

struct KeptKey {
  std::int64_t id = 0;  // for as long as the key is kept; an id may be used again
  ServiceKey facts;     // without the key itself
};

// In the order of their import; what somebody wrote into the file by hand and makes no sense is
// left out.
[[nodiscard]] std::vector<KeptKey> kept_keys(const directory::Domain& domain);

// With their keys. One that does not open (sealed for another domain, or by another site) is left
// out and told to the log.
[[nodiscard]] std::vector<ServiceKey> opened_keys(const directory::Domain& domain,
                                                  const crypto::Seal& seal);

// The domain's settings with these keys in them; the same service, version and type replaces.
// too_long: over most_keys.
[[nodiscard]] Result<settings::Dictionary> with_keys(const directory::Domain& domain,
                                                     std::span<const ServiceKey> added,
                                                     const crypto::Seal& seal);
// not_found: there is no key of one of the ids.
[[nodiscard]] Result<settings::Dictionary> without_keys(const directory::Domain& domain,
                                                        std::span<const std::int64_t> ids);

// not_allowed: one of the names leads to another domain, or to none; the detail says which.
[[nodiscard]] Result<void> belong_to(directory::Directory& directory,
                                     const directory::Domain& domain,
                                     std::span<const ServiceKey> keys);

}  // namespace gatehouse::kerberos
