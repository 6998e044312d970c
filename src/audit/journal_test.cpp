#include "audit/journal.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <latch>
#include <set>
#include <sstream>

#include "audit/show.h"
#include "audit/trail_fixture.h"

namespace gatehouse::audit {
namespace {

// No file grows beyond it; SIGXFSZ becomes EFBIG.
class FullDisk {
 public:
  explicit FullDisk(rlim_t size) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{size, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

std::string shown(const Trail& trail, const ShowOptions& options) {
  std::ostringstream out;
  EXPECT_TRUE(show(trail.folder(), options, out));
  return out.str();
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t found = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST(AuditJournal, HasAChangeOnDiskBeforeItIsAcknowledged) {
  Trail trail;
  const auto journal = trail.opened();
  const auto id = journal->write({.kind = Kind::change, .target = "mary", .verb = "SETRIGHTS"});
  ASSERT_TRUE(id);
  EXPECT_NE(Trail::content(trail.file(1)).find("\n" + std::to_string(*id) + " {"),
            std::string::npos);
  EXPECT_EQ(trail.verified().end.id, *id);
  EXPECT_EQ(journal->head(), trail.verified().end);
}

TEST(AuditJournal, GoesOnBehindAnEarlierServer) {
  Trail trail;
  for (int start = 0; start < 4; ++start)
    static_cast<void>(trail.opened()->note(Trail::login("a")));
  const auto verified = trail.verified();
  EXPECT_EQ(verified.wrong, "");
  EXPECT_EQ(verified.records, 13U);  // file, 4 * (start, login, stop)
}

TEST(AuditJournal, BeginsAFileForEachDayAndNeverGoesBack) {
  Trail trail;
  {
    const auto journal = trail.opened();
    auto late = Trail::login("late");
    late.time = trail.clock().now() + std::chrono::hours{24};
    static_cast<void>(journal->note(std::move(late)));
    static_cast<void>(journal->note(Trail::login("early")));
  }
  EXPECT_EQ(count(Trail::content(trail.file(1)), "\n"), 2U);
  EXPECT_EQ(count(Trail::content(trail.file(2)), "\n"), 4U);
  EXPECT_EQ(trail.wrong(), "");
}

TEST(AuditJournal, NumbersWhatComesFromManyThreadsWithoutAGap) {
  Trail trail;
  {
    const auto journal = trail.opened();
    std::vector<std::thread> threads;
    std::latch go(8);
    std::mutex lock;
    std::set<Id> ids;
    for (int at = 0; at < 8; ++at)
      threads.emplace_back([&] {
        go.arrive_and_wait();
        for (int i = 0; i < 500; ++i) {
          const auto id = i % 100 == 0 ? journal->write(Trail::login("joe")).value_or(0)
                                       : journal->note(Trail::login("joe"));
          const std::lock_guard guard(lock);
          ids.insert(id);
        }
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(ids.size(), 4000U);
    EXPECT_FALSE(ids.contains(0));
  }
  const auto verified = trail.verified();
  EXPECT_EQ(verified.wrong, "");
  EXPECT_EQ(verified.records, 4003U);
}

TEST(AuditJournal, RemembersTheLastLoginsByTheirNumber) {
  Trail trail;
  const auto journal = trail.opened();
  const auto first = journal->note(Trail::login("first"));
  EXPECT_EQ(journal->recent(first)->name, "first");
  EXPECT_FALSE(journal->recent(first + 1));
  EXPECT_FALSE(journal->recent(0));
  for (std::size_t at = 0; at < Journal::remembered; ++at)
    static_cast<void>(journal->note(Trail::login("other")));
  EXPECT_FALSE(journal->recent(first));
}

// R19, V-118.
TEST(AuditJournal, FindsTheNewestThatAreWanted) {
  Trail trail;
  const auto journal = trail.opened();
  for (const auto* name : {"joe", "ann", "joe", "joe"})
    static_cast<void>(journal->note(Trail::login(name)));
  const auto of_joe = [](const Record& record) { return record.name == "joe"; };
  const auto found = journal->recent(of_joe, 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_GT(found[0].first, found[1].first);
  EXPECT_EQ(journal->recent(of_joe, 9).size(), 3U);
  EXPECT_TRUE(journal->recent([](const Record&) { return false; }, 9).empty());
}

TEST(AuditJournal, RefusesChangesAndKeepsLoginsWhileTheDiskIsFull) {
  Trail trail;
  std::size_t records = 0;
  {
    const auto journal =
        trail.opened({.longest_wait = Duration{200}, .tried_again_after = Duration{10}});
    ASSERT_TRUE(journal->write(Trail::login("before")));
    {
      const FullDisk full(Trail::content(trail.file(1)).size() + 40);
      static_cast<void>(journal->note(Trail::login("meanwhile")));
      EXPECT_FALSE(journal->write({.kind = Kind::change}));
      EXPECT_EQ(journal->ready().error().code, ErrorCode::unavailable);
      EXPECT_EQ(trail.wrong(), "");  // nothing half-written is left
    }
    while (!journal->ready()) std::this_thread::yield();
    ASSERT_TRUE(journal->write(Trail::login("after")));
    records = trail.verified().records;
  }
  EXPECT_EQ(records, 6U);  // file, start, before, meanwhile, the change, after
  EXPECT_EQ(trail.wrong(), "");
  EXPECT_EQ(count(shown(trail, {}), "meanwhile"), 2U);
}

TEST(AuditJournal, CountsWhatFindsNoRoom) {
  Trail trail;
  Id last = 0;
  {
    const auto journal = trail.opened(
        {.most_waiting = 20000, .longest_wait = Duration{100}, .tried_again_after = Duration{10}});
    ASSERT_TRUE(journal->write(Trail::login("before")));
    {
      const FullDisk full(1);
      EXPECT_FALSE(journal->write({.kind = Kind::change}));
      for (int at = 0; at < 1000; ++at) last = journal->note(Trail::login("flood"));
      EXPECT_FALSE(journal->write({.kind = Kind::change}));
    }
    while (!journal->ready()) std::this_thread::yield();
    EXPECT_TRUE(journal->write(Trail::login("after")));
  }
  const auto verified = trail.verified();
  EXPECT_EQ(verified.wrong, "");
  EXPECT_GT(verified.lost, 900U);
  EXPECT_GT(verified.end.id, last);
  // Every number is there or was counted.
  EXPECT_EQ(verified.records + verified.lost, verified.end.id);
  ASSERT_EQ(verified.notes.size(), 1U);
}

TEST(AuditJournal, CutsOffALineThatACrashLeftUnfinishedAndSaysSo) {
  for (const std::string_view torn : {"8 {Kind=login;", "8", "\xff\xff"}) {
    Trail trail;
    trail.fill(1);
    const auto text = Trail::content(trail.file(1));
    Trail::replace(trail.file(1), text + std::string(torn));
    {
      const auto journal = trail.opened();
    }
    const auto verified = trail.verified();
    EXPECT_EQ(verified.wrong, "");
    ASSERT_EQ(verified.notes.size(), 1U);
    EXPECT_NE(verified.notes[0].find("cut: " + std::to_string(torn.size()) + " bytes"),
              std::string::npos);
  }
}

TEST(AuditJournal, SaysAtItsStartWhatIsMissingOrDoesNotFit) {
  {
    Trail trail;
    trail.fill(1);
    const auto text = Trail::content(trail.file(1));
    Trail::replace(trail.file(1), text.substr(0, text.find('\n', text.size() / 2) + 1));
    {
      const auto journal = trail.opened();
    }
    EXPECT_NE(shown(trail, {.kind = Kind::damaged}).find("are missing"), std::string::npos);
    EXPECT_NE(trail.wrong().find("are missing"), std::string::npos);
  }
  {
    Trail trail;
    trail.fill(1);
    auto text = Trail::content(trail.file(1));
    text[text.size() - 3] = text[text.size() - 3] == '0' ? '1' : '0';
    Trail::replace(trail.file(1), text);
    {
      const auto journal = trail.opened();
    }
    EXPECT_NE(shown(trail, {.kind = Kind::damaged}).find("does not fit"), std::string::npos);
    EXPECT_NE(trail.wrong(), "");
  }
}

TEST(AuditJournal, WritesADayWhoseFirstRecordWasTornAnew) {
  Trail trail;
  trail.fill(1);
  trail.clock().advance(std::chrono::hours{24});
  Trail::replace(trail.file(2), "8 {Kind=fi");
  {
    const auto journal = trail.opened();
  }
  {
    const auto journal = trail.opened();
  }
  EXPECT_EQ(trail.wrong(), "");
}

// Each acknowledged record is there, and the trail is whole, however the server ends.
TEST(AuditJournal, KeepsWhatItAcknowledgedThroughKills) {
  Trail trail;
  Id acknowledged = 0;
  for (int round = 0; round < 15; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) {
      const auto journal = trail.opened({.gathered_for = Duration{1}});
      for (;;) {
        for (int at = 0; at < 20; ++at) static_cast<void>(journal->note(Trail::login("joe")));
        const auto id = journal->write({.kind = Kind::change}).value_or(0);
        if (::write(ends[1], &id, sizeof id) < 0) ::_exit(1);
      }
    }
    ::close(ends[1]);
    for (int read = 0; read <= round * 3; ++read)
      if (::read(ends[0], &acknowledged, sizeof acknowledged) <= 0) break;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &acknowledged, sizeof acknowledged) > 0) {
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    const auto verified = trail.verified();
    ASSERT_EQ(verified.wrong, "");
    ASSERT_GE(verified.end.id, acknowledged);
  }
}

TEST(AuditJournal, TellsTheAnchorWhereItStandsNowAndThen) {
  Trail trail;
  std::vector<Head> told;
  {
    const auto journal = trail.opened({.anchor = [&](const Head& head) { told.push_back(head); }});
    ASSERT_TRUE(journal->write(Trail::login("a")));
    ASSERT_TRUE(journal->write(Trail::login("b")));
    trail.clock().advance(std::chrono::seconds{61});
    ASSERT_TRUE(journal->write(Trail::login("c")));
  }
  ASSERT_EQ(told.size(), 3U);  // the first, after a minute, at the end
  for (const auto& head : told) EXPECT_EQ(trail.wrong({.anchor = head}), "");
}

TEST(Journal, WritesWhatCameBeforeItsStart) {
  Trail trail;
  {
    JournalOptions options{.folder = trail.folder()};
    Journal journal(trail.seal(), trail.clock(), std::move(options));
    static_cast<void>(journal.note(Trail::login("joe")));
    ASSERT_TRUE(journal.start());
    ASSERT_TRUE(journal.write({.kind = Kind::change}));
  }
  EXPECT_EQ(trail.wrong(), "");
  EXPECT_NE(Trail::content(trail.file(1)).find("joe@company.com"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse::audit
