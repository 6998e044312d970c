#include "gates/imap/esearch.h"

#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {

std::string esearch_line(std::string_view tag, bool by_uid, const SearchReturn& wanted,
                         const std::vector<std::uint32_t>& found,
                         std::optional<mailbox::ModSeq> highest) {
  std::string line = "* ESEARCH (TAG " + string_text(tag) + ')';
  if (by_uid) line += " UID";
  if (wanted.min && !found.empty()) line += " MIN " + std::to_string(found.front());
  if (wanted.max && !found.empty()) line += " MAX " + std::to_string(found.back());
  if (wanted.count) line += " COUNT " + std::to_string(found.size());
  if (wanted.all && !found.empty()) line += " ALL " + text_of(found);
  if (highest) line += " MODSEQ " + std::to_string(*highest);  // RFC 7162, section 3.1.10
  return line + "\r\n";
}

std::vector<std::uint32_t> to_be_saved(const SearchReturn& wanted,
                                       const std::vector<std::uint32_t>& found) {
  const bool only_ends = (wanted.min || wanted.max) && !wanted.all && !wanted.count;
  if (!only_ends || found.empty()) return found;
  std::vector<std::uint32_t> ends;
  if (wanted.min) ends.push_back(found.front());
  if (wanted.max && (!wanted.min || found.size() > 1)) ends.push_back(found.back());
  return ends;
}

}  // namespace gatehouse::gates::imap
