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
    Entry{"LITERAL+", true},
    Entry{"SASL-IR", true},
    Entry{"ID", true},
    Entry{"IDLE", true},
    Entry{"ENABLE", true},
    Entry{"ACL", false},
    Entry{"CHILDREN", false},
    Entry{"CREATE-SPECIAL-USE", false},
    Entry{"LIST-EXTENDED", false},
    Entry{"LIST-STATUS", false},
    Entry{"MOVE", false},
    Entry{"NAMESPACE", false},
    Entry{"QUOTA", false},
    Entry{"QUOTA=RES-STORAGE", false},
    Entry{"RIGHTS=kxte", false},
    Entry{"SPECIAL-USE", false},
    Entry{"UIDPLUS", false},
    Entry{"UNSELECT", false},
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
