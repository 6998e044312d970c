#include <algorithm>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/change_note.h"
#include "control/mailbox_line.h"
#include "control/verbs/families.h"
#include "mailbox/folder.h"

namespace gatehouse::control::acts {

namespace {

using settings::Dictionary;
using settings::Number;

// The owner, his mailboxes, and whoever it is done for.
struct Asked {
  directory::AccountView owner;
  mailbox::Mailboxes mailboxes;
  Objects* objects;
  Viewer viewer{};

  [[nodiscard]] Result<bool> may(const std::string& name, char right) const {
    const auto rights = objects->rights(viewer, {owner, ObjectKind::mailbox, name});
    if (!rights) return std::unexpected(rights.error());
    return rights->has(right);
  }
};

Result<Asked> take_asked(Call& call, const Verb& verb) {
  auto owner = take_owner(call, verb);
  if (!owner) return passed_on(owner);
  auto objects = objects_of(call);
  if (!objects) return passed_on(objects);
  auto mailboxes = mailboxes_of(call, **owner);
  if (!mailboxes) return passed_on(mailboxes);
  return Asked{*std::move(owner), *std::move(mailboxes), *objects};
}

// No argument is repeated.
std::unexpected<Error> told_of_name(Result<void>& failed) {
  if (failed.error().code == ErrorCode::malformed)
    return fail(ErrorCode::malformed, "a mailbox cannot have this name");
  return told_of(failed);
}

// The rest of the line.
Result<void> take_the_viewer(Call& call, Asked& asked) {
  auto viewer = take_auth(call);
  if (!viewer) return passed_on(viewer);
  asked.viewer = *std::move(viewer);
  return call.arguments.end();
}

Result<void> need(const Asked& asked, const std::string& name, char right, std::string_view word) {
  const auto sees = asked.may(name, 'l');
  if (!sees) return std::unexpected(in_words(sees.error()));
  if (!*sees) return refused_with("there is no such mailbox");
  const auto may = asked.may(name, right);
  if (!may) return std::unexpected(in_words(may.error()));
  if (*may) return {};
  return refused_with("the access right " + std::string(word) + " is needed for this");
}

// The guide: whoever deletes another's mailbox needs Create on the outer one and Delete on it.
// Outside of all mailboxes only the owner creates and deletes.
Result<void> need_in_outer(const Asked& asked, std::string_view name) {
  if (may_everything(asked.viewer, *asked.owner)) return {};
  const auto slash = name.rfind('/');
  const bool has_outer = slash != name.npos;
  const auto may = has_outer ? asked.may(std::string(name.substr(0, slash)), 'k') : false;
  if (!may) return std::unexpected(in_words(may.error()));
  if (*may) return {};
  return refused_with("the access right Create on the outer mailbox is needed for this");
}

bool is_below(std::string_view name, std::string_view outer) {
  return name.size() > outer.size() && name.starts_with(outer) && name[outer.size()] == '/';
}

// `name` with those below it, the innermost first; without what is only a level.
Result<std::vector<std::string>> with_inner(const Asked& asked, const std::string& name) {
  const auto entries = asked.mailboxes.list();
  if (!entries) return std::unexpected(entries.error());
  std::vector<std::string> names;
  for (const auto& entry : *entries)
    if (entry.selectable && (entry.name == name || is_below(entry.name, name)))
      names.push_back(entry.name);
  std::ranges::reverse(names);
  return names;
}

// What has been chosen by MAILBOX or MAILBOXES, with the right Delete asked on each.
Result<std::vector<std::string>> chosen(const Asked& asked, const std::string& name, bool inner) {
  auto names = with_inner(asked, name);
  if (!names) return passed_on(names);
  if (!inner) std::erase_if(*names, [&](const auto& each) { return each != name; });
  if (names->empty()) return refused_with("there is no such mailbox");
  for (const auto& each : *names)
    if (auto may = need(asked, each, 'x', "Delete"); !may) return passed_on(may);
  if (auto may = need_in_outer(asked, name); !may) return passed_on(may);
  return names;
}

Result<bool> take_scope(Call& call) {
  if (call.arguments.keyword("MAILBOXES")) return true;
  if (auto keyword = call.arguments.expect_keyword("MAILBOX"); !keyword) return passed_on(keyword);
  return false;
}

Result<Dictionary> info_of(const Asked& asked, const std::string& name) {
  const auto directory = asked.mailboxes.directory(name);
  if (!directory) return std::unexpected(directory.error());
  const auto folder = mailbox::Folder::open(*directory, mailbox::Access::read_only);
  if (!folder) return std::unexpected(folder.error());
  std::int64_t size = 0;
  std::int64_t unseen = 0;
  const auto& messages = (*folder)->messages();
  for (const auto& message : messages) {
    size += static_cast<std::int64_t>(message.size);
    if (!message.flags.seen) ++unseen;
  }
  return Dictionary{{"Messages", Number{static_cast<std::int64_t>(messages.size())}},
                    {"Size", Number{size}},
                    {"UIDNext", Number{(*folder)->uid_next()}},
                    {"UIDValidity", Number{(*folder)->uid_validity()}},
                    {"Unseen", Number{unseen}}};
}

// `*` stands for anything, `%` for anything but '/'.
bool fits(std::string_view name, std::string_view filter) {
  std::vector<bool> reached(name.size() + 1, false);  // by what is read of the filter so far
  reached[0] = true;
  for (const char mark : filter) {
    std::vector<bool> next(name.size() + 1, false);
    for (std::size_t at = 0; at <= name.size(); ++at) {
      const bool passes = mark == '*' || mark == '%';
      if (passes && reached[at]) next[at] = true;
      if (at == 0) continue;
      if (passes && next[at - 1] && (mark == '*' || name[at - 1] != '/')) next[at] = true;
      if (!passes && reached[at - 1] && name[at - 1] == mark) next[at] = true;
    }
    reached = std::move(next);
  }
  return reached.back();
}

// An array when there is nothing but mailboxes below; without Select an empty dictionary.
Result<settings::Value> told_of_one(const Asked& asked, const mailbox::Mailboxes::Entry& entry) {
  if (!entry.selectable) return settings::Value(settings::Array{});
  const auto may = asked.may(entry.name, 'r');
  if (!may) return std::unexpected(may.error());
  if (!*may) return settings::Value(Dictionary{});
  auto info = info_of(asked, entry.name);
  if (!info) return passed_on(info);
  return settings::Value(*std::move(info));
}

// Those the viewer may know of; a level alone is there when something below it is.
Result<std::vector<mailbox::Mailboxes::Entry>> visible(const Asked& asked) {
  auto all = asked.mailboxes.list();
  if (!all) return all;
  std::vector<std::string> names;
  for (const auto& entry : *all) names.push_back(entry.name);
  const auto rights = asked.objects->rights(asked.viewer, asked.owner, ObjectKind::mailbox, names);
  if (!rights) return std::unexpected(rights.error());
  std::vector<mailbox::Mailboxes::Entry> seen;
  for (std::size_t i = all->size(); i-- > 0;) {
    auto& entry = (*all)[i];
    const auto is_inner = [&](const auto& other) { return is_below(other.name, entry.name); };
    const bool there =
        entry.selectable ? (*rights)[i].has('l') : std::ranges::any_of(seen, is_inner);
    if (there) seen.push_back(std::move(entry));
  }
  return seen;
}

void note_name(const Call& call, std::string_view name) {
  if (call.noted != nullptr) call.noted->target.append("#").append(name);
}

}  // namespace

Result<Outcome> list_mailboxes(Call call, const Verb& verb) {
  auto asked = take_asked(call, verb);
  if (!asked) return passed_on(asked);
  std::string filter = "*";
  if (call.arguments.keyword("FILTER")) {
    auto word = call.arguments.word("a filter");
    if (!word) return passed_on(word);
    filter = *std::move(word);
  }
  if (auto taken = take_the_viewer(call, *asked); !taken) return passed_on(taken);
  const auto entries = visible(*asked);
  if (!entries) return std::unexpected(in_words(entries.error()));
  Dictionary list;
  for (const auto& entry : *entries) {
    if (!fits(entry.name, filter)) continue;
    auto value = told_of_one(*asked, entry);
    if (!value) return told_of(value);
    list.emplace(entry.name, *std::move(value));
  }
  return answer(std::move(list));
}

Result<Outcome> create_mailbox(Call call, const Verb& verb) {
  auto asked = take_asked(call, verb);
  if (!asked) return passed_on(asked);
  auto name = take_mailbox(call);
  if (!name) return passed_on(name);
  note_name(call, *name);
  if (call.arguments.keyword("CLASS")) {
    auto kind = call.arguments.word("a class");
    if (!kind) return passed_on(kind);
    if (!kind->empty() && lower_case(*kind) != "ipf.note")
      return refused_with("mailboxes here hold mail only");
  }
  if (auto taken = take_the_viewer(call, *asked); !taken) return passed_on(taken);
  if (auto may = need_in_outer(*asked, *name); !may) return passed_on(may);
  auto made = asked->mailboxes.create(*name);
  if (!made) return told_of_name(made);
  return done();
}

Result<Outcome> delete_mailbox(Call call, const Verb& verb) {
  auto asked = take_asked(call, verb);
  if (!asked) return passed_on(asked);
  auto inner = take_scope(call);
  if (!inner) return passed_on(inner);
  auto name = call.arguments.word("a mailbox name");
  if (!name) return passed_on(name);
  note_name(call, *name);
  if (auto taken = take_the_viewer(call, *asked); !taken) return passed_on(taken);
  auto names = chosen(*asked, *name, *inner);
  if (!names) return told_of(names);
  if (names->back() == "INBOX") return refused_with("INBOX cannot be deleted");
  for (const auto& each : *names)
    if (auto removed = asked->mailboxes.remove(each); !removed) return told_of(removed);
  return done();
}

Result<Outcome> rename_mailbox(Call call, const Verb& verb) {
  auto asked = take_asked(call, verb);
  if (!asked) return passed_on(asked);
  auto inner = take_scope(call);
  if (!inner) return passed_on(inner);
  auto from = call.arguments.word("a mailbox name");
  if (!from) return passed_on(from);
  note_name(call, *from);
  if (auto into = call.arguments.expect_keyword("INTO"); !into) return passed_on(into);
  auto to = call.arguments.word("a new mailbox name");
  if (!to) return passed_on(to);
  note_name(call, *to);
  if (auto taken = take_the_viewer(call, *asked); !taken) return passed_on(taken);
  auto names = chosen(*asked, *from, true);
  if (!names) return told_of(names);
  if (names->back() == "INBOX") return refused_with("INBOX cannot be renamed");
  if (!*inner && *names != std::vector{*from})
    return refused_with("there are mailboxes below it, which MAILBOXES takes along");
  if (auto may = need_in_outer(*asked, *to); !may) return passed_on(may);
  auto renamed = asked->mailboxes.rename(*from, *to);
  if (!renamed) return told_of_name(renamed);
  return done();
}

Result<Outcome> mailbox_info(Call call, const Verb& verb) {
  auto asked = take_asked(call, verb);
  if (!asked) return passed_on(asked);
  auto name = take_mailbox(call);
  if (!name) return passed_on(name);
  if (auto taken = take_the_viewer(call, *asked); !taken) return passed_on(taken);
  if (auto may = need(*asked, *name, 'r', "Select"); !may) return passed_on(may);
  auto info = info_of(*asked, *name);
  if (!info && info.error().code == ErrorCode::not_found)
    return refused_with("there is no such mailbox");
  if (!info) return told_of(info);
  return answer(*std::move(info));
}

}  // namespace gatehouse::control::acts
