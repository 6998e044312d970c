// Pages about the certificates of a domain.
#pragma once

#include <string_view>

namespace gatehouse::web::admin {

inline constexpr std::string_view domain_certificate_path =
    "/Master/Domains/DomainCertificate.html";
inline constexpr std::string_view domain_csr_path = "/Master/Domains/DomainRequest.html";

}  // namespace gatehouse::web::admin
