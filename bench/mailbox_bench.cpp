// How long a mailbox takes to open and how much memory it needs.
//
//   mailbox_bench FOLDER COUNT     makes a Maildir of COUNT messages below FOLDER, unless there is
//   one
//
// Messages are names for few files, so that a million of them needs little disk.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/text.h"
#include "mailbox/folder.h"
#include "mailbox/mailboxes.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::mailbox;
using Clock = std::chrono::steady_clock;

// Of the processor; the waiting for a disk or for other programs is told beside it.
class Timer {
 public:
  void print(const char* what, const char* rest = "") const {
    const std::chrono::duration<double, std::milli> waited = Clock::now() - start_;
    std::printf("%-32s %9.1f ms CPU %10.1f ms in all  %s\n", what, processor() - used_,
                waited.count(), rest);
  }

 private:
  static double processor() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
  }
  Clock::time_point start_ = Clock::now();
  double used_ = processor();
};

std::size_t resident_bytes() {
  std::ifstream status("/proc/self/statm");
  std::size_t whole = 0;
  std::size_t resident = 0;
  status >> whole >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void make_messages(const std::filesystem::path& inbox, unsigned count) {
  constexpr unsigned names_of_one = 30000;
  std::filesystem::path original;
  for (unsigned i = 0; i < count; ++i) {
    const auto name = std::to_string(1700000000 + i) + ".M000001P4242Q" + std::to_string(i) +
                      ".host.example,S=22,W=22:2," + (i % 3 == 0 ? "S" : "");
    const auto path = inbox / "cur" / name;
    if (i % names_of_one == 0) {
      std::ofstream(path) << "Subject: x\r\n\r\nthe body\r\n";
      original = path;
    } else {
      std::filesystem::create_hard_link(original, path);
    }
  }
}

std::unique_ptr<Folder> timed_open(const char* what, const std::filesystem::path& inbox) {
  ::malloc_trim(0);
  const auto before = resident_bytes();
  const Timer timer;
  auto folder = Folder::open(inbox);
  if (!folder) return nullptr;
  ::malloc_trim(0);
  const auto count = std::max<std::size_t>((*folder)->messages().size(), 1);
  const auto each = (resident_bytes() - before) / count;
  timer.print(what, (std::to_string(each) + " bytes a message").c_str());
  return std::move(*folder);
}

bool look_for_flags(const Folder& folder) {
  const Timer timer;
  std::size_t unseen = 0;
  for (const auto& message : folder.messages()) unseen += message.flags.seen ? 0 : 1;
  timer.print("look at every message's flags", (std::to_string(unseen) + " unseen").c_str());
  return unseen > 0;
}

bool timed_change(Folder& folder) {
  const auto uid = folder.messages().back().uid;
  const Timer timer;
  const auto changed =
      folder.change_flags({uid}, {.how = FlagChange::add, .flags = {.flagged = true}});
  timer.print("change one message's flags");
  return changed.has_value();
}

bool timed_refresh(const char* what, Folder& folder) {
  const Timer timer;
  const auto refreshed = folder.refresh();
  timer.print(what);
  return refreshed.has_value();
}

bool measure(const std::filesystem::path& inbox) {
  if (timed_open("first open", inbox) == nullptr) return false;
  const auto folder = timed_open("open, nothing changed", inbox);
  if (folder == nullptr || folder->messages().empty()) return false;
  if (!look_for_flags(*folder) || !timed_change(*folder)) return false;
  if (!timed_refresh("look for news", *folder)) return false;
  std::ofstream(inbox / "new" / "1900000000.x.host") << "a\r\n";
  if (!timed_refresh("take in one new message", *folder)) return false;
  std::filesystem::last_write_time(inbox / "cur", std::filesystem::file_time_type::clock::now());
  if (!timed_refresh("look at the whole folder", *folder)) return false;
  return folder->expunge({folder->messages().back().uid}).has_value();
}

}  // namespace

int main(int count, char** arguments) {
  const auto wanted = count == 3 ? to_number<unsigned>(arguments[2]) : std::nullopt;
  if (!wanted) {
    std::fputs("usage: mailbox_bench FOLDER COUNT\n", stderr);
    return 2;
  }
  const auto inbox = Mailboxes(arguments[1]).directory("INBOX");
  if (!inbox) return 1;
  if (std::filesystem::is_empty(*inbox / "cur")) make_messages(*inbox, *wanted);
  return measure(*inbox) ? 0 : 1;
}
