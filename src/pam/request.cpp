#include "pam/request.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::pam {
namespace {

constexpr std::size_t longest_number = 20;
constexpr std::size_t longest_reason = 200;

using What = decltype(Request::what);

// The next parameter; nullopt: there is none, or no string.
std::optional<Secret> take_parameter(std::string_view& line) {
  auto value = settings::take_value(line);
  if (!value || value->string() == nullptr) return std::nullopt;
  auto& text = const_cast<std::string&>(*value->string());  // ours, to be wiped
  const WipeAtEnd end(text);
  return Secret(text);
}

What offer(std::string_view /*parameters*/) { return Offer{}; }

What quit(std::string_view /*parameters*/) { return Quit{}; }

What question(std::string_view parameters) {
  const auto user = take_parameter(parameters);
  const auto address = take_parameter(parameters);
  auto password = take_parameter(parameters);
  if (!user || !address || !password || !trimmed(parameters).empty())
    return failed("not a user, an address and a password");
  const auto client = IpAddress::parse(address->reveal());
  if (!client) return failed("not an address");
  if (password->empty()) return refused("an empty password");
  if (password->size() > longest_password) return refused("a password over 512 bytes");
  if (password->reveal().contains('\0')) return refused("a password with a zero byte");
  return Question{std::string(user->reveal()), *client, std::move(*password)};
}

struct Word {
  std::string_view name;
  What (*read)(std::string_view parameters);
};
constexpr std::array words{Word{"INTF", &offer}, Word{"PAM", &question}, Word{"QUIT", &quit}};

What read_word(std::string_view line) {
  const auto name = take_until(line, ' ');
  for (const auto& word : words)
    if (word.name == name) return word.read(line);
  return failed("no such request");
}

}  // namespace

Request parse_request(std::string_view line, bool cut) {
  const auto number = take_until(line, ' ');
  if (number.empty() || number.size() > longest_number || !std::ranges::all_of(number, is_digit))
    return {{}, failed("no number")};
  if (cut) return {std::string(number), refused("too long")};
  return {std::string(number), read_word(line)};
}

std::string answer_line(std::string_view number, const Verdict& verdict) {
  const auto say = [&](const std::string& text) { return std::string(number) + " " + text + "\n"; };
  switch (verdict.kind) {
    case Verdict::Kind::accepted:
      return say("OK");
    case Verdict::Kind::refused:
      return say("ERROR " + escaped(verdict.why, longest_reason));
    case Verdict::Kind::failed:
      break;
  }
  return say("FAILURE " + escaped(verdict.why, longest_reason));
}

RequestLines::~RequestLines() { wipe(begun_.data(), begun_.capacity()); }

void RequestLines::add(std::string_view bytes,
                       const std::function<void(std::string_view, bool cut)>& take) {
  for (const char c : bytes) {
    if (c != '\n') {
      if (begun_.size() < longest)
        begun_ += c;
      else
        is_cut_ = true;
      continue;
    }
    const std::string_view line(begun_);
    take(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, is_cut_);
    wipe(begun_.data(), begun_.size());
    begun_.clear();
    is_cut_ = false;
  }
}

}  // namespace gatehouse::pam
