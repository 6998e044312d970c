#include "control/object_folders.h"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>

#include "access/acl_file.h"
#include "base/text.h"
#include "mailbox/mailboxes.h"

namespace gatehouse::control {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 4096;
constexpr std::size_t longest_level = 255;
constexpr std::size_t most_levels = 64;

std::unexpected<Error> no_such_name() {
  return fail(ErrorCode::malformed, "nothing can have this name");
}

Result<ObjectPlace> mailbox_place(const fs::path& account_folder, std::string_view name) {
  const mailbox::Mailboxes mailboxes(account_folder);
  for (auto level = name;;) {
    auto folder = mailboxes.directory(level);
    if (folder) return ObjectPlace{*std::move(folder), level == name, std::string(level)};
    if (folder.error().code == ErrorCode::malformed) return no_such_name();
    if (folder.error().code != ErrorCode::not_found) return std::unexpected(folder.error());
    const auto slash = level.rfind('/');
    if (slash == level.npos) return ObjectPlace{};
    level = level.substr(0, slash);
  }
}

// Lists lie among what they guard, and are no objects themselves.
bool is_list(std::string_view level) { return level.starts_with(access::acl_file_name); }

bool is_level(std::string_view level) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  };
  return !level.empty() && level.size() <= longest_level && level != "." && level != ".." &&
         !is_list(level) && std::ranges::none_of(level, is_control);
}

bool is_plain_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(fs::symlink_status(path, failed));  // a link leads out of the account
}

Result<ObjectPlace> place_below(const fs::path& outermost, std::string_view name) {
  const auto levels = name.empty() ? std::vector<std::string_view>() : split(name, '/');
  if (name.size() > longest_name || levels.size() > most_levels || !is_utf8(name) ||
      !std::ranges::all_of(levels, is_level))
    return no_such_name();
  if (!is_plain_folder(outermost)) return ObjectPlace{};
  ObjectPlace place{outermost, levels.empty(), {}};
  for (const auto level : levels) {
    auto next = *place.folder / level;
    if (!is_plain_folder(next)) return place;
    place.folder = std::move(next);
    if (!place.judged_by.empty()) place.judged_by += '/';
    place.judged_by += level;
  }
  place.is_there = true;
  return place;
}

Result<ObjectPlace> folder_place(const fs::path& account_folder, std::string_view name) {
  return place_below(account_folder / "files", name);
}

Result<ObjectPlace> dataset_place(const fs::path& account_folder, std::string_view name) {
  return place_below(account_folder / "datasets", name);
}

Result<ObjectPlace> functions_place(const fs::path& account_folder, std::string_view name) {
  if (!name.empty()) return no_such_name();
  return ObjectPlace{account_folder, true, {}};
}

struct KindRow {
  ObjectKind kind;
  Result<ObjectPlace> (*place)(const fs::path& account_folder, std::string_view name);
  std::string_view word;
  std::string_view verb;
};
constexpr std::array table{
    KindRow{ObjectKind::mailbox, mailbox_place, "mailbox", "SETMAILBOXACL"},
    KindRow{ObjectKind::folder, folder_place, "folder", "SETFOLDERACL"},
    KindRow{ObjectKind::dataset, dataset_place, "dataset", "SETDATASETACL"},
    KindRow{ObjectKind::functions, functions_place, "account", "SETACCOUNTACL"},
};

const KindRow& row_of(ObjectKind kind) { return *std::ranges::find(table, kind, &KindRow::kind); }

}  // namespace

Result<ObjectPlace> place_of_object(const fs::path& account_folder, ObjectKind kind,
                                    std::string_view name) {
  return row_of(kind).place(account_folder, name);
}

std::string_view word_for(ObjectKind kind) { return row_of(kind).word; }

std::string_view acl_verb_of(ObjectKind kind) { return row_of(kind).verb; }

}  // namespace gatehouse::control
