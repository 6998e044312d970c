#include "gates/ximss/http_sessions.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "crypto/entropy.h"

namespace gatehouse::gates::ximss {
namespace {

constexpr std::size_t cookie_length = 22;  // of 62 letters and digits: 131 bits
constexpr Duration swept_every = std::chrono::minutes{1};

std::string hash_of(std::string_view id) { return crypto::digest(crypto::Hash::sha256, id); }

}  // namespace

std::optional<std::uint64_t> number_of(std::string_view id) {
  return to_number<std::uint64_t>(id.substr(0, id.find('-')));
}

struct HttpSessions::Poll::Wait {
  net::Waker waker;
  std::atomic<bool> replaced = false;
};

HttpSessions::Poll::Poll(HttpSessions& sessions, net::Stream& stream)
    : sessions_(sessions), wait_(std::make_shared<Wait>(net::Waker(stream))) {}

HttpSessions::Poll::~Poll() {
  wait_->waker.forget();
  const std::lock_guard guard(sessions_.lock_);
  --sessions_.polls_;
}

bool HttpSessions::Poll::is_replaced() const { return wait_->replaced; }

HttpSessions::Held* HttpSessions::held(std::string_view id) {
  const auto at = by_hash_.find(hash_of(id));
  return at == by_hash_.end() ? nullptr : &at->second;
}

std::optional<std::string> HttpSessions::add(const Secret& id, Terms terms, Moment now) {
  crypto::SystemEntropy entropy;
  auto cookie = terms.cookie ? crypto::random_word(entropy, cookie_length) : std::string();
  const std::lock_guard guard(lock_);
  forget_unused(now);
  auto hash = hash_of(id.reveal());
  if (by_hash_.size() >= most_sessions && !by_hash_.contains(hash)) return std::nullopt;
  by_hash_.insert_or_assign(std::move(hash), Held{.terms = std::move(terms),
                                                  .id = id.clone(),
                                                  .cookie = cookie,
                                                  .used = now,
                                                  .requests = {},
                                                  .outbox = {},
                                                  .poll = {}});
  return cookie;
}

std::optional<HttpSessions::Again> HttpSessions::again(std::string_view id, const IpAddress& from,
                                                       Moment now) {
  const std::lock_guard guard(lock_);
  auto* session = held(id);
  if (session == nullptr) return std::nullopt;
  if (session->terms.fixed && session->terms.address != from) return Again::not_from_there;
  session->used = now;
  return Again::goes_on;
}

void HttpSessions::remove(std::string_view id) {
  const std::lock_guard guard(lock_);
  by_hash_.erase(hash_of(id));
}

std::size_t HttpSessions::count_of(std::string_view account) {
  const std::lock_guard guard(lock_);
  const auto own = std::ranges::count_if(
      by_hash_, [account](const auto& each) { return each.second.terms.account == account; });
  return static_cast<std::size_t>(own);
}

void HttpSessions::keep_only(std::string_view account, const std::set<std::uint64_t>& known,
                             std::uint64_t newest) {
  const auto has_ended = [&](const Secret& id) {
    const auto number = number_of(id.reveal());
    return number && *number <= newest && !known.contains(*number);
  };
  const std::lock_guard guard(lock_);
  std::erase_if(by_hash_, [&](const auto& each) {
    return each.second.terms.account == account && has_ended(each.second.id);
  });
}

std::vector<Secret> HttpSessions::take_others(std::string_view account, std::string_view but,
                                              const IpAddress& from) {
  const auto own = hash_of(but);
  std::vector<Secret> others;
  const std::lock_guard guard(lock_);
  for (auto at = by_hash_.begin(); at != by_hash_.end();) {
    if (at->second.terms.account != account || at->first == own) {
      ++at;
      continue;
    }
    if (at->second.terms.address == from) others.push_back(std::move(at->second.id));
    at = by_hash_.erase(at);
  }
  return others;
}

std::optional<HttpSessions::Found> HttpSessions::find(const Shown& shown, Moment now) {
  const std::lock_guard guard(lock_);
  auto* session = held(shown.id);
  if (session == nullptr) return std::nullopt;
  if (session->terms.fixed && session->terms.address != shown.from) return std::nullopt;
  Found found{session->terms.account, {}};
  if (session->terms.cookie) {
    const bool right =
        shown.cookie && crypto::equal_in_constant_time(*shown.cookie, session->cookie);
    if (!right && (shown.cookie || session->cookie_seen)) return std::nullopt;
    if (!right) found.give_cookie = session->cookie;
    session->cookie_seen = true;
  }
  session->used = now;
  return found;
}

// The keeper forgets them long before.
void HttpSessions::forget_unused(Moment now) {
  if (now - swept_ < swept_every) return;
  swept_ = now;
  std::erase_if(by_hash_,
                [now](const auto& each) { return now - each.second.used > forgotten_after; });
}

Requests::Turn HttpSessions::begin(std::string_view id, std::uint64_t number) {
  const std::lock_guard guard(lock_);
  auto* session = held(id);
  return session == nullptr ? Requests::Turn::repeated : session->requests.begin(number);
}

void HttpSessions::done(std::string_view id, std::uint64_t number, std::string_view answer) {
  const std::lock_guard guard(lock_);
  if (auto* session = held(id)) session->requests.done(number, answer);
}

std::optional<std::string> HttpSessions::answer(std::string_view id, std::uint64_t number) {
  const std::lock_guard guard(lock_);
  const auto* session = held(id);
  return session == nullptr ? std::nullopt : session->requests.answer(number);
}

bool HttpSessions::put(std::string_view id, std::string_view messages) {
  std::shared_ptr<Poll::Wait> waiting;
  {
    const std::lock_guard guard(lock_);
    auto* session = held(id);
    if (session == nullptr || !session->outbox.put(messages)) return false;
    waiting = session->poll.lock();
  }
  if (waiting) waiting->waker.wake();
  return true;
}

std::optional<Outbox::Batch> HttpSessions::next(std::string_view id, std::uint64_t heard) {
  const std::lock_guard guard(lock_);
  auto* session = held(id);
  return session == nullptr ? std::nullopt : session->outbox.next(heard);
}

std::unique_ptr<HttpSessions::Poll> HttpSessions::wait(std::string_view id, net::Stream& stream) {
  std::shared_ptr<Poll::Wait> before;
  std::unique_ptr<Poll> poll;
  {
    const std::lock_guard guard(lock_);
    if (polls_ >= most_polls) return nullptr;
    ++polls_;
    poll = std::make_unique<Poll>(*this, stream);
    if (auto* session = held(id)) {
      before = session->poll.lock();
      session->poll = poll->wait_;
    }
  }
  if (before) {
    before->replaced = true;
    before->waker.wake();
  }
  return poll;
}

}  // namespace gatehouse::gates::ximss
