#include "gates/imap/mailbox_rights.h"

#include <algorithm>
#include <array>

namespace gatehouse::gates::imap {
namespace {

using mailbox::FlagChange;
using mailbox::FlagRights;
using mailbox::Flags;

struct Row {
  Act act;
  Needed needed;
};
// Whoever deletes or moves a mailbox needs `k` of the one it is in, too: that is how the modelled
// product guards the order of somebody else's mailboxes.
constexpr std::array table{
    Row{Act::look, {"l", ""}},        Row{Act::read, {"lr", ""}},
    Row{Act::insert, {"li", ""}},     Row{Act::take_out, {"lrte", ""}},
    Row{Act::expunge, {"lre", ""}},   Row{Act::create, {"", "lk"}},
    Row{Act::remove, {"lx", "k"}},    Row{Act::administer, {"la", ""}},
    Row{Act::know_rights, {"l", ""}},
};

}  // namespace

bool has_all(std::string_view rights, std::string_view letters) {
  return std::ranges::all_of(letters, [&](char each) { return rights.contains(each); });
}

bool has_any(std::string_view rights, std::string_view letters) {
  return std::ranges::any_of(letters, [&](char each) { return rights.contains(each); });
}

Needed needed(Act act) { return std::ranges::find(table, act, &Row::act)->needed; }

bool may_change(std::string_view rights) { return has_any(rights, "swtei"); }

FlagRights flag_rights(std::string_view rights) {
  return {.seen = rights.contains('s'),
          .deleted = rights.contains('t'),
          .others = rights.contains('w')};
}

bool may_store(FlagRights rights, FlagChange how, const Flags& wanted) {
  if (rights == FlagRights{.seen = false, .deleted = false, .others = false}) return false;
  return how == FlagChange::replace || wanted == Flags{} || only(wanted, rights) != Flags{};
}

std::string told_rights(std::string_view rights) {
  std::string told(rights);
  if (rights.contains('k')) told += 'c';
  if (has_any(rights, "xte")) told += 'd';
  return told;
}

bool are_rights(std::string_view letters) { return has_all("lrswipkxteacd", letters); }

}  // namespace gatehouse::gates::imap
