// The grammar of POP3: arguments stay inside their line, and a message written for the client can
// be read back and ends only at its end.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gates/pop3/grammar.h"

namespace {

using namespace gatehouse::gates;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_command(std::string_view line) {
  const auto command = pop3::parse_command(line);
  if (!command) return;
  demand(!command->keyword.empty() && !command->keyword.contains(' '));
  const auto argument = command->argument;
  demand(command->keyword.size() + argument.size() <= line.size());
  if (const auto number = pop3::parse_number(argument))
    demand(*number > 0 && pop3::parse_number(std::to_string(*number)) == number);
  if (const auto top = pop3::parse_top(argument)) demand(top->number > 0);
  if (const auto auth = pop3::parse_auth(argument)) demand(!auth->mechanism.empty());
  if (pop3::is_apop(argument)) demand(argument.size() > 33);
}

// RFC 1939, section 3, read backwards.
std::string read_back(std::string_view text) {
  std::string message;
  while (true) {
    const auto end = text.find("\r\n");
    demand(end != text.npos);
    auto line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line == ".") break;
    if (line.starts_with('.')) line.remove_prefix(1);
    message.append(line).append("\r\n");
  }
  demand(text.empty());
  return message;
}

void check_message(std::string_view message) {
  auto back = read_back(pop3::multi_line(message));
  if (!message.ends_with("\r\n") && !message.empty()) demand(back.ends_with("\r\n"));
  demand(back.starts_with(message));
  demand(back.size() <= message.size() + 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_command(bytes);
  check_message(bytes);
  for (const std::uint32_t lines : {0U, 1U, 7U}) {
    const auto top = pop3::top_of(bytes, lines);
    demand(bytes.starts_with(top));
  }
  return 0;
}
