// Domain Kerberos: the keys of a domain's services, from the keytab of a KDC.
#include <array>

#include "base/text.h"
#include "settings/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

// The lines of base64 in one piece; brackets, if somebody pasted them, are the DataBlock's own.
std::string base64_in(std::string_view pasted) {
  std::string text;
  for (const char c : pasted)
    if (!std::string_view(" \t\r\n[]").contains(c)) text += c;
  return text;
}

net::Task<Shown> import_keytab(View& view) {
  auto text = "[" + base64_in(view.form.text("keytab")) + "]";
  const WipeAtEnd wiped(text);
  const auto read = settings::read(text);
  if (!read || read->data() == nullptr || read->data()->bytes.empty())
    co_return co_await again(view, "This is not a keytab in base64");
  Command change("IMPORTKERBEROSKEYS");
  change.text(domain_of(view)).keyword(text);
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

net::Task<Shown> delete_keys(View& view) {
  settings::Array ids;
  for (const auto id : view.form.all("id")) ids.emplace_back(id);
  if (ids.empty()) co_return co_await again(view, "No key is marked");
  Command change("DELETEKERBEROSKEYS");
  change.text(domain_of(view)).value(std::move(ids));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

constexpr std::array acts{Act{"import", import_keytab}, Act{"delete", delete_keys}};

Html strength(const std::string& word) {
  return word == "strong" ? text_of(word) : "<strong class=\"bad\">" + text_of(word) + "</strong>";
}

Html table_of(const settings::Array& keys, bool may_change) {
  Table table("Kerberos keys",
              {"Principal", "Delete", "Version", "Type", "Strength", "Realm", "Issued"});
  for (const auto& one : keys) {
    if (one.dictionary() == nullptr) continue;
    const auto& key = *one.dictionary();
    const auto principal = text_at(key, "Principal");
    const auto version = text_at(key, "Version");
    const auto box = may_change ? checkbox("id", text_at(key, "Id"),
                                           "Delete " + principal + " " + version, false)
                                : Html();
    table.row({text_of(principal), box, text_of(version), text_of(text_at(key, "Type")),
               strength(text_at(key, "Strength")), text_of(text_at(key, "Realm")),
               text_of(text_at(key, "Issued"))});
  }
  return table.html();
}

}  // namespace

net::Task<Shown> show_domain_kerberos(View& view) {
  const auto domain = domain_of(view);
  const auto answer = co_await ask_about(view.desk, "LISTKERBEROSKEYS", domain);
  if (!answer.done()) co_return refused(answer);
  const bool may = view.rights.has("KerberosKeys");
  const auto table = table_of(answer.array(), may);
  Shown page{.title = "Kerberos keys of " + domain};
  page.content = domain_tabs(view);
  if (!may || answer.array().empty())
    page.content += table;
  else
    page.content += proven_form(view, "delete", table, "Delete the marked keys");
  if (!may) co_return page;
  const auto fields = input({.name = "keytab",
                             .label = "Keytab, base64",
                             .help = "What base64 prints of the file the KDC wrote.",
                             .type = "textarea",
                             .required = true});
  page.content += section("Import a keytab", proven_form(view, "import", fields, "Import"));
  co_return page;
}

net::Task<Shown> apply_domain_kerberos(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
