// The site lines of a talk: one verb, one row in the table of site_lines.cpp.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "tests/support/talk.h"
#include "tests/support/test_site.h"

namespace gatehouse::support {

// Does what `line` says; mailboxes are below `base`. malformed: no such verb, or wrong words.
[[nodiscard]] Result<void> make(TestSite& site, const std::filesystem::path& base,
                                const SiteLine& line);

}  // namespace gatehouse::support
