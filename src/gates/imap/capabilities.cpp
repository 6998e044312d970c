#include "gates/imap/capabilities.h"

#include <array>
#include <string_view>

namespace gatehouse::gates::imap {
namespace {

struct Entry {
  std::string_view name;
  bool before_login;
};
constexpr std::array entries{
    Entry{"IMAP4rev1", true},
    Entry{"IMAP4rev2", true},
    Entry{"LITERAL+", true},
    Entry{"SASL-IR", true},
    Entry{"ID", true},
    Entry{"IDLE", true},
    Entry{"ENABLE", true},
    Entry{"ACL", false},
    Entry{"BINARY", false},
    Entry{"CHILDREN", false},
    Entry{"CONDSTORE", false},
    Entry{"CREATE-SPECIAL-USE", false},
    Entry{"ESEARCH", false},
    Entry{"ESORT", false},
    Entry{"I18NLEVEL=1", false},
    Entry{"LIST-EXTENDED", false},
    Entry{"LIST-MYRIGHTS", false},
    Entry{"LIST-STATUS", false},
    Entry{"MOVE", false},
    Entry{"NAMESPACE", false},
    Entry{"OBJECTID", false},
    Entry{"QRESYNC", false},
    Entry{"QUOTA", false},
    Entry{"QUOTA=RES-STORAGE", false},
    Entry{"RIGHTS=kxte", false},
    Entry{"SEARCHRES", false},
    Entry{"SORT", false},
    Entry{"SORT=DISPLAY", false},
    Entry{"SPECIAL-USE", false},
    Entry{"STATUS=SIZE", false},
    Entry{"THREAD=ORDEREDSUBJECT", false},
    Entry{"THREAD=REFERENCES", false},
    Entry{"UIDPLUS", false},
    Entry{"UNSELECT", false},
    Entry{"UTF8=ACCEPT", false},
    Entry{"WITHIN", false},
};

}  // namespace

std::string capabilities(Phase phase, const auth::Offer& offer, bool can_start_tls) {
  std::string text;
  const auto add = [&](std::string_view name) {
    if (!text.empty()) text += ' ';
    text += name;
  };
  for (const auto& [name, before_login] : entries) {
    if (before_login || phase == Phase::after_login) add(name);
  }
  if (phase == Phase::after_login) return text;
  if (can_start_tls) add("STARTTLS");
  if (!offer.clear_text_login) add("LOGINDISABLED");
  for (const auto& mechanism : offer.mechanisms) add("AUTH=" + mechanism);
  return text;
}

}  // namespace gatehouse::gates::imap
