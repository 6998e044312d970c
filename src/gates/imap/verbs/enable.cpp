// ENABLE (RFC 5161, section 3.1): what is not known is passed over.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

struct Extension {
  std::string_view name;
  bool Enabled::* what;
};
// In the order the answer names them.
constexpr std::array extensions{
    Extension{"CONDSTORE", &Enabled::condstore}, Extension{"QRESYNC", &Enabled::qresync},
    Extension{"UTF8=ACCEPT", &Enabled::utf8}, Extension{"IMAP4rev2", &Enabled::rev2}};

}  // namespace

Outcome perform(Session& session, Enable& request) {
  std::string line = "* ENABLED";
  for (const auto& [name, what] : extensions) {
    const auto same = [&](const std::string& each) { return same_but_case(each, name); };
    if (std::ranges::none_of(request.names, same)) continue;
    // RFC 7162, section 3.2.3: QRESYNC is CONDSTORE too.
    if (what == &Enabled::condstore || what == &Enabled::qresync) session.use_condstore();
    session.enabled().*what = true;
    line.append(" ").append(name);
  }
  if (session.enabled().rev2 && session.selected() != nullptr) session.selected()->forget_recent();
  session.say(line + "\r\n");
  co_return ok("Enabled");
}

}  // namespace gatehouse::gates::imap
