// A key that a domain shares with the Key Distribution Center of a realm.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/secret.h"
#include "kerberos/service_name.h"

namespace gatehouse::kerberos {

struct ServiceKey {
  ServiceName service;
  std::chrono::sys_seconds issued;  // when the keytab was written; 1970: it does not say
  std::uint32_t version = 0;        // kvno; 0: ktpass was told not to give one
  std::int32_t type = 0;            // encryption_types.h
  Secret key;
};

}  // namespace gatehouse::kerberos
