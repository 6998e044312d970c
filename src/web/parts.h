// What pages are put together from. Each part is accessible by itself: fields have labels, tables
// have captions and headers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/page.h"

namespace gatehouse::web {

[[nodiscard]] Html token_field(const View& view);

// A form that is sent to this page (POST). `fields`: its contents; `button`: what is done.
[[nodiscard]] Html form_of(const View& view, const Html& fields, std::string_view button);
// The same with one button and no fields to see: hidden names and values. `danger`: shown so.
struct Hidden {
  std::string_view name;
  std::string_view value;
};
[[nodiscard]] Html button_of(const View& view, std::initializer_list<Hidden> fields,
                             std::string_view button, bool danger = false);
// A form that asks for this page with a query (GET): searches, filters.
[[nodiscard]] Html search_of(const View& view, const Html& fields, std::string_view button);

struct Field {
  std::string_view name;
  std::string_view label;
  std::string_view value = {};
  std::string_view help = {};
  std::string_view type = "text";  // of <input>; "textarea"
  std::string_view autocomplete = "off";
  bool required = false;
};
[[nodiscard]] Html input(const Field& field);
struct Option {
  std::string value;
  std::string words;
};
[[nodiscard]] Html select(const Field& field, const std::vector<Option>& options);
[[nodiscard]] Html checkbox(std::string_view name, std::string_view value, std::string_view label,
                            bool checked, std::string_view help = {});
[[nodiscard]] Html group(std::string_view legend, const Html& fields);  // <fieldset>
[[nodiscard]] Html hidden(std::string_view name, std::string_view value);
// For pages whose row says Proof::again: the password or a code, once more.
[[nodiscard]] Html again_field();
inline constexpr std::string_view again_name = "proof";

class Table {
 public:
  Table(std::string_view caption, std::vector<std::string_view> headers)
      : caption_(caption), headers_(std::move(headers)) {}
  void row(const std::vector<Html>& cells);  // as many as headers; the first names the row
  [[nodiscard]] bool empty() const { return rows_.markup().empty(); }
  [[nodiscard]] Html html() const;  // without rows: a line that says there are none

 private:
  std::string caption_;
  std::vector<std::string_view> headers_;
  Html rows_;
};

// Names and values.
[[nodiscard]] Html facts(const std::vector<std::pair<std::string_view, Html>>& pairs);
// Ways to pages that belong together; the one that is shown is marked.
struct Tab {
  std::string_view words;
  Url to;
  bool current;
};
[[nodiscard]] Html tabs(std::string_view label, const std::vector<Tab>& all);
// A section with a heading of its own.
[[nodiscard]] Html section(std::string_view heading, const Html& content);
// To the next part of a long list; `next` empty: this is the last.
[[nodiscard]] Html more(const View& view, std::string_view name, std::string_view next);

}  // namespace gatehouse::web
