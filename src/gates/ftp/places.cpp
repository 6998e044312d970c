// From a client's path to a file: whose it is, and what the visit may do there.
#include <array>

#include "base/log.h"
#include "gates/ftp/session.h"
#include "storage/names.h"

namespace gatehouse::gates::ftp {
namespace {

Reply not_there() { return reply(550, "No such file or folder"); }

}  // namespace

net::Task<Session::Found> Session::find(std::string_view argument) {
  auto path = resolved(folder_, argument);
  if (!path) co_return std::unexpected(reply(553, "No file can have this name"));
  co_return co_await place_at(std::move(*path));
}

// An account that does not exist and one whose folders are closed get the same words.
net::Task<Session::Found> Session::place_at(Path path) {
  auto [account, name] = address_of(path);
  Place place{.path = std::move(path), .owner = {}, .name = std::move(name)};
  place.owner = {.account = session_->account, .location = session_->location, .own = true};
  if (account.empty()) co_return place;
  auto owner = co_await visit_->owner(account);
  if (!owner && owner.error().code == ErrorCode::unavailable)
    co_return std::unexpected(refusal(owner.error()));
  if (owner && owner->own) co_return place;
  if (owner) place.owner = std::move(*owner);
  const std::string whose = owner ? place.owner.account : account;
  std::vector<std::string> names{place.name, std::string(storage::split_name(place.name).folder)};
  auto rights = co_await visit_->rights(whose, auth::ObjectKind::folder, std::move(names));
  if (!rights && rights.error().code == ErrorCode::unavailable)
    co_return std::unexpected(refusal(rights.error()));
  if (!owner || !rights) co_return std::unexpected(not_there());
  place.rights = std::move(rights->at(0));
  place.above = std::move(rights->at(1));
  if (!may(place.rights, Act::look)) co_return std::unexpected(not_there());
  co_return place;
}

std::optional<Reply> Session::refused(std::string_view rights, Act act) {
  if (!may(rights, Act::look)) return not_there();
  if (!may(rights, act)) return reply(550, "Permission denied");
  return std::nullopt;
}

net::Task<std::expected<Session::Item, Reply>> Session::look_at(std::string_view argument) {
  auto place = co_await find(argument);
  if (!place) co_return std::unexpected(std::move(place.error()));
  const auto look = [&](storage::Files& files) { return files.facts(place->name); };
  const auto facts = co_await with_files(*place, look);
  if (!facts) co_return std::unexpected(file_failure(facts.error()));
  co_return Item{std::move(*place), *facts};
}

net::Task<Result<storage::Files>> Session::files_of(const Place& place) {
  using Missing = storage::Files::Missing;
  if (place.owner.own && own_files_) co_return *own_files_;
  const auto folder = around_.base / place.owner.location;
  const auto missing = place.owner.own ? Missing::make : Missing::refuse;
  const auto work = [&] { return storage::Files::open(folder, missing); };
  auto files = co_await on_disk(around_.disk, work);
  if (files && place.owner.own) own_files_ = *files;
  if (!files && files.error().code == ErrorCode::unavailable)
    log::write(log::Level::problem, "FTP", session_->account + ": " + files.error().detail);
  co_return files;
}

}  // namespace gatehouse::gates::ftp
