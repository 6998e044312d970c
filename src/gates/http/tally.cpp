#include "gates/http/tally.h"

#include <algorithm>

namespace gatehouse::gates::http {
namespace {

void describe(std::string& text, std::string_view name, std::string_view type,
              std::string_view help) {
  text.append("# HELP ").append(name).append(" ").append(help).append("\n");
  text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void sample(std::string& text, std::string_view name, std::string_view labels,
            const std::string& value) {
  text.append(name).append("{").append(labels).append("} ").append(value).append("\n");
}

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

}  // namespace

void Tally::answered(unsigned status) {
  if (status >= 100 && status < 600) ++answers_.at(status / 100 - 1);
}

void Tally::login(std::string_view method, bool granted) {
  const auto found = std::ranges::find(methods, method);
  if (found == methods.end()) return;
  auto& counts = granted ? granted_ : refused_;
  ++counts.at(static_cast<std::size_t>(found - methods.begin()));
}

std::string Tally::text(std::string_view service) const {
  const auto of = label("service", service);
  std::string text;
  describe(text, "gatehouse_http_connections", "gauge", "Connections that are open now.");
  sample(text, "gatehouse_http_connections", of, std::to_string(connections_.load()));
  describe(text, "gatehouse_http_responses_total", "counter", "Answers, by the kind of status.");
  for (std::size_t i = 0; i < answers_.size(); ++i)
    sample(text, "gatehouse_http_responses_total",
           of + "," + label("status", std::to_string(i + 1) + "xx"),
           std::to_string(answers_.at(i).load()));
  describe(text, "gatehouse_http_logins_total", "counter", "Logins, by method and outcome.");
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const auto by = of + "," + label("method", methods.at(i));
    sample(text, "gatehouse_http_logins_total", by + "," + label("outcome", "granted"),
           std::to_string(granted_.at(i).load()));
    sample(text, "gatehouse_http_logins_total", by + "," + label("outcome", "refused"),
           std::to_string(refused_.at(i).load()));
  }
  return text;
}

}  // namespace gatehouse::gates::http
