// The client half of SMTP, for mail of logged-in users that goes elsewhere: it runs beside the
// client's own transaction and hands the next hop's replies on, so that nothing has to be queued.
// The whole of it ends after five minutes. No call fails otherwise than by a 4xx reply.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gates/smtp/spool.h"
#include "net/lines.h"
#include "net/offload.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::gates::smtp {

// What the next hop said, fit to be passed on: one line without CRLF, "250 2.0.0 Queued".
struct HopReply {
  std::string line;
  [[nodiscard]] bool good() const { return line.starts_with('2'); }
};

class NextHop {
 public:
  struct Envelope {
    std::string our_name;  // for EHLO
    std::string sender;    // empty: <>
    bool eight_bit;
  };
  // Connects and gets as far as MAIL. `work` resolves names and reads the spool; it outlives this.
  struct Opened {
    std::unique_ptr<NextHop> hop;  // null: see `reply`
    HopReply reply;
  };
  [[nodiscard]] static net::Task<Opened> open(std::string where, Envelope envelope,
                                              net::Offload& work);

  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] net::Task<HopReply> recipient(std::string_view address);
  // The message, `header` first. Good: the next hop is responsible for it from now on.
  [[nodiscard]] net::Task<HopReply> message(std::string_view header, const Spool& body);
  [[nodiscard]] net::Task<void> quit();

 private:
  NextHop(std::string where, net::Stream stream, net::Offload& work);
  net::Task<HopReply> greet(const std::string& our_name);
  net::Task<HopReply> mail(const Envelope& envelope);
  net::Task<HopReply> say(std::string line);  // CRLF is added
  net::Task<HopReply> read_reply();
  net::Task<Result<void>> send_body(std::string_view header, const Spool& body);
  void note_extension(std::string_view line);

  std::string where_;
  net::Stream stream_;
  net::Lines lines_;
  net::Offload& work_;
  bool takes_eight_bit_ = false;
};

// `text` as it goes after DATA: dots doubled. `at_line_start`: whether the text before ended a
// line.
[[nodiscard]] std::string dots_doubled(std::string_view text, bool at_line_start);

}  // namespace gatehouse::gates::smtp
