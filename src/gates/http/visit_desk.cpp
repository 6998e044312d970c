#include "gates/http/visit_desk.h"

#include <filesystem>
#include <utility>

#include "gates/shared/on_disk.h"
#include "storage/files.h"

namespace gatehouse::gates::http {
namespace {

using web::FileEntry;

std::unexpected<auth::Refused> refused(ErrorCode code, std::string words) {
  return std::unexpected(auth::Refused{code, std::move(words)});
}

Result<std::vector<FileEntry>> listed(const std::filesystem::path& account_folder,
                                      const std::string& folder) {
  const auto files = storage::Files::open(account_folder, storage::Files::Missing::refuse);
  // Nothing was ever stored.
  if (!files && files.error().code == ErrorCode::not_found && folder.empty())
    return std::vector<FileEntry>();
  if (!files) return std::unexpected(files.error());
  auto entries = files->list(folder);
  if (!entries) return std::unexpected(std::move(entries.error()));
  std::vector<FileEntry> all;
  for (auto& [name, facts] : *entries)
    all.push_back({std::move(name), facts.is_folder, facts.size, facts.modified});
  return all;
}

}  // namespace

// The account's own: its owner may do everything there.
net::Task<auth::Allowed<std::vector<FileEntry>>> VisitDesk::files(std::string folder) {
  if (around_ == nullptr) co_return refused(ErrorCode::unavailable, "There are no files here");
  const auto owner = co_await visit_.owner({});
  if (!owner) co_return std::unexpected(owner.error());
  if (!owner->own) co_return refused(ErrorCode::not_allowed, "These are not your files");
  const auto place = around_->base / owner->location;
  auto work = [&] { return listed(place, folder); };
  auto entries = co_await on_disk(around_->disk, std::move(work));
  if (entries) co_return std::move(*entries);
  if (entries.error().code == ErrorCode::too_long)
    co_return refused(ErrorCode::too_long, "There are too many files to show");
  if (entries.error().code == ErrorCode::unavailable)
    co_return refused(ErrorCode::unavailable, "Temporarily unavailable, try again later");
  co_return refused(ErrorCode::not_found, "There is no such folder");
}

}  // namespace gatehouse::gates::http
