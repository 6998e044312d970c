#include "mailbox/uid_list.h"

#include <algorithm>
#include <limits>

#include "mailbox/file_name.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::size_t most_vanished = 10000;  // ranges
constexpr std::size_t most_name_bytes = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t last_second = 253402300799;  // end of the year 9999

std::vector<UidRange> merged(std::vector<UidRange> ranges) {
  std::ranges::sort(ranges, {}, &UidRange::first);
  std::vector<UidRange> whole;
  for (const auto& range : ranges) {
    if (!whole.empty() && range.first - 1 <= whole.back().last) {
      whole.back().last = std::max(whole.back().last, range.last);
    } else {
      whole.push_back(range);
    }
  }
  return whole;
}

std::string file_text(UidList::File file) {
  return (file.arrived ? "new/" : "cur/") + std::string(file.name);
}

std::string message_text(const Message& message, UidList::File file) {
  const auto received = std::chrono::floor<std::chrono::seconds>(message.received);
  return std::to_string(message.uid) + ' ' + std::to_string(message.size) + ' ' +
         std::to_string(received.time_since_epoch().count()) + ' ' +
         std::to_string(message.changed) + ' ' + file_text(file) + '\n';
}

std::string gone_text(ModSeq changed, UidRange uids) {
  return "gone " + std::to_string(changed) + ' ' + std::to_string(uids.first) + ':' +
         std::to_string(uids.last) + '\n';
}

std::string stamps_text(const UidList::Stamps& stamps) {
  return "stamps " + std::to_string(stamps.arrivals) + ' ' + std::to_string(stamps.current) + ' ' +
         std::to_string(stamps.unsure) + '\n';
}

}  // namespace

std::string UidList::text() const {
  std::string text = "gatehouse-uids 2\nwritten " + std::to_string(writings_) + "\nvalidity " +
                     std::to_string(validity_) + "\nmailbox " + id_ + "\nnext " +
                     std::to_string(next_) + "\nhighest " + std::to_string(highest_) +
                     "\nforgotten " + std::to_string(forgotten_) + '\n';
  for (const auto& keyword : keywords_) text += "keyword " + keyword + '\n';
  for (const auto& [changed, uids] : vanished_) text += gone_text(changed, uids);
  text.reserve(text.size() + names_.size() + 48 * messages_.size());
  for (std::size_t i = 0; i < messages_.size(); ++i) text += message_text(messages_[i], file(i));
  return text + stamps_text(stamps_);
}

std::optional<std::size_t> UidList::find(Uid uid) const {
  const auto found = std::ranges::lower_bound(messages_, uid, {}, &Message::uid);
  if (found == messages_.end() || found->uid != uid) return std::nullopt;
  return static_cast<std::size_t>(found - messages_.begin());
}

UidList::File UidList::file(std::size_t index) const {
  const auto& [begin, size, arrived] = places_[index];
  return {std::string_view(names_).substr(begin, size), arrived};
}

std::string UidList::path(std::size_t index) const { return file_text(file(index)); }

std::optional<std::vector<UidRange>> UidList::vanished_since(ModSeq since) const {
  if (since < forgotten_) return std::nullopt;
  std::vector<UidRange> ranges;
  for (auto each = std::ranges::upper_bound(vanished_, since, {}, &Vanished::changed);
       each != vanished_.end(); ++each)
    ranges.push_back(each->uids);
  return merged(std::move(ranges));
}

Result<bool> UidList::know(const std::vector<std::string>& wanted) {
  bool grown = false;
  for (const auto& keyword : wanted) {
    if (std::ranges::find(keywords_, keyword) != keywords_.end()) continue;
    if (keywords_.size() == most_keywords) return fail(ErrorCode::too_long, "too many keywords");
    keywords_.push_back(keyword);
    unsaved_ += "keyword " + keyword + '\n';
    grown = true;
  }
  if (grown) relabel();
  return grown;
}

// A letter that said nothing before may be a keyword's now.
void UidList::relabel() {
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    const auto letters = letters_in(file(i).name);
    if (letters.find_first_of("abcdefghijklmnopqrstuvwxyz") != letters.npos)
      messages_[i].flags = flags_of(letters, keywords_);
  }
}

Result<Uid> UidList::add(std::uint64_t size, Time received, File file) {
  if (next_ == std::numeric_limits<Uid>::max()) return fail(ErrorCode::too_long, "no UIDs left");
  const auto seconds = std::chrono::floor<std::chrono::seconds>(received);
  const Time kept = std::clamp(Time{seconds}, Time{}, Time{std::chrono::seconds{last_second}});
  Message message{.uid = next_, .flags = {}, .size = size, .received = kept, .changed = changing_};
  if (!append(std::move(message), file)) return fail(ErrorCode::too_long, "too many names");
  unsaved_ += message_text(messages_.back(), file);
  return messages_.back().uid;
}

bool UidList::append(Message message, File file) {
  Place place{};
  if (!store_name(place, file)) return false;
  message.flags = flags_of(letters_in(file.name), keywords_);
  next_ = std::max(next_, message.uid + 1);
  highest_ = std::max(highest_, message.changed);
  messages_.push_back(std::move(message));
  places_.push_back(place);
  return true;
}

bool UidList::store_name(Place& place, File file) {
  if (file.name.empty() || file.name.size() > std::numeric_limits<std::uint16_t>::max())
    return false;
  if (file.name.size() > most_name_bytes - names_.size()) return false;
  place = {static_cast<std::uint32_t>(names_.size()), static_cast<std::uint16_t>(file.name.size()),
           file.arrived};
  names_ += file.name;
  return true;
}

void UidList::place(std::size_t index, File file) {
  auto& message = messages_[index];
  if (!store_name(places_[index], file)) return;
  auto flags = flags_of(letters_in(file.name), keywords_);
  if (flags != message.flags) {
    message.flags = std::move(flags);
    message.changed = changing_;
    highest_ = std::max(highest_, changing_);
  }
  unsaved_ += "at " + std::to_string(message.uid) + ' ' + std::to_string(message.changed) + ' ' +
              file_text(file) + '\n';
}

void UidList::vanish(const std::vector<Uid>& uids) {
  std::vector<UidRange> ranges;
  for (const auto uid : uids) {
    const auto index = find(uid);
    if (!index) continue;
    places_[*index].size = 0;
    some_are_gone_ = true;
    ranges.push_back({uid, uid});
  }
  for (const auto& range : merged(std::move(ranges))) {
    note_gone(changing_, range);
    unsaved_ += gone_text(changing_, range);
  }
  drop_gone();
}

void UidList::note_gone(ModSeq changed, UidRange uids) {
  highest_ = std::max(highest_, changed);
  vanished_.push_back({changed, uids});
  if (vanished_.size() <= most_vanished) return;
  const auto half = vanished_.begin() + most_vanished / 2;
  forgotten_ = std::max(forgotten_, std::prev(half)->changed);
  vanished_.erase(vanished_.begin(), half);
}

void UidList::drop_gone() {
  if (!some_are_gone_) return;
  some_are_gone_ = false;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    if (places_[i].size == 0) continue;
    if (kept != i) messages_[kept] = std::move(messages_[i]);
    places_[kept++] = places_[i];
  }
  messages_.resize(kept);
  places_.resize(kept);
}

void UidList::saw(const Stamps& stamps) {
  if (stamps == stamps_) return;
  stamps_ = stamps;
  unsaved_ += stamps_text(stamps);
}

void UidList::keep_recent_of(const UidList& before) {
  auto each = before.messages_.begin();
  for (auto& message : messages_) {
    while (each != before.messages_.end() && each->uid < message.uid) ++each;
    if (each == before.messages_.end()) return;
    if (each->uid == message.uid) message.recent = each->recent;
  }
}

}  // namespace gatehouse::mailbox
