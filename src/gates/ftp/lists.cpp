// LIST, NLST, MLSD and STAT.
#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "gates/ftp/session.h"
#include "storage/names.h"

namespace gatehouse::gates::ftp {
namespace {

Time now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string owner_of(std::string_view account) { return std::string(take_until(account, '@')); }

}  // namespace

net::Task<Reply> Session::list(std::string_view argument) {
  co_return co_await send_listing(without_options(argument), Form::long_lines);
}

net::Task<Reply> Session::nlst(std::string_view argument) {
  co_return co_await send_listing(without_options(argument), Form::names);
}

net::Task<Reply> Session::mlsd(std::string_view argument) {
  co_return co_await send_listing(argument, Form::facts);
}

net::Task<Reply> Session::send_listing(std::string_view argument, Form form) {
  auto text = co_await listing(argument, form);
  if (!text) co_return std::move(text.error());
  co_return co_await transfer(std::move(*text), "A list follows");
}

net::Task<Session::Listing> Session::listing(std::string_view argument, Form form) {
  const auto [above, last] = storage::split_name(argument);
  if (form != Form::facts && has_wildcards(last)) {
    const auto folder = above.empty() && argument.starts_with('/') ? "/" : above;
    auto item = co_await look_at(folder);
    if (!item) co_return std::unexpected(std::move(item.error()));
    const auto prefix = argument.substr(0, argument.size() - last.size());
    co_return co_await listed(std::move(item->place), std::string(last), form, std::string(prefix));
  }
  auto item = co_await look_at(argument);
  if (!item) co_return std::unexpected(std::move(item.error()));
  if (item->facts.is_folder) {
    std::string prefix(argument);
    if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
    co_return co_await listed(std::move(item->place), "*", form, std::move(prefix));
  }
  if (form == Form::facts) co_return std::unexpected(reply(501, "This is no folder"));
  if (auto denied = refused(item->place.above, Act::read))
    co_return std::unexpected(*std::move(denied));
  if (form == Form::names) co_return std::string(argument) + "\r\n";
  const auto who = owner_of(item->place.owner.account);
  co_return long_line(argument, item->facts, who, now()) + "\r\n";
}

net::Task<Session::Listing> Session::listed(Place folder, std::string pattern, Form form,
                                            std::string prefix) {
  if (auto denied = refused(folder.rights, Act::read))
    co_return std::unexpected(*std::move(denied));
  const auto read = [&](storage::Files& files) { return files.list(folder.name); };
  auto entries = co_await with_files(folder, read);
  if (!entries && entries.error().code == ErrorCode::too_long)
    co_return std::unexpected(reply(450, "There are too many files to list"));
  if (!entries) co_return std::unexpected(file_failure(entries.error()));
  std::erase_if(*entries, [&](const auto& entry) { return !matches(pattern, entry.name); });
  auto rights = co_await rights_in(folder, *entries);
  if (!rights) co_return std::unexpected(std::move(rights.error()));
  const auto who = owner_of(folder.owner.account);
  const auto when = now();
  std::string text;
  if (form == Form::long_lines && prefix.empty())
    text = "total " + std::to_string(entries->size()) + "\r\n";
  if (form == Form::facts) {
    const storage::Facts own{.is_folder = true, .size = 0, .modified = when};
    text = fact_line(".", own, Role::listed, folder.rights, folder.above, wanted_) + "\r\n";
  }
  for (std::size_t at = 0; at < entries->size(); ++at) {
    const auto& [name, facts] = entries->at(at);
    const auto& own = rights->empty() ? folder.rights : rights->at(at);
    if (facts.is_folder && !may(own, Act::look)) continue;
    if (form == Form::names) text += prefix + name;
    if (form == Form::long_lines) text += long_line(name, facts, who, when);
    if (form == Form::facts)
      text += fact_line(name, facts, Role::entry, own, folder.rights, wanted_);
    text += "\r\n";
  }
  co_return text;
}

// Of each entry that is a folder of another account; empty: all as the folder itself.
net::Task<std::expected<std::vector<auth::Letters>, Reply>> Session::rights_in(
    const Place& folder, const std::vector<storage::Entry>& entries) {
  std::vector<auth::Letters> rights;
  if (folder.owner.own) co_return rights;
  rights.resize(entries.size(), folder.rights);
  for (std::size_t at = 0; at < entries.size();) {
    std::vector<std::string> names;
    std::vector<std::size_t> which;
    for (; at < entries.size() && names.size() < auth::most_names; ++at) {
      if (!entries[at].facts.is_folder) continue;
      names.push_back(storage::joined(folder.name, entries[at].name));
      which.push_back(at);
    }
    if (names.empty()) break;
    auto found =
        co_await visit_->rights(folder.owner.account, auth::ObjectKind::folder, std::move(names));
    if (!found) co_return std::unexpected(refusal(found.error()));
    for (std::size_t index = 0; index < which.size(); ++index)
      rights[which[index]] = std::move(found->at(index));
  }
  co_return rights;
}

net::Task<Reply> Session::stat(std::string_view argument) {
  if (argument.empty()) co_return reply(211, "Status", status(), "End");
  const auto name = without_options(argument);
  auto text = co_await listing(name, Form::long_lines);
  if (!text) co_return std::move(text.error());
  co_return reply(213, "Status", *text, "End");
}

std::string Session::status() const {
  std::string text = "Logged in as " + session_->account + "\r\n";
  text += type_ == Type::ascii ? "TYPE: A, " : "TYPE: I, ";
  text += "STRU: F, MODE: S\r\n";
  text += has_tls() ? "Commands are protected by TLS\r\n" : "";
  text += data_protection_ == Protection::clear ? "Data is sent in the clear\r\n"
                                                : "Data is sent protected\r\n";
  return text;
}

}  // namespace gatehouse::gates::ftp
