#include "web/admin/names.h"

#include <utility>

#include "base/text.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view others_field = "aliases";
constexpr std::string_view name_field = "name";
constexpr std::string_view confirm_field = "confirm";

std::string words(std::string_view before, std::string_view what, std::string_view after = {}) {
  return std::string(before) + std::string(what) + std::string(after);
}

}  // namespace

Html other_names(const View& view, const OtherNames& words, const settings::Array& held, bool may) {
  const auto value = view.form.has(others_field) ? view.asked(others_field) : lines_of(held);
  const auto fields =
      hidden(act_name, others_field) +
      input({.name = others_field, .label = words.label, .value = value, .type = "textarea"});
  return section(words.heading, may ? form_of(view, fields, "Save") : only_shown(fields));
}

net::Task<Shown> set_other_names(View& view, std::string_view verb, std::string object, Url back) {
  Command change(verb);
  change.text(object).value(words_in(view.form.text(others_field)));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), std::move(back));
}

Html renaming(const View& view, std::string_view what, std::string_view help) {
  const auto fields = hidden(act_name, "rename") + input({.name = name_field,
                                                          .label = "New name",
                                                          .value = view.form.text(name_field),
                                                          .help = help,
                                                          .required = true});
  return section(words("Rename the ", what), form_of(view, fields, "Rename"));
}

Html deletion(const View& view, std::string_view what, std::string_view help, const Html& choices) {
  const auto label = words("Type the name of the ", what, " to confirm");
  const auto fields = hidden(act_name, "delete") +
                      input({.name = confirm_field,
                             .label = label,
                             .value = view.form.text(confirm_field),
                             .help = help,
                             .required = true}) +
                      choices;
  return section(words("Delete the ", what), form_of(view, fields, "Delete for good"));
}

bool is_confirmed(const View& view, std::string_view name) {
  return same_but_case(trimmed(view.form.text(confirm_field)), name);
}

net::Task<Shown> unconfirmed(View& view, std::string_view what, std::string_view name) {
  auto problem = words(words("To delete the ", what, ", type its name: "), name);
  co_return co_await again(view, std::move(problem));
}

}  // namespace gatehouse::web::admin
