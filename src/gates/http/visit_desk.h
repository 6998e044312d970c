// What pages ask, asked on behalf of whoever is logged in.
#pragma once

#include "gates/shared/visit.h"
#include "web/desk.h"

namespace gatehouse::gates::http {

class VisitDesk final : public web::Desk {
 public:
  explicit VisitDesk(Visit& visit) : visit_(visit) {}  // which outlives this
  net::Task<web::Answer> command(Secret line) override {
    co_return web::answer_of(co_await visit_.command(std::move(line)));
  }
  net::Task<auth::Allowed<auth::EntryPage>> entries(auth::EntryQuery query) override {
    co_return co_await visit_.entries(std::move(query));
  }

 private:
  Visit& visit_;
};

}  // namespace gatehouse::gates::http
