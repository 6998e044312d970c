// Several sessions in several processes, an outside deliverer and an outside Maildir program at
// work in one mailbox: a UID never changes its message, mod-sequences only grow, what vanished is
// told, and in the end all see the same.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "mailbox/delivery.h"
#include "mailbox/folder.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

constexpr int rounds = 150;

class Worker {
 public:
  Worker(std::filesystem::path inbox, unsigned seed)
      : inbox_(std::move(inbox)), seed_(seed), random_(seed) {}
  bool work();  // false: something that must not be
  [[nodiscard]] const std::map<Uid, std::string>& texts() const { return texts_; }

 private:
  bool deliver(bool with_uid);
  bool change_flags();
  bool expunge();
  bool look();
  bool holds();
  void meddle();
  unsigned pick(std::size_t below) {
    return static_cast<unsigned>(random_() % std::max<std::size_t>(below, 1));
  }

  std::filesystem::path inbox_;
  unsigned seed_;
  std::mt19937 random_;
  std::unique_ptr<Folder> folder_;
  std::map<Uid, std::string> texts_;
  std::map<Uid, ModSeq> changed_;
  ModSeq highest_ = 0;
  int count_ = 0;
};

bool Worker::deliver(bool with_uid) {
  const auto text =
      "Subject: " + std::to_string(seed_) + '-' + std::to_string(++count_) + "\r\n\r\n";
  auto delivery = Delivery::begin(inbox_);
  if (!delivery || !(*delivery)->write(text)) return false;
  if (!with_uid) return (*delivery)->commit().has_value();
  const auto placed = (*delivery)->commit_with_uid({.flagged = true}, Time{});
  if (placed) texts_[placed->uid] = text;
  return placed.has_value();
}

bool Worker::change_flags() {
  std::vector<Uid> uids;
  for (const auto& message : folder_->messages()) {
    if (pick(4) == 0) uids.push_back(message.uid);
  }
  const Flags flags{.seen = pick(2) == 0, .answered = pick(2) == 0, .keywords = {"k"}};
  const auto how = pick(2) == 0 ? FlagChange::add : FlagChange::remove;
  return folder_->change_flags(uids, {.how = how, .flags = flags}).has_value();
}

bool Worker::expunge() {
  if (folder_->messages().size() < 30) return true;
  const auto uid = folder_->messages()[pick(folder_->messages().size())].uid;
  return folder_->expunge({uid}).has_value();
}

bool Worker::look() {
  if (!folder_->refresh()) return false;
  if (folder_->messages().empty()) return true;
  const auto uid = folder_->messages()[pick(folder_->messages().size())].uid;
  const auto text = folder_->content(uid);
  if (!text) return text.error().code == ErrorCode::not_found;
  return texts_.try_emplace(uid, *text).first->second == *text;
}

// As a program does that knows nothing of our lock: another flag, or away with it.
void Worker::meddle() {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(inbox_ / "cur", ignored))
    files.push_back(file.path());
  if (files.size() < 30) return;
  const auto& file = files[pick(files.size())];
  if (pick(3) == 0) {
    std::filesystem::remove(file, ignored);
  } else {
    const auto name = file.string();
    const auto other = name.ends_with('S') ? name.substr(0, name.size() - 1) : name + 'S';
    std::filesystem::rename(file, other, ignored);
  }
}

// What is new since the last look agrees with the history the folder tells.
bool Worker::holds() {
  const auto& messages = folder_->messages();
  if (!std::ranges::is_sorted(messages, std::less_equal(), &Message::uid)) return false;
  if (folder_->highest() < highest_) return false;
  const auto vanished = folder_->vanished_since(highest_);
  for (const auto& [uid, changed] : changed_) {
    const auto* now = find(messages, uid);
    const bool is_told = vanished && std::ranges::any_of(*vanished, [&](const UidRange& range) {
                           return range.first <= uid && uid <= range.last;
                         });
    if (now == nullptr ? !is_told : is_told || now->changed < changed) return false;
  }
  changed_.clear();
  for (const auto& message : messages) {
    if (message.changed > folder_->highest()) return false;
    changed_[message.uid] = message.changed;
  }
  highest_ = folder_->highest();
  return true;
}

bool Worker::work() {
  auto opened = Folder::open(inbox_);
  if (!opened) return false;
  folder_ = std::move(*opened);
  for (int i = 0; i < rounds; ++i) {
    bool good = true;
    switch (pick(6)) {
      case 0:
        good = deliver(true);
        break;
      case 1:
        good = deliver(false);
        break;
      case 2:
        good = change_flags();
        break;
      case 3:
        good = expunge();
        break;
      case 4:
        meddle();
        break;
      default:
        good = look();
    }
    if (!good || !holds()) return false;
  }
  return true;
}

void write_texts(const Worker& worker, const std::filesystem::path& path) {
  std::ofstream file(path);
  for (const auto& [uid, text] : worker.texts())
    file << uid << ' ' << text.substr(9, text.find('\r') - 9) << '\n';
}

TEST(StressedMailbox, KeepsItsPromisesToEverySession) {
  const TemporaryFolder home;
  const auto inbox = Mailboxes(home.path()).directory("INBOX").value();
  constexpr unsigned workers = 4;
  std::vector<pid_t> children;
  for (unsigned seed = 1; seed <= workers; ++seed) {
    const auto child = ::fork();
    if (child == 0) {
      Worker worker(inbox, seed);
      const bool good = worker.work();
      write_texts(worker, home.path() / std::to_string(seed));
      ::_exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  std::map<Uid, std::string> texts;
  for (unsigned seed = 1; seed <= workers; ++seed) {
    std::ifstream file(home.path() / std::to_string(seed));
    Uid uid = 0;
    for (std::string text; file >> uid >> text;)
      EXPECT_EQ(texts.try_emplace(uid, text).first->second, text) << uid;
  }
  EXPECT_GT(texts.size(), 20U);
  const auto one = Folder::open(inbox).value();
  const auto two = Folder::open(inbox).value();
  ASSERT_FALSE(one->messages().empty());
  EXPECT_EQ(one->highest(), two->highest());
  ASSERT_EQ(one->messages().size(), two->messages().size());
  for (std::size_t i = 0; i < one->messages().size(); ++i) {
    EXPECT_EQ(one->messages()[i].uid, two->messages()[i].uid);
    EXPECT_EQ(one->messages()[i].flags, two->messages()[i].flags);
    EXPECT_EQ(one->messages()[i].changed, two->messages()[i].changed);
  }
}

TEST(StressedMailbox, IsMadeAnewFromItsFilesWhenTheListIsLost) {
  const TemporaryFolder home;
  const auto inbox = Mailboxes(home.path()).directory("INBOX").value();
  Worker worker(inbox, 7);
  ASSERT_TRUE(worker.work());
  const auto before = Folder::open(inbox).value();
  std::multiset<std::string> texts;
  for (const auto& message : before->messages()) texts.insert(before->content(message.uid).value());
  std::filesystem::remove(inbox / "gatehouse-uids");
  const auto after = Folder::open(inbox).value();
  EXPECT_GT(after->uid_validity(), before->uid_validity());
  std::multiset<std::string> again;
  for (const auto& message : after->messages()) again.insert(after->content(message.uid).value());
  EXPECT_FALSE(again.empty());
  EXPECT_EQ(again, texts);
  // The session that had it open learns that its UIDs mean nothing any more.
  EXPECT_EQ(before->expunge({1}).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace gatehouse::mailbox
