#include "control/reference.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "control/console.h"
#include "settings/schema.h"

namespace gatehouse::control {
namespace {

std::string page(std::string_view name) {
  std::ifstream file(std::string(GATEHOUSE_SOURCE_DIR) + "/doc/" + std::string(name));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The first line of `made` that is not where it should be; empty: both are the same.
std::string first_difference(const std::string& held, const std::string& made) {
  std::istringstream left(held);
  std::istringstream right(made);
  for (std::string a, b;;) {
    const bool more_held = static_cast<bool>(std::getline(left, a));
    const bool more_made = static_cast<bool>(std::getline(right, b));
    if (!more_held && !more_made) return held == made ? "" : "only line ends differ";
    if (more_held != more_made || a != b) return "held: " + a + ", made: " + b;
  }
}

TEST(Reference, NamesEveryVerbAndEverySetting) {
  const auto cli = cli_reference();
  for (const auto& verb : verbs())
    EXPECT_NE(cli.find("\n## " + std::string(verb.name) + "\n"), std::string::npos) << verb.name;
  const auto settings = settings_reference();
  for (const auto& row : settings::schema())
    EXPECT_NE(settings.find("\n### " + std::string(row.key) + "\n"), std::string::npos) << row.key;
}

TEST(Reference, IsWhatTheDocumentationHolds) {
  EXPECT_EQ(first_difference(page("cli.md"), cli_reference()), "")
      << "run: gatehouse reference cli > doc/cli.md";
  EXPECT_EQ(first_difference(page("settings.md"), settings_reference()), "")
      << "run: gatehouse reference settings > doc/settings.md";
}

}  // namespace
}  // namespace gatehouse::control
