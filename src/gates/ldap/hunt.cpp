#include "gates/ldap/hunt.h"

#include <algorithm>
#include <utility>

namespace gatehouse::gates::ldap {
namespace {

constexpr std::size_t most_found = 1000;  // entries of one search, or of one page
constexpr std::size_t asked_at_once = 500;
constexpr std::chrono::seconds longest_search{15};
constexpr std::size_t piece = std::size_t{32} << 10U;  // bytes written at once

std::size_t most_of(const SearchRequest& request, const std::optional<PageRequest>& page) {
  const auto wanted = static_cast<std::size_t>(page ? page->size : request.size_limit);
  return wanted == 0 ? most_found : std::min(most_found, wanted);
}

std::chrono::seconds time_of(const SearchRequest& request) {
  const std::chrono::seconds wanted(request.time_limit);
  return wanted.count() == 0 ? longest_search : std::min(wanted, longest_search);
}

}  // namespace

Hunt::Hunt(From from, std::int32_t id, const SearchRequest& request, Plan plan,
           std::optional<PageRequest> page)
    : from_(from),
      id_(id),
      request_(request),
      selection_(request.attributes),
      plan_(std::move(plan)),
      page_(page),
      most_(most_of(request, page)),
      until_(Time::now() + time_of(request)) {}

net::Task<Reply> Hunt::run() {
  auto position = position_of(page_ ? page_->cookie : std::string_view());
  if (!position) co_return done(Code::unwilling_to_perform, "This cookie is not known");
  position_ = std::move(*position);
  // RFC 2696, section 3: the client wants no more of it.
  if (page_ && page_->size == 0) co_return done(Code::success);
  while (position_.question < plan_.questions.size()) {
    if (Time::now() > until_) co_return done(Code::time_limit_exceeded);
    auto ended = co_await ask();
    if (ended) co_return std::move(*ended);
    const auto sent = co_await send_if_much();
    if (!sent) co_return hang_up();
  }
  const bool is_missing = plan_.proves_base && !saw_any_ && is_at_start();
  co_return done(is_missing ? Code::no_such_object : Code::success);
}

net::Task<std::optional<Reply>> Hunt::ask() {
  auto question = plan_.questions[position_.question];
  question.after = position_.after;
  question.most = asked_at_once;
  auto page = co_await from_.visit.entries(std::move(question));
  if (!page && page.error().code != ErrorCode::not_found)
    co_return done(code_of(page.error()), page.error().words);
  if (!page) page.emplace();
  saw_any_ = saw_any_ || !page->entries.empty();
  for (auto at = std::exchange(position_.skipped, 0); at < page->entries.size(); ++at) {
    if (take(page->entries[at])) continue;
    if (!page_) co_return done(Code::size_limit_exceeded);
    position_.skipped = at;
    co_return done(Code::success, "", cookie_of(position_));
  }
  position_.after = std::move(page->last);
  if (position_.after.empty()) ++position_.question;
  co_return std::nullopt;
}

bool Hunt::take(const auth::Entry& entry) {
  if (!is_wanted(plan_, entry)) return true;
  const auto record = record_of(entry);
  if (judge(request_.filter, record) != Truth::yes) return true;
  if (found_ == most_) return false;
  ++found_;
  waiting_ += entry_message(id_, record, selection_, request_.types_only);
  return true;
}

net::Task<Result<void>> Hunt::send_if_much() {
  if (waiting_.size() < piece) co_return Result<void>{};
  from_.lines.stream().set_time_limit(from_.patience);
  auto sent = co_await from_.lines.write(waiting_);
  waiting_.clear();
  co_return sent;
}

Reply Hunt::done(Code code, std::string_view words, std::string_view cookie) {
  auto reply = result(id_, op_search_done, code, words, page_ ? page_control(cookie) : "");
  reply.bytes.insert(0, waiting_);
  return reply;
}

}  // namespace gatehouse::gates::ldap
