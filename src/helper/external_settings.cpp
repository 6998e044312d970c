#include "helper/external_settings.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "helper/words.h"
#include "settings/schema.h"

namespace gatehouse::helper {
namespace {

using settings::Dictionary;
using settings::Value;

constexpr Duration least_time_out = std::chrono::seconds{1};
constexpr Duration most_time_out = std::chrono::minutes{5};

bool flag(const Dictionary& held, std::string_view key) {
  const auto* value = settings::find(held, key);
  return value != nullptr && settings::is_yes(*value);
}

std::int64_t number(const Dictionary& held, std::string_view key, std::int64_t fallback,
                    std::pair<std::int64_t, std::int64_t> limits) {
  const auto* value = settings::find(held, key);
  const auto whole = value == nullptr ? std::nullopt : value->whole();
  return std::clamp(whole.value_or(fallback), limits.first, limits.second);
}

Duration period(const Dictionary& held, std::string_view key, Duration fallback) {
  const auto* value = settings::find(held, key);
  return value == nullptr ? fallback : settings::to_period(*value).value_or(fallback);
}

std::optional<Duration> auto_restart(const Dictionary& held) {
  constexpr Duration usual = std::chrono::seconds{5};
  const auto* value = settings::find(held, "AutoRestart");
  const auto* word = value == nullptr ? nullptr : value->string();
  if (word != nullptr && same_but_case(*word, "NO")) return std::nullopt;
  return period(held, "AutoRestart", usual);
}

}  // namespace

ExternalSettings read_external_settings(const Value& setting) {
  static const Dictionary none;
  const auto& held = setting.dictionary() == nullptr ? none : *setting.dictionary();
  const auto* name = settings::find(held, "ProgramName");
  auto command = command_words(name == nullptr || !name->string() ? "" : *name->string());

  ExternalSettings read;
  read.is_enabled = flag(held, "Enabled") && command && !command->empty();
  if (flag(held, "Enabled") && !read.is_enabled)
    read.trouble = "ProgramName " + (command ? "names no program" : command.error().detail);
  read.gives_passwords = read.is_enabled && flag(held, "ReadPlain");
  read.program = {
      .kind = Launcher::Kind::external,
      .command = command ? *std::move(command) : std::vector<std::string>{},
      .log_tag = "EXTAUTH",
      .log_level = static_cast<int>(number(held, "LogLevel", 3, {1, 5})),
      .time_out = std::clamp(period(held, "Timeout", std::chrono::seconds{15}), least_time_out,
                             most_time_out),
      .auto_restart = auto_restart(held),
      .processes = static_cast<unsigned>(number(held, "Processes", 1, {1, 16})),
  };
  return read;
}

}  // namespace gatehouse::helper
