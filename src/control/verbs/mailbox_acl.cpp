#include <utility>

#include "control/answers.h"
#include "control/change_note.h"
#include "control/mailbox_line.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

Result<Object> take_mailbox_of(Call& call, const Verb& verb) {
  auto owner = take_owner(call, verb);
  if (!owner) return passed_on(owner);
  auto name = take_mailbox(call);
  if (!name) return passed_on(name);
  if (call.noted != nullptr) call.noted->target += "#" + *name;
  return Object{*std::move(owner), ObjectKind::mailbox, *std::move(name)};
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

}  // namespace

Result<Outcome> mailbox_acl(Call call, const Verb& verb) {
  auto object = take_mailbox_of(call, verb);
  return object ? show_list(call, *object) : passed_on(object);
}

Result<Outcome> set_mailbox_acl(Call call, const Verb& verb) {
  auto object = take_mailbox_of(call, verb);
  return object ? change_list(call, *object) : passed_on(object);
}

Result<Outcome> mailbox_rights(Call call, const Verb& verb) {
  auto object = take_mailbox_of(call, verb);
  return object ? show_rights(call, *object) : passed_on(object);
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

Result<Outcome> explain_mailbox_rights(Call call, const Verb& verb) {
  auto object = take_mailbox_of(call, verb);
  if (!object) return passed_on(object);
  if (auto keyword = call.arguments.expect_keyword("FOR"); !keyword) return passed_on(keyword);
  auto viewer = take_viewer(call);
  if (!viewer) return passed_on(viewer);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto objects = objects_of(call);
  if (!objects) return passed_on(objects);
  auto rules = (*objects)->explain(*viewer, *object);
  if (!rules) return told_of(rules);
  return answer(told(*rules));
}

}  // namespace gatehouse::control::acts
