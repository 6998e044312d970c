// Domain Security: the private keys of a domain, their certificates, the authorities it trusts.
#include "web/admin/domain_certificate.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/domain_panels.h"
#include "web/admin/handlers.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

struct KeyKind {
  std::string_view value;  // of the form
  std::string_view words;
  std::string_view type;
  std::string_view size;
};
constexpr std::array key_kinds{KeyKind{"ecdsa256", "ECDSA, P-256", "ECDSA", "256"},
                               KeyKind{"ecdsa384", "ECDSA, P-384", "ECDSA", "384"},
                               KeyKind{"rsa2048", "RSA, 2048 bits", "RSA", "2048"},
                               KeyKind{"rsa3072", "RSA, 3072 bits", "RSA", "3072"},
                               KeyKind{"rsa4096", "RSA, 4096 bits", "RSA", "4096"}};

// A verb on the domain and nothing else.
net::Task<Shown> simply(View& view, std::string_view verb) {
  auto answer = co_await ask_about(view.desk, verb, domain_of(view));
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

// A verb on the domain with what was pasted.
net::Task<Shown> with_pasted(View& view, std::string_view verb, std::string_view field) {
  const auto pasted = trimmed(view.form.text(field));
  if (pasted.empty()) co_return co_await again(view, "Nothing was pasted");
  Command change(verb);
  change.text(domain_of(view)).text(pasted);
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

net::Task<Shown> make_key(View& view) {
  const auto kind = std::ranges::find(key_kinds, view.form.text("kind"), &KeyKind::value);
  if (kind == key_kinds.end()) co_return co_await again(view, "Which kind of key?");
  Command change("GENERATEDOMAINKEY");
  change.text(domain_of(view)).keyword("TYPE").keyword(kind->type);
  change.keyword("SIZE").keyword(kind->size);
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

net::Task<Shown> import_key(View& view) {
  co_return co_await with_pasted(view, "IMPORTDOMAINKEY", "key");
}
net::Task<Shown> self_sign(View& view) { co_return co_await simply(view, "GENERATESELFSIGNED"); }
net::Task<Shown> set_certificate(View& view) {
  co_return co_await with_pasted(view, "SETDOMAINCERTIFICATE", "certificate");
}
net::Task<Shown> set_chain(View& view) {
  co_return co_await with_pasted(view, "SETDOMAINCACHAIN", "chain");
}
struct Removal {
  std::string_view what;  // of the form
  std::string_view verb;
};
constexpr std::array removals{Removal{"certificate", "REMOVEDOMAINCERTIFICATE"},
                              Removal{"chain", "REMOVEDOMAINCACHAIN"},
                              Removal{"keys", "REMOVEDOMAINKEY"}};

net::Task<Shown> remove(View& view) {
  const auto removal = std::ranges::find(removals, view.form.text("what"), &Removal::what);
  if (removal == removals.end()) co_return co_await again(view, "What shall be removed?");
  co_return co_await simply(view, removal->verb);
}

net::Task<Shown> change_trusted(View& view) {
  auto held = co_await ask_about(view.desk, "GETDOMAINTRUSTEDCERTS", domain_of(view));
  if (!held.done()) co_return co_await again(view, held.words);
  const auto told = co_await ask_about(view.desk, "GETDOMAINTRUSTEDCERTSINFO", domain_of(view));
  const auto marked = view.form.all("remove");
  settings::Array left;
  for (std::size_t i = 0; i < held.array().size(); ++i) {
    const auto* facts = i < told.array().size() ? told.array()[i].dictionary() : nullptr;
    const auto print = facts == nullptr ? std::string() : text_at(*facts, "Fingerprint");
    if (std::ranges::find(marked, print) == marked.end()) left.push_back(held.array()[i]);
  }
  if (const auto added = trimmed(view.form.text("trusted")); !added.empty())
    left.emplace_back(added);
  Command change("SETDOMAINTRUSTEDCERTS");
  change.text(domain_of(view)).value(std::move(left));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

net::Task<Shown> change_services(View& view) {
  const auto& panel = security_panels().front();
  auto sent = read(panel, view.form);
  if (!sent) co_return co_await again(view, std::move(sent.error().detail));
  Command change("UPDATEDOMAINSETTINGS");
  change.text(domain_of(view)).value(std::move(*sent));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

constexpr std::array acts{Act{"services", change_services}, Act{"generate", make_key},
                          Act{"import", import_key},        Act{"remove", remove},
                          Act{"self_sign", self_sign},      Act{"certificate", set_certificate},
                          Act{"chain", set_chain},          Act{"trusted", change_trusted}};

Html certificate(const settings::Dictionary& facts_told) {
  return facts({{"Subject", text_of(text_at(facts_told, "Subject"))},
                {"Names", text_of(text_at(facts_told, "Names"))},
                {"Issuer", text_of(text_at(facts_told, "Issuer"))},
                {"Valid", validity(facts_told)},
                {"Key", text_of(text_at(facts_told, "Key"))},
                {"Serial number", text_of(text_at(facts_told, "Serial"))},
                {"SHA-256", text_of(text_at(facts_told, "Fingerprint"))},
                {"Chain", text_of(text_at(facts_told, "Chain"))}});
}

Html certificates(const settings::Array& all) {
  Html made;
  for (const auto& one : all)
    if (one.dictionary() != nullptr) made += certificate(*one.dictionary());
  return made.markup().empty() ? Html("<p>The domain has no certificate of its own.</p>\n") : made;
}

Html key_test(const Answer& answer) {
  if (!answer.done())
    return "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  Table table("Key test", {"Key", "Result"});
  for (const auto& [key, result] : answer.dictionary())
    table.row({text_of(key), text_of(in_words(result))});
  return table.html();
}

Html key_forms(const View& view) {
  std::vector<Option> options;
  for (const auto& kind : key_kinds)
    options.push_back({std::string(kind.value), std::string(kind.words)});
  const auto kind = select({.name = "kind",
                            .label = "Kind",
                            .value = view.form.text("kind"),
                            .help = "It takes the place of the one of its type, whose certificate "
                                    "goes away."},
                           options);
  const auto key = input({.name = "key",
                          .label = "Private key, PEM",
                          .help = "Not encrypted. It is kept sealed and never shown.",
                          .type = "textarea",
                          .required = true});
  return proven_box(view, "generate", kind, "Generate key") +
         proven_box(view, "import", key, "Import key");
}

Html certificate_forms(const View& view) {
  const auto pem = input({.name = "certificate",
                          .label = "Certificate, PEM",
                          .value = view.form.text("certificate"),
                          .help = "A chain behind it is taken too.",
                          .type = "textarea",
                          .required = true});
  const auto chain = input({.name = "chain",
                            .label = "Certificates, PEM",
                            .value = view.form.text("chain"),
                            .help = "From the issuer of the domain's own to the root.",
                            .type = "textarea",
                            .required = true});
  const auto request =
      "<p>" + link(domain_url(domain_csr_path, domain_of(view)), "Make a signing request") +
      "</p>\n";
  return request +
         proven_box(view, "self_sign", "<p>Good for a year.</p>\n",
                    "Make a self-signed certificate") +
         proven_box(view, "certificate", pem, "Set certificate") +
         proven_box(view, "chain", chain, "Set chain");
}

Html removal_form(const View& view) {
  const std::vector<Option> all{{"certificate", "The certificates; the keys stay"},
                                {"chain", "The authority chain"},
                                {"keys", "The keys, and their certificates with them"}};
  const auto what = select({.name = "what", .label = "What", .value = view.form.text("what")}, all);
  return section("Remove", proven_form(view, "remove", what, "Remove for good"));
}

Html trusted_form(const View& view, const settings::Array& all, bool may_change) {
  Html boxes;
  const auto marked = view.form.all("remove");
  for (const auto& one : all) {
    if (one.dictionary() == nullptr) continue;
    const auto& told = *one.dictionary();
    const auto print = text_at(told, "Fingerprint");
    boxes += checkbox("remove", print, "Remove " + text_at(told, "Subject"),
                      std::ranges::find(marked, print) != marked.end(),
                      "Until " + text_at(told, "NotAfter") + ", SHA-256 " + print);
  }
  if (boxes.markup().empty()) boxes = "<p>The domain trusts none of its own.</p>\n";
  const auto fields = boxes + input({.name = "trusted",
                                     .label = "One more certificate, PEM",
                                     .value = view.form.text("trusted"),
                                     .type = "textarea"});
  return may_change ? proven_form(view, "trusted", fields, "Save") : only_shown(fields);
}

net::Task<Html> services(View& view, bool may_change) {
  const auto domain = domain_of(view);
  const auto own = co_await ask_about(view.desk, "GETDOMAINSETTINGS", domain);
  const auto all = co_await ask_about(view.desk, "GETDOMAINEFFECTIVESETTINGS", domain);
  auto above = all.dictionary();
  for (const auto& [key, value] : own.dictionary()) above.erase(key);
  const std::array layers{Layer{"the domain", own.dictionary()}, Layer{"all domains", above}};
  const auto fields = web::shown(security_panels().front(), layers, view.form);
  co_return may_change ? proven_form(view, "services", fields, "Save") : only_shown(fields);
}

}  // namespace

Html validity(const settings::Dictionary& facts) {
  constexpr std::int64_t soon = 30;  // days
  const auto left = number_at(facts, "DaysLeft");
  const auto until = text_of(text_at(facts, "NotAfter"));
  if (!left) return until;
  if (*left < 0) return "<strong class=\"bad\">ended " + until + "</strong>";
  const auto words = text_of(std::to_string(*left)) + " days left, until " + until;
  return *left < soon ? "<strong class=\"bad\">" + words + "</strong>" : words;
}

net::Task<Shown> show_domain_certificate(View& view) {
  const auto domain = domain_of(view);
  const auto own = co_await ask_about(view.desk, "GETDOMAINCERTIFICATEINFO", domain);
  if (!own.done()) co_return refused(own);
  const auto trusted = co_await ask_about(view.desk, "GETDOMAINTRUSTEDCERTSINFO", domain);
  const bool may = view.rights.has("SecureCertificate");
  Shown page{.title = "Security of " + domain};
  page.content = domain_tabs(view);
  page.content += section("PKI services", co_await services(view, may));
  page.content += section("Certificate", certificates(own.array()));
  if (may) {
    const auto test = co_await ask_about(view.desk, "TESTDOMAINKEY", domain);
    page.content += section("Private key", key_test(test) + key_forms(view));
    page.content += section("Change the certificate", certificate_forms(view));
  }
  page.content += section("Who may say who a client is", trusted_form(view, trusted.array(), may));
  if (may) page.content += removal_form(view);
  co_return page;
}

net::Task<Shown> apply_domain_certificate(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
