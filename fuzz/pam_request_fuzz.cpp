// The lines gatehouse-pam reads: nothing but a whole question has a password, every answer is one
// line, and what the server asks is read back as it was meant.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "helper/os_passwords.h"
#include "pam/request.h"

namespace {

using namespace gatehouse;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_request(std::string_view line, bool cut) {
  const auto request = pam::parse_request(line, cut);
  for (const char c : request.number) require(c >= '0' && c <= '9');
  if (const auto* verdict = std::get_if<pam::Verdict>(&request.what)) {
    require(verdict->kind != pam::Verdict::Kind::accepted);
    const auto answer = pam::answer_line(request.number, *verdict);
    require(answer.find('\n') == answer.size() - 1 && answer.size() < 4096);
  }
  if (const auto* question = std::get_if<pam::Question>(&request.what)) {
    require(!cut && !request.number.empty() && !question->password.empty());
    require(question->password.size() <= pam::longest_password);
    require(!question->password.reveal().contains('\0'));
  }
}

void check_question(std::string_view user, std::string_view password) {
  if (password.empty() || password.size() > pam::longest_password || password.contains('\0'))
    return;
  if (!helper::os_user_name(user, "joe")) return;
  const auto line = helper::os_question(user, IpAddress{}, Secret(password));
  const auto request = pam::parse_request("1 " + std::string(line.reveal()), false);
  const auto* question = std::get_if<pam::Question>(&request.what);
  require(question != nullptr && question->user == user);
  require(question->password.reveal() == password);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  pam::RequestLines lines;
  lines.add(text, check_request);
  const auto line = text.substr(0, text.find('\n'));
  check_question(line.substr(0, line.find(' ')), text.substr(line.size()));
  return 0;
}
