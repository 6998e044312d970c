#include "gates/imap/reader.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/imap/modified_utf7.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// RFC 3501, section 9: atom-specials.
bool is_atom_char(char c) {
  return c > 0x20 && c < 0x7F && !std::string_view("(){%*\"\\]").contains(c);
}
bool is_astring_char(char c) { return is_atom_char(c) || c == ']'; }
bool is_list_char(char c) { return is_astring_char(c) || c == '%' || c == '*'; }
bool is_tag_char(char c) { return is_astring_char(c) && c != '+'; }

struct FlagName {
  std::string_view name;
  bool mailbox::Flags::* flag;
};
constexpr std::array flag_names{
    FlagName{"\\Answered", &mailbox::Flags::answered},
    FlagName{"\\Deleted", &mailbox::Flags::deleted}, FlagName{"\\Draft", &mailbox::Flags::draft},
    FlagName{"\\Flagged", &mailbox::Flags::flagged}, FlagName{"\\Seen", &mailbox::Flags::seen}};
constexpr std::size_t longest_keyword = 64;
const char* const no_name = "\xFF";  // not UTF-8: no mailbox has it

std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  const auto day = to_number<unsigned>(trimmed(take_until(text, '-')));
  const auto name = take_until(text, '-');
  const auto month = std::ranges::find_if(
      months, [&](std::string_view each) { return same_but_case(each, name); });
  const auto year = to_number<int>(text);
  if (!day || !year || text.size() != 4 || month == months.end()) return std::nullopt;
  const auto number = static_cast<unsigned>(month - months.begin() + 1);
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{number},
                                         std::chrono::day{*day}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::optional<std::chrono::seconds> time_of(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = to_number<unsigned>(text.substr(0, 2));
  const auto minutes = to_number<unsigned>(text.substr(3, 2));
  const auto seconds = to_number<unsigned>(text.substr(6, 2));
  if (!hours || !minutes || !seconds) return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
         std::chrono::seconds{*seconds};
}

std::optional<std::chrono::minutes> zone_of(std::string_view text) {
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = to_number<unsigned>(text.substr(1, 2));
  const auto minutes = to_number<unsigned>(text.substr(3, 2));
  if (!hours || !minutes || *minutes > 59) return std::nullopt;
  const auto offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

template <class Accepts>
std::string_view Reader::take_while(Accepts accepts) {
  const auto left = rest();
  const auto end = std::ranges::find_if_not(left, accepts);
  const auto taken = left.substr(0, static_cast<std::size_t>(end - left.begin()));
  at_ += taken.size();
  return taken;
}

bool Reader::skip(std::string_view text) {
  if (!same_but_case(rest().substr(0, text.size()), text)) return false;
  at_ += text.size();
  return true;
}

std::optional<std::string_view> Reader::tag() {
  const auto taken = take_while(is_tag_char);
  if (taken.empty()) return std::nullopt;
  return taken;
}

std::optional<std::string_view> Reader::atom() {
  const auto taken = take_while(is_atom_char);
  if (taken.empty()) return std::nullopt;
  return taken;
}

std::optional<std::string> Reader::quoted() {
  std::string text;
  for (++at_; !at_end(); ++at_) {
    if (peek() == '"') {
      ++at_;
      return text;
    }
    if (peek() == '\\') ++at_;
    const char c = peek();
    if (c == '\0' || c == '\r' || c == '\n') return std::nullopt;
    text += c;
  }
  return std::nullopt;
}

std::optional<std::string> Reader::literal() {
  ++at_;
  const auto count = to_number<std::size_t>(take_while(is_digit));
  skip("+");
  if (!count || !skip("}\r\n") || *count > rest().size()) return std::nullopt;
  std::string text(rest().substr(0, *count));
  at_ += *count;
  if (text.contains('\0')) return std::nullopt;  // RFC 3501, section 9: CHAR8 is not NUL
  return text;
}

std::optional<std::string> Reader::string() {
  if (peek() == '"') return quoted();
  if (peek() == '{') return literal();
  return std::nullopt;
}

std::optional<std::string> Reader::astring() {
  if (peek() == '"' || peek() == '{') return string();
  const auto taken = take_while(is_astring_char);
  if (taken.empty()) return std::nullopt;
  return std::string(taken);
}

std::optional<std::string> Reader::name_in(std::string_view text) const {
  // What is no modified UTF-7 is still an astring: there is no such mailbox, and the command is
  // well-formed.
  if (names_ == NameForm::modified_utf7) return from_modified_utf7(text).value_or(no_name);
  return is_utf8(text) ? std::optional<std::string>(text) : std::nullopt;
}

std::optional<std::string> Reader::mailbox() {
  const auto name = astring();
  return name ? name_in(*name) : std::nullopt;
}

std::optional<std::string> Reader::list_mailbox() {
  if (peek() == '"' || peek() == '{') return mailbox();
  const auto taken = take_while(is_list_char);
  if (taken.empty()) return std::nullopt;
  return name_in(taken);
}

std::optional<std::uint32_t> Reader::number() {
  return to_number<std::uint32_t>(take_while(is_digit));
}

// \Recent is the server's alone and is passed over (RFC 3501, section 2.3.2).
bool Reader::add_flag(mailbox::Flags& flags) {
  if (peek() != '\\') {
    const auto keyword = atom();
    if (!keyword || keyword->size() > longest_keyword) return false;
    flags.keywords.emplace_back(*keyword);
    return true;
  }
  ++at_;
  const auto name = atom();
  if (!name) return false;
  if (same_but_case(*name, "Recent")) return true;
  for (const auto& [known, flag] : flag_names) {
    if (!same_but_case(known.substr(1), *name)) continue;
    flags.*flag = true;
    return true;
  }
  return false;
}

std::optional<mailbox::Flags> Reader::flags() {
  if (peek() == '(') return flag_list();
  mailbox::Flags flags;
  do {
    if (!add_flag(flags)) return std::nullopt;
  } while (space());
  std::ranges::sort(flags.keywords);
  flags.keywords.erase(std::ranges::unique(flags.keywords).begin(), flags.keywords.end());
  return flags;
}

std::optional<mailbox::Flags> Reader::flag_list() {
  if (!skip("(")) return std::nullopt;
  if (skip(")")) return mailbox::Flags{};
  if (peek() == '(') return std::nullopt;
  auto list = flags();
  return list && skip(")") ? list : std::nullopt;
}

std::optional<std::chrono::sys_days> Reader::date() {
  const auto text = astring();
  return text && !text->starts_with(' ') ? day_of(*text) : std::nullopt;
}

std::optional<Time> Reader::date_time() {
  const auto text = peek() == '"' ? quoted() : std::nullopt;
  if (!text || text->size() != 26 || (*text)[11] != ' ' || (*text)[20] != ' ') return std::nullopt;
  const std::string_view view = *text;
  const auto day = day_of(view.substr(0, 11));
  const auto time = time_of(view.substr(12, 8));
  const auto zone = zone_of(view.substr(21));
  if (!day || !time || !zone) return std::nullopt;
  return Time{*day + *time - *zone};
}

bool skip_id_parameters(Reader& reader) {
  constexpr int most_fields = 30;
  if (reader.skip("NIL")) return true;
  if (!reader.skip("(")) return false;
  if (reader.skip(")")) return true;
  for (int i = 0; i < most_fields; ++i) {
    if (!reader.string() || !reader.space()) return false;
    if (!reader.skip("NIL") && !reader.string()) return false;
    if (reader.skip(")")) return true;
    if (!reader.space()) return false;
  }
  return false;
}

}  // namespace gatehouse::gates::imap
