// Writes the trail. Whoever has something to record hands it over and goes on; one thread writes
// and syncs, several records at a time.
//
// note() never waits: a record is on disk within a second, or, while nothing can be written, waits
// in at most `most_waiting` bytes of memory. What finds no room there is counted, and a record says
// how many were lost. write() waits until the record is on disk. While the trail cannot be written,
// or the disk answers no more, ready() says so, and administrators' changes are to be refused.
//
// Safe for concurrent use. Records are numbered in the order of their arrival. A record whose time
// is before that of the newest file goes to the newest file.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "audit/chain.h"
#include "audit/folder.h"
#include "audit/login_counts.h"
#include "audit/record.h"
#include "audit/verify.h"
#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::audit {

inline constexpr std::string_view default_folder = "SystemLogs/audit";

struct JournalOptions {
  std::filesystem::path folder = default_folder;
  std::size_t most_waiting = 16 * 1024 * 1024;
  Duration gathered_for{100};   // records that nobody waits for
  Duration longest_wait{5000};  // of write(); older work means that the disk is stuck
  Duration tried_again_after{1000};
  Duration anchored_every{60000};
  // Told, on the writing thread, where the trail stands: at the start, at the end, in between when
  // it has moved. To be kept where who can alter this machine's files cannot. May be empty.
  std::function<void(const Head&)> anchor{};
};

class Journal {
 public:
  static constexpr std::size_t remembered = 10000;  // records of logins and changes, for recent()

  // Nothing is written before start(); what comes earlier waits.
  Journal(const crypto::Seal& seal, const Clock& clock, JournalOptions options);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();  // stops it

  // Goes on behind what an earlier server left. May block. An error: the trail cannot be written.
  [[nodiscard]] Result<void> start();

  // Writes what waits, once. What comes later is not written any more.
  void stop();

  Id note(Record record);
  // May block. unavailable, timed_out: it is not known to be on disk.
  [[nodiscard]] Result<Id> write(Record record);
  // unavailable: what is done now cannot be recorded.
  [[nodiscard]] Result<void> ready() const;

  [[nodiscard]] std::optional<Record> recent(Id id) const;
  // Those that `wanted` is true for, with their numbers, the newest first; at most `most`.
  [[nodiscard]] std::vector<std::pair<Id, Record>> recent(
      const std::function<bool(const Record&)>& wanted, std::size_t most) const;
  [[nodiscard]] Id last() const;             // the number that was given last
  [[nodiscard]] Head head() const;           // of what is on disk
  [[nodiscard]] LoginCounts logins() const;  // those that were noted, kept or lost
  [[nodiscard]] const std::filesystem::path& folder() const { return options_.folder; }

  // Reads the whole trail. Blocks, long for a long trail. unavailable: somebody else is at it.
  [[nodiscard]] Result<Verified> verified() const;

 private:
  struct Waiting {
    Id id;
    std::shared_ptr<const Record> record;
  };
  struct Portion {  // lines for one file
    std::string file;
    std::string text;
    Head after;
    std::size_t held = 0;  // bytes of memory that were counted for its records
  };

  Id enter(Record record);  // under the lock; 0: lost
  void run();
  void take(std::unique_lock<std::mutex>& lock);
  void render(const std::vector<Waiting>& batch);
  void write_out(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] Result<void> store(const Portion& portion);
  void tell_anchor(const Head& head, bool now);

  const Chain chain_;
  const Clock& clock_;
  const JournalOptions options_;

  mutable std::mutex verifying_;
  mutable std::mutex lock_;
  std::condition_variable changed_;  // for the writer
  std::condition_variable written_;  // for those who wait
  std::vector<Waiting> queue_;
  std::size_t bytes_ = 0;  // of all that is not on disk yet
  Id next_ = 1;
  Id lost_from_ = 0;  // 0: none are
  std::optional<std::chrono::sys_days> day_{};
  bool urgent_ = false;
  bool stopping_ = false;
  bool started_ = false;
  std::string failure_{};               // why nothing can be written; empty: it can
  std::optional<Moment> busy_since_{};  // the writer is at the disk
  Head durable_ = Chain::start();
  std::vector<std::pair<Id, std::shared_ptr<const Record>>> ring_;
  LoginCounts logins_;

  // The writer's own.
  std::deque<Portion> portions_;
  Head end_ = Chain::start();  // of what was rendered
  std::string file_name_;
  GrowingFile file_;
  bool head_kept_ = true;
  Head anchored_ = Chain::start();
  Moment anchored_at_{};
  std::thread writer_;
};

}  // namespace gatehouse::audit
