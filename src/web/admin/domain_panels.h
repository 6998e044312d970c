// The settings of domains and accounts as panels: each key of the schema stands in one of them, and
// pages show and change them in the same way.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/page.h"
#include "web/panel.h"

namespace gatehouse::web::admin {

[[nodiscard]] std::span<const Panel> domain_panels();    // of Domain Settings
[[nodiscard]] std::span<const Panel> security_panels();  // of Domain Security
[[nodiscard]] std::span<const Panel> all_domain_panels();
[[nodiscard]] std::span<const Panel> account_panels();

// What shows a dictionary: a command that answers one, and the words for whose it is.
struct Source {
  std::string_view name;
  std::string command;
};

// A page of settings.
struct SettingsPage {
  std::string title;
  std::span<const Panel> panels;
  std::vector<Source> sources;  // nearest first; all but the first may be refused
  // All of them in one, inherited ones too, for those who may not see where they come from; "".
  std::string effective;
  std::string update;  // the command that changes the first, without its settings
  Html before;         // in front of the form
  Url address;         // of this page
};
[[nodiscard]] net::Task<Shown> show_settings(View& view, SettingsPage page);
[[nodiscard]] net::Task<Shown> apply_settings(View& view, SettingsPage page);

// A verb and the name it is about, as a line.
[[nodiscard]] std::string line_of(std::string_view verb, std::string_view object = {});

}  // namespace gatehouse::web::admin
