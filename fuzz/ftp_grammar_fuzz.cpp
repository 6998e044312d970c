// What an FTP client may write: arguments stay inside their line, no path leads out, times and
// ports can be written and read back.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gates/ftp/grammar.h"
#include "gates/ftp/listing.h"
#include "gates/ftp/paths.h"
#include "gates/ftp/text_lines.h"
#include "storage/names.h"

namespace {

using namespace gatehouse::gates;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_path(std::string_view argument) {
  const auto path = ftp::resolved({"A", "B"}, argument);
  if (!path) return;
  demand(path->size() <= gatehouse::storage::most_levels);
  for (const auto& level : *path) demand(gatehouse::storage::is_level(level));
  demand(gatehouse::storage::is_name(ftp::address_of(*path).name));
  demand(ftp::resolved({}, ftp::text_of(*path)) == path);
  const auto quoted = ftp::in_quotes(argument);
  demand(std::ranges::count(quoted, '"') == 2 + 2 * std::ranges::count(argument, '"'));
}

void check_arguments(std::string_view argument) {
  if (const auto at = ftp::parse_port(argument)) demand(ftp::parse_port(ftp::port_text(*at)) == at);
  if (const auto at = ftp::parse_extended_port(argument)) demand(at->protocol >= 0);
  if (const auto when = ftp::parse_time(argument))
    demand(ftp::parse_time(ftp::time_text(*when)).has_value());
  (void)ftp::parse_type(argument);
  (void)ftp::parse_wanted(argument);
  demand(ftp::without_options(argument).size() <= argument.size());
  demand(ftp::matches("*", argument));
  const auto half = argument.size() / 2;
  (void)ftp::matches(argument.substr(0, half), argument.substr(half));
}

void check_text(std::string_view text) {
  ftp::TextOut out;
  ftp::TextIn in;
  const auto half = text.size() / 2;
  const auto sent = out.next(text.substr(0, half)) + out.next(text.substr(half));
  const auto back = in.next(sent) + in.rest();
  if (!text.contains('\r')) demand(back == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto line = ftp::without_telnet(bytes);
  demand(line.size() <= bytes.size());
  if (const auto command = ftp::parse_command(line)) {
    demand(!command->keyword.empty());
    check_arguments(command->argument);
    check_path(command->argument);
  }
  check_arguments(bytes);
  check_path(bytes);
  check_text(bytes);
  return 0;
}
