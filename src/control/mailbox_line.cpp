#include "control/mailbox_line.h"

#include "control/answers.h"
#include "control/reach.h"
#include "directory/router.h"

namespace gatehouse::control {

namespace {

constexpr std::string_view guest = "null@null";

Result<AclUpdate> update_of(const std::string& identifier, const settings::Value& value) {
  const auto* text = value.string();
  if (text == nullptr) return fail(ErrorCode::malformed, "expected the letters of rights");
  std::string_view letters(*text);
  AclUpdate update{.identifier = identifier};
  if (letters.starts_with('+')) update.how = AclUpdate::How::add;
  if (letters.starts_with('-')) update.how = AclUpdate::How::remove;
  if (update.how != AclUpdate::How::replace) letters.remove_prefix(1);
  const auto rights = access::AclRights::read(letters);
  if (!rights) return std::unexpected(rights.error());
  update.rights = *rights;
  return update;
}

}  // namespace

Result<Objects*> objects_of(const Call& call) {
  if (call.site.objects == nullptr) return fail(ErrorCode::unavailable, "nothing is kept here");
  return call.site.objects;
}

Result<mailbox::Mailboxes> mailboxes_of(const Call& call, const directory::Account& owner) {
  auto objects = objects_of(call);
  if (!objects) return passed_on(objects);
  return mailbox::Mailboxes((*objects)->account_folder(owner));
}

Result<directory::AccountView> take_owner(Call& call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account || verb.act == Act::looks || is_own(call, **account)) return account;
  if (auto may = not_above_caller(call, *(*account)->domain, (*account)->name); !may)
    return passed_on(may);
  return account;
}

Result<std::string> take_mailbox(Call& call) {
  if (auto keyword = call.arguments.expect_keyword("MAILBOX"); !keyword) return passed_on(keyword);
  return call.arguments.word("a mailbox name");
}

Result<Viewer> take_viewer(Call& call) {
  auto name = call.arguments.word("an account name");
  if (!name) return passed_on(name);
  if (*name == guest) return Viewer::guest();
  auto place = directory::locate(call.site.directory, *name, own_domain(call));
  if (!place || !place->name.tag.empty())
    return fail(ErrorCode::malformed, "an account name cannot be written like this");
  if (!place->domain) return fail(ErrorCode::unknown_account, "no such account");
  auto account = call.site.directory.find_account(*place->domain, place->name.account);
  if (!account) return passed_on(account);
  return Viewer::of(*std::move(account));
}

Result<Viewer> take_auth(Call& call) {
  if (!call.arguments.keyword("AUTH")) return Viewer::server_owner();
  return take_viewer(call);
}

Result<std::vector<AclUpdate>> take_acl(Call& call) {
  auto sent = call.arguments.dictionary("an access control list");
  if (!sent) return passed_on(sent);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  std::vector<AclUpdate> updates;
  for (const auto& [identifier, value] : *sent) {
    auto update = update_of(identifier, value);
    if (!update) return passed_on(update);
    updates.push_back(*std::move(update));
  }
  return updates;
}

settings::Value shown(const std::vector<AclEntry>& entries) {
  settings::Dictionary list;
  for (const auto& [identifier, rights] : entries) list.emplace(identifier, rights.guide_text());
  return list;
}

Error in_words(Error error) {
  if (error.code == ErrorCode::not_found) error.code = ErrorCode::not_allowed;
  return error;
}

}  // namespace gatehouse::control
