// SETACL, DELETEACL, MYRIGHTS, LISTRIGHTS (RFC 2244, section 6.7). What a list means and who may
// change it is decided by the keeper. A list of an attribute is begun and ended by the owner.
#include <algorithm>
#include <utility>

#include "gates/acap/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::acap {
namespace {

constexpr auto kind = auth::ObjectKind::dataset;
constexpr std::string_view too_long = ".list=";  // of nothing: nobody has rights to it

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

std::string Session::list_object(const Reached& base, const datasets::Listed& of) {
  return base.dataset + "/" + datasets::list_level(of).value_or(std::string(too_long));
}

// ("/dataset" ["attribute" ["entry"]])
net::Task<Session::Or<Session::Object>> Session::reach_object(const Arguments& arguments) {
  const bool is_object = !arguments.empty() && arguments[0].is_list() &&
                         !arguments[0].items.empty() && arguments[0].items.size() <= 3 &&
                         std::ranges::all_of(arguments[0].items, &Term::is_string);
  if (!is_object) co_return std::unexpected(bad("An object is missing"));
  const auto& items = arguments[0].items;
  auto base = co_await reach(items[0].text);
  if (!base) co_return std::unexpected(base.error());
  Object object{.base = *std::move(base)};
  object.rights = object.base.rights;
  if (items.size() == 1) co_return object;
  object.of = datasets::Listed{items[1].text};
  if (items.size() == 3) object.of->entry = items[2].text;
  const bool is_entry = items.size() == 2 || items[2].text.empty() || is_entry_name(items[2].text);
  if (!is_entry || !can_have_list(object.of->attribute) || !datasets::list_level(*object.of))
    co_return std::unexpected(no({}, "This can have no list"));
  const std::vector<std::string> itself{""};
  auto lists = co_await lists_of(object.base, itself);
  if (!lists) co_return std::unexpected(lists.error());
  const auto& all = (*lists)[""];
  const auto found = std::ranges::find(all, *object.of, &AttributeList::of);
  object.has_list = found != all.end();
  const auto* deciding = object.has_list ? &*found : nullptr;
  if (deciding == nullptr && object.of->entry)
    deciding = list_for(all, object.of->attribute, *object.of->entry);
  if (deciding != nullptr) object.rights = deciding->letters;
  co_return object;
}

net::Task<Result<void>> Session::begin_list(const Object& object) {
  const auto datasets = datasets_of(object.base.owner);
  const auto work = [&] { return datasets.make_list(object.base.dataset, *object.of); };
  co_return co_await on_disk(around_.disk, work);
}

// Element by element first: so the trail has it, too.
net::Task<Completion> Session::clear_list(const Object& object, const std::string& path) {
  const auto& account = object.base.owner.account;
  auto name = list_object(object.base, *object.of);
  const auto list = co_await visit_.acl(account, kind, name);
  if (!list) co_return refusal(list.error(), path);
  for (const auto& element : *list) {
    auth::AclChange change{element.identifier, auth::AclChange::How::replace, {}};
    const auto changed = co_await visit_.change_acl(account, kind, name, std::move(change));
    if (!changed) co_return refusal(changed.error(), path);
  }
  co_return co_await end_list(object, path);
}

net::Task<Completion> Session::end_list(const Object& object, const std::string& path) {
  const auto datasets = datasets_of(object.base.owner);
  const auto work = [&] { return datasets.remove_list(object.base.dataset, *object.of); };
  const auto ended = co_await on_disk(around_.disk, work);
  if (!ended) co_return refusal(ended.error(), path);
  hub_.changed(object.base.owner.account);
  co_return ok("Done");
}

net::Task<Completion> Session::change_acl(const Arguments& arguments, auth::AclChange change) {
  const auto object = co_await reach_object(arguments);
  if (!object) co_return object.error();
  const auto& path = arguments[0].items[0].text;
  const auto& owner = object->base.owner;
  if (!object->has_list) {
    if (!owner.own) co_return not_permitted(path);
    const auto begun = co_await begin_list(*object);
    if (!begun) co_return refusal(begun.error(), path);
  }
  auto name = object->of ? list_object(object->base, *object->of) : object->base.dataset;
  const auto changed =
      co_await visit_.change_acl(owner.account, kind, std::move(name), std::move(change));
  if (!changed && !object->has_list) {
    const auto ended = co_await end_list(*object, path);
    if (ended.kind != Completion::Kind::ok) co_return ended;
  }
  if (!changed) co_return refusal(changed.error(), path);
  hub_.changed(owner.account);
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
  const bool is_one = arguments.size() == 2 && arguments[1].is_string();
  const bool is_whole = arguments.size() == 1 && arguments[0].items.size() > 1;
  if (!is_one && !is_whole) co_return bad("DELETEACL takes an object and an identifier");
  const auto object = co_await reach_object(arguments);
  if (!object) co_return object.error();
  const auto& path = arguments[0].items[0].text;
  if (is_whole && !object->base.owner.own) co_return not_permitted(path);
  if (!object->has_list) co_return no({}, "There is no such list");
  if (is_whole) co_return co_await clear_list(*object, path);
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
