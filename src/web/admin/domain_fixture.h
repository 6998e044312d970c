// A page of WebAdmin with a scripted desk behind it, for tests of the Users realm.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "web/desk_fixture.h"
#include "web/frame.h"

namespace gatehouse::web::admin {

class PageFixture : public testing::Test {
 protected:
  ScriptedDesk desk;
  settings::Array rights{"Master"};
  std::string viewer = "ann@company.test";

  // `address`: a path with its query.
  View view_of(std::string_view address, std::string_view form = {}) {
    const auto path = address.substr(0, address.find('?'));
    const auto query = path == address ? std::string_view() : address.substr(path.size() + 1);
    const auto* page = find_page(pages(), path);
    EXPECT_NE(page, nullptr) << path;
    return {.desk = desk,
            .page = *page,
            .account = viewer,
            .rights = Rights(rights),
            .query = std::move(*Form::parse(query)),
            .form = std::move(*Form::parse(form)),
            .here = std::string(address),
            .token = "t0ken",
            .host = "company.test"};
  }
  // The whole page, as a browser gets it.
  std::string shown(std::string_view address) {
    auto view = view_of(address);
    const auto page = support::run(view.page.show(view));
    return framed(view, pages(), page);
  }
  struct Applied {
    Shown page;
    std::string problem;
    std::string text;  // of the page that is shown again
  };
  Applied applied(std::string_view address, std::string_view form) {
    auto view = view_of(address, form);
    auto page = support::run(view.page.apply(view));
    auto text = page.content.markup();
    return {std::move(page), view.problem, std::move(text)};
  }
  [[nodiscard]] std::string last_command() const {
    return desk.asked().empty() ? "" : desk.asked().back();
  }
};

}  // namespace gatehouse::web::admin
