#include "auth/routes.h"

#include <utility>

namespace gatehouse::auth {
namespace {

using directory::RouteKind;
using directory::RouteStep;
using directory::Routing;

helper::RouteKind kind_for_program(RouteKind kind) {
  switch (kind) {
    case RouteKind::mail:
      return helper::RouteKind::mail;
    case RouteKind::access:
      return helper::RouteKind::access;
    case RouteKind::signal:
      return helper::RouteKind::live;
  }
  std::unreachable();
}

struct Meaning {
  Routing::External operator()(helper::LookAgain) const { return Routing::LookAgain{}; }
  Routing::External operator()(helper::Rerouted said) const {
    return Routing::Rerouted{std::move(said.address), said.can_relay};
  }
  Routing::External operator()(helper::StillUnknown) const { return Routing::StillUnknown{}; }
};

}  // namespace

net::Task<Result<RouteStep>> Routes::find(std::string address, RouteKind kind,
                                          directory::DomainView when_unqualified) {
  Routing routing(directory_, kind, std::move(address), std::move(when_unqualified));
  while (true) {
    auto step = co_await next(routing);
    if (!step) co_return step;
    auto* question = std::get_if<directory::AskExternal>(&*step);
    if (question == nullptr) co_return step;
    auto answer = co_await ask(std::move(*question));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    routing.answered(*std::move(answer));
  }
}

net::Task<Result<RouteStep>> Routes::next(Routing& routing) {
  if (auto step = routing.next_from_memory()) co_return *std::move(step);
  auto work = [&routing] { return routing.next(); };
  auto step = co_await disk_.run(std::move(work));
  if (!step) co_return std::unexpected(std::move(step.error()));
  co_return *std::move(step);
}

net::Task<Result<Routing::External>> Routes::ask(directory::AskExternal question) {
  if (outside_ == nullptr) co_return Routing::External(Routing::StillUnknown{});
  const auto kind = kind_for_program(question.kind);
  auto name = std::move(question.full_name);
  auto answer = co_await outside_->external_unknown_name(std::move(name), kind);
  if (!answer) co_return fail(ErrorCode::unavailable, std::move(answer.error().detail));
  co_return std::visit(Meaning{}, *std::move(answer));
}

}  // namespace gatehouse::auth
