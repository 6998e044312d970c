// What the account belongs to, and its files: to look at.
#include <string>

#include "web/answers.h"
#include "web/parts.h"
#include "web/percent.h"
#include "web/user/files.h"
#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

struct Name {
  std::string local;
  std::string domain;
};

Name parts_of(const std::string& account) {
  const auto at = account.rfind('@');
  if (at == account.npos) return {account, {}};
  return {account.substr(0, at), account.substr(at + 1)};
}

std::string joined(const std::string& folder, const std::string& level) {
  return folder.empty() ? level : folder + "/" + level;
}

bool is_public(std::string_view name) {
  return name == public_folder ||
         (name.starts_with(public_folder) && name.substr(public_folder.size()).starts_with('/'));
}

// Where everybody finds what is in the public folder.
Url public_address(const std::string& account, std::string_view name) {
  std::string path = "/~" + account + "/";
  name.remove_prefix(std::min(name.size(), public_folder.size() + 1));
  while (!name.empty()) {
    const auto slash = std::min(name.find('/'), name.size());
    path += percent_encoded(name.substr(0, slash));
    name.remove_prefix(slash);
    if (name.empty()) break;
    path += '/';
    name.remove_prefix(1);
  }
  return Url(path);
}

Html way_to(const std::string& folder) {
  Html way = link(Url("/account/files"), "Files");
  for (std::size_t from = 0; from < folder.size();) {
    const auto slash = std::min(folder.find('/', from), folder.size());
    way += " / " + link(Url("/account/files").with("folder", folder.substr(0, slash)),
                        folder.substr(from, slash - from));
    from = slash + 1;
  }
  return "<p>" + way + "</p>\n";
}

Html list_of(const View& view, const std::string& folder, const std::vector<FileEntry>& entries) {
  Table table("Files", {"Name", "Size", "Changed", "For everybody"});
  for (const auto& entry : entries) {
    const auto name = joined(folder, entry.name);
    const auto changed = time_words(std::chrono::floor<std::chrono::seconds>(entry.modified));
    const bool shown = is_public(name) && !entry.is_folder;
    table.row({entry.is_folder ? link(Url("/account/files").with("folder", name), entry.name + "/")
                               : text_of(entry.name),
               entry.is_folder ? Html() : text_of(size_words(entry.size)), text_of(changed),
               shown ? link(public_address(view.account, name), "Open") : Html()});
  }
  return table.html();
}

}  // namespace

net::Task<Shown> show_groups(View& view) {
  const auto name = parts_of(view.account);
  const auto page =
      co_await view.desk.entries({.domain = name.domain, .name = name.local, .after = {}});
  Shown shown{.title = "Groups"};
  if (!page && page.error().code != ErrorCode::not_found)
    co_return refused({.code = 501, .words = page.error().words});
  Table table("Groups you are a member of", {"Group", "Address"});
  bool seen = false;
  if (page)
    for (const auto& entry : page->entries) {
      if (entry.kind != auth::EntryKind::account) continue;
      seen = true;
      for (const auto& [fact, groups] : entry.facts)
        if (fact == "Groups")
          for (const auto& group : groups)
            table.row({text_of(group), text_of(group + "@" + entry.domain)});
    }
  shown.content = seen ? table.html() : Html("<p>Your domain does not show its directory.</p>\n");
  co_return shown;
}

net::Task<Shown> show_files(View& view) {
  const auto folder = std::string(view.query.text("folder"));
  const auto entries = co_await view.desk.files(folder);
  if (!entries) {
    const bool gone = entries.error().code == ErrorCode::not_found ||
                      entries.error().code == ErrorCode::malformed;
    co_return refused({.code = gone ? 512 : 501, .words = entries.error().words});
  }
  Shown page{.title = "Files"};
  page.content = "<p>FTP puts files here. What lies in the folder <strong>" +
                 text_of(public_folder) + "</strong> is a web site for everybody: " +
                 link(public_address(view.account, {}), "/~" + view.account + "/") + "</p>\n" +
                 way_to(folder) + list_of(view, folder, *entries);
  co_return page;
}

}  // namespace gatehouse::web::user
