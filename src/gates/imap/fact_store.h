// What SORT and THREAD have read of the headers of the selected mailbox: read once, kept as long as
// it is selected, in bounded memory.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "gates/imap/header_facts.h"
#include "mailbox/message.h"

namespace gatehouse::gates::imap {

class FactStore {
 public:
  static constexpr std::size_t most_bytes = std::size_t{64} << 20U;

  explicit FactStore(std::size_t bytes = most_bytes) : most_(bytes) {}
  // Null: not known yet. Stays where it is until keep_only().
  [[nodiscard]] const HeaderFacts* find(mailbox::Uid uid) const;
  // false: there is no room for it.
  [[nodiscard]] bool add(mailbox::Uid uid, HeaderFacts facts);
  // Forgets the others.
  void keep_only(const std::vector<mailbox::Message>& messages);

 private:
  std::unordered_map<mailbox::Uid, HeaderFacts> facts_;
  std::size_t most_;
  std::size_t used_ = 0;
};

}  // namespace gatehouse::gates::imap
