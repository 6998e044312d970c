#include "mailbox/special_use.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "mailbox/disk.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::string_view file = "gatehouse-use";

// Names as clients choose them; the first that is there has the use.
struct Use {
  std::string_view use;
  std::array<std::string_view, 3> names;
};
constexpr std::array uses{
    Use{"\\Archive", {"Archive", "Archives", {}}},
    Use{"\\Drafts", {"Drafts", {}, {}}},
    Use{"\\Junk", {"Junk", "Spam", "Junk E-mail"}},
    Use{"\\Sent", {"Sent", "Sent Items", "Sent Messages"}},
    Use{"\\Trash", {"Trash", "Deleted Items", "Deleted Messages"}},
};

const Use* find_use(std::string_view text) {
  const auto same = [&](const Use& each) { return same_but_case(each.use, text); };
  const auto found = std::ranges::find_if(uses, same);
  return found == uses.end() ? nullptr : &*found;
}

// A file that cannot be read says nothing.
std::string_view made_for(const Mailboxes& mailboxes, const Mailboxes::Entry& entry) {
  if (!entry.selectable) return {};
  const auto directory = mailboxes.directory(entry.name);
  const auto text = directory ? read_whole(*directory / file) : std::unexpected(directory.error());
  const auto* use =
      text ? find_use(trimmed(std::string_view(*text).substr(0, text->find('\n')))) : nullptr;
  return use == nullptr ? std::string_view() : use->use;
}

}  // namespace

std::optional<std::string_view> use_of(const std::vector<std::string>& wanted) {
  if (wanted.empty()) return std::string_view();
  const auto* use = wanted.size() == 1 ? find_use(wanted.front()) : nullptr;
  if (use == nullptr) return std::nullopt;
  return use->use;
}

Result<void> create_for(const Mailboxes& mailboxes, std::string_view name, std::string_view use) {
  if (use.empty()) return mailboxes.create(name);
  const auto entries = mailboxes.list();
  if (!entries) return std::unexpected(entries.error());
  for (const auto& entry : *entries) {
    if (made_for(mailboxes, entry) == use) return fail(ErrorCode::conflict, escaped(entry.name));
  }
  if (auto created = mailboxes.create(name); !created) return created;
  const auto directory = mailboxes.directory(name);
  if (!directory) return std::unexpected(directory.error());
  return replace_file(*directory / file, std::string(use) + '\n');
}

std::map<std::string, std::string> special_uses(const Mailboxes& mailboxes,
                                                const std::vector<Mailboxes::Entry>& entries) {
  std::map<std::string, std::string> found;
  std::array<bool, uses.size()> taken{};
  for (const auto& entry : entries) {
    const auto use = made_for(mailboxes, entry);
    if (use.empty()) continue;
    found[entry.name] = use;
    taken.at(static_cast<std::size_t>(find_use(use) - uses.data())) = true;
  }
  const auto named = [&](std::string_view name) {
    const auto same = [&](const Mailboxes::Entry& entry) {
      return entry.selectable && same_but_case(entry.name, name) && !found.contains(entry.name);
    };
    const auto entry = name.empty() ? entries.end() : std::ranges::find_if(entries, same);
    return entry == entries.end() ? nullptr : &*entry;
  };
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (taken.at(i)) continue;
    for (const auto name : uses.at(i).names) {
      const auto* entry = named(name);
      if (entry == nullptr) continue;
      found[entry->name] = uses.at(i).use;
      break;
    }
  }
  return found;
}

}  // namespace gatehouse::mailbox
