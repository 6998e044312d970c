#include "gates/http/catalogue.h"

#include <utility>

namespace gatehouse::gates::http {

Catalogue::Verbs Catalogue::held() const {
  const std::scoped_lock locked(lock_);
  return verbs_;
}

net::Task<Catalogue::Verbs> Catalogue::verbs(web::Desk& desk) {
  if (auto known = held()) co_return known;
  const web::Command ask("DESCRIBECLICOMMANDS");
  const auto answer = co_await desk.command(ask.line());
  auto read = web::api::verbs_of(answer.value);
  if (read.empty()) co_return nullptr;
  auto made = std::make_shared<const std::vector<web::api::Verb>>(std::move(read));
  const std::scoped_lock locked(lock_);
  verbs_ = made;
  co_return made;
}

}  // namespace gatehouse::gates::http
