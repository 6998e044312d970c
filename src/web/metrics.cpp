#include "web/metrics.h"

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string_view>
#include <utility>

#include "web/answers.h"

namespace gatehouse::web {
namespace {

using settings::Dictionary;

std::string in_label(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (c == '\\' || c == '"') made += '\\';
    if (c == '\n')
      made += "\\n";
    else
      made += c;
  }
  return made;
}

// One metric: what it is, then its samples, each label set once.
class Metric {
 public:
  Metric(std::string_view name, std::string_view type, std::string_view help) : name_(name) {
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  }

  using Label = std::pair<std::string_view, std::string_view>;
  Metric& sample(std::initializer_list<Label> labels, std::int64_t value) {
    std::string written;
    for (const auto& [name, text] : labels) {
      written.append(written.empty() ? "{" : ",").append(name).append("=\"");
      written.append(in_label(text)).append("\"");
    }
    if (!written.empty()) written += "}";
    if (!seen_.insert(written).second) return *this;
    text_.append(name_).append(written).append(" ").append(std::to_string(value)).append("\n");
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string name_;
  std::string text_;
  std::set<std::string> seen_;
};

std::string logins(const Dictionary& statistics) {
  Metric metric("gatehouse_logins_total", "counter",
                "Logins since the start, by service, method and result.");
  for (const auto& one : array_at(statistics, "Totals"))
    if (const auto* total = one.dictionary())
      metric.sample({{"service", text_at(*total, "Service")},
                     {"method", text_at(*total, "Method")},
                     {"result", text_at(*total, "Result")}},
                    whole_at(*total, "Count"));
  return metric.text();
}

std::string logged_in(const Dictionary& status) {
  Metric metric("gatehouse_logged_in", "gauge",
                "Connections and sessions that are logged in now, by service.");
  const auto* counts = settings::find(status, "Logins");
  if (counts != nullptr && counts->dictionary() != nullptr)
    for (const auto& [service, count] : *counts->dictionary())
      metric.sample({{"service", service}}, count.whole().value_or(0));
  return metric.text();
}

// What ends first comes first, and is what is told of a domain's keys of one kind.
std::string certificates(const Dictionary& status) {
  Metric metric("gatehouse_certificate_end_timestamp_seconds", "gauge",
                "When certificates of domains end; those that end first.");
  for (const auto& one : array_at(status, "Certificates"))
    if (const auto* row = one.dictionary()) {
      const auto end = time_at(*row, "NotAfter").value_or(std::chrono::sys_seconds{});
      metric.sample({{"domain", text_at(*row, "Domain")}, {"key", text_at(*row, "Key")}},
                    end.time_since_epoch().count());
    }
  return metric.text();
}

std::string gauge(std::string_view name, std::string_view help, std::int64_t value) {
  return Metric(name, "gauge", help).sample({}, value).text();
}

}  // namespace

std::string metrics_text(const Answer& statistics, const Answer& status) {
  const auto& of = status.dictionary();
  const bool trail = is_yes(of, "TrailWritable");
  return logins(statistics.dictionary()) + logged_in(of) + certificates(of) +
         gauge("gatehouse_blocked_addresses", "Addresses that are blocked for a time.",
               whole_at(of, "BlockedAddresses")) +
         gauge("gatehouse_closed_sources",
               "Addresses and networks from where too many logins failed.",
               whole_at(of, "ClosedSources")) +
         gauge("gatehouse_locked_accounts", "Accounts that are locked after failed logins.",
               whole_at(of, "LockedAccounts")) +
         gauge("gatehouse_domains", "Domains of the site.", whole_at(of, "Domains")) +
         gauge("gatehouse_audit_trail_writable", "1: the audit trail can be written.",
               trail ? 1 : 0) +
         gauge("gatehouse_warnings", "Things that call for a look, as GETSITESTATUS lists them.",
               static_cast<std::int64_t>(array_at(of, "Warnings").size())) +
         gauge("gatehouse_uptime_seconds", "How long the server is up.", whole_at(of, "UpTime")) +
         Metric("gatehouse_build_info", "gauge", "The server's version.")
             .sample({{"version", text_at(of, "Version")}}, 1)
             .text();
}

}  // namespace gatehouse::web
