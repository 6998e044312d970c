#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::settings {
namespace {

std::string decimal_escape(char c) {
  const auto code = static_cast<unsigned char>(c);
  return {'\\', static_cast<char>('0' + code / 100), static_cast<char>('0' + code / 10 % 10),
          static_cast<char>('0' + code % 10)};
}

std::string time_text(std::chrono::sys_seconds at) {
  using namespace std::chrono;
  constexpr sys_seconds first = sys_days{year{1} / 1 / 1};
  constexpr sys_seconds end = sys_days{year{10000} / 1 / 1};
  if (at < first) return "#TPAST";
  if (at >= end) return "#TFUTURE";
  const auto midnight = floor<days>(at);
  const year_month_day date{midnight};
  const hh_mm_ss clock{at - midnight};
  const auto part = [](auto number, std::size_t width) {
    const auto text = std::to_string(number);
    return std::string(width - text.size(), '0') + text;
  };
  return "#T" + part(unsigned{date.day()}, 2) + "-" + part(unsigned{date.month()}, 2) + "-" +
         part(int{date.year()}, 4) + "_" + part(clock.hours().count(), 2) + ":" +
         part(clock.minutes().count(), 2) + ":" + part(clock.seconds().count(), 2);
}

// Dictionaries are laid out over lines when `indent` is not negative; arrays never are.
class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void operator()(const std::string& text) { out_ += quoted(text); }
  void operator()(const Number& number) { out_ += "#" + std::to_string(number.value); }
  void operator()(const Data& data) { out_ += "[" + to_base64(data.bytes) + "]"; }
  void operator()(const TimeStamp& time) { out_ += time_text(time.at); }
  void operator()(const Null&) { out_ += "#NULL#"; }
  void operator()(const Address& address) {
    out_ += "#I[" + address.address.text() + "]";
    if (address.port != 0) out_ += ":" + std::to_string(address.port);
  }
  void operator()(const Array& array);
  void operator()(const Dictionary& dictionary);

  [[nodiscard]] std::string text() && { return std::move(out_); }

 private:
  [[nodiscard]] bool in_lines() const { return indent_ >= 0; }
  void new_line() { out_ += "\n" + std::string(2 * static_cast<std::size_t>(indent_), ' '); }

  int indent_;
  std::string out_;
};

void Writer::operator()(const Array& array) {
  const int outer = std::exchange(indent_, -1);
  out_ += '(';
  for (bool first = true; const auto& element : array) {
    if (!std::exchange(first, false)) out_ += outer >= 0 ? ", " : ",";
    std::visit(*this, element.held());
  }
  out_ += ')';
  indent_ = outer;
}

void Writer::operator()(const Dictionary& dictionary) {
  out_ += '{';
  if (in_lines()) ++indent_;
  for (const auto& [key, value] : dictionary) {
    if (in_lines()) new_line();
    out_ += quoted(key);
    out_ += in_lines() ? " = " : "=";
    std::visit(*this, value.held());
    out_ += ';';
  }
  if (in_lines()) --indent_;
  if (in_lines() && !dictionary.empty()) new_line();
  out_ += '}';
}

}  // namespace

// Bytes that are no UTF-8 are written as codes, so that the text itself always is.
std::string quoted(std::string_view text) {
  const auto in_atom = [](char c) { return is_letter(c) || is_digit(c); };
  if (!text.empty() && std::ranges::all_of(text, in_atom)) return std::string(text);
  const bool keep_high = is_utf8(text);
  std::string out;
  out.reserve(4 * text.size() + 2);  // never moved while it grows
  out += '"';
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (code < 0x20 || code == 0x7F || (code >= 0x80 && !keep_high)) {
      out += decimal_escape(c);
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

std::string to_text(const Value& value) {
  Writer writer(-1);
  std::visit(writer, value.held());
  return std::move(writer).text();
}

std::string to_file_text(const Dictionary& dictionary) {
  Writer writer(0);
  writer(dictionary);
  return std::move(writer).text() + "\n";
}

}  // namespace gatehouse::settings
