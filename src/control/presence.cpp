#include "control/presence.h"

namespace gatehouse::control {

settings::Dictionary to_dictionary(const Presence& presence) {
  settings::Dictionary data{
      {"account", presence.account},
      {"address", settings::Address{.address = presence.client}},
      {"number", settings::Number{static_cast<std::int64_t>(presence.number)}},
      {"service", presence.service},
      {"since", settings::TimeStamp{std::chrono::floor<std::chrono::seconds>(presence.since)}},
      {"tls", presence.tls ? "YES" : "NO"}};
  if (!presence.mechanism.empty()) data.emplace("method", presence.mechanism);
  if (!presence.source.empty()) data.emplace("source", presence.source);
  if (!presence.tag.empty()) data.emplace("tag", presence.tag);
  if (presence.acting != presence.account) data.emplace("acting", presence.acting);
  return data;
}

}  // namespace gatehouse::control
