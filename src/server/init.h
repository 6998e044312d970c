// Making a site: `gatehouse init`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace gatehouse::server {

struct InitOptions {
  std::filesystem::path base;
  std::string domain;
  bool demo = false;
  std::uint16_t port_offset = 0;
  std::string user;                // whom the server will run as; empty: whoever owns the base
  std::filesystem::path key_file;  // empty: keys/site.key below the base
};

struct FirstPassword {
  std::string account;  // full name
  Secret password;
};

// Makes the base folder, its key, the Main Domain and `postmaster` with the Master right. With
// `demo` also company2.test and a few accounts. already_exists: there is a site; it is not touched.
[[nodiscard]] Result<std::vector<FirstPassword>> make_site(const InitOptions& options);

}  // namespace gatehouse::server
