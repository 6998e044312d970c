// SETACL, DELETEACL, MYRIGHTS, LISTRIGHTS (RFC 2244, section 6.7). What a list means and who may
// change it is decided by the keeper. Lists are of whole datasets.
#include <utility>

#include "gates/acap/session.h"

namespace gatehouse::gates::acap {
namespace {

constexpr auto kind = auth::ObjectKind::dataset;

// ACAP's letters as those of RFC 4314; nullopt: there is another one.
std::optional<std::string> guide_rights(std::string_view text) {
  std::string rights;
  for (const char c : text) {
    if (!std::string_view("xrwia").contains(c)) return std::nullopt;
    rights += c == 'x' ? 'l' : c;
  }
  return rights;
}

}  // namespace

// ("/dataset" ["attribute" ["entry"]])
net::Task<Session::Or<Session::Reached>> Session::reach_object(const Arguments& arguments) {
  const bool is_object = !arguments.empty() && arguments[0].is_list() &&
                         !arguments[0].items.empty() && arguments[0].items[0].is_string();
  if (!is_object) co_return std::unexpected(bad("An object is missing"));
  if (arguments[0].items.size() > 1)
    co_return std::unexpected(no({}, "Lists are of whole datasets here"));
  co_return co_await reach(arguments[0].items[0].text);
}

net::Task<Completion> Session::change_acl(const Arguments& arguments, auth::AclChange change) {
  const auto object = co_await reach_object(arguments);
  if (!object) co_return object.error();
  const auto changed =
      co_await visit_.change_acl(object->owner.account, kind, object->dataset, std::move(change));
  if (!changed) co_return refusal(changed.error(), arguments[0].items[0].text);
  hub_.changed(object->owner.account);
  co_return ok("Done");
}

net::Task<Completion> Session::set_acl(const Arguments& arguments) {
  if (arguments.size() != 3 || !arguments[1].is_string() || !arguments[2].is_string())
    co_return bad("SETACL takes an object, an identifier and rights");
  auto rights = guide_rights(arguments[2].text);
  if (!rights) co_return no({}, "The rights are x, r, w, i and a");
  auth::AclChange change{arguments[1].text, auth::AclChange::How::replace, *std::move(rights)};
  co_return co_await change_acl(arguments, std::move(change));
}

// Section 6.7.2: a dataset's whole list cannot be taken away.
net::Task<Completion> Session::delete_acl(const Arguments& arguments) {
  if (arguments.size() != 2 || !arguments[1].is_string())
    co_return bad("DELETEACL takes an object and an identifier");
  auth::AclChange change{arguments[1].text, auth::AclChange::How::replace, {}};
  co_return co_await change_acl(arguments, std::move(change));
}

net::Task<Completion> Session::my_rights(const Arguments& arguments) {
  if (arguments.size() != 1) co_return bad("MYRIGHTS takes an object");
  const auto object = co_await reach_object(arguments);
  if (!object) co_return object.error();
  const auto line = tag_ + " MYRIGHTS " + string_text(acap_rights(object->rights)) + "\r\n";
  const auto sent = co_await send(line);
  co_return sent ? ok("That is all") : hang_up();
}

// What each may be given. The grammar of section 8 has no identifier, section 6.7.5 has one.
net::Task<Completion> Session::list_rights(const Arguments& arguments) {
  if (arguments.empty() || arguments.size() > 2 ||
      (arguments.size() == 2 && !arguments[1].is_string()))
    co_return bad("LISTRIGHTS takes an object and an identifier");
  const auto object = co_await reach_object(arguments);
  if (!object) co_return object.error();
  if (!object->rights.contains('a')) co_return not_permitted(arguments[0].items[0].text);
  const auto line = tag_ + " LISTRIGHTS \"\" \"x\" \"r\" \"w\" \"i\" \"a\"\r\n";
  const auto sent = co_await send(line);
  co_return sent ? ok("That is all") : hang_up();
}

}  // namespace gatehouse::gates::acap
