// The lines that gatehouse-pam is sent and says, in the form all helpers of the server share: a
// number, a word, and parameters that are words or quoted strings of the data format. Pure.
//
//   00001 INTF 1                                    00001 INTF 1
//   00002 PAM joe 10.0.0.5 "pass word"              00002 OK
//                                                   00002 ERROR text
//                                                   00002 FAILURE text
//   00003 QUIT                                      00003 OK
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "base/address.h"
#include "base/secret.h"
#include "pam/verdict.h"

namespace gatehouse::pam {

inline constexpr std::size_t longest_password = 512;  // bytes

struct Offer {};  // INTF
struct Quit {};
struct Question {  // PAM
  std::string user;
  IpAddress client;
  Secret password;  // 1..512 bytes, no zero byte
};
struct Request {
  std::string number;  // its digits, to be repeated in the answer; empty: there was none
  std::variant<Offer, Quit, Question, Verdict> what;  // Verdict: answered without being asked
};
// A line without its end; `cut`: it went on, but was too long.
[[nodiscard]] Request parse_request(std::string_view line, bool cut);

[[nodiscard]] std::string answer_line(std::string_view number, const Verdict& verdict);

// Cuts bytes into lines. What it held is wiped.
class RequestLines {
 public:
  static constexpr std::size_t longest = 8192;

  RequestLines() { begun_.reserve(longest); }
  ~RequestLines();
  RequestLines(const RequestLines&) = delete;
  RequestLines& operator=(const RequestLines&) = delete;

  // Gives each line that is now whole, without CR LF; of a longer one its beginning, as cut.
  void add(std::string_view bytes, const std::function<void(std::string_view, bool cut)>& take);

 private:
  std::string begun_;
  bool is_cut_ = false;
};

}  // namespace gatehouse::pam
