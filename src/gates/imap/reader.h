// The words of IMAP's grammar (RFC 3501, section 9), taken one after another from the bytes of a
// command. A literal is in the bytes as "{3}\r\nabc". What does not match is not consumed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "gates/imap/name_form.h"
#include "mailbox/message.h"

namespace gatehouse::gates::imap {

class Reader {
 public:
  explicit Reader(std::string_view bytes, NameForm names = NameForm::modified_utf7)
      : bytes_(bytes), names_(names) {}

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  [[nodiscard]] std::size_t position() const { return at_; }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : bytes_[at_]; }
  [[nodiscard]] std::string_view rest() const { return bytes_.substr(at_); }

  bool skip(std::string_view text);  // case does not matter
  bool space() { return skip(" "); }
  [[nodiscard]] std::optional<std::string_view> tag();
  [[nodiscard]] std::optional<std::string_view> atom();
  [[nodiscard]] std::optional<std::string> string();   // quoted or literal
  [[nodiscard]] std::optional<std::string> astring();  // also "]" and "%"-free words
  [[nodiscard]] std::optional<std::string>
  mailbox();  // to UTF-8; what no mailbox can have: not UTF-8
  [[nodiscard]] std::optional<std::string> list_mailbox();  // with wildcards, to UTF-8
  [[nodiscard]] std::optional<std::uint32_t> number();
  [[nodiscard]] std::optional<mailbox::Flags> flag_list();    // in parentheses
  [[nodiscard]] std::optional<mailbox::Flags> flags();        // with or without
  [[nodiscard]] std::optional<std::chrono::sys_days> date();  // 1-Feb-1994
  [[nodiscard]] std::optional<Time> date_time();              // " 1-Feb-1994 21:52:25 -0800"

 private:
  template <class Accepts>
  std::string_view take_while(Accepts accepts);
  bool add_flag(mailbox::Flags& flags);
  std::optional<std::string> quoted();
  std::optional<std::string> literal();

  [[nodiscard]] std::optional<std::string> name_in(std::string_view text) const;

  std::string_view bytes_;
  NameForm names_;
  std::size_t at_ = 0;
};

// A field name and a value each, NIL included: the parameters of ID (RFC 2971, section 3.3).
[[nodiscard]] bool skip_id_parameters(Reader& reader);

}  // namespace gatehouse::gates::imap
