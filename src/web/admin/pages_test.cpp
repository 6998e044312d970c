#include <gtest/gtest.h>

#include "web/desk_fixture.h"
#include "web/frame.h"

namespace gatehouse::web::admin {
namespace {

View view_of(ScriptedDesk& desk, std::string_view path, std::string_view form = {}) {
  const auto* page = find_page(pages(), path);
  EXPECT_NE(page, nullptr) << path;
  return {.desk = desk,
          .page = *page,
          .account = "ann@company.test",
          .rights = Rights({"Master"}),
          .query = {},
          .form = std::move(*Form::parse(form)),
          .here = std::string(path),
          .token = "t0ken",
          .host = "company.test"};
}

TEST(GeneralSettings, AreShownInTheFrame) {
  ScriptedDesk desk;
  desk.answers("GETSERVERSETTINGS", "{LogLevel=Problems;}");
  auto view = view_of(desk, "/Master/Settings/General.html");
  const auto shown = support::run(view.page.show(view));
  EXPECT_EQ(shown.status, 200U);
  const auto whole = framed(view, pages(), shown);
  EXPECT_NE(whole.find("<h1>General settings</h1>"), whole.npos);
  EXPECT_NE(whole.find("name=\"token\" value=\"t0ken\""), whole.npos);
  EXPECT_NE(whole.find("aria-current=\"page\">General</a>"), whole.npos);
}

TEST(GeneralSettings, AreChangedByOneCommand) {
  ScriptedDesk desk;
  desk.does("UPDATESERVERSETTINGS {MaxCachedAccounts=5000;RelayNextHop=default;}");
  auto view =
      view_of(desk, "/Master/Settings/General.html", "MaxCachedAccounts=5000&RelayNextHop=");
  const auto shown = support::run(view.page.apply(view));
  EXPECT_EQ(shown.go_to, "/Master/Settings/General.html?saved=1") << desk.asked().front();
}

TEST(GeneralSettings, AreShownAgainWhenRefused) {
  ScriptedDesk desk;
  desk.answers("GETSERVERSETTINGS", "{}");
  desk.refuses("UPDATESERVERSETTINGS {MaxCachedAccounts=5000;}", 501, "The disk is full");
  auto view = view_of(desk, "/Master/Settings/General.html", "MaxCachedAccounts=5000");
  const auto shown = support::run(view.page.apply(view));
  EXPECT_EQ(shown.status, 422U);
  EXPECT_EQ(view.problem, "The disk is full");
  EXPECT_NE(shown.content.markup().find("value=\"5000\""), std::string::npos);
}

// A setting nobody can find is no setting.
TEST(TheTable, HasEachPathOnce) {
  for (const auto& page : pages()) {
    EXPECT_EQ(find_page(pages(), page.path), &page) << page.path;
    EXPECT_TRUE(page.path.starts_with("/Master/")) << page.path;
  }
}

}  // namespace
}  // namespace gatehouse::web::admin
