#include "gates/imap/fact_store.h"

#include <algorithm>

namespace gatehouse::gates::imap {
namespace {

std::size_t bytes_of(const HeaderFacts& facts) {
  std::size_t bytes = sizeof(HeaderFacts) + 64;  // and the table's own
  for (const auto* text : {&facts.subject.text, &facts.from, &facts.to, &facts.cc,
                           &facts.from_shown, &facts.to_shown, &facts.id})
    bytes += text->capacity();
  for (const auto& reference : facts.references)
    bytes += sizeof(std::string) + reference.capacity();
  return bytes;
}

}  // namespace

const HeaderFacts* FactStore::find(mailbox::Uid uid) const {
  const auto found = facts_.find(uid);
  return found == facts_.end() ? nullptr : &found->second;
}

bool FactStore::add(mailbox::Uid uid, HeaderFacts facts) {
  const auto bytes = bytes_of(facts);
  if (bytes > most_ - used_) return false;
  if (facts_.try_emplace(uid, std::move(facts)).second) used_ += bytes;
  return true;
}

void FactStore::keep_only(const std::vector<mailbox::Message>& messages) {
  const auto is_gone = [&](const auto& each) {
    const auto found = std::ranges::lower_bound(messages, each.first, {}, &mailbox::Message::uid);
    const bool gone = found == messages.end() || found->uid != each.first;
    if (gone) used_ -= bytes_of(each.second);
    return gone;
  };
  std::erase_if(facts_, is_gone);
}

}  // namespace gatehouse::gates::imap
