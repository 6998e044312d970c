#include "gates/http/intake.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>

#include "base/text.h"
#include "gates/http/target.h"

namespace gatehouse::gates::http {
namespace {

namespace beast = boost::beast::http;

constexpr Trouble broken{400, "The request cannot be understood"};
constexpr Trouble two_lengths{400, "The length of the body is not clear"};
constexpr Trouble no_host{400, "The request must name one host"};
constexpr Trouble head_too_long{431, "The head of the request is too long"};
constexpr Trouble target_too_long{414, "The target is too long"};
constexpr Trouble no_such_method{501, "This method is not known"};
constexpr Trouble no_such_coding{501, "This transfer coding is not known"};
constexpr Trouble no_such_version{505, "Only HTTP/1.1 and HTTP/1.0 are spoken"};
constexpr Trouble no_such_expectation{417, "This cannot be expected"};
constexpr Trouble body_too_long{413, "The body is too long"};

constexpr std::array methods{
    std::pair{beast::verb::get, Method::get},        std::pair{beast::verb::head, Method::head},
    std::pair{beast::verb::post, Method::post},      std::pair{beast::verb::put, Method::put},
    std::pair{beast::verb::delete_, Method::del},    std::pair{beast::verb::patch, Method::patch},
    std::pair{beast::verb::options, Method::options}};

// What may be sent once only.
constexpr std::array<std::string_view, 5> single{"authorization", "content-length", "content-type",
                                                 "host", "transfer-encoding"};

// RFC 9112, sections 2.2 and 5.2: lines end with CRLF, none is folded, and a CR or NUL stands
// nowhere else. Also of a piece that is not whole yet.
bool is_well_formed(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (c == '\0' || (c == '\n' && (i == 0 || head[i - 1] != '\r'))) return false;
    if (c != '\r' || i + 1 == head.size()) continue;
    if (head[i + 1] != '\n') return false;
    if (i + 2 < head.size() && (head[i + 2] == ' ' || head[i + 2] == '\t')) return false;
  }
  return true;
}

std::optional<Trouble> too_long(std::string_view head) {
  if (head.substr(0, longest_request_line + 2).find("\r\n") == head.npos &&
      head.size() > longest_request_line)
    return target_too_long;
  if (head.size() > longest_head) return head_too_long;
  return std::nullopt;
}

// RFC 9112, section 3: three words with one space between them.
std::optional<Trouble> trouble_with_line(std::string_view head) {
  const auto words = split(head.substr(0, head.find("\r\n")), ' ');
  if (words.size() != 3 || std::ranges::any_of(words, &std::string_view::empty)) return broken;
  const auto version = words[2];
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
  return version.starts_with("HTTP/") ? no_such_version : broken;
}

std::optional<Trouble> trouble_with_length(const Request& request, bool http_1_1) {
  const auto* coding = request.field("transfer-encoding");
  const auto* length = request.field("content-length");
  if (coding != nullptr && (length != nullptr || !http_1_1)) return two_lengths;
  if (coding != nullptr && !same_but_case(*coding, "chunked")) return no_such_coding;
  if (length != nullptr &&
      (!std::ranges::all_of(*length, is_digit) || !to_number<std::uint64_t>(*length)))
    return two_lengths;
  return std::nullopt;
}

std::optional<Trouble> trouble_with_fields(const Request& request) {
  if (request.fields.size() > most_fields) return head_too_long;
  for (const auto name : single)
    if (std::ranges::count(request.fields, name, &Field::name) > 1) return broken;
  return std::nullopt;
}

std::string text_of(const auto& view) { return {view.data(), view.size()}; }

std::expected<Authority, Trouble> host_of(const Request& request, bool http_1_1) {
  const auto* host = request.field("host");
  if (host == nullptr && !http_1_1) return Authority{};
  auto authority = host == nullptr ? std::nullopt : read_authority(*host);
  if (!authority) return std::unexpected(no_host);
  return std::move(*authority);
}

// Where it goes. A path that nothing can have stays empty.
std::expected<Request, Trouble> directed(Request request, bool http_1_1) {
  auto target = read_target(request.target);
  if (!target && target.error().code == ErrorCode::malformed) return std::unexpected(broken);
  auto authority = host_of(request, http_1_1);
  if (!authority) return std::unexpected(authority.error());
  if (target) {
    // RFC 9112, section 3.2.2: it replaces the field.
    if (target->authority) *authority = std::move(*target->authority);
    request.path = std::move(target->path);
    request.query = std::move(target->query);
  }
  request.host = std::move(authority->host);
  request.authority = std::move(authority->text);
  return request;
}

}  // namespace

struct Intake::Parser {
  // Nobody sends extensions, and what Beast takes for one need not begin with a semicolon.
  std::function<void(std::uint64_t, boost::beast::string_view, boost::system::error_code&)>
      no_extensions =
          [](std::uint64_t, boost::beast::string_view text, boost::system::error_code& error) {
            if (!text.empty()) error = beast::error::bad_chunk_extension;
          };
  beast::request_parser<beast::string_body> parser;
};

Intake::Intake() = default;
Intake::~Intake() = default;

std::expected<std::optional<Request>, Trouble> Intake::head(std::string& input) {
  // RFC 9112, section 2.2: an empty line before a request means nothing.
  if (!skipped_ && input.starts_with("\r\n")) {
    input.erase(0, 2);
    skipped_ = true;
  }
  const auto end = input.find("\r\n\r\n");
  const std::string_view all(input);
  const auto head = all.substr(0, end == all.npos ? all.npos : end + 4);
  if (const auto trouble = too_long(head)) return std::unexpected(*trouble);
  if (!is_well_formed(head)) return std::unexpected(broken);
  if (end == all.npos) return std::nullopt;
  auto request = parse(head);
  if (!request) return std::unexpected(request.error());
  input.erase(0, head.size());
  skipped_ = false;
  return std::move(*request);
}

// The words of the request line and the fields, as they came.
std::expected<Request, Trouble> Intake::parse(std::string_view head) {
  if (const auto trouble = trouble_with_line(head)) return std::unexpected(*trouble);
  parser_ = std::make_unique<Parser>();
  auto& parser = parser_->parser;
  parser.header_limit(longest_head);
  parser.body_limit(boost::none);  // the route knows; see body()
  parser.on_chunk_header(parser_->no_extensions);
  boost::system::error_code error;
  const auto used = parser.put(boost::asio::buffer(head.data(), head.size()), error);
  if (error || used != head.size() || !parser.is_header_done()) return std::unexpected(broken);
  const auto& message = parser.get();
  const auto method =
      std::ranges::find(methods, message.method(), &std::pair<beast::verb, Method>::first);
  if (method == methods.end()) return std::unexpected(no_such_method);
  Request request{.method = method->second,
                  .target = text_of(message.target()),
                  .keep_alive = message.keep_alive()};
  for (const auto& field : message)
    request.fields.push_back({lower_case(text_of(field.name_string())), text_of(field.value())});
  const bool http_1_1 = message.version() == 11;
  if (const auto* expected = request.field("expect");
      expected != nullptr && !same_but_case(*expected, "100-continue"))
    return std::unexpected(no_such_expectation);
  for (const auto& trouble : {trouble_with_fields(request), trouble_with_length(request, http_1_1)})
    if (trouble) return std::unexpected(*trouble);
  request.waits_for_go_ahead = http_1_1 && request.field("expect") != nullptr;
  const auto* length = request.field("content-length");
  request.length = length == nullptr ? 0 : to_number<std::uint64_t>(*length);
  if (request.field("transfer-encoding") != nullptr) request.length.reset();
  return directed(std::move(request), http_1_1);
}

std::expected<std::optional<Secret>, Trouble> Intake::body(std::string& input,
                                                           std::size_t longest) {
  auto& parser = parser_->parser;
  const auto length = parser.content_length();
  if (length && *length > longest) return std::unexpected(body_too_long);
  if (!parser.is_done() && parser.get().body().empty()) parser.body_limit(longest);
  while (!parser.is_done() && !input.empty()) {
    boost::system::error_code error;
    const auto used = parser.put(boost::asio::buffer(input.data(), input.size()), error);
    wipe(input.data(), used);
    input.erase(0, used);
    if (error == beast::error::body_limit) return std::unexpected(body_too_long);
    if (error && error != beast::error::need_more) return std::unexpected(broken);
    if (error || used == 0) break;
  }
  if (!parser.is_done()) {
    if (input.size() > longest_head) return std::unexpected(broken);
    return std::nullopt;
  }
  auto& text = parser.get().body();
  const WipeAtEnd wiped(text);
  return Secret(text);
}

}  // namespace gatehouse::gates::http
