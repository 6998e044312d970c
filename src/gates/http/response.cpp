#include "gates/http/response.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <chrono>
#include <string>

#include "base/text.h"

namespace gatehouse::gates::http {
namespace {

struct Standing {
  std::string_view name;
  std::string_view value;
};
// On every answer, unless it brings its own. With the referrer policy "no-referrer" browsers would
// send the Origin "null" with our own forms.
constexpr std::array standing{
    Standing{"Cache-Control", "no-store"},
    Standing{"Content-Security-Policy",
             "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
             "base-uri 'none'; "
             "frame-ancestors 'none'"},
    Standing{"Cross-Origin-Opener-Policy", "same-origin"},
    Standing{"Cross-Origin-Resource-Policy", "same-origin"},
    Standing{"Referrer-Policy", "same-origin"},
    Standing{"X-Content-Type-Options", "nosniff"},
    Standing{"X-Frame-Options", "DENY"}};
constexpr unsigned not_modified = 304;
constexpr Standing only_tls{"Strict-Transport-Security", "max-age=31536000"};

bool fits_a_field(std::string_view value) {
  return std::ranges::all_of(
      value, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7f'; });
}

bool brings(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.fields,
                             [&](const Field& field) { return same_but_case(field.name, name); });
}

void add(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

std::string status_line(unsigned status) {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  return "HTTP/1.1 " + std::to_string(status) + " " +
         (reason.starts_with("<") ? std::string() : std::string(reason)) + "\r\n";
}

std::string two_digits(auto number) {
  const auto value = static_cast<unsigned>(number);
  return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

}  // namespace

std::string date_text(Time now) {
  using namespace std::chrono;
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<std::chrono::days>(now);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(now - day));
  return std::string(days.at(weekday(day).c_encoding())) + ", " +
         two_digits(static_cast<unsigned>(date.day())) + " " +
         months.at(static_cast<unsigned>(date.month()) - 1) + " " +
         std::to_string(static_cast<int>(date.year())) + " " + two_digits(time.hours().count()) +
         ":" + two_digits(time.minutes().count()) + ":" + two_digits(time.seconds().count()) +
         " GMT";
}

Response plain(unsigned status, std::string_view words) {
  return {.status = status, .body = std::string(words) + "\r\n"};
}

Response see_other(std::string_view path) {
  auto response = plain(303, "Go on at " + std::string(path));
  response.fields.push_back({"Location", std::string(path)});
  return response;
}

std::string written(const Response& response, Manner manner) {
  auto text = status_line(response.status);
  add(text, "Date", date_text(manner.now));
  add(text, "Server", "Gatehouse");
  // RFC 9110, section 15.4.5: what is the same is not told again.
  if (response.status != not_modified) {
    add(text, "Content-Length", std::to_string(response.body.size() + response.rest));
    add(text, "Content-Type", response.type);
  }
  for (const auto& [name, value] : standing)
    if (!brings(response, name)) add(text, name, value);
  if (manner.tls) add(text, only_tls.name, only_tls.value);
  for (const auto& [name, value] : response.fields)
    if (fits_a_field(value)) add(text, name, value);
  add(text, "Connection", response.close ? "close" : "keep-alive");
  text.append("\r\n");
  if (!manner.head_only) text.append(response.body);
  return text;
}

}  // namespace gatehouse::gates::http
