// LIST's options (RFC 5258, section 3; RFC 5819; RFC 6154), and the items of STATUS.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/imap/arguments.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t most_patterns = 64;
constexpr std::size_t most_options = 32;

struct StatusName {
  std::string_view name;
  StatusItem item;
};
constexpr std::array status_names{StatusName{"MESSAGES", StatusItem::messages},
                                  StatusName{"RECENT", StatusItem::recent},
                                  StatusName{"UIDNEXT", StatusItem::uidnext},
                                  StatusName{"UIDVALIDITY", StatusItem::uidvalidity},
                                  StatusName{"UNSEEN", StatusItem::unseen},
                                  StatusName{"DELETED", StatusItem::deleted},
                                  StatusName{"DELETED-STORAGE", StatusItem::deleted_storage},
                                  StatusName{"SIZE", StatusItem::size},
                                  StatusName{"HIGHESTMODSEQ", StatusItem::highestmodseq},
                                  StatusName{"MAILBOXID", StatusItem::mailboxid}};

// An option's word. What has no member is understood and changes nothing: REMOTE, as there are no
// remote mailboxes; CHILDREN and SPECIAL-USE, as these are always told.
struct Selecting {
  std::string_view name;
  bool List::Selection::* what;
};
constexpr std::array selecting{
    Selecting{"RECURSIVEMATCH", &List::Selection::recursive_match},
    Selecting{"REMOTE", nullptr},
    Selecting{"SPECIAL-USE", &List::Selection::special_use},
    Selecting{"SUBSCRIBED", &List::Selection::subscribed},
};
struct Returning {
  std::string_view name;
  bool List::Return::* what;
};
constexpr std::array returning{
    Returning{"CHILDREN", nullptr},
    Returning{"MYRIGHTS", &List::Return::my_rights},
    Returning{"SPECIAL-USE", nullptr},
    Returning{"SUBSCRIBED", &List::Return::subscribed},
};

template <class Options, class Into>
bool take_option(Reader& reader, const Options& options, Into& into) {
  const auto word = reader.atom();
  const auto same = [&](const auto& each) { return word && same_but_case(each.name, *word); };
  const auto option = std::ranges::find_if(options, same);
  if (option == options.end()) return false;
  if (option->what != nullptr) into.*(option->what) = true;
  return true;
}

bool take_selection(Reader& reader, List::Selection& selection) {
  if (reader.skip(")")) return true;
  for (std::size_t count = 0; count < most_options; ++count) {
    if (!take_option(reader, selecting, selection)) return false;
    if (reader.skip(")")) {
      // RFC 5258, section 3.1: RECURSIVEMATCH alone has nothing to look for.
      return !selection.recursive_match || selection.subscribed || selection.special_use;
    }
    if (!reader.space()) return false;
  }
  return false;
}

bool take_return(Reader& reader, List::Return& wanted) {
  if (reader.skip(")")) return true;
  for (std::size_t count = 0; count < most_options; ++count) {
    if (reader.skip("STATUS ")) {
      auto items = read_status_items(reader);
      if (!items) return false;
      wanted.status = std::move(*items);
    } else if (!take_option(reader, returning, wanted)) {
      return false;
    }
    if (reader.skip(")")) return true;
    if (!reader.space()) return false;
  }
  return false;
}

bool take_patterns(Reader& reader, List& request) {
  const bool several = reader.skip("(");
  do {
    auto pattern = reader.list_mailbox();
    if (!pattern || request.patterns.size() == most_patterns) return false;
    request.patterns.push_back(std::move(*pattern));
  } while (several && reader.space());
  request.extended |= several;
  return !several || reader.skip(")");
}

}  // namespace

std::optional<std::vector<StatusItem>> read_status_items(Reader& reader) {
  std::vector<StatusItem> items;
  if (!reader.skip("(")) return std::nullopt;
  do {
    const auto word = reader.atom();
    const auto same = [&](const StatusName& each) {
      return word && same_but_case(each.name, *word);
    };
    const auto item = std::ranges::find_if(status_names, same);
    if (item == status_names.end() || items.size() > status_names.size()) return std::nullopt;
    items.push_back(item->item);
  } while (reader.space());
  if (!reader.skip(")")) return std::nullopt;
  return items;
}

std::optional<Request> read_list(Reader& reader) {
  List request;
  if (reader.skip("(")) {
    request.extended = true;
    if (!take_selection(reader, request.selection) || !reader.space()) return std::nullopt;
  }
  auto reference = reader.mailbox();
  if (!reference || !reader.space()) return std::nullopt;
  request.reference = std::move(*reference);
  if (!take_patterns(reader, request)) return std::nullopt;
  if (!reader.skip(" RETURN (")) return request;
  request.extended = true;
  if (!take_return(reader, request.wanted)) return std::nullopt;
  return request;
}

}  // namespace gatehouse::gates::imap
