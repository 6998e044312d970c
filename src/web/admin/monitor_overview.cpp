#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;

Html warnings(const Dictionary& status) {
  const auto& all = array_at(status, "Warnings");
  if (all.empty()) return "<p role=\"status\" class=\"done\">Nothing calls for a look.</p>\n";
  Html items;
  for (const auto& warning : all)
    if (const auto* words = warning.string()) items += "<li>" + text_of(*words) + "</li>\n";
  return "<div role=\"alert\" class=\"problem\"><ul>\n" + items + "</ul></div>\n";
}

Html figure(const Dictionary& status, std::string_view key, std::string_view path) {
  return link(Url(path), text_at(status, key));
}

Html server(const Dictionary& status) {
  const bool trail = text_at(status, "TrailWritable") == "YES";
  return facts({{"Version", text_of(text_at(status, "Version"))},
                {"Main Domain", text_of(text_at(status, "MainDomain"))},
                {"Domains", text_of(text_at(status, "Domains"))},
                {"Time", text_of(text_at(status, "Time"))},
                {"Up for", text_of(period_words(whole_at(status, "UpTime")))},
                {"Audit trail", trail ? Html("is written")
                                      : Html("<strong class=\"bad\">cannot be written</strong>")}});
}

Html kept_out(const Dictionary& status) {
  return facts({{"Locked accounts", figure(status, "LockedAccounts", failures_path)},
                {"Blocked addresses", figure(status, "BlockedAddresses", failures_path)},
                {"Closed sources", figure(status, "ClosedSources", failures_path)}});
}

Html logins(const Dictionary& status) {
  Table table("Logged in now", {"Service", "Logins"});
  const auto* counts = settings::find(status, "Logins");
  if (counts == nullptr || counts->dictionary() == nullptr) return table.html();
  for (const auto& [service, count] : *counts->dictionary()) {
    Url url(logins_path);
    url.with("service", service);
    table.row({link(url, service), text_of(text_at(*counts->dictionary(), service))});
  }
  return table.html();
}

}  // namespace

net::Task<Shown> show_overview(View& view) {
  const Command ask("GETSITESTATUS");
  const auto answer = co_await view.desk.command(ask.line());
  if (!answer.done()) co_return refused(answer);
  const auto& status = answer.dictionary();
  Shown page{.title = "Overview"};
  page.content = warnings(status) + section("Server", server(status)) +
                 section("Kept out", kept_out(status)) + section("Logins", logins(status));
  co_return page;
}

}  // namespace gatehouse::web::admin
