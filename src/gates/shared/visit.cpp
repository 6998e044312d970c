#include "gates/shared/visit.h"

#include <utility>

namespace gatehouse::gates {
namespace {

auth::Denial visit_is_over() {
  return {auth::DenialKind::unavailable, "The connection is closing", true};
}

std::unexpected<auth::Refused> over() {
  return std::unexpected<auth::Refused>({ErrorCode::unavailable, "The connection is closing"});
}

}  // namespace

net::Task<Result<Visit>> Visit::start(auth::Keeper& keeper, std::string service,
                                      net::Stream& stream, std::string host) {
  auth::Peer peer{service, stream.remote(), stream.local(), stream.local_user(), {}};
  if (const auto* tls = stream.tls()) peer.tls = *tls;
  peer.host = std::move(host);
  auth::OnEnd on_end = [&stream] { stream.close(); };
  auto welcome = co_await keeper.welcome(std::move(peer), std::move(on_end));
  if (!welcome) co_return std::unexpected(std::move(welcome.error()));
  co_return Visit(keeper, std::move(service), std::move(*welcome));
}

net::Task<Result<Visit>> Visit::start(auth::Keeper& keeper, std::string service, Endpoint remote,
                                      Endpoint local) {
  auth::Peer peer{service, remote, local, {}, {}};
  auth::OnEnd nothing_to_close;
  auto welcome = co_await keeper.welcome(std::move(peer), std::move(nothing_to_close));
  if (!welcome) co_return std::unexpected(std::move(welcome.error()));
  co_return Visit(keeper, std::move(service), std::move(*welcome));
}

Visit::Visit(Visit&& other) noexcept
    : keeper_(std::exchange(other.keeper_, nullptr)),
      service_(std::move(other.service_)),
      id_(other.id_),
      offer_(std::move(other.offer_)) {}

net::Task<Result<void>> Visit::start_tls(net::Lines& lines, ssl_ctx_st* context) {
  auto upgraded = co_await lines.start_tls(context, service_);
  if (!upgraded) co_return std::unexpected(std::move(upgraded.error()));
  const auto* tls = lines.stream().tls();
  if (tls == nullptr || keeper_ == nullptr) co_return fail(ErrorCode::closed, "no TLS after it");
  auto offer = co_await keeper_->tls_started(id_, *tls);
  if (!offer) co_return std::unexpected(std::move(offer.error()));
  offer_ = std::move(*offer);
  co_return Result<void>{};
}

net::Task<auth::Reply> Visit::begin(std::string mechanism, std::optional<Secret> initial) {
  if (keeper_ == nullptr) co_return visit_is_over();
  co_return co_await keeper_->begin(id_, std::move(mechanism), std::move(initial));
}

net::Task<auth::Reply> Visit::feed(Secret response) {
  if (keeper_ == nullptr) co_return visit_is_over();
  co_return co_await keeper_->feed(id_, std::move(response));
}

net::Task<auth::Reply> Visit::abort(auth::DenialKind why) {
  if (keeper_ == nullptr) co_return visit_is_over();
  co_return co_await keeper_->abort(id_, why);
}

net::Task<auth::CommandReply> Visit::command(Secret line) {
  if (keeper_ == nullptr) co_return auth::CommandReply{500, "The connection is closing", {}};
  co_return co_await keeper_->command(id_, std::move(line));
}

net::Task<auth::Route> Visit::route(std::string address) {
  if (keeper_ == nullptr)
    co_return auth::NoRoute{auth::NoRoute::Why::unavailable, "The connection is closing"};
  co_return co_await keeper_->route(id_, std::move(address));
}

net::Task<auth::Allowed<auth::Owner>> Visit::owner(std::string name) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->owner(id_, std::move(name));
}

net::Task<auth::Allowed<std::vector<auth::Letters>>> Visit::rights(std::string owner,
                                                                   auth::ObjectKind kind,
                                                                   std::vector<std::string> names) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->rights(id_, std::move(owner), kind, std::move(names));
}

net::Task<auth::Allowed<std::vector<auth::AclElement>>> Visit::acl(std::string owner,
                                                                   auth::ObjectKind kind,
                                                                   std::string name) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->acl(id_, std::move(owner), kind, std::move(name));
}

net::Task<auth::Allowed<void>> Visit::change_acl(std::string owner, auth::ObjectKind kind,
                                                 std::string name, auth::AclChange change) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->change_acl(id_, std::move(owner), kind, std::move(name),
                                         std::move(change));
}

net::Task<auth::Allowed<auth::EntryPage>> Visit::entries(auth::EntryQuery query) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->entries(id_, std::move(query));
}

net::Task<auth::Allowed<Secret>> Visit::open_session(auth::SessionKind kind) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->open_session(id_, kind);
}

net::Task<auth::Allowed<void>> Visit::close_session(Secret id) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->close_session(id_, std::move(id));
}

net::Task<auth::Allowed<void>> Visit::bless(Secret code) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->bless(id_, std::move(code));
}

net::Task<auth::Allowed<void>> Visit::confirm(Secret proof) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->confirm(id_, std::move(proof));
}

net::Task<auth::Allowed<Secret>> Visit::wrap(Secret plain, bool confidential) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->wrap(id_, std::move(plain), confidential);
}

net::Task<auth::Allowed<Secret>> Visit::unwrap(Secret wrapped) {
  if (keeper_ == nullptr) co_return over();
  co_return co_await keeper_->unwrap(id_, std::move(wrapped));
}

net::Task<std::optional<auth::Denial>> Visit::clear_text_refused() {
  if (offer_.clear_text_login) co_return std::nullopt;
  auto reply = co_await begin("PLAIN", std::nullopt);
  if (std::holds_alternative<auth::Challenge>(reply)) {
    reply = co_await abort(auth::DenialKind::aborted);
    const auto* ended = std::get_if<auth::Denial>(&reply);
    if (ended == nullptr || !ended->close) co_return std::nullopt;
  }
  auto* denial = std::get_if<auth::Denial>(&reply);
  if (denial == nullptr) co_return std::nullopt;
  co_return std::move(*denial);
}

void Visit::leave() {
  if (auto* keeper = std::exchange(keeper_, nullptr)) keeper->leave(id_);
}

}  // namespace gatehouse::gates
