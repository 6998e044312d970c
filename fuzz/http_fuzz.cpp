// Everything HTTP reads from outside: requests, targets, hosts, forms, cookies, credentials. What
// is let through has one reading, however its bytes come.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "gates/http/cookie.h"
#include "gates/http/credentials.h"
#include "gates/http/html.h"
#include "gates/http/intake.h"
#include "gates/http/response.h"
#include "gates/http/routes.h"
#include "gates/http/target.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::gates::http;

constexpr std::size_t longest_body = 4096;
constexpr unsigned most_requests = 20;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

void check_path(std::string_view path) {
  demand(path.starts_with('/') && is_utf8(path));
  demand(!path.contains("//"));
  demand(!path.contains('\\') && !path.contains(';') && !path.contains('%'));
  demand(!path.ends_with('.') && !path.contains("./"));
  demand(std::ranges::none_of(path, is_control));
}

void check(const Request& request) {
  if (!request.path.empty()) check_path(request.path);
  for (const auto& [name, value] : request.fields) {
    demand(!name.empty() && name == lower_case(name) && !name.contains(' '));
    demand(!value.contains('\n') && !value.contains('\r') && !value.contains('\0'));
  }
  demand(!(request.field("content-length") && request.field("transfer-encoding")));
  if (const auto* header = request.field("authorization"))
    if (const auto credentials = read_credentials(*header)) (void)read_basic(credentials->text);
  if (const auto cookie = session_cookie(request, {Doors::user, false})) {
    const auto again = set_session_cookie(*cookie, {Doors::user, false});
    demand(std::ranges::none_of(again.value, is_control));
  }
  (void)find_route(request.method, request.path, Doors::user);
}

// What was read of `bytes`, `step` at once: the targets and bodies, and the status of the end.
std::string read_all(std::string_view bytes, std::size_t step) {
  Intake intake;
  std::string input;
  std::string seen;
  std::optional<Request> request;
  unsigned requests = 0;
  while (requests < most_requests) {
    if (!request) {
      auto head = intake.head(input);
      if (!head) return seen + std::to_string(head.error().status);
      if (*head) {
        request = std::move(**head);
        check(*request);
        seen += request->target + "\n";
      }
    }
    if (request) {
      auto body = intake.body(input, longest_body);
      if (!body) return seen + std::to_string(body.error().status);
      if (*body) {
        demand((*body)->size() <= longest_body);
        seen.append((*body)->reveal()).append("\n");
        request.reset();
        ++requests;
        continue;
      }
    }
    if (bytes.empty()) break;
    input += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = read_all(bytes, size + 1);
  if (size <= 4096) demand(read_all(bytes, 1) == whole);
  if (const auto target = read_target(bytes)) check_path(target->path);
  if (const auto authority = read_authority(bytes))
    demand(read_authority(authority->host).has_value());
  (void)Form::parse(bytes);
  const auto text = written({.fields = {{"X-One", std::string(bytes)}}}, {.head_only = true});
  demand(text.find("\r\n\r\n") == text.size() - 4);
  return 0;
}
