// ENABLE (RFC 5161, section 3.1): what is not known is passed over.
#include <algorithm>
#include <array>

#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

struct Extension {
  std::string_view name;
  bool Enabled::* what;
};
// In the order the answer names them.
constexpr std::array extensions{Extension{"CONDSTORE", &Enabled::condstore},
                                Extension{"QRESYNC", &Enabled::qresync},
                                Extension{"UTF8=ACCEPT", &Enabled::utf8}};

}  // namespace

Outcome perform(Session& session, Enable& request) {
  std::string line = "* ENABLED";
  for (const auto& [name, what] : extensions) {
    if (std::ranges::find(request.names, name) == request.names.end()) continue;
    // RFC 7162, section 3.2.3: QRESYNC is CONDSTORE too.
    if (what == &Enabled::condstore || what == &Enabled::qresync) session.use_condstore();
    session.enabled().*what = true;
    line.append(" ").append(name);
  }
  session.say(line + "\r\n");
  co_return ok("Enabled");
}

}  // namespace gatehouse::gates::imap
