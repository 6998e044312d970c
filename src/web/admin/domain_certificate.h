// Pages about the certificates of a domain.
#pragma once

#include <string_view>

#include "settings/value.h"
#include "web/html.h"

namespace gatehouse::web::admin {

inline constexpr std::string_view domain_certificate_path =
    "/Master/Domains/DomainCertificate.html";
inline constexpr std::string_view domain_csr_path = "/Master/Domains/DomainRequest.html";

// How long a certificate is good, of the facts that a verb told of it; marked when that is not
// long.
[[nodiscard]] Html validity(const settings::Dictionary& facts);

}  // namespace gatehouse::web::admin
