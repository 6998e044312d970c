// What the commands about mailboxes and access control lists share: the words of their lines, and
// what may be told when they fail.
#pragma once

#include <string>
#include <utility>

#include "control/console.h"
#include "control/objects.h"
#include "mailbox/mailboxes.h"

namespace gatehouse::control {

// unavailable: nothing is kept here.
[[nodiscard]] Result<Objects*> objects_of(const Call& call);
[[nodiscard]] Result<mailbox::Mailboxes> mailboxes_of(const Call& call,
                                                      const directory::Account& owner);

// The account that is meant, with the verb's right asked. A verb that changes something is
// not_allowed on an account with more rights than the caller's: they could be gained so.
[[nodiscard]] Result<directory::AccountView> take_owner(Call& call, const Verb& verb);

// MAILBOX name.
[[nodiscard]] Result<std::string> take_mailbox(Call& call);

// [AUTH name]: it is done with the rights of that account (`null@null`: of a guest); left out: with
// all.
[[nodiscard]] Result<Viewer> take_auth(Call& call);
[[nodiscard]] Result<Viewer> take_viewer(Call& call);  // the name alone

// {identifier=rights; ...;}: a leading `+` or `-` of the rights adds them to what the element has,
// or takes them from it.
[[nodiscard]] Result<std::vector<AclUpdate>> take_acl(Call& call);
[[nodiscard]] settings::Value shown(const std::vector<AclEntry>& entries);

// What is not there is no unknown domain, which not_found means to the console.
[[nodiscard]] Error in_words(Error error);
[[nodiscard]] inline std::unexpected<Error> refused_with(std::string words) {
  return fail(ErrorCode::not_allowed, std::move(words));
}
template <class T>
[[nodiscard]] std::unexpected<Error> told_of(Result<T>& failed) {
  return std::unexpected(in_words(std::move(failed.error())));
}

}  // namespace gatehouse::control
