#include "gates/ftp/text_lines.h"

#include <utility>

namespace gatehouse::gates::ftp {

std::string TextOut::next(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 32);
  for (const char c : bytes) {
    if (c == '\n' && before_ != '\r') text += '\r';
    text += c;
    before_ = c;
  }
  return text;
}

std::string TextIn::next(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + 1);
  for (const char c : bytes) {
    if (std::exchange(holds_cr_, false) && c != '\n') text += '\r';
    holds_cr_ = c == '\r';
    if (!holds_cr_) text += c;
  }
  return text;
}

std::string TextIn::rest() { return std::exchange(holds_cr_, false) ? "\r" : ""; }

}  // namespace gatehouse::gates::ftp
