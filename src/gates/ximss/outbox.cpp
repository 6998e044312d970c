#include "gates/ximss/outbox.h"

#include <utility>

namespace gatehouse::gates::ximss {

bool Outbox::put(std::string_view messages) {
  if (messages.size() > most_waiting - waiting_.size()) return false;
  waiting_ += messages;
  return true;
}

std::optional<Outbox::Batch> Outbox::next(std::uint64_t heard) {
  if (!said_.messages.empty() && heard < said_.number) return said_;
  said_.messages.clear();
  if (waiting_.empty()) return std::nullopt;
  said_ = {said_.number + 1, std::exchange(waiting_, {})};
  return said_;
}

Requests::Turn Requests::begin(std::uint64_t number) {
  if (number <= last_) return number == last_ && running_ ? Turn::running : Turn::repeated;
  last_ = number;
  running_ = true;
  answer_.reset();
  return Turn::fresh;
}

void Requests::done(std::uint64_t number, std::string_view answer) {
  if (number != last_) return;
  running_ = false;
  if (answer.size() <= longest_kept) answer_ = answer;
}

std::optional<std::string> Requests::answer(std::uint64_t number) const {
  return number == last_ ? answer_ : std::nullopt;
}

}  // namespace gatehouse::gates::ximss
