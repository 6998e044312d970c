// A signing request for a certificate of a domain, as a file.
#include <array>

#include "base/text.h"
#include "web/admin/domain_certificate.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

struct Attribute {
  std::string_view name;
  std::string_view label;
  std::string_view help = {};
};
constexpr std::array attributes{
    Attribute{"CommonName", "Common name", "Empty: the name of the domain."},
    Attribute{"Country", "Country", "Two letters."},
    Attribute{"Province", "Province or state"},
    Attribute{"City", "City or town"},
    Attribute{"Organization", "Organization"},
    Attribute{"Unit", "Unit"},
    Attribute{"Contact", "Contact", "An e-mail address."}};
const std::vector<Option>& key_types() {
  static const std::vector<Option> types{{"", "The only one"}, {"RSA", "RSA"}, {"ECDSA", "ECDSA"}};
  return types;
}

}  // namespace

net::Task<Shown> show_domain_request(View& view) {
  Html fields = select({.name = "type", .label = "For the key", .value = view.form.text("type")},
                       key_types());
  for (const auto& [name, label, help] : attributes)
    fields += input({.name = name, .label = label, .value = view.form.text(name), .help = help});
  fields += input({.name = "Names",
                   .label = "More names, one on each line",
                   .value = view.form.text("Names"),
                   .help = "Names below the domain's own, which stand in it anyway.",
                   .type = "textarea"});
  Shown page{.title = "Signing request of " + domain_of(view)};
  page.content = domain_tabs(view) + "<p>" +
                 link(domain_url(domain_certificate_path, domain_of(view)), "Security") + "</p>\n" +
                 form_of(view, fields, "Download the request");
  co_return page;
}

net::Task<Shown> make_domain_request(View& view) {
  settings::Dictionary wish;
  for (const auto& attribute : attributes)
    if (const auto text = trimmed(view.form.text(attribute.name)); !text.empty())
      wish.emplace(attribute.name, text);
  if (auto names = words_in(view.form.text("Names")); !names.empty())
    wish.emplace("Names", std::move(names));
  const auto domain = domain_of(view);
  Command ask("GENERATEDOMAINCSR");
  ask.text(domain);
  if (const auto type = view.form.text("type"); !type.empty())
    ask.keyword("TYPE").keyword(type == "RSA" ? "RSA" : "ECDSA");
  ask.value(std::move(wish));
  auto answer = co_await view.desk.command(ask.line());
  if (!answer.done()) co_return co_await again(view, std::move(answer.words));
  co_return Shown{
      .file = domain + ".csr", .type = "application/pkcs10", .bytes = std::string(answer.text())};
}

}  // namespace gatehouse::web::admin
