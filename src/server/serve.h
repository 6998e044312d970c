// Running a site: `gatehouse serve`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace gatehouse::server {

struct ServeOptions {
  std::filesystem::path base;
  std::vector<std::string> listen;     // addresses; empty: all, IPv4 and IPv6
  unsigned loops = 0;                  // event loops; 0: one per processor, at most 8
  std::string user;                    // when started as root; empty: the owner of the base folder
  std::string helper_user = "nobody";  // as whom helper programs run when started as root
  std::filesystem::path key_file;      // empty: keys/site.key below the base
  int log_level = 4;                   // 4 has every login, 5 everything
};

// Serves until SIGTERM or SIGINT. Binds the ports first and gives up root at once; then says what
// is ready and how to try it.
[[nodiscard]] Result<void> serve(const ServeOptions& options);

}  // namespace gatehouse::server
