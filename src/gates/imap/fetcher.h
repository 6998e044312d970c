// The answers to one FETCH, piece by piece, so that a long answer needs little memory. Blocks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gates/imap/command.h"
#include "gates/imap/selected.h"

namespace gatehouse::gates::imap {

class Fetcher {
 public:
  // All references outlive it.
  Fetcher(Selected& selected, std::vector<std::uint32_t> numbers,
          const std::vector<FetchItem>& items, const Enabled& enabled = {})
      : selected_(selected), numbers_(std::move(numbers)), items_(items), enabled_(enabled) {}

  [[nodiscard]] bool done() const { return next_ == numbers_.size(); }
  // Some whole answers: at least 64 KiB, unless they are the last.
  [[nodiscard]] Result<std::string> next_piece();
  [[nodiscard]] bool some_are_gone() const { return some_are_gone_; }
  // A message was left out whose encoding BINARY cannot undo.
  [[nodiscard]] bool has_unknown_encoding() const { return has_unknown_encoding_; }

 private:
  [[nodiscard]] Result<std::string> answer(std::uint32_t number);
  [[nodiscard]] bool asks_for(FetchData data) const;
  [[nodiscard]] std::string changed_text(const mailbox::Message& message) const;
  [[nodiscard]] Result<bool> mark_seen(std::uint32_t number);

  Selected& selected_;
  std::vector<std::uint32_t> numbers_;
  const std::vector<FetchItem>& items_;
  Enabled enabled_;
  std::size_t next_ = 0;
  bool some_are_gone_ = false;
  bool has_unknown_encoding_ = false;
};

}  // namespace gatehouse::gates::imap
