#include "mailbox/file_name.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>

#include "base/text.h"

namespace gatehouse::mailbox {
namespace {

struct Letter {
  char letter;
  bool Flags::* flag;
};
constexpr std::array letters_known{Letter{'D', &Flags::draft}, Letter{'F', &Flags::flagged},
                                   Letter{'R', &Flags::answered}, Letter{'S', &Flags::seen},
                                   Letter{'T', &Flags::deleted}};

bool known(char letter, std::size_t keywords) {
  if (letter >= 'a' && letter <= 'z') return static_cast<std::size_t>(letter - 'a') < keywords;
  return std::ranges::find(letters_known, letter, &Letter::letter) != letters_known.end();
}

std::string padded(std::int64_t number, std::size_t width) {
  const auto digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  std::string host = name.data();
  std::ranges::replace_if(host, [](char c) { return c == '/' || c == ':' || c == ','; }, '-');
  return host;
}

}  // namespace

std::string_view base_in(std::string_view name) {
  const auto mark = name.rfind(":2,");
  return name.substr(0, mark == name.npos ? name.find(':') : mark);
}

std::string_view letters_in(std::string_view name) {
  const auto mark = name.rfind(":2,");
  return mark == name.npos ? std::string_view() : name.substr(mark + 3);
}

FileName FileName::parse(std::string_view name) {
  return {std::string(base_in(name)), std::string(letters_in(name))};
}

std::string FileName::text() const { return base + ":2," + letters; }

Flags flags_of(std::string_view letters, const std::vector<std::string>& keywords) {
  Flags flags;
  for (const auto& [letter, flag] : letters_known) flags.*flag = letters.contains(letter);
  for (std::size_t i = 0; i < keywords.size(); ++i) {
    if (letters.contains(static_cast<char>('a' + i))) flags.keywords.push_back(keywords[i]);
  }
  std::ranges::sort(flags.keywords);
  return flags;
}

std::string letters_of(const Flags& flags, const std::vector<std::string>& keywords,
                       std::string_view before) {
  std::string letters;
  for (const char letter : before) {
    if (!known(letter, keywords.size())) letters += letter;
  }
  for (const auto& [letter, flag] : letters_known) {
    if (flags.*flag) letters += letter;
  }
  for (std::size_t i = 0; i < keywords.size(); ++i) {
    if (std::ranges::binary_search(flags.keywords, keywords[i]))
      letters += static_cast<char>('a' + i);
  }
  std::ranges::sort(letters);
  return letters;
}

std::string unique_base(Time now) {
  static std::atomic<unsigned> count{0};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto rest = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds);
  return std::to_string(seconds.time_since_epoch().count()) + ".M" + padded(rest.count(), 6) + 'P' +
         std::to_string(::getpid()) + 'Q' + padded(++count, 10) + '.' + host_name();
}

std::string with_size(std::string base, std::uint64_t stored, std::uint64_t with_crlf) {
  return std::move(base) + ",S=" + std::to_string(stored) + ",W=" + std::to_string(with_crlf);
}

std::string base_of_copy(std::string_view base, Time now, std::uint64_t stored,
                         std::uint64_t with_crlf) {
  constexpr std::size_t longest_stem = 120;  // with the rest, below what a file name may have
  const std::string copy = unique_base(now);
  const auto stem = base.substr(0, base.find(','));
  if (stem.size() > longest_stem) return with_size(copy, stored, with_crlf);
  const auto host = copy.find('.', copy.find('.') + 1);
  return with_size(std::string(stem) + ",C=" + copy.substr(0, host), stored, with_crlf);
}

namespace {

// FNV-1a: names too long to be said whole need not be secret, only apart.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

}  // namespace

// RFC 8474, section 7: letters, digits, '-' and '_' alone, at most 255.
std::string email_id(std::string_view base) {
  constexpr std::size_t longest_id = 200;
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string id = "M";
  for (const char c : base.substr(0, base.find(','))) {
    if (is_letter(c) || is_digit(c) || c == '-') {
      id += c;
    } else if (c == '.') {
      id += "__";
    } else {
      const auto byte = static_cast<unsigned char>(c);
      id += {'_', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  if (id.size() > longest_id) id.replace(longest_id, id.npos, std::to_string(hash_of(base)));
  return id;
}

std::optional<std::uint64_t> size_in(std::string_view base) {
  const auto mark = base.rfind(",W=");
  if (mark == base.npos) return std::nullopt;
  auto rest = base.substr(mark + 3);
  return to_number<std::uint64_t>(take_until(rest, ','));
}

}  // namespace gatehouse::mailbox
