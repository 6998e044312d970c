// Commands about files and folders that need no data connection.
#include "base/text.h"
#include "gates/ftp/session.h"

namespace gatehouse::gates::ftp {
namespace {

Reply settled(const Result<void>& done, std::string_view words) {
  return done ? reply(250, words) : file_failure(done.error());
}

}  // namespace

net::Task<Reply> Session::pwd(std::string_view /*argument*/) {
  co_return reply(257, in_quotes(text_of(folder_)) + " is the current folder");
}

net::Task<Reply> Session::cwd(std::string_view argument) {
  auto item = co_await look_at(argument);
  if (!item) co_return std::move(item.error());
  if (!item->facts.is_folder) co_return reply(550, "This is no folder");
  folder_ = std::move(item->place.path);
  co_return reply(250, in_quotes(text_of(folder_)) + " is the current folder");
}

net::Task<Reply> Session::cdup(std::string_view /*argument*/) { co_return co_await cwd(".."); }

net::Task<Reply> Session::mkd(std::string_view argument) {
  const auto place = co_await find(argument);
  if (!place) co_return place.error();
  if (is_outermost(place->path)) co_return reply(550, "It is there already");
  if (auto denied = refused(place->above, Act::make_folders)) co_return *std::move(denied);
  const auto make = [&](storage::Files& files) { return files.make_folder(place->name); };
  const auto made = co_await with_files(*place, make);
  if (!made) co_return file_failure(made.error());
  co_return reply(257, in_quotes(text_of(place->path)) + " was made");
}

net::Task<Reply> Session::rmd(std::string_view argument) {
  const auto place = co_await find(argument);
  if (!place) co_return place.error();
  if (is_outermost(place->path)) co_return reply(550, "The outermost folder stays");
  if (auto denied = refused(place->above, Act::remove)) co_return *std::move(denied);
  const auto remove = [&](storage::Files& files) { return files.remove_folder(place->name); };
  const auto removed = co_await with_files(*place, remove);
  co_return settled(removed, "Removed");
}

net::Task<Reply> Session::dele(std::string_view argument) {
  const auto place = co_await find(argument);
  if (!place) co_return place.error();
  if (auto denied = refused(place->above, Act::remove)) co_return *std::move(denied);
  const auto remove = [&](storage::Files& files) { return files.remove_file(place->name); };
  const auto removed = co_await with_files(*place, remove);
  co_return settled(removed, "Removed");
}

net::Task<Reply> Session::rnfr(std::string_view argument) {
  auto item = co_await look_at(argument);
  if (!item) co_return std::move(item.error());
  if (is_outermost(item->place.path)) co_return reply(550, "The outermost folder stays");
  if (auto denied = refused(item->place.above, Act::remove)) co_return *std::move(denied);
  renamed_ = std::move(*item);
  co_return reply(350, "Send RNTO");
}

net::Task<Reply> Session::rnto(std::string_view argument) {
  if (!renamed_) co_return reply(503, "Send RNFR first");
  const auto from = *std::exchange(renamed_, std::nullopt);
  const auto to = co_await find(argument);
  if (!to) co_return to.error();
  if (to->owner.account != from.place.owner.account)
    co_return reply(553, "It cannot leave its account");
  const auto look = [&](storage::Files& files) { return files.facts(to->name); };
  const auto there = co_await with_files(*to, look);
  const auto act = from.facts.is_folder ? Act::make_folders : there ? Act::replace : Act::store;
  if (auto denied = refused(to->above, act)) co_return *std::move(denied);
  const auto rename = [&](storage::Files& files) {
    return files.rename(from.place.name, to->name);
  };
  const auto renamed = co_await with_files(*to, rename);
  co_return settled(renamed, "Renamed");
}

// RFC 3659, section 4: as many bytes as would be sent; with TYPE A nobody has counted them.
net::Task<Reply> Session::size(std::string_view argument) {
  const auto item = co_await look_at(argument);
  if (!item) co_return item.error();
  if (item->facts.is_folder) co_return reply(550, "This is a folder");
  if (type_ != Type::image) co_return reply(550, "Only with TYPE I");
  if (auto denied = refused(item->place.above, Act::read)) co_return *std::move(denied);
  co_return reply(213, std::to_string(item->facts.size));
}

net::Task<Reply> Session::mdtm(std::string_view argument) {
  const auto item = co_await look_at(argument);
  if (!item) co_return item.error();
  const auto& rights = item->facts.is_folder ? item->place.rights : item->place.above;
  if (auto denied = refused(rights, Act::read)) co_return *std::move(denied);
  co_return reply(213, time_text(item->facts.modified));
}

// "YYYYMMDDhhmmss path": clients that mirror folders keep times so.
net::Task<Reply> Session::mfmt(std::string_view argument) {
  const auto digits = take_until(argument, ' ');
  const auto when = parse_time(digits);
  if (!when || argument.empty()) co_return reply(501, "MFMT takes a time and a name");
  const std::string told = "Modify=" + std::string(digits) + "; " + std::string(argument);
  const auto place = co_await find(argument);
  if (!place) co_return place.error();
  if (is_outermost(place->path)) co_return reply(550, "Not of this folder");
  if (auto denied = refused(place->above, Act::replace)) co_return *std::move(denied);
  const auto set = [&](storage::Files& files) { return files.set_modified(place->name, *when); };
  const auto done = co_await with_files(*place, set);
  co_return done ? reply(213, told) : file_failure(done.error());
}

net::Task<Reply> Session::mlst(std::string_view argument) {
  const auto item = co_await look_at(argument);
  if (!item) co_return item.error();
  const auto& [place, facts] = *item;
  const auto path = text_of(place.path);
  const auto line = fact_line(path, facts, Role::entry, place.rights, place.above, wanted_);
  co_return reply(250, "Facts", line + "\r\n", "End");
}

}  // namespace gatehouse::gates::ftp
