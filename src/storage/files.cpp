#include "storage/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "access/acl_file.h"
#include "base/text.h"
#include "storage/names.h"
#include "storage/usage.h"

namespace gatehouse::storage {
namespace {

std::unexpected<Error> no_such(std::string_view name) {
  return fail(ErrorCode::not_found, "nothing is at " + escaped(name));
}

std::unexpected<Error> no_name(std::string_view name) {
  return fail(ErrorCode::malformed, "no file can be named " + escaped(name));
}

std::optional<Facts> facts_in(const struct stat& found) {
  if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) return std::nullopt;
  const auto since = std::chrono::seconds(found.st_mtim.tv_sec) +
                     std::chrono::floor<std::chrono::milliseconds>(
                         std::chrono::nanoseconds(found.st_mtim.tv_nsec));
  const bool is_folder = S_ISDIR(found.st_mode);
  return Facts{is_folder, is_folder ? 0 : static_cast<std::uint64_t>(found.st_size), Time(since)};
}

// A level and the open folder that it is, or would be, in.
struct Place {
  Descriptor folder;
  std::string level;
};
Result<Place> place_of(const Descriptor& outermost, std::string_view name) {
  if (!is_name(name) || name.empty()) return no_name(name);
  const auto [above, last] = split_name(name);
  auto folder = open_folder(outermost, above);
  if (!folder) return std::unexpected(folder.error());
  return Place{std::move(*folder), std::string(last)};
}

Result<Facts> facts_at(const Place& place) {
  const auto found = status_in(place.folder, place.level);
  if (!found) return std::unexpected(found.error());
  const auto facts = facts_in(*found);
  if (!facts) return no_such(place.level);
  return *facts;
}

Result<void> copy_list(const Descriptor& from, const Descriptor& to) {
  constexpr std::size_t longest_list = std::size_t{8} << 20U;
  const std::string list(access::acl_file_name);
  const auto held = open_below(from, list, O_RDONLY);
  if (!held && held.error().code == ErrorCode::not_found) return {};
  if (!held) return std::unexpected(held.error());
  const auto copy = open_below(to, list, O_WRONLY | O_CREAT | O_EXCL);
  if (!copy) return std::unexpected(copy.error());
  auto text = read_up_to(*held, longest_list);
  if (!text) return std::unexpected(text.error());
  if (auto written = write_all(*copy, *text); !written) return written;
  return sync(*copy);
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

}  // namespace

Result<void> Reader::skip_to(std::uint64_t offset) {
  if (offset > size_) return fail(ErrorCode::too_long, "past the end of the file");
  if (::lseek(file_.number(), static_cast<off_t>(offset), SEEK_SET) < 0)
    return fail_system("seek in", "a file");
  return {};
}

Result<std::string> Reader::read(std::size_t most) { return read_up_to(file_, most); }

Result<Files> Files::open(std::filesystem::path account_folder, Missing missing) {
  const auto path = account_folder / "files";
  auto outermost = open_outermost(path);
  if (!outermost && outermost.error().code == ErrorCode::not_found && missing == Missing::make) {
    std::error_code failed;
    std::filesystem::create_directories(account_folder, failed);
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
      return fail_system("make", path.string());
    outermost = open_outermost(path);
  }
  if (!outermost) return std::unexpected(outermost.error());
  return Files(std::move(account_folder), std::move(*outermost));
}

Result<Facts> Files::facts(std::string_view name) const {
  if (name.empty()) {
    const auto found = status_of(*outermost_);
    if (!found) return std::unexpected(found.error());
    return *facts_in(*found);
  }
  const auto place = place_of(*outermost_, name);
  if (!place) return std::unexpected(place.error());
  return facts_at(*place);
}

Result<std::vector<Entry>> Files::list(std::string_view folder) const {
  if (!is_name(folder)) return no_name(folder);
  auto opened = open_folder(*outermost_, folder);
  if (!opened) return std::unexpected(opened.error());
  const std::unique_ptr<DIR, CloseFolder> each(::fdopendir(::dup(opened->number())));
  if (!each) return fail_system("list", folder);
  std::vector<Entry> entries;
  while (const auto* one = ::readdir(each.get())) {
    std::string name(one->d_name);
    if (!is_level(name)) continue;
    const auto found = status_in(*opened, name);
    const auto facts = found ? facts_in(*found) : std::nullopt;
    if (!facts) continue;
    if (entries.size() == most_listed) return fail(ErrorCode::too_long, "too many files to list");
    entries.push_back({std::move(name), *facts});
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

Result<Reader> Files::read(std::string_view file) const {
  if (!is_name(file) || file.empty()) return no_name(file);
  // O_NONBLOCK: a pipe that somebody put there must not hold us up.
  auto opened = open_below(*outermost_, file, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!opened) return std::unexpected(opened.error());
  const auto found = status_of(*opened);
  if (!found) return std::unexpected(found.error());
  const auto facts = facts_in(*found);
  if (!facts) return no_such(file);
  if (facts->is_folder) return fail(ErrorCode::conflict, "a folder");
  return Reader(std::move(*opened), facts->size);
}

Result<void> Files::make_folder(std::string_view name) const {
  auto place = place_of(*outermost_, name);
  if (!place) return std::unexpected(place.error());
  if (::mkdirat(place->folder.number(), place->level.c_str(), 0700) != 0)
    return fail_system("make", name);
  auto made = open_folder(*outermost_, name);
  if (!made) return std::unexpected(made.error());
  if (auto copied = copy_list(place->folder, *made); !copied) {
    (void)remove_folder(name);  // without its list it would be open to fewer, but nobody knows
    return copied;
  }
  return sync(place->folder);
}

Result<void> Files::remove_folder(std::string_view name) const {
  auto place = place_of(*outermost_, name);
  if (!place) return std::unexpected(place.error());
  const auto facts = facts_at(*place);
  if (!facts) return std::unexpected(facts.error());
  if (!facts->is_folder) return fail(ErrorCode::conflict, "no folder");
  const auto inside = list(name);
  if (!inside) return std::unexpected(inside.error());
  if (!inside->empty()) return fail(ErrorCode::conflict, "the folder is not empty");
  const auto folder = open_folder(*outermost_, name);
  if (!folder) return std::unexpected(folder.error());
  const std::string list_file(access::acl_file_name);
  (void)::unlinkat(folder->number(), list_file.c_str(), 0);
  if (::unlinkat(place->folder.number(), place->level.c_str(), AT_REMOVEDIR) != 0)
    return fail_system("remove", name);
  return sync(place->folder);
}

Result<void> Files::remove_file(std::string_view name) const {
  auto usage = Usage::hold(account_folder_);
  if (!usage) return std::unexpected(usage.error());
  auto place = place_of(*outermost_, name);
  if (!place) return std::unexpected(place.error());
  const auto facts = facts_at(*place);
  if (!facts) return std::unexpected(facts.error());
  if (facts->is_folder) return fail(ErrorCode::conflict, "a folder");
  if (::unlinkat(place->folder.number(), place->level.c_str(), 0) != 0)
    return fail_system("remove", name);
  usage->add(-static_cast<std::int64_t>(facts->size));
  return sync(place->folder);
}

Result<void> Files::rename(std::string_view from, std::string_view to) const {
  auto usage = Usage::hold(account_folder_);
  if (!usage) return std::unexpected(usage.error());
  auto source = place_of(*outermost_, from);
  if (!source) return std::unexpected(source.error());
  auto target = place_of(*outermost_, to);
  if (!target) return std::unexpected(target.error());
  const auto moved = facts_at(*source);
  if (!moved) return std::unexpected(moved.error());
  const auto replaced = status_in(target->folder, target->level);
  if (!replaced && replaced.error().code != ErrorCode::not_found)
    return std::unexpected(replaced.error());
  if (moved->is_folder && is_within(to, from))
    return fail(ErrorCode::conflict, "a folder cannot be moved into itself");
  if (replaced && (moved->is_folder || !S_ISREG(replaced->st_mode)))
    return fail(ErrorCode::already_exists, "something is there already");
  if (::renameat(source->folder.number(), source->level.c_str(), target->folder.number(),
                 target->level.c_str()) != 0)
    return fail_system("rename", from);
  if (replaced && from != to) usage->add(-static_cast<std::int64_t>(replaced->st_size));
  if (auto synced = sync(target->folder); !synced) return synced;
  return sync(source->folder);
}

Result<void> Files::set_modified(std::string_view file, Time when) const {
  auto place = place_of(*outermost_, file);
  if (!place) return std::unexpected(place.error());
  if (const auto facts = facts_at(*place); !facts) return std::unexpected(facts.error());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when.time_since_epoch());
  const timespec times[2]{{.tv_sec = 0, .tv_nsec = UTIME_OMIT},
                          {.tv_sec = seconds.count(), .tv_nsec = 0}};
  if (::utimensat(place->folder.number(), place->level.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
    return fail_system("set the time of", file);
  return {};
}

}  // namespace gatehouse::storage
