#include "web/parts.h"

namespace gatehouse::web {
namespace {

Html attribute(std::string_view name, std::string_view value) {
  return " " + text_of(name) + "=\"" + text_of(value) + "\"";
}

std::string id_of(std::string_view name) { return "f-" + std::string(name); }

Html label_of(const Field& field) {
  return "<label" + attribute("for", id_of(field.name)) + ">" + text_of(field.label) + "</label>\n";
}

Html help_of(const Field& field) {
  if (field.help.empty()) return {};
  return "<p class=\"help\"" + attribute("id", id_of(field.name) + "-help") + ">" +
         text_of(field.help) + "</p>\n";
}

Html common(const Field& field) {
  auto made = attribute("id", id_of(field.name)) + attribute("name", field.name);
  if (!field.help.empty()) made += attribute("aria-describedby", id_of(field.name) + "-help");
  if (field.required) made += " required";
  return made;
}

Html one_field(const Html& content) { return "<div class=\"field\">\n" + content + "</div>\n"; }

Html post_to(const View& view, const Html& content, const Html& mark) {
  return "<form method=\"post\"" + attribute("action", view.here) + mark + ">\n" +
         token_field(view) + content + "</form>\n";
}

}  // namespace

Html hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\"" + attribute("name", name) + attribute("value", value) + ">\n";
}

Html token_field(const View& view) { return hidden("token", view.token); }

Html form_of(const View& view, const Html& fields, std::string_view button) {
  return post_to(view, fields + "<p><button>" + text_of(button) + "</button></p>\n", {});
}

Html button_of(const View& view, std::initializer_list<Hidden> fields, std::string_view button,
               bool danger) {
  Html content;
  for (const auto& field : fields) content += hidden(field.name, field.value);
  content += danger ? Html("<button class=\"danger\">") : Html("<button>");
  return post_to(view, content + text_of(button) + "</button>\n", " class=\"inline\"");
}

Html search_of(const View& view, const Html& fields, std::string_view button) {
  return "<form method=\"get\" class=\"search\"" + attribute("action", view.page.path) + ">\n" +
         fields + "<button>" + text_of(button) + "</button>\n</form>\n";
}

Html input(const Field& field) {
  if (field.type == "textarea")
    return one_field(label_of(field) + "<textarea rows=\"5\"" + common(field) + ">\n" +
                     text_of(field.value) + "</textarea>\n" + help_of(field));
  auto made = "<input" + attribute("type", field.type) + common(field) +
              attribute("autocomplete", field.autocomplete);
  if (!field.value.empty()) made += attribute("value", field.value);
  return one_field(label_of(field) + made + ">\n" + help_of(field));
}

Html select(const Field& field, const std::vector<Option>& options) {
  auto made = "<select" + common(field) + ">\n";
  for (const auto& option : options) {
    const Html chosen = option.value == field.value ? Html(" selected") : Html();
    made += "<option" + attribute("value", option.value) + chosen + ">" + text_of(option.words) +
            "</option>\n";
  }
  return one_field(label_of(field) + made + "</select>\n" + help_of(field));
}

Html checkbox(std::string_view name, std::string_view value, std::string_view label, bool checked,
              std::string_view help) {
  const auto id = id_of(name) + "-" + std::string(value);
  auto made = "<input type=\"checkbox\"" + attribute("id", id) + attribute("name", name) +
              attribute("value", value);
  if (checked) made += " checked";
  if (!help.empty()) made += attribute("aria-describedby", id + "-help");
  made += "> <label" + attribute("for", id) + ">" + text_of(label) + "</label>\n";
  if (!help.empty())
    made += "<p class=\"help\"" + attribute("id", id + "-help") + ">" + text_of(help) + "</p>\n";
  return "<div class=\"check\">" + made + "</div>\n";
}

Html group(std::string_view legend, const Html& fields) {
  return "<fieldset>\n<legend>" + text_of(legend) + "</legend>\n" + fields + "</fieldset>\n";
}

Html again_field() {
  return input({.name = again_name,
                .label = "Your password, or a code",
                .help = "Asked again because this change matters.",
                .type = "password",
                .autocomplete = "current-password",
                .required = true});
}

void Table::row(const std::vector<Html>& cells) {
  rows_ += "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i)
    rows_ += i == 0 ? "<th scope=\"row\">" + cells[i] + "</th>" : "<td>" + cells[i] + "</td>";
  rows_ += "</tr>\n";
}

Html Table::html() const {
  if (empty()) return "<p class=\"none\">" + text_of(caption_) + ": none.</p>\n";
  Html head;
  for (const auto header : headers_) head += "<th scope=\"col\">" + text_of(header) + "</th>";
  return "<div class=\"table\" role=\"region\" tabindex=\"0\"" + attribute("aria-label", caption_) +
         ">\n<table>\n<caption>" + text_of(caption_) + "</caption>\n<thead><tr>" + head +
         "</tr></thead>\n<tbody>\n" + rows_ + "</tbody>\n</table>\n</div>\n";
}

Html facts(const std::vector<std::pair<std::string_view, Html>>& pairs) {
  Html made = "<dl>\n";
  for (const auto& [name, value] : pairs)
    made += "<dt>" + text_of(name) + "</dt><dd>" + value + "</dd>\n";
  return made + "</dl>\n";
}

Html tabs(std::string_view label, const std::vector<Tab>& all) {
  auto made = "<nav class=\"tabs\"" + attribute("aria-label", label) + ">\n<ul>\n";
  for (const auto& tab : all) {
    const Html mark = tab.current ? Html(" aria-current=\"page\"") : Html();
    made += "<li><a" + attribute("href", tab.to.text()) + mark + ">" + text_of(tab.words) +
            "</a></li>\n";
  }
  return made + "</ul>\n</nav>\n";
}

Html section(std::string_view heading, const Html& content) {
  return "<section>\n<h2>" + text_of(heading) + "</h2>\n" + content + "</section>\n";
}

Html more(const View& view, std::string_view name, std::string_view next) {
  if (next.empty()) return {};
  Url url(view.page.path);
  for (const auto& [field, value] : view.query.pairs())
    if (field != name && field != "saved") url.with(field, value.reveal());
  url.with(name, next);
  return "<p class=\"more\">" + link(url, "More") + "</p>\n";
}

}  // namespace gatehouse::web
