#include "pki/expiry.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/log.h"
#include "pki/certificate.h"

namespace gatehouse::pki {
namespace {

struct Alarm {
  int days;
  log::Level level;
  std::string_view words;
};
// Nearest first.
constexpr std::array alarms{
    Alarm{0, log::Level::failure, "has ended"},
    Alarm{1, log::Level::failure, "ends within a day"},
    Alarm{7, log::Level::major, "ends within 7 days"},
    Alarm{30, log::Level::major, "ends within 30 days"},
};
constexpr std::size_t most_told = 100000;

}  // namespace

void ExpiryAlarms::look_at(std::string_view domain, X509* certificate, Time now) {
  const auto until = to_time(X509_get0_notAfter(certificate));
  const auto due = std::ranges::find_if(
      alarms, [&](const Alarm& alarm) { return until - now <= std::chrono::days(alarm.days); });
  if (due == alarms.end()) return;
  if (told_.size() >= most_told) told_.clear();
  const auto [told, first] = told_.try_emplace(fingerprint(certificate), due->days);
  if (!first && told->second <= due->days) return;
  told->second = due->days;
  const auto facts = facts_of(certificate);
  log::write(due->level, "TLS",
             "the certificate of " + std::string(domain) + " (" + facts.key + ", serial " +
                 facts.serial + ") " + std::string(due->words));
}

}  // namespace gatehouse::pki
