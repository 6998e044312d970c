// The authorities that may say who a client of any domain is.
#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "web/admin/domain_certificate.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Array;
using settings::Value;

constexpr std::string_view added_field = "TrustedCerts";  // PEM, as the setting is called
constexpr std::string_view removed_field = "remove";      // fingerprints

net::Task<Answer> ask(Desk& desk, std::string_view verb) {
  const Command line(verb);
  co_return co_await desk.command(line.line());
}

Html table_of(const View& view, const Array& certificates) {
  Table table("Trusted certificates", {"Subject", "Remove", "Valid", "Key", "SHA-256"});
  const auto marked = view.form.all(removed_field);
  for (const auto& one : certificates) {
    if (one.dictionary() == nullptr) continue;
    const auto& facts = *one.dictionary();
    const auto print = text_at(facts, "Fingerprint");
    const auto subject = text_at(facts, "Subject");
    const bool chosen = std::ranges::find(marked, print) != marked.end();
    const Html box = view.rights.master()
                         ? checkbox(removed_field, print, "Remove " + subject, chosen)
                         : Html("by Master only");
    table.row({text_of(subject), box, validity(facts), text_of(text_at(facts, "Key")),
               "<code>" + text_of(print) + "</code>"});
  }
  return table.html();
}

// `certificates` without those whose facts have a marked fingerprint.
Array kept(const View& view, const Array& certificates, const Array& facts) {
  const auto marked = view.form.all(removed_field);
  Array left;
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    const auto* told = i < facts.size() ? facts[i].dictionary() : nullptr;
    const auto print = told == nullptr ? std::string() : text_at(*told, "Fingerprint");
    if (std::ranges::find(marked, print) == marked.end()) left.push_back(certificates[i]);
  }
  return left;
}

}  // namespace

net::Task<Shown> show_trusted(View& view) {
  const auto facts = co_await ask(view.desk, "GETSERVERTRUSTEDCERTSINFO");
  if (!facts.done()) co_return refused(facts);
  Shown page{.title = "Trusted certificates of the server"};
  page.content =
      "<p>Whoever shows a client certificate that one of these authorities signed is who it says, "
      "in every domain that asks for certificates.</p>\n";
  const auto table = table_of(view, facts.array());
  if (!view.rights.master()) {
    page.content += table + "<p>Only Master changes them.</p>\n";
    co_return page;
  }
  const auto added = group("Add", input({.name = added_field,
                                         .label = "Certificates of authorities",
                                         .value = view.form.text(added_field),
                                         .help = "PEM; several may stand behind each other.",
                                         .type = "textarea"}));
  page.content += form_of(view, table + added + again_field(), "Save");
  co_return page;
}

net::Task<Shown> apply_trusted(View& view) {
  const auto facts = co_await ask(view.desk, "GETSERVERTRUSTEDCERTSINFO");
  const auto held = co_await ask(view.desk, "GETSERVERTRUSTEDCERTS");
  if (!facts.done() || !held.done()) co_return refused(facts.done() ? held : facts);
  if (facts.array().size() != held.array().size())
    co_return co_await again(view, "They have been changed meanwhile: look again");
  auto all = kept(view, held.array(), facts.array());
  std::string added(view.form.text(added_field));
  std::erase(added, '\r');
  if (!trimmed(added).empty()) all.emplace_back(std::move(added));
  if (all == held.array()) co_return co_await again(view, "There is nothing to add or to remove");
  Command change("SETSERVERTRUSTEDCERTS");
  change.value(std::move(all));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), Url(view.page.path));
}

}  // namespace gatehouse::web::admin
