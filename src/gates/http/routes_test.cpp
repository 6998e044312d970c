#include "gates/http/routes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ranges>

namespace gatehouse::gates::http {
namespace {

TEST(Routes, AreSortedAndHaveHandlers) {
  EXPECT_TRUE(std::ranges::is_sorted(routes(), {}, [](const Route& route) {
    return std::pair(route.path, name_of(route.method));
  }));
  for (const auto& route : routes()) {
    EXPECT_NE(route.handler, nullptr) << route.path;
    EXPECT_TRUE(route.path.starts_with('/'));
    const bool as_its_clients_do = route.path == "/Session/**";
    EXPECT_FALSE(route.method == Method::get && route.longest_body > 0 && !as_its_clients_do)
        << route.path;
  }
}

TEST(Routes, AreFoundByTheWholePath) {
  EXPECT_NE(find_route(Method::get, "/", Doors::user).route, nullptr);
  EXPECT_NE(find_route(Method::head, "/", Doors::admin).route, nullptr);
  EXPECT_NE(find_route(Method::post, "/cli/", Doors::admin).route, nullptr);
  for (const auto* path : {"", "/cli", "/cli/x", "/CLI/", "/login/", "/metrics/x",
                           "/.well-known/acme-challenge/", "/.well-known/acme-challenge/a/b"}) {
    const auto found = find_route(Method::get, path, Doors::user);
    EXPECT_TRUE(found.route == nullptr && found.allowed.empty()) << path;
  }
  EXPECT_EQ(find_route(Method::get, "/.well-known/acme-challenge/a", Doors::user).rest, "a");
}

TEST(Routes, MayHaveSeveralSegmentsInTheirPlaceOrLettersOfAnyCase) {
  for (const auto* rest : {"1-a/", "1-a/sync", "1-a/MIME/INBOX/1.txt"})
    EXPECT_EQ(find_route(Method::post, "/Session/" + std::string(rest), Doors::user).rest, rest);
  for (const auto* path : {"/XIMSSLogin/", "/ximsslogin/", "/ximssLogin/"})
    EXPECT_NE(find_route(Method::get, path, Doors::user).route, nullptr) << path;
  for (const auto* path : {"/Session/", "/session/1-a/", "/XIMSSLogin", "/XIMSSLogin/x"})
    EXPECT_EQ(find_route(Method::get, path, Doors::user).route, nullptr) << path;
  EXPECT_EQ(find_route(Method::get, "/XIMSSLogin/", Doors::admin).route, nullptr);
}

TEST(Routes, SayWhatElseMayBeDone) {
  EXPECT_EQ(find_route(Method::get, "/cli/", Doors::user).allowed, "POST");
  EXPECT_EQ(find_route(Method::put, "/login", Doors::user).allowed, "GET, HEAD, POST");
}

TEST(Routes, OfOneDoorAreNotThereAtTheOther) {
  for (const auto& [path, door] : {std::pair("/account", Doors::admin),
                                   {"/Master/", Doors::user},
                                   {"/Master/Settings/General.html", Doors::user}}) {
    const auto found = find_route(Method::get, path, door);
    EXPECT_TRUE(found.route == nullptr && found.allowed.empty()) << path;
  }
}

TEST(Routes, LeadToThePagesOfTheTables) {
  const auto page = find_route(Method::post, "/Master/Settings/General.html", Doors::admin);
  ASSERT_NE(page.page, nullptr);
  EXPECT_EQ(page.longest_body, page.page->longest_form);
  EXPECT_EQ(page.route->who, Who::session);
  EXPECT_EQ(find_route(Method::put, "/Master/Settings/General.html", Doors::admin).allowed,
            "GET, HEAD, POST");
}

}  // namespace
}  // namespace gatehouse::gates::http
