// A keytab in memory for one login, for the sources of this room. Nobody else knows its name; it is
// wiped with its last user, a credential that was made from it included.
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "kerberos/krb5.h"
#include "kerberos/service_key.h"

namespace gatehouse::kerberos {

class MemoryKeytab {
 public:
  [[nodiscard]] static Result<MemoryKeytab> with(std::span<const ServiceKey> keys);
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  MemoryKeytab(Library library, Keytab keytab, std::string name)
      : library_(std::move(library)), keytab_(std::move(keytab)), name_(std::move(name)) {}

  Library library_;
  Keytab keytab_;
  std::string name_;
};

}  // namespace gatehouse::kerberos
