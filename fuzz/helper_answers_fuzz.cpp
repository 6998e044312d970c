// What an outside program writes, cut anywhere: lines are the same, only OK is a yes, what is
// routed is an address, and whatever is asked with such bytes is one line that means them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "helper/launch_wire.h"
#include "helper/lines.h"
#include "helper/words.h"
#include "settings/text.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::helper;

constexpr std::size_t longest = 64;

void insist(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string> lines_of(std::string_view bytes, std::size_t part) {
  LineCutter cutter(longest);
  std::vector<std::string> lines;
  const auto take = [&](std::string_view line) {
    insist(line.size() <= longest && !line.contains('\n'));
    lines.emplace_back(line);
  };
  for (; !bytes.empty(); bytes.remove_prefix(std::min(part, bytes.size())))
    if (!cutter.add(bytes.substr(0, part), take)) break;
  return lines;
}

bool is_yes(std::string_view answer) { return answer == "OK" || answer.starts_with("OK "); }

void check_address(std::string_view address) {
  insist(!address.empty() && address.size() <= 254 && std::ranges::count(address, '@') <= 1);
  insist(std::ranges::all_of(address, [](char c) { return c > ' ' && c < 0x7F; }));
}

void check_answer(std::string_view answer) {
  const auto verdict = parse_verdict(answer);
  insist((verdict && *verdict) == is_yes(answer));
  const auto named = parse_new_answer(answer);
  insist((named && std::holds_alternative<LookAgain>(*named)) == is_yes(answer));
  if (named && std::holds_alternative<Rerouted>(*named))
    check_address(std::get<Rerouted>(*named).address);
  const auto password = parse_plain_answer(answer);
  if (password && *password) insist(answer.starts_with("PLAIN ") && !(*password)->empty());
  (void)parse_interface(answer);
  (void)loggable_word(answer);
}

void check_parameter(const std::string& text) {
  if (text.contains('\0')) return;
  const auto written = parameter(text);
  insist(fits_one_line(written));
  std::string_view rest = written;
  const auto value = settings::take_value(rest);
  insist(value && value->string() != nullptr && *value->string() == text && rest.empty());
}

void check_question(const std::string& text) {
  if (const auto asked = verify_question("IMAP", "joe@company.com", Secret(text))) {
    insist(fits_one_line(asked->text.reveal()) && fits_one_line(asked->for_version_0.reveal()));
    insist(asked->text.size() == asked->for_version_0.size() + 7);
  }
  if (const auto asked = new_question(text, RouteKind::mail))
    insist(std::ranges::count(asked->reveal(), ' ') == 2 && fits_one_line(asked->reveal()));
}

void check_order(std::string_view bytes) {
  const auto order = parse_order(bytes);
  if (!order) return;
  if (const auto* launch = std::get_if<LaunchOrder>(&*order)) {
    const auto again = to_bytes(*launch);
    insist(again && *again == bytes);
  } else {
    insist(to_bytes(std::get<KillOrder>(*order)) == bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  const auto whole = lines_of(bytes, std::max<std::size_t>(size, 1));
  for (const std::size_t part : {1U, 2U, 7U, 64U}) insist(lines_of(bytes, part) == whole);
  for (const auto& line : whole) {
    const auto parsed = parse_line(line);
    if (const auto* answer = std::get_if<Numbered>(&parsed)) check_answer(answer->text);
    check_answer(line);
    check_parameter(line);
  }
  check_parameter(bytes);
  check_question(bytes);
  check_order(bytes);
  if (const auto words = command_words(bytes))
    insist(std::ranges::all_of(*words, [&](const auto& word) { return word.size() <= size; }));
  return 0;
}
