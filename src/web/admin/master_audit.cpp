// The audit trail: where it stands, whether it is whole, and what one login was asked.
#include <string>
#include <utility>
#include <vector>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;

constexpr std::string_view verify_field = "verify";

Html standing(const Dictionary& state) {
  const auto words = text_at(state, "State");
  const Html good = words == "good" ? Html("<span class=\"good\">it is written</span>")
                                    : "<strong class=\"bad\">" + text_of(words) + "</strong>";
  return facts({{"State", good},
                {"Last record", text_of(text_at(state, "Last"))},
                {"It ends with", "<code>" + text_of(text_at(state, "Head")) + "</code>"}});
}

Html verdict(const Dictionary& state) {
  const auto wrong = text_at(state, "Wrong");
  if (wrong.empty())
    return "<p role=\"status\" class=\"done\">The trail is whole: every record from " +
           text_of(text_at(state, "First")) + " on fits.</p>\n";
  return "<p role=\"alert\" class=\"problem\">The first record that does not fit: <code>" +
         text_of(wrong) + "</code></p>\n";
}

Html verified(const Dictionary& state) {
  std::string notes;
  if (const auto* held = settings::find(state, "Notes"); held != nullptr && held->array())
    notes = lines_of(*held->array());
  auto made = verdict(state) + facts({{"Records", text_of(text_at(state, "Records"))},
                                      {"Files", text_of(text_at(state, "Files"))},
                                      {"Lost", text_of(text_at(state, "Lost"))}});
  if (!notes.empty()) made += "<pre>" + text_of(notes) + "</pre>\n";
  return made;
}

net::Task<Html> attempt(View& view) {
  const auto id = view.query.text("id");
  auto made = search_of(view,
                        input({.name = "id",
                               .label = "Number of a login or a change",
                               .value = id,
                               .help = "The log has it as id=17. The last 10,000 are remembered.",
                               .required = true}),
                        "Explain");
  if (!id.empty()) {
    Command ask("EXPLAINATTEMPT");
    ask.text(id);
    const auto answer = co_await view.desk.command(ask.line());
    made += answer.done()
                ? rules_of("What it was asked", answer.array())
                : "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  }
  co_return section("One attempt", made);
}

}  // namespace

net::Task<Shown> show_audit(View& view) {
  const bool verify = view.form.has(verify_field);
  Command ask("GETAUDITSTATE");
  if (verify) ask.keyword("VERIFY");
  const auto answer = co_await view.desk.command(ask.line());
  if (!answer.done()) co_return refused(answer);
  const auto& state = answer.dictionary();
  Shown page{.title = "Audit trail"};
  page.content =
      "<p>Every login attempt and every command that changes something is recorded, each record "
      "bound to the one before.</p>\n" +
      standing(state);
  auto proof = verify ? verified(state) : Html();
  proof += "<p>All of it is read from its first record on, which may take a while.</p>\n" +
           button_of(view, {{verify_field, "1"}}, "Verify the trail");
  page.content += section("Is it whole?", proof) + co_await attempt(view);
  co_return page;
}

// Nothing is changed: the form is one so that nobody verifies by following a link.
net::Task<Shown> apply_audit(View& view) { co_return co_await view.page.show(view); }

}  // namespace gatehouse::web::admin
