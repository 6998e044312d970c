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

TEST(Reference, NamesEveryVerbAndEverySetting) {
  const auto cli = cli_reference();
  for (const auto& verb : verbs())
    EXPECT_NE(cli.find("\n## " + std::string(verb.name) + "\n"), std::string::npos) << verb.name;
  const auto settings = settings_reference();
  for (const auto& row : settings::schema())
    EXPECT_NE(settings.find("\n### " + std::string(row.key) + "\n"), std::string::npos) << row.key;
}

TEST(Reference, IsWhatTheDocumentationHolds) {
  EXPECT_EQ(page("cli.md"), cli_reference()) << "run: gatehouse reference cli > doc/cli.md";
  EXPECT_EQ(page("settings.md"), settings_reference())
      << "run: gatehouse reference settings > doc/settings.md";
}

}  // namespace
}  // namespace gatehouse::control
