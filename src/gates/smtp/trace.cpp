#include "gates/smtp/trace.h"

#include <array>
#include <ctime>

namespace gatehouse::gates::smtp {

std::string received_line(const Arrival& arrival) {
  const std::string with = std::string(arrival.extended ? "ESMTP" : "SMTP") +
                           (arrival.tls ? "S" : "") + (arrival.logged_in ? "A" : "");
  const std::string literal =
      (arrival.client.is_v4() ? "[" : "[IPv6:") + arrival.client.text() + "]";
  return "Received: from " + arrival.client_name + " (" + literal + ")\r\n\tby " + arrival.host +
         " with " + with + "; " + date_text(arrival.at) + "\r\n";
}

std::string return_path_line(std::string_view sender) {
  return "Return-Path: <" + std::string(sender) + ">\r\n";
}

std::string date_text(Time at) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return {text.data(), size};
}

}  // namespace gatehouse::gates::smtp
