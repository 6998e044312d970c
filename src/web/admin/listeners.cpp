// Listeners: which sockets each module has, who may come to them, and how many.
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "web/admin/address_trial.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/server_panels.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Array;
using settings::Dictionary;
using settings::Level;
using settings::Value;

constexpr std::string_view module_path = "/Master/Settings/AccessListener.html";
constexpr std::string_view module_field = "moduleName";
constexpr std::string_view listener_key = "Listener";
constexpr std::string_view ports_key = "Ports";
constexpr std::size_t spare_sockets = 2;
constexpr std::size_t most_sockets = 100;

constexpr std::array<std::string_view, 1> ftp_keys{"FTPDataPorts"};
constexpr std::array panels{Panel{"FTP", Level::server, ftp_keys}};

struct Limit {
  std::string_view key;
  std::string_view label;
  std::string_view help;
};
constexpr std::array limits{
    Limit{"MaxInputChannels", "Connections at once", "Of all sockets of the module. Empty: 20000."},
    Limit{"MaxPerAddress", "Connections from one address",
          "Loopback is not counted. Empty: 1000."}};

Url module_url(std::string_view module) {
  Url url(module_path);
  url.with(module_field, module).with("isTCP", "1");
  return url;
}

net::Task<Answer> ask_module(Desk& desk, std::string module) {
  Command ask("GETMODULE");
  ask.text(module);
  co_return co_await desk.command(ask.line());
}

const Dictionary& listener_in(const Answer& module) {
  static const Dictionary none;
  const auto* held = settings::find(module.dictionary(), listener_key);
  return held == nullptr || held->dictionary() == nullptr ? none : *held->dictionary();
}

const Array& sockets_in(const Dictionary& listener) {
  static const Array none;
  const auto* held = settings::find(listener, ports_key);
  return held == nullptr || held->array() == nullptr ? none : *held->array();
}

bool is_tls(const Dictionary& socket) {
  const auto text = text_at(socket, "InitialSecurity");
  return same_but_case(text, "on") || same_but_case(text, "YES");
}

// "143, 993 with TLS at 192.0.2.1"
std::string summary(const Dictionary& listener) {
  std::string all;
  for (const auto& one : sockets_in(listener)) {
    if (one.dictionary() == nullptr) continue;
    const auto& socket = *one.dictionary();
    const auto port = text_at(socket, "PortNumber");
    if (port.empty() || port == "0") continue;
    all += (all.empty() ? "" : ", ") + port;
    if (is_tls(socket)) all += " with TLS";
    if (const auto local = text_at(socket, "LocalAddress"); !local.empty()) all += " at " + local;
    if (const auto who = text_at(socket, "RemoteRestriction");
        !who.empty() && !same_but_case(who, "None"))
      all += " (restricted)";
  }
  return all.empty() ? "none" : all;
}

net::Task<Html> module_table(View& view, const Array& names) {
  Table table("Modules", {"Module", "Ports", "Connections at once", "From one address"});
  for (const auto& name : names) {
    const auto module = in_words(name);
    const auto answer = co_await ask_module(view.desk, module);
    const auto& listener = listener_in(answer);
    const auto limit = [&listener](const Limit& one, std::string_view otherwise) {
      const auto text = text_at(listener, one.key);
      return text_of(text.empty() ? otherwise : std::string_view(text));
    };
    table.row({link(module_url(module), module), text_of(summary(listener)),
               limit(limits[0], "20000"), limit(limits[1], "1000")});
  }
  co_return table.html();
}

// --- one module

// The names of a socket's fields.
std::string field_of(std::string_view key, std::size_t socket) {
  return "Listener." + std::to_string(socket) + "." + std::string(key);
}

std::string held(const View& view, std::string_view name, std::string otherwise) {
  return view.form.has(name) ? std::string(view.form.text(name)) : std::move(otherwise);
}

Html socket_fields(const View& view, const Dictionary& socket, std::size_t number) {
  const auto one = [&](std::string_view key, std::string_view label, std::string_view help,
                       std::string_view type = "text") {
    const auto name = field_of(key, number);
    const auto value = held(view, name, text_at(socket, key));
    return input({.name = name, .label = label, .value = value, .help = help, .type = type});
  };
  const auto pick = [&](std::string_view key, std::string_view label, std::string value,
                        const std::vector<Option>& options) {
    const auto name = field_of(key, number);
    value = held(view, name, std::move(value));
    return select({.name = name, .label = label, .value = value}, options);
  };
  auto restriction = text_at(socket, "RemoteRestriction");
  if (restriction.empty()) restriction = "None";
  const auto fields =
      one("PortNumber", "Port", "Empty or 0: no socket.") +
      one("LocalAddress", "Local address", "One address of this machine; empty: all.") +
      pick("InitialSecurity", "TLS", is_tls(socket) ? "on" : "off",
           {{"off", "Not from the start"}, {"on", "From the first byte"}}) +
      pick("RemoteRestriction", "Who may connect", restriction,
           {{"None", "Everybody"},
            {"Grant", "Only the addresses below"},
            {"Deny", "All but the addresses below"}}) +
      one("RestrictionList", "Addresses", "One address, range or network on a line.", "textarea");
  const auto port = text_at(socket, "PortNumber");
  const auto title = port.empty() ? "One more socket" : "Socket " + port;
  return group(title, "<div class=\"columns\">\n" + fields + "</div>\n");
}

Html listener_fields(const View& view, const Dictionary& listener) {
  Html fields;
  for (const auto& [key, label, help] : limits) {
    const auto name = "Listener." + std::string(key);
    const auto value = held(view, name, text_at(listener, key));
    fields += input({.name = name, .label = label, .value = value, .help = help});
  }
  auto all = group("Limits", fields);
  std::size_t number = 0;
  for (const auto& one : sockets_in(listener))
    if (one.dictionary() != nullptr) all += socket_fields(view, *one.dictionary(), number++);
  for (std::size_t spare = 0; spare < spare_sockets; ++spare)
    all += socket_fields(view, {}, number++);
  return all;
}

std::string text_in(const View& view, const std::string& name) {
  std::string text(view.form.text(name));
  std::erase(text, '\r');
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::optional<Value> number_in(std::string_view text) {
  const auto number = to_number<std::int64_t>(text);
  if (!number) return std::nullopt;
  return Value(settings::Number{*number});
}

// nullopt: there is none; malformed: its port is no number.
Result<std::optional<Dictionary>> socket_in(const View& view, std::size_t number) {
  const auto port = text_in(view, field_of("PortNumber", number));
  if (port.empty() || port == "0") return std::nullopt;
  const auto value = number_in(port);
  if (!value) return fail(ErrorCode::malformed, "Port: expected a number from 1 to 65535");
  Dictionary socket{{"PortNumber", *value}};
  if (auto local = text_in(view, field_of("LocalAddress", number)); !local.empty())
    socket.emplace("LocalAddress", std::move(local));
  if (view.form.text(field_of("InitialSecurity", number)) == "on")
    socket.emplace("InitialSecurity", "on");
  const auto restriction = view.form.text(field_of("RemoteRestriction", number));
  if (!restriction.empty() && restriction != "None")
    socket.emplace("RemoteRestriction", restriction);
  if (auto list = text_in(view, field_of("RestrictionList", number)); !list.empty())
    socket.emplace("RestrictionList", std::move(list));
  return socket;
}

// The Listener as the form has it; keys without a field stay as they are.
Result<Dictionary> listener_of(const View& view, Dictionary listener) {
  for (const auto& limit : limits) {
    const auto text = text_in(view, "Listener." + std::string(limit.key));
    listener.erase(std::string(limit.key));
    if (text.empty()) continue;
    const auto value = number_in(text);
    if (!value) return fail(ErrorCode::malformed, std::string(limit.label) + ": expected a number");
    listener.emplace(limit.key, *value);
  }
  Array sockets;
  for (std::size_t number = 0; number < most_sockets + spare_sockets; ++number) {
    auto socket = socket_in(view, number);
    if (!socket) return std::unexpected(std::move(socket.error()));
    if (*socket) sockets.emplace_back(std::move(**socket));
  }
  listener.insert_or_assign(std::string(ports_key), std::move(sockets));
  return listener;
}

}  // namespace

net::Task<Shown> show_listeners(View& view) {
  const Command ask("LISTMODULES");
  const auto names = co_await view.desk.command(ask.line());
  if (!names.done()) co_return refused(names);
  const auto table = co_await module_table(view, names.array());
  auto page = co_await show_panels(view, "Listeners", panels);
  const auto notice = co_await trial_notice(view);
  page.content = notice + table + page.content;
  co_return page;
}

net::Task<Shown> apply_listeners(View& view) {
  if (view.form.text(act_name) == confirm_act) co_return co_await confirm_trial(view);
  co_return co_await apply_panels(view, panels);
}

net::Task<Shown> show_listener(View& view) {
  const auto module = view.asked(module_field);
  const auto answer = co_await ask_module(view.desk, module);
  if (!answer.done()) co_return refused(answer);
  const auto notice = co_await trial_notice(view);
  Shown page{.title = "Listener of " + module};
  page.content = "<p>" + link(Url("/Master/Settings/Listeners.html"), "All modules") + "</p>\n" +
                 notice +
                 "<p>The server&#39;s port offset is added to each port. A change counts at once; "
                 "connections that are open go on.</p>\n" +
                 form_of(view, listener_fields(view, listener_in(answer)), "Save") +
                 section("Start over",
                         "<p>Sockets and limits as they were at first.</p>\n" +
                             button_of(view, {{act_name, "reset"}}, "Take back all changes", true));
  co_return page;
}

net::Task<Shown> apply_listener(View& view) {
  const auto act = view.form.text(act_name);
  if (act == confirm_act) co_return co_await confirm_trial(view);
  const auto module = std::string(view.query.text(module_field));
  Value changed("default");
  if (act != "reset") {
    const auto now = co_await ask_module(view.desk, module);
    if (!now.done()) co_return refused(now);
    auto listener = listener_of(view, listener_in(now));
    if (!listener) co_return co_await again(view, std::move(listener.error().detail));
    changed = std::move(*listener);
  }
  Command change("UPDATEMODULE");
  change.text(module).value(Dictionary{{std::string(listener_key), std::move(changed)}});
  auto answer = co_await view.desk.command(change.line());
  co_return co_await tried(view, std::move(answer), module_url(module));
}

}  // namespace gatehouse::web::admin
