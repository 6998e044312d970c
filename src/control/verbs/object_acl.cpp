#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/mailbox_line.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

// How a command names one: MAILBOX name, FOLDER name, DATASET name.
struct KindWord {
  ObjectKind kind;
  std::string_view keyword;
  std::string_view what;
};
constexpr KindWord mailbox_word{ObjectKind::mailbox, "MAILBOX", "a mailbox name"};
constexpr KindWord folder_word{ObjectKind::folder, "FOLDER", "a folder's name"};
constexpr KindWord dataset_word{ObjectKind::dataset, "DATASET", "a dataset's name"};

Result<Object> take_object(Call& call, const Verb& verb, const KindWord& word) {
  auto owner = take_owner(call, verb);
  if (!owner) return passed_on(owner);
  if (auto keyword = call.arguments.expect_keyword(word.keyword); !keyword)
    return passed_on(keyword);
  auto name = call.arguments.word(word.what);
  if (!name) return passed_on(name);
  if (call.noted != nullptr) call.noted->target += "#" + *name;
  return Object{*std::move(owner), word.kind, *std::move(name)};
}

Result<Object> take_functions_of(Call& call, const Verb& verb) {
  auto owner = take_owner(call, verb);
  if (!owner) return passed_on(owner);
  return Object{*std::move(owner), ObjectKind::functions, {}};
}

// [AUTH name]
Result<Outcome> show_list(Call call, const Object& object) {
  auto objects = objects_of(call);
  if (!objects) return passed_on(objects);
  auto viewer = take_auth(call);
  if (!viewer) return passed_on(viewer);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto entries = (*objects)->acl(*viewer, object);
  if (!entries) return told_of(entries);
  return answer(shown(*entries));
}

// [AUTH name] {identifier=rights; ...;}
Result<Outcome> change_list(Call call, const Object& object) {
  auto objects = objects_of(call);
  if (!objects) return passed_on(objects);
  auto viewer = take_auth(call);
  if (!viewer) return passed_on(viewer);
  auto updates = take_acl(call);
  if (!updates) return passed_on(updates);
  auto changed = (*objects)->change(*viewer, object, *updates);
  if (!changed) return told_of(changed);
  if (call.noted != nullptr) call.noted->changes = differences(*changed);
  return done();
}

// AUTH name
Result<Outcome> show_rights(Call call, const Object& object) {
  auto objects = objects_of(call);
  if (!objects) return passed_on(objects);
  if (auto keyword = call.arguments.expect_keyword("AUTH"); !keyword) return passed_on(keyword);
  auto viewer = take_viewer(call);
  if (!viewer) return passed_on(viewer);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto rights = (*objects)->rights(*viewer, object);
  if (!rights) return told_of(rights);
  return answer(rights->guide_text());
}

// FOR name
Result<Outcome> explain_rights(Call call, const Object& object) {
  if (auto keyword = call.arguments.expect_keyword("FOR"); !keyword) return passed_on(keyword);
  auto viewer = take_viewer(call);
  if (!viewer) return passed_on(viewer);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto objects = objects_of(call);
  if (!objects) return passed_on(objects);
  auto rules = (*objects)->explain(*viewer, object);
  if (!rules) return told_of(rules);
  return answer(told(*rules));
}

using Act = Result<Outcome> (*)(Call call, const Object& object);
Result<Outcome> with_object(Call call, const Verb& verb, const KindWord& word, Act act) {
  auto object = take_object(call, verb, word);
  return object ? act(std::move(call), *object) : passed_on(object);
}

}  // namespace

Result<Outcome> mailbox_acl(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, mailbox_word, show_list);
}

Result<Outcome> set_mailbox_acl(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, mailbox_word, change_list);
}

Result<Outcome> mailbox_rights(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, mailbox_word, show_rights);
}

Result<Outcome> explain_mailbox_rights(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, mailbox_word, explain_rights);
}

Result<Outcome> folder_acl(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, folder_word, show_list);
}

Result<Outcome> set_folder_acl(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, folder_word, change_list);
}

Result<Outcome> folder_rights(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, folder_word, show_rights);
}

Result<Outcome> explain_folder_rights(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, folder_word, explain_rights);
}

Result<Outcome> dataset_acl(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, dataset_word, show_list);
}

Result<Outcome> set_dataset_acl(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, dataset_word, change_list);
}

Result<Outcome> dataset_rights(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, dataset_word, show_rights);
}

Result<Outcome> explain_dataset_rights(Call call, const Verb& verb) {
  return with_object(std::move(call), verb, dataset_word, explain_rights);
}

Result<Outcome> account_acl(Call call, const Verb& verb) {
  auto object = take_functions_of(call, verb);
  return object ? show_list(call, *object) : passed_on(object);
}

Result<Outcome> set_account_acl(Call call, const Verb& verb) {
  auto object = take_functions_of(call, verb);
  return object ? change_list(call, *object) : passed_on(object);
}

Result<Outcome> account_acl_rights(Call call, const Verb& verb) {
  auto object = take_functions_of(call, verb);
  return object ? show_rights(call, *object) : passed_on(object);
}

}  // namespace gatehouse::control::acts
