// Access control lists of mailboxes. What a list means and who may change it is decided by the
// keeper. Names of others' mailboxes are those of IMAP: ~account/name.
#include <utility>

#include "gates/shared/shared_name.h"
#include "gates/ximss/dialogue.h"

namespace gatehouse::gates::ximss {
namespace {

constexpr auto kind = auth::ObjectKind::mailbox;

// "+lr" adds, "-w" removes, "lrs" replaces.
auth::AclChange change_of(std::string_view identifier, std::string_view rights) {
  auto how = auth::AclChange::How::replace;
  if (rights.starts_with('+')) how = auth::AclChange::How::add;
  if (rights.starts_with('-')) how = auth::AclChange::How::remove;
  if (how != auth::AclChange::How::replace) rights.remove_prefix(1);
  return {std::string(identifier), how, std::string(rights)};
}

Reply no_mailbox() { return error("There is no such mailbox"); }

}  // namespace

net::Task<auth::Allowed<Dialogue::Place>> Dialogue::find_place(const xml::Element& request) {
  const auto name = request.value("mailbox");
  auto shared = shared_name(name).value_or(SharedName{{}, std::string(name)});
  auto owner = co_await visit_.owner(std::move(shared.account));
  if (!owner) co_return std::unexpected(std::move(owner.error()));
  co_return Place{std::move(owner->account), std::move(shared.mailbox)};
}

net::Task<Reply> Dialogue::read_rights(const xml::Element& request) {
  const auto place = co_await find_place(request);
  if (!place && place.error().code == ErrorCode::not_found) co_return no_mailbox();
  if (!place) co_return refusal(place.error());
  std::vector<std::string> names{place->mailbox};
  const auto rights = co_await visit_.rights(place->account, kind, std::move(names));
  if (!rights && rights.error().code == ErrorCode::not_found) co_return no_mailbox();
  if (!rights) co_return refusal(rights.error());
  // Without `l` it is not there for this account, whatever else it may do.
  if (rights->empty() || !rights->front().contains('l')) co_return no_mailbox();
  xml::Element message{"mailboxRights"};
  message.set("mailbox", request.value("mailbox")).set("rights", rights->front());
  co_return with(std::move(message));
}

net::Task<Reply> Dialogue::read_acl(const xml::Element& request) {
  const auto place = co_await find_place(request);
  if (!place && place.error().code == ErrorCode::not_found) co_return no_mailbox();
  if (!place) co_return refusal(place.error());
  const auto elements = co_await visit_.acl(place->account, kind, place->mailbox);
  if (!elements && elements.error().code == ErrorCode::not_found) co_return no_mailbox();
  if (!elements) co_return refusal(elements.error());
  xml::Element message{"mailboxACL"};
  message.set("mailbox", request.value("mailbox"));
  for (const auto& [identifier, rights] : *elements)
    message.add(xml::Element{"aclElem"}.set("identifier", identifier).set("rights", rights));
  co_return with(std::move(message));
}

net::Task<Reply> Dialogue::change_acl(const xml::Element& request) {
  if (!request.has("rights") || request.value("identifier").empty())
    co_return error("An identifier and its rights are missing");
  const auto place = co_await find_place(request);
  if (!place && place.error().code == ErrorCode::not_found) co_return no_mailbox();
  if (!place) co_return refusal(place.error());
  auto change = change_of(request.value("identifier"), request.value("rights"));
  const auto changed =
      co_await visit_.change_acl(place->account, kind, place->mailbox, std::move(change));
  co_return changed ? done() : refusal(changed.error());
}

}  // namespace gatehouse::gates::ximss
