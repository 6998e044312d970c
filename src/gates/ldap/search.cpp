// Reading the directory (RFC 4511, sections 4.5 and 4.10): searches and comparisons.
#include <utility>

#include "gates/ldap/controls.h"
#include "gates/ldap/hunt.h"
#include "gates/ldap/session.h"

namespace gatehouse::gates::ldap {
namespace {

Reply done(std::int32_t id, Code code, std::string_view words = "") {
  return result(id, op_search_done, code, words);
}

Reply compared(std::int32_t id, Code code) { return result(id, op_compare_answer, code); }

bool is_root_entry(const std::optional<Place>& place, Scope scope) {
  return place && place->kind == Place::Kind::root && scope == Scope::base;
}

}  // namespace

net::Task<Reply> Session::search(const Message& message) {
  const auto id = message.id;
  const auto request = parse_search(message.content);
  if (!request) {
    const bool is_long = request.error().code == ErrorCode::too_long;
    co_return done(id, is_long ? Code::admin_limit_exceeded : Code::protocol_error,
                   request.error().detail);
  }
  const auto paging = paging_of(message.controls);
  if (paging.is_broken) co_return done(id, Code::protocol_error, "A broken control of pages");
  const auto dn = parse_dn(request->base);
  if (!dn) co_return done(id, Code::invalid_dn_syntax, "The base is no DN");
  const auto place = place_of(*dn);
  if (!session_ && !is_root_entry(place, request->scope))
    co_return done(id, Code::insufficient_access_rights, "Log in first");
  if (!place) co_return done(id, Code::no_such_object);
  const auto own = co_await own_record(*place, request->scope);
  if (!own) {
    Hunt hunt({*visit_, lines_, around_.limits.idle}, id, *request,
              plan_for(*place, request->scope, request->filter), paging.page);
    co_return co_await hunt.run();
  }
  const Selection selection(request->attributes);
  auto reply = done(id, Code::success);
  if (judge(request->filter, *own) == Truth::yes)
    reply.bytes.insert(0, entry_message(id, *own, selection, request->types_only));
  co_return reply;
}

net::Task<std::optional<Record>> Session::own_record(Place place, Scope scope) {
  if (place.kind == Place::Kind::schema && scope != Scope::one) co_return schema_record();
  if (place.kind != Place::Kind::root || scope != Scope::base) co_return std::nullopt;
  const auto contexts = co_await domains();
  co_return root_record(visit_->offer(), can_start_tls(), contexts);
}

// The names of those that may be seen; none when they cannot be known now.
net::Task<std::vector<std::string>> Session::domains() {
  std::vector<std::string> names;
  if (!session_) co_return names;
  auth::EntryQuery query;
  query.name = "";
  query.most = auth::most_entries;
  auto page = co_await visit_->entries(std::move(query));
  if (!page) co_return names;
  for (auto& entry : page->entries) names.push_back(std::move(entry.domain));
  co_return names;
}

net::Task<auth::Allowed<std::optional<Record>>> Session::record_at(Place place) {
  using Found = std::optional<Record>;
  const auto own = co_await own_record(place, Scope::base);
  if (own) co_return Found(*own);
  auth::EntryQuery query;
  query.domain = std::move(place.domain);
  query.name = std::move(place.name);
  auto page = co_await visit_->entries(std::move(query));
  if (!page) co_return std::unexpected(std::move(page.error()));
  if (page->entries.empty()) co_return Found();
  co_return Found(record_of(page->entries.front()));
}

net::Task<Reply> Session::compare(const Message& message) {
  const auto id = message.id;
  const auto request = parse_compare(message.content);
  if (!request) co_return compared(id, Code::protocol_error);
  const auto dn = parse_dn(request->entry);
  if (!dn) co_return compared(id, Code::invalid_dn_syntax);
  const auto place = place_of(*dn);
  if (!place) co_return compared(id, Code::no_such_object);
  const auto* type = attribute_named(request->attribute);
  if (type == nullptr) co_return compared(id, Code::undefined_attribute_type);
  const auto record = co_await record_at(*place);
  if (!record) co_return compared(id, code_of(record.error()));
  if (!*record) co_return compared(id, Code::no_such_object);
  if ((*record)->find(type) == nullptr) co_return compared(id, Code::no_such_attribute);
  const auto filter = equality(*type, request->value);
  const auto truth = judge(filter, **record);
  co_return compared(id, truth == Truth::yes ? Code::compare_true : Code::compare_false);
}

}  // namespace gatehouse::gates::ldap
