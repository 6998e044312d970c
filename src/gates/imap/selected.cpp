#include "gates/imap/selected.h"

#include <algorithm>

#include "gates/imap/wire.h"
#include "mailbox/file_name.h"

namespace gatehouse::gates::imap {

Selected::Selected(std::unique_ptr<mailbox::Folder> folder, bool read_only, Place place)
    : folder_(std::move(folder)),
      read_only_(read_only),
      place_(std::move(place)),
      told_keywords_(folder_->keywords()),
      told_revision_(folder_->revision()) {
  told_.reserve(folder_->messages().size());
  for (const auto& message : folder_->messages())
    told_.push_back({message.uid, message.recent, message.changed});
}

const mailbox::Message* Selected::message(std::uint32_t number) const {
  const auto& messages = folder_->messages();
  const auto found = std::ranges::lower_bound(messages, uid(number), {}, &mailbox::Message::uid);
  return found != messages.end() && found->uid == uid(number) ? &*found : nullptr;
}

std::optional<std::vector<std::uint32_t>> Selected::numbers(const SequenceSet& set,
                                                            bool by_uid) const {
  std::vector<std::uint32_t> numbers;
  const bool of_uids = by_uid || set.is_saved();
  for (auto [first, last] : of_uids ? uid_ranges(set) : set.ranges(count())) {
    if (of_uids) {
      const auto begin = std::ranges::lower_bound(told_, first, {}, &Told::uid);
      const auto end = std::ranges::upper_bound(told_, last, {}, &Told::uid);
      first = static_cast<std::uint32_t>(begin - told_.begin()) + 1;
      last = static_cast<std::uint32_t>(end - told_.begin());
    } else if (last > count()) {
      return std::nullopt;
    }
    for (auto number = first; number <= last; ++number) numbers.push_back(number);
  }
  if (numbers.empty() && !of_uids) return std::nullopt;
  return numbers;
}

std::vector<Range> Selected::uid_ranges(const SequenceSet& set) const {
  return set.is_saved() ? saved_ : set.ranges(largest_uid());
}

void Selected::save(std::vector<mailbox::Uid> uids) {
  std::ranges::sort(uids);
  saved_.clear();
  for (const auto uid : uids) {
    if (!saved_.empty() && saved_.back().last + 1 == uid) {
      saved_.back().last = uid;
    } else {
      saved_.push_back({uid, uid});
    }
  }
}

std::vector<mailbox::Uid> Selected::uids(const std::vector<std::uint32_t>& numbers) const {
  std::vector<mailbox::Uid> uids;
  uids.reserve(numbers.size());
  for (const auto number : numbers) uids.push_back(uid(number));
  return uids;
}

std::string Selected::flags_of(const mailbox::Message& message) const {
  return flags_text(message.flags, message.recent && tells_recent_);
}

std::string Selected::recent_line() const {
  if (!tells_recent_) return {};
  return "* " + std::to_string(std::ranges::count(told_, true, &Told::recent)) + " RECENT\r\n";
}

std::string Selected::flag_lines() const {
  const auto keywords = folder_->keywords();
  mailbox::Flags all{true, true, true, true, true, keywords};
  const mailbox::FlagRights none{.seen = false, .deleted = false, .others = false};
  const auto rights = read_only_ ? none : flag_rights(place_.rights);
  if (rights.others && keywords.size() < mailbox::most_keywords) all.keywords.emplace_back("\\*");
  const auto lasting = flags_text(only(all, rights), false);
  all.keywords = keywords;
  return "* FLAGS " + flags_text(all, false) + "\r\n* OK [PERMANENTFLAGS " + lasting +
         "] Kept flags\r\n";
}

std::string Selected::description() const {
  std::string text = flag_lines() + "* " + std::to_string(count()) + " EXISTS\r\n" + recent_line();
  const auto& messages = folder_->messages();
  const auto unseen =
      std::ranges::find_if(messages, [](const auto& each) { return !each.flags.seen; });
  if (unseen != messages.end() && tells_recent_)  // no such code in IMAP4rev2 either
    text += "* OK [UNSEEN " + std::to_string(unseen - messages.begin() + 1) + "] First unseen\r\n";
  return text + "* OK [UIDVALIDITY " + std::to_string(folder_->uid_validity()) +
         "] UIDs are lasting\r\n* OK [UIDNEXT " + std::to_string(folder_->uid_next()) +
         "] Next UID\r\n" + highest_line() + "* OK [MAILBOXID (" + folder_->id() + ")] Its id\r\n";
}

std::string Selected::news(bool may_expunge, const Enabled& enabled) {
  std::string text = keyword_news();
  if (may_expunge) text += expunges(enabled.qresync);
  text += changed_flags(enabled.condstore) + arrivals();
  told_revision_ = folder_->revision();
  owes_ = told_.size() != folder_->messages().size();
  return text;
}

std::string Selected::keyword_news() {
  if (told_keywords_ == folder_->keywords()) return {};
  told_keywords_ = folder_->keywords();
  return flag_lines();
}

// Each EXPUNGE counts those before it as gone already.
std::string Selected::expunges(bool as_vanished) {
  std::string text;
  std::vector<mailbox::Uid> gone;
  std::vector<Told> kept;
  kept.reserve(told_.size());
  for (const auto& each : told_) {
    if (mailbox::find(folder_->messages(), each.uid) != nullptr) {
      kept.push_back(each);
    } else {
      gone.push_back(each.uid);
      if (!as_vanished) text += "* " + std::to_string(kept.size() + 1) + " EXPUNGE\r\n";
    }
  }
  told_ = std::move(kept);
  return as_vanished && !gone.empty() ? "* VANISHED " + text_of(gone) + "\r\n" : text;
}

std::string Selected::changed_flags(bool with_modseq) {
  std::string text;
  for (std::uint32_t number = 1; number <= count(); ++number) {
    const auto* now = message(number);
    auto& before = told_[number - 1];
    if (now == nullptr || now->changed == before.changed) continue;
    before.changed = now->changed;
    text += flags_line(number, with_modseq);
  }
  return text;
}

std::string Selected::flags_line(std::uint32_t number, bool with_modseq) const {
  const auto& now = *message(number);
  const auto modseq = with_modseq ? " MODSEQ (" + std::to_string(now.changed) + ')' : "";
  return "* " + std::to_string(number) + " FETCH (UID " + std::to_string(now.uid) + " FLAGS " +
         flags_of(now) + modseq + ")\r\n";
}

std::string Selected::highest_line() const {
  return "* OK [HIGHESTMODSEQ " + std::to_string(folder_->highest()) + "] Highest\r\n";
}

std::string Selected::arrivals() {
  const auto before = largest_uid();
  const auto& messages = folder_->messages();
  auto arrived = std::ranges::upper_bound(messages, before, {}, &mailbox::Message::uid);
  if (arrived == messages.end()) return {};
  for (; arrived != messages.end(); ++arrived)
    told_.push_back({arrived->uid, arrived->recent, arrived->changed});
  return "* " + std::to_string(count()) + " EXISTS\r\n" + recent_line();
}

bool Selected::is_told(std::uint32_t number) const {
  const auto* now = message(number);
  return now != nullptr && now->changed == told_[number - 1].changed;
}

void Selected::told(std::uint32_t number) {
  if (const auto* now = message(number)) told_[number - 1].changed = now->changed;
}

}  // namespace gatehouse::gates::imap
