// Certificates that are about to end, told in time and once.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "pki/openssl.h"

namespace gatehouse::pki {

class ExpiryAlarms {
 public:
  // Writes to the log when the certificate of `domain` ends in 30, 7, 1 days or has ended; each of
  // the four once in this process's life. Not thread-safe.
  void look_at(std::string_view domain, X509* certificate, Time now);

 private:
  std::map<std::string, int, std::less<>> told_;  // by fingerprint: the least days that were told
};

}  // namespace gatehouse::pki
