// TYPE A (RFC 959, section 3.1.1.1): lines end with CRLF on the way and with LF here. Pure, in
// pieces.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::gates::ftp {

class TextOut {
 public:
  [[nodiscard]] std::string next(std::string_view bytes);  // a line end that is CRLF stays

 private:
  char before_ = 0;
};

class TextIn {
 public:
  [[nodiscard]] std::string next(std::string_view bytes);
  [[nodiscard]] std::string rest();  // what waited for a LF

 private:
  bool holds_cr_ = false;
};

}  // namespace gatehouse::gates::ftp
