// A row of a table of pages: where it is, who it is worth showing to, how it is made.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "net/task.h"
#include "web/desk.h"
#include "web/form.h"
#include "web/html.h"
#include "web/rights.h"

namespace gatehouse::web {

struct Page;

// What a handler is given. All of it outlives the handler.
struct View {
  Desk& desk;
  const Page& page;
  std::string account;    // who is logged in, full name
  Rights rights{};        // empty on users' pages
  Form query{};           // of the address
  Form form{};            // what was sent; empty while the page is only shown
  std::string here{};     // the address of this page with its query
  std::string token{};    // proves that a form is one of this session; form_of() writes it
  std::string session{};  // the number of this session, which opens nothing
  std::string host{};     // that the browser asked for, lower case, without port; may be empty
  bool tls = false;
  std::string problem{};  // why the form that was sent was not applied

  // Of the address or, in a form that was sent, of the form: the latter counts.
  [[nodiscard]] std::string asked(std::string_view name) const {
    return std::string(form.has(name) ? form.text(name) : query.text(name));
  }
};

// What a handler gives: a page, or the way to one, or a file.
struct Shown {
  unsigned status = 200;
  std::string title{};
  Html content{};       // after the h1
  std::string go_to{};  // not empty: "see other"; after a form that was applied
  std::string file{};   // not empty: the name of a file to keep, with...
  std::string type{};   // ... its media type...
  std::string bytes{};  // ... and what is in it
};
// After a form was applied: back to `address`, where the frame says that it was.
[[nodiscard]] Shown saved(const Url& address);
// What a command refused, as a page of its own; 404 and 403 where its code says so.
[[nodiscard]] Shown refused(const Answer& answer);

using Handler = net::Task<Shown> (*)(View& view);

enum class Proof {
  none,
  again  // the form has the field of again_field(): the account proves itself once more
};

struct Page {
  std::string_view path;   // exact: "/Master/Settings/General.html"
  std::string_view title;  // in the navigation; empty: other pages lead there
  Realm realm;
  Handler show;             // GET
  Handler apply = nullptr;  // POST; null: there is nothing to change
  Proof proof = Proof::none;
  std::size_t longest_form = std::size_t{64} << 10U;  // bytes
};

// An apply handler that does not want to go on: the page again, with what was typed and why not.
[[nodiscard]] net::Task<Shown> again(View& view, std::string problem);

namespace admin {
[[nodiscard]] std::span<const Page> pages();
}  // namespace admin
namespace user {
[[nodiscard]] std::span<const Page> pages();
}  // namespace user

// Null: there is no such page in the table.
[[nodiscard]] const Page* find_page(std::span<const Page> table, std::string_view path);

}  // namespace gatehouse::web
