// The web site of an account: what lies in the folder `Public` of its file storage, for everybody,
// without a login and also from where nobody may log in.
//
// These files stand at the same origin as our own pages and their authors are not trusted: they may
// not run anything, send forms or be framed, and a page of theirs has an origin of its own.
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"
#include "gates/http/credentials.h"
#include "gates/http/media_types.h"
#include "gates/http/pages.h"
#include "gates/http/partial.h"
#include "gates/shared/on_disk.h"
#include "storage/files.h"
#include "storage/names.h"
#include "web/percent.h"
#include "web/user/files.h"

namespace gatehouse::gates::http::pages {
namespace {

constexpr std::string_view index_page = "default.html";
constexpr std::size_t piece = std::size_t{64} << 10U;  // read at once

constexpr std::string_view policy =
    "sandbox allow-downloads; default-src 'none'; img-src 'self'; media-src 'self'; "
    "style-src 'self' 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

struct OpenFile {
  storage::Facts facts;
  storage::Reader reader;
};

// An account that is not there, has no site or no such file: all the same.
Response nothing_there() { return plain(404, "There is no such page"); }

// The path once more, encoded, with a slash behind it.
std::string folder_address(std::string_view path) {
  std::string address = "/~";
  path.remove_prefix(address.size());
  for (const auto segment : split(path, '/')) address += web::percent_encoded(segment) + "/";
  return address;
}

Result<OpenFile> opened(const std::filesystem::path& account_folder, const std::string& name) {
  auto files = storage::Files::open(account_folder, storage::Files::Missing::refuse);
  if (!files) return std::unexpected(std::move(files.error()));
  auto facts = files->facts(name);
  if (!facts) return std::unexpected(std::move(facts.error()));
  if (facts->is_folder) return fail(ErrorCode::conflict, "a folder");
  auto reader = files->read(name);
  if (!reader) return std::unexpected(std::move(reader.error()));
  return OpenFile{*facts, std::move(*reader)};
}

Validators validators_of(const OpenFile& file) {
  const auto changed = file.facts.modified.time_since_epoch().count();
  return {.tag = "\"" + std::to_string(file.reader.size()) + "-" + std::to_string(changed) + "\"",
          .modified = date_text(file.facts.modified)};
}

Response about(std::string_view name, const Validators& validators) {
  const auto& type = media_type_of(name);
  Response response{.type = std::string(type.type)};
  auto& fields = response.fields;
  fields.push_back({"Content-Security-Policy", std::string(policy)});
  fields.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});  // else not to its own pages
  fields.push_back({"Cache-Control", "no-cache"});
  fields.push_back({"Accept-Ranges", "bytes"});
  fields.push_back({"ETag", validators.tag});
  fields.push_back({"Last-Modified", validators.modified});
  if (!type.shown) {
    const auto last = storage::split_name(name).last;
    fields.push_back(
        {"Content-Disposition", "attachment; filename*=UTF-8''" + web::percent_encoded(last)});
  }
  return response;
}

Response with_content(Response response, net::Offload& disk, storage::Reader reader,
                      std::uint64_t length) {
  response.rest = length;
  // Called once more only after the one before has ended, and not after the answer is gone.
  response.next = [&disk, left = length,
                   held = std::make_shared<storage::Reader>(std::move(reader))]() mutable {
    const auto some = std::min<std::uint64_t>(left, piece);
    left -= some;
    return [](net::Offload& pool, std::shared_ptr<storage::Reader> file,
              std::size_t most) -> net::Task<std::string> {
      auto work = [&file, most] { return file->read(most); };
      auto bytes = co_await on_disk(pool, std::move(work));
      co_return bytes ? std::move(*bytes) : std::string();
    }(disk, held, static_cast<std::size_t>(some));
  };
  return response;
}

Response part_of(const Request& request, Response response, const Validators& validators,
                 net::Offload& disk, OpenFile file) {
  const auto size = file.reader.size();
  const auto asked = part_asked_for(request, validators, size);
  if (std::holds_alternative<Whole>(asked))
    return with_content(std::move(response), disk, std::move(file.reader), size);
  const auto* part = std::get_if<Part>(&asked);
  const auto whole = "/" + std::to_string(size);
  if (part == nullptr || !file.reader.skip_to(part->first)) {
    auto none = plain(416, "There is no such part");
    none.fields.push_back({"Content-Range", "bytes *" + whole});
    return none;
  }
  response.status = 206;
  const auto last = part->first + part->length - 1;
  response.fields.push_back({"Content-Range", "bytes " + std::to_string(part->first) + "-" +
                                                  std::to_string(last) + whole});
  return with_content(std::move(response), disk, std::move(file.reader), part->length);
}

}  // namespace

net::Task<Response> public_file(Call& call) {
  auto path = call.rest;
  const bool whole_account = !path.contains('/');
  std::string account(take_until(path, '/'));
  if (account.empty()) co_return nothing_there();
  if (whole_account) co_return see_other(folder_address(call.request.path));
  const auto owner = co_await call.identity.site_of(call.request, std::move(account));
  if (!owner && owner.error().code == ErrorCode::unavailable)
    co_return plain(503, owner.error().words);
  if (!owner) co_return nothing_there();
  auto name = storage::joined(web::user::public_folder, path);
  if (path.empty() || path.ends_with('/'))
    name =
        std::string(web::user::public_folder) + "/" + std::string(path) + std::string(index_page);
  if (!storage::is_name(name)) co_return nothing_there();
  const auto folder = call.around.base / owner->location;
  auto work = [&] { return opened(folder, name); };
  auto file = co_await on_disk(call.around.disk, std::move(work));
  if (!file && file.error().code == ErrorCode::unavailable)
    co_return plain(503, "Temporarily unavailable, try again later");
  if (!file && file.error().code == ErrorCode::conflict)
    co_return see_other(folder_address(call.request.path));
  if (!file) co_return nothing_there();
  const auto validators = validators_of(*file);
  auto response = about(name, validators);
  if (is_unchanged(call.request, validators)) {
    response.status = 304;
    co_return response;
  }
  co_return part_of(call.request, std::move(response), validators, call.around.disk,
                    std::move(*file));
}

}  // namespace gatehouse::gates::http::pages
