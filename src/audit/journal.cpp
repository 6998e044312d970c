#include "audit/journal.h"

#include <algorithm>
#include <functional>

#include "audit/recovery.h"
#include "base/log.h"

namespace gatehouse::audit {
namespace {

std::chrono::sys_days day_of(Time time) { return std::chrono::floor<std::chrono::days>(time); }

constexpr std::size_t most_in_a_portion = 1024 * 1024;

}  // namespace

Journal::Journal(const crypto::Seal& seal, const Clock& clock, JournalOptions options)
    : chain_(seal), clock_(clock), options_(std::move(options)), ring_(remembered) {}

Journal::~Journal() { stop(); }

void Journal::stop() {
  if (!writer_.joinable()) return;
  static_cast<void>(note({.kind = Kind::stop}));
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
  }
  changed_.notify_all();
  writer_.join();
}

Result<void> Journal::start() {
  auto found = recover(options_.folder, chain_);
  if (!found) return std::unexpected(std::move(found.error()));
  std::vector<Waiting> early;
  {
    const std::lock_guard lock(lock_);
    end_ = durable_ = found->end;
    next_ = found->end.id + 1;
    file_name_ = found->file;
    file_ = std::move(found->open);
    day_.reset();
    // A file without a record has still to say what it stands behind.
    if (file_.is_open() && file_.size() > 0) {
      std::chrono::sys_days day = day_of(clock_.now());
      while (file_of(day) < file_name_) day += std::chrono::days{1};
      if (file_of(day) == file_name_) day_ = day;
    }
    early.swap(queue_);
    bytes_ = 0;
    for (auto& note : found->notes) enter(std::move(note));
    enter({.kind = Kind::start});
    for (auto& waiting : early)
      if (waiting.record->kind != Kind::file) enter(Record(*waiting.record));
    started_ = true;
    urgent_ = true;
  }
  writer_ = std::thread([this] { run(); });
  return {};
}

Id Journal::enter(Record record) {
  if (record.time == Time{}) record.time = clock_.now();
  const auto size = size_of(record);
  if (lost_from_ != 0 || bytes_ + size > options_.most_waiting) {
    if (lost_from_ == 0) lost_from_ = next_;
    return next_++;
  }
  const auto day = day_of(record.time);
  if (!day_ || day > *day_) {
    day_ = day;
    auto header = std::make_shared<Record>();
    header->kind = Kind::file;
    header->time = record.time;
    bytes_ += size_of(*header);
    queue_.push_back({next_++, std::move(header)});
  }
  bytes_ += size;
  const auto id = next_++;
  auto kept = std::make_shared<const Record>(std::move(record));
  if (kept->kind == Kind::login || kept->kind == Kind::change) ring_[id % remembered] = {id, kept};
  queue_.push_back({id, std::move(kept)});
  return id;
}

Id Journal::note(Record record) {
  Id id = 0;
  bool first = false;
  {
    const std::lock_guard lock(lock_);
    first = queue_.empty();
    if (record.kind == Kind::login)
      logins_.count(record.service, record.method, record.result, clock_.now());
    id = enter(std::move(record));
  }
  if (first) changed_.notify_one();
  return id;
}

Result<Id> Journal::write(Record record) {
  std::unique_lock lock(lock_);
  const auto id = enter(std::move(record));
  if (lost_from_ != 0) return fail(ErrorCode::unavailable, "the audit trail has no room");
  if (!started_) return id;
  urgent_ = true;
  changed_.notify_one();
  const auto done = [&] { return durable_.id >= id; };
  if (!written_.wait_for(lock, options_.longest_wait, done))
    return fail(ErrorCode::timed_out, "the audit trail could not be written" +
                                          (failure_.empty() ? std::string() : ": " + failure_));
  return id;
}

Result<void> Journal::ready() const {
  const std::lock_guard lock(lock_);
  if (!failure_.empty())
    return fail(ErrorCode::unavailable, "the audit trail cannot be written: " + failure_);
  if (lost_from_ != 0) return fail(ErrorCode::unavailable, "the audit trail has no room");
  if (busy_since_ && clock_.moment() - *busy_since_ > options_.longest_wait)
    return fail(ErrorCode::unavailable, "the disk of the audit trail does not answer");
  return {};
}

std::optional<Record> Journal::recent(Id id) const {
  const std::lock_guard lock(lock_);
  const auto& [held, record] = ring_[id % remembered];
  if (id == 0 || held != id) return std::nullopt;
  return *record;
}

// Looked at outside of the lock: records do not change any more.
std::vector<std::pair<Id, Record>> Journal::recent(const std::function<bool(const Record&)>& wanted,
                                                   std::size_t most) const {
  auto held = [this] {
    const std::lock_guard lock(lock_);
    return ring_;
  }();
  std::erase_if(held, [](const auto& entry) { return entry.first == 0; });
  std::ranges::sort(held, std::ranges::greater(), [](const auto& entry) { return entry.first; });
  std::vector<std::pair<Id, Record>> found;
  for (const auto& [id, record] : held) {
    if (found.size() == most) break;
    if (wanted(*record)) found.emplace_back(id, *record);
  }
  return found;
}

Id Journal::last() const {
  const std::lock_guard lock(lock_);
  return next_ - 1;
}

LoginCounts Journal::logins() const {
  const std::lock_guard lock(lock_);
  return logins_;
}

Head Journal::head() const {
  const std::lock_guard lock(lock_);
  return durable_;
}

Result<Verified> Journal::verified() const {
  const std::unique_lock alone(verifying_, std::try_to_lock);
  if (!alone) return fail(ErrorCode::unavailable, "the trail is being verified already");
  return verify(options_.folder, chain_, {});
}

void Journal::run() {
  std::unique_lock lock(lock_);
  for (;;) {
    const auto something = [this] {
      return stopping_ || urgent_ || !queue_.empty() || lost_from_ != 0;
    };
    if (failure_.empty()) {
      changed_.wait(lock, something);
      const auto hurry = [this] { return stopping_ || urgent_; };
      changed_.wait_for(lock, options_.gathered_for, hurry);
    } else {
      changed_.wait_for(lock, options_.tried_again_after, [this] { return stopping_; });
    }
    const bool last = stopping_;
    take(lock);
    write_out(lock);
    if (!last) continue;
    lock.unlock();
    tell_anchor(durable_, true);
    return;
  }
}

// The marker of what was lost comes last, and only when there is room again: until then more is
// lost, and it counts that too.
void Journal::take(std::unique_lock<std::mutex>& lock) {
  urgent_ = false;
  auto batch = std::exchange(queue_, {});
  if (lost_from_ != 0 && portions_.empty()) {
    auto marker = std::make_shared<Record>();
    marker->kind = Kind::lost;
    marker->time = clock_.now();
    marker->first = std::to_string(lost_from_);
    marker->last = std::to_string(next_ - 1);
    marker->detail = std::to_string(next_ - lost_from_) + " records found no room";
    bytes_ += size_of(*marker);
    batch.push_back({next_++, std::move(marker)});
    lost_from_ = 0;
  }
  lock.unlock();
  render(batch);
  lock.lock();
}

void Journal::render(const std::vector<Waiting>& batch) {
  std::string newest = portions_.empty() ? file_name_ : portions_.back().file;
  for (const auto& [id, record] : batch) {
    auto text = std::to_string(id) + " ";
    bool opens = false;
    if (record->kind == Kind::file) {
      auto header = *record;
      header.first = newest;
      header.last = end_.mac;
      newest = file_of(record->time);
      opens = true;
      text += to_text(header);
    } else {
      text += to_text(*record);
    }
    end_ = {id, chain_.mac(end_.mac, text)};
    if (portions_.empty() || opens || portions_.back().text.size() > most_in_a_portion)
      portions_.push_back({.file = newest, .text = {}, .after = {}});
    auto& portion = portions_.back();
    portion.text.append(text).append(" ").append(end_.mac).append("\n");
    portion.after = end_;
    portion.held += size_of(*record);
  }
}

void Journal::write_out(std::unique_lock<std::mutex>& lock) {
  while (!portions_.empty()) {
    const auto& portion = portions_.front();
    busy_since_ = clock_.moment();
    lock.unlock();
    const auto stored = store(portion);
    if (stored) tell_anchor(portion.after, false);
    lock.lock();
    busy_since_.reset();
    if (!stored) {
      if (failure_.empty())
        log::write(log::Level::failure, "AUDIT",
                   "cannot be written, changes are refused: " + stored.error().detail);
      failure_ = stored.error().detail;
      return;
    }
    if (!failure_.empty()) log::write(log::Level::failure, "AUDIT", "is written again");
    failure_.clear();
    durable_ = portion.after;
    bytes_ -= portion.held;
    portions_.pop_front();
    written_.notify_all();
  }
}

Result<void> Journal::store(const Portion& portion) {
  if (!file_.is_open() || portion.file != file_name_) {
    auto opened = GrowingFile::open(options_.folder / portion.file);
    if (!opened) return std::unexpected(std::move(opened.error()));
    file_ = std::move(*opened);
    file_name_ = portion.file;
  }
  if (auto appended = file_.append(portion.text); !appended) return appended;
  // The head is never ahead of what is on disk.
  const auto kept = overwrite(options_.folder / head_file, chain_.signed_head(portion.after));
  if (!kept && std::exchange(head_kept_, false))
    log::write(log::Level::problem, "AUDIT", kept.error().detail);
  if (kept) head_kept_ = true;
  return {};
}

void Journal::tell_anchor(const Head& head, bool now) {
  const auto moment = clock_.moment();
  if (!options_.anchor || head == anchored_) return;
  if (!now && anchored_.id != 0 && moment - anchored_at_ < options_.anchored_every) return;
  options_.anchor(head);
  anchored_ = head;
  anchored_at_ = moment;
}

}  // namespace gatehouse::audit
