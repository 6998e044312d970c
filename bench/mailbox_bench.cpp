// How long a mailbox takes to open and how much memory it needs.
//
//   mailbox_bench FOLDER COUNT     makes a Maildir of COUNT messages below FOLDER, unless there is
//   one
//
// Messages are names for few files, so that a million of them needs little disk.
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "base/text.h"
#include "mailbox/folder.h"
#include "mailbox/mailboxes.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::mailbox;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

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
  const auto start = Clock::now();
  auto folder = Folder::open(inbox);
  const auto took = milliseconds_since(start);
  if (!folder) return nullptr;
  ::malloc_trim(0);
  const auto count = std::max<std::size_t>((*folder)->messages().size(), 1);
  std::printf("%-34s %10.1f ms  %6zu bytes a message\n", what, took,
              (resident_bytes() - before) / count);
  return std::move(*folder);
}

bool measure(const std::filesystem::path& inbox) {
  if (timed_open("first open, list is made", inbox) == nullptr) return false;
  std::this_thread::sleep_for(std::chrono::milliseconds{200});
  const auto folder = timed_open("open, nothing changed", inbox);
  if (folder == nullptr || folder->messages().empty()) return false;
  auto start = Clock::now();
  std::size_t unseen = 0;
  for (const auto& message : folder->messages()) unseen += message.flags.seen ? 0 : 1;
  std::printf("%-34s %10.1f ms  %zu found\n", "look at every message's flags",
              milliseconds_since(start), unseen);
  start = Clock::now();
  const auto uid = folder->messages().back().uid;
  if (!folder->change_flags({uid}, {.how = FlagChange::add, .flags = {.flagged = true}}))
    return false;
  std::printf("%-34s %10.1f ms\n", "change one message's flags", milliseconds_since(start));
  start = Clock::now();
  if (!folder->refresh()) return false;
  std::printf("%-34s %10.1f ms\n", "look for news", milliseconds_since(start));
  std::ofstream(inbox / "new" / "1900000000.x.host") << "a\r\n";
  start = Clock::now();
  if (!folder->refresh()) return false;
  std::printf("%-34s %10.1f ms\n", "take in one new message", milliseconds_since(start));
  std::filesystem::last_write_time(inbox / "cur", std::filesystem::file_time_type::clock::now());
  start = Clock::now();
  if (!folder->refresh()) return false;
  std::printf("%-34s %10.1f ms\n", "look at the whole folder", milliseconds_since(start));
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
  std::filesystem::remove(*inbox / "gatehouse-uids");
  return measure(*inbox) ? 0 : 1;
}
