// Helpers: the external authentication program, and whom LDAP servers are believed by. Who changes
// this says what runs on the server, so only Master does, and proves himself.
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/server_panels.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;
using settings::Kind;
using settings::Level;
using settings::Setting;
using settings::Value;

constexpr std::string_view program_key = "ExternalAUTH";

// What stands in ExternalAUTH.
constexpr std::array program_table{
    Setting{.key = "Enabled",
            .kind = Kind::flag,
            .level = Level::server,
            .fallback = "NO",
            .label = "Run the program"},
    Setting{.key = "ProgramName",
            .kind = Kind::text,
            .level = Level::server,
            .label = "Program",
            .help = "Its path with its arguments; one with spaces in quotes."},
    Setting{.key = "Processes",
            .kind = Kind::number,
            .level = Level::server,
            .fallback = "1",
            .least = 1,
            .most = 16,
            .label = "Processes",
            .help = "How many of it share the questions, 1 to 16."},
    Setting{.key = "Timeout",
            .kind = Kind::period,
            .level = Level::server,
            .fallback = "15s",
            .label = "Time-out",
            .help = "A process that owes an answer for so long is stopped; 1s to 5m."},
    Setting{.key = "AutoRestart",
            .kind = Kind::text,
            .level = Level::server,
            .fallback = "5s",
            .label = "Auto-Restart",
            .help = "How long after its end it is started again; NO: it is not."},
    Setting{.key = "ReadPlain",
            .kind = Kind::flag,
            .level = Level::server,
            .fallback = "NO",
            .label = "May be asked for passwords",
            .help = "For methods such as CRAM-MD5 it may be asked for the clear password."},
    Setting{.key = "LogLevel",
            .kind = Kind::number,
            .level = Level::server,
            .fallback = "3",
            .least = 1,
            .most = 5,
            .label = "Log Level",
            .help = "1 failures only, 5 everything but passwords."},
};

constexpr std::array<std::string_view, 1> ldap_keys{"LDAPAuthorities"};
constexpr std::array ldap_panels{Panel{"LDAP servers", Level::server, ldap_keys}};

std::string name_of(const Setting& setting) {
  return std::string(program_key) + "." + std::string(setting.key);
}

Dictionary program_in(const Dictionary& server) {
  const auto* value = settings::find(server, program_key);
  return value == nullptr || value->dictionary() == nullptr ? Dictionary{} : *value->dictionary();
}

// As it counts: what was typed, what stands, or what holds when nothing does.
std::string held(const View& view, const Dictionary& program, const Setting& setting) {
  const auto name = name_of(setting);
  if (view.form.has(name)) return std::string(view.form.text(name));
  auto words = text_at(program, setting.key);
  return words.empty() ? std::string(setting.fallback) : words;
}

Html field(const View& view, const Dictionary& program, const Setting& setting) {
  const auto name = name_of(setting);
  const auto value = held(view, program, setting);
  const Field made{.name = name, .label = setting.label, .value = value, .help = setting.help};
  if (setting.kind != Kind::flag) return input(made);
  return select(made, {{"NO", "NO"}, {"YES", "YES"}});
}

Html told(const View& view, const Dictionary& program) {
  std::vector<std::pair<std::string_view, Html>> rows;
  for (const auto& setting : program_table)
    rows.emplace_back(setting.label, text_of(held(view, program, setting)));
  return group("External Authentication: changed by Master only", facts(rows));
}

Html state_of(const Answer& answer) {
  if (!answer.done()) return {};
  const auto& held = answer.dictionary();
  auto words = "The program is " + text_at(held, "State");
  if (const auto version = text_at(held, "InterfaceVersion"); !version.empty())
    words += " (interface version " + version + ")";
  return "<p role=\"status\">" + text_of(words) + ".</p>\n";
}

// Empty or not there: as it is when nothing is set.
Result<void> take(const View& view, const Setting& setting, Dictionary& program) {
  const auto sent = view.form.find(name_of(setting));
  if (sent == nullptr) return {};
  const auto text = trimmed(sent->reveal());
  program.erase(std::string(setting.key));
  if (text.empty()) return {};
  const bool off = setting.key == "AutoRestart" && same_but_case(text, "NO");
  Value value(off ? "NO" : text);
  auto rule = setting;
  if (setting.key == "AutoRestart" && !off) rule.kind = Kind::period;
  if (const auto fits = settings::check(rule, value); !fits)
    return fail(ErrorCode::malformed, std::string(setting.label) + ": " + fits.error().detail);
  program.emplace(setting.key, std::move(value));
  return {};
}

}  // namespace

net::Task<Shown> show_helpers(View& view) {
  const auto answer = co_await ask_server_settings(view.desk);
  if (!answer.done()) co_return refused(answer);
  const Command ask_state("GETHELPERSTATE");
  const auto state = co_await view.desk.command(ask_state.line());
  const auto program = program_in(answer.dictionary());
  Shown page{.title = "Helpers"};
  page.content = state_of(state);
  const auto ldap = panel_fields(view, ldap_panels, answer.dictionary());
  if (!view.rights.master()) {
    page.content += told(view, program) + ldap;
    co_return page;
  }
  Html fields;
  for (const auto& setting : program_table) fields += field(view, program, setting);
  page.content +=
      form_of(view, group("External Authentication", fields) + ldap + again_field(), "Save");
  co_return page;
}

net::Task<Shown> apply_helpers(View& view) {
  const auto answer = co_await ask_server_settings(view.desk);
  if (!answer.done()) co_return refused(answer);
  auto changes = read_panels(ldap_panels, view.form);
  if (!changes) co_return co_await again(view, std::move(changes.error().detail));
  auto program = program_in(answer.dictionary());
  for (const auto& setting : program_table)
    if (auto taken = take(view, setting, program); !taken)
      co_return co_await again(view, std::move(taken.error().detail));
  changes->insert_or_assign(std::string(program_key), std::move(program));
  co_return co_await update_server(view, std::move(*changes));
}

}  // namespace gatehouse::web::admin
