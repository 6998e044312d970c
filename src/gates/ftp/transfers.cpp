// Files on their way, and what is heeded meanwhile.
#include <chrono>
#include <utility>

#include "base/text.h"
#include "gates/ftp/session.h"
#include "net/companion.h"
#include "storage/names.h"

namespace gatehouse::gates::ftp {
namespace {

constexpr std::size_t most_held = 200;  // lines that came during a transfer
constexpr Duration line_limit = std::chrono::seconds{30};
constexpr int most_unique_tries = 100;

}  // namespace

net::Task<Reply> Session::retr(std::string_view argument) {
  const auto offset = std::exchange(restart_, 0);
  const auto place = co_await find(argument);
  if (!place) co_return place.error();
  if (auto denied = refused(place->above, Act::read)) co_return *std::move(denied);
  const auto open = [&](storage::Files& files) -> Result<storage::Reader> {
    auto file = files.read(place->name);
    if (!file || offset == 0) return file;
    if (auto skipped = file->skip_to(offset); !skipped) return std::unexpected(skipped.error());
    return file;
  };
  auto file = co_await with_files(*place, open);
  if (!file && file.error().code == ErrorCode::too_long)
    co_return reply(554, "REST is past the end of the file");
  if (!file) co_return file_failure(file.error());
  const auto words = std::to_string(file->size() - offset) + " bytes follow";
  co_return co_await transfer(std::move(*file), words);
}

net::Task<Reply> Session::stor(std::string_view argument) {
  const auto offset = std::exchange(restart_, 0);
  auto place = co_await find(argument);
  if (!place) co_return std::move(place.error());
  storage::Upload::Wish wish{.name = place->name};
  if (offset > 0) wish.offset = offset;
  co_return co_await upload(std::move(*place), std::move(wish));
}

net::Task<Reply> Session::appe(std::string_view argument) {
  restart_ = 0;
  auto place = co_await find(argument);
  if (!place) co_return std::move(place.error());
  storage::Upload::Wish wish{.name = place->name, .append = true};
  co_return co_await upload(std::move(*place), std::move(wish));
}

// RFC 1123, section 4.1.2.9: the name is told in the 150 reply.
net::Task<Reply> Session::stou(std::string_view argument) {
  restart_ = 0;
  const std::string wanted = argument.empty() ? "upload" : std::string(argument);
  for (int number = 0; number < most_unique_tries; ++number) {
    const auto name = number == 0 ? wanted : wanted + '.' + std::to_string(number);
    auto place = co_await find(name);
    if (!place) co_return std::move(place.error());
    const auto look = [&](storage::Files& files) { return files.facts(place->name); };
    const auto there = co_await with_files(*place, look);
    if (there) continue;
    if (there.error().code != ErrorCode::not_found) co_return file_failure(there.error());
    storage::Upload::Wish wish{.name = place->name, .only_new = true};
    co_return co_await upload(std::move(*place), std::move(wish));
  }
  co_return reply(452, "No free name was found");
}

net::Task<Reply> Session::upload(Place place, storage::Upload::Wish wish) {
  if (std::holds_alternative<std::monostate>(way_)) co_return reply(425, "Send PASV or PORT first");
  const auto look = [&](storage::Files& files) { return files.facts(place.name); };
  const auto there = co_await with_files(place, look);
  if (!there && there.error().code != ErrorCode::not_found) co_return file_failure(there.error());
  if (auto denied = refused(place.above, there ? Act::replace : Act::store))
    co_return *std::move(denied);
  // What the account may hold now, whoever fills it.
  const auto owner = co_await visit_->owner(place.owner.own ? std::string() : place.owner.account);
  if (!owner) co_return refusal(owner.error());
  wish.quota = owner->file_quota;
  const bool tells_name = wish.only_new;
  const auto begin = [&](storage::Files& files) {
    return storage::Upload::begin(files, std::move(wish));
  };
  auto begun = co_await with_files(place, begin);
  if (!begun && begun.error().code == ErrorCode::too_long)
    co_return reply(554, "REST is past the end of the file");
  if (!begun) co_return file_failure(begun.error());
  const auto name = "FILE: " + std::string(storage::split_name(place.name).last);
  co_return co_await transfer(std::move(*begun), tells_name ? name : "Send it");
}

net::Task<Reply> Session::rest(std::string_view argument) {
  const auto offset = to_number<std::uint64_t>(argument);
  if (!offset || *offset > INT64_MAX) co_return reply(501, "REST takes a number");
  if (*offset > 0 && type_ != Type::image) co_return reply(504, "Only with TYPE I");
  restart_ = *offset;
  co_return reply(350, "Send RETR or STOR");
}

net::Task<Reply> Session::allo(std::string_view /*argument*/) {
  co_return reply(202, "There is no need to");
}

// A transfer has ended by the time this is answered.
net::Task<Reply> Session::abor(std::string_view /*argument*/) {
  way_ = {};
  co_return reply(226, "Nothing is under way");
}

net::Task<Reply> Session::transfer(Transfer::Cargo cargo, std::string words) {
  if (std::holds_alternative<std::monostate>(way_)) co_return reply(425, "Send PASV or PORT first");
  Transfer::Plan plan{.way = std::exchange(way_, {}),
                      .client = lines_.stream().remote().address,
                      .protection = data_protection_,
                      .type = type_,
                      .longest_message = longest_message_,
                      .cargo = std::move(cargo)};
  const auto job = std::make_shared<Transfer>(around_, *visit_, lines_.stream(), std::move(plan));
  const auto first = reply(150, words);
  const auto sent = co_await send(first);
  if (!sent) co_return hang_up();
  const auto standing = co_await watch(job);
  co_return standing ? job->outcome() : hang_up();
}

net::Task<Result<void>> Session::watch(std::shared_ptr<Transfer> job) {
  auto& control = lines_.stream();
  net::Companion companion(control.loop(), Transfer::run(job), [&control] { control.wake(); });
  Result<void> standing;
  while (standing && !companion.is_over()) {
    if (!lines_.has_input()) {
      control.set_deadline(Moment::max());
      const auto ready = co_await control.readable_or_woken();
      if (!ready) standing = std::unexpected(ready.error());
      if (!ready || !*ready) continue;
    }
    control.set_time_limit(line_limit);
    const auto line = co_await lines_.read_line();
    if (line) {
      auto text = without_telnet(*line);
      standing = co_await heed_during(*job, std::move(text));
    } else if (line.error().code != ErrorCode::too_long) {
      standing = std::unexpected(line.error());
    }
  }
  if (!standing) job->abort();
  co_await companion.ended();
  co_return standing;
}

// The layer is busy with the data: what is inside waits.
net::Task<Result<void>> Session::heed_during(Transfer& job, std::string line) {
  const auto command = parse_command(line);
  const bool is_known = command && heard_as_ == Protection::clear;
  if (is_known && same_but_case(command->keyword, "ABOR")) job.abort();
  if (is_known && same_but_case(command->keyword, "STAT") && command->argument.empty()) {
    const auto moved = std::to_string(job.moved()) + " bytes so far\r\n";
    const auto told = reply(211, "Status", status() + moved, "End");
    co_return co_await send(told);
  }
  if (held_.size() >= most_held) co_return fail(ErrorCode::too_long, "too many commands");
  held_.push_back(std::move(line));
  co_return Result<void>{};
}

}  // namespace gatehouse::gates::ftp
