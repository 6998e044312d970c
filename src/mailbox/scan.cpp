#include "mailbox/scan.h"

#include <system_error>

#include "mailbox/file_name.h"

namespace gatehouse::mailbox {
namespace {

Result<void> scan_part(const std::filesystem::path& directory, const std::string& part,
                       FoundFiles& found) {
  const auto path = directory / part;
  std::error_code failed;
  std::filesystem::directory_iterator files(path, failed);
  for (; !failed && files != std::filesystem::directory_iterator{}; files.increment(failed)) {
    const std::string name = files->path().filename().string();
    if (name.starts_with('.')) continue;
    auto [base, letters] = FileName::parse(name);
    found[std::move(base)] = {std::move(letters), part + '/' + name, part == "new"};
  }
  if (failed == std::errc::no_such_file_or_directory)
    return fail(ErrorCode::not_found, path.string());
  if (failed) return fail(ErrorCode::unavailable, path.string() + ": " + failed.message());
  return {};
}

}  // namespace

Result<FoundFiles> scan_maildir(const std::filesystem::path& directory) {
  FoundFiles found;
  // cur/ last: a file on its way there from new/ is seen at least once.
  for (const char* part : {"new", "cur"}) {
    if (auto scanned = scan_part(directory, part, found); !scanned)
      return std::unexpected(scanned.error());
  }
  return found;
}

}  // namespace gatehouse::mailbox
