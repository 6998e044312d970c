// What pages ask, asked on behalf of whoever is logged in.
#pragma once

#include <string>
#include <vector>

#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "web/desk.h"

namespace gatehouse::gates::http {

class VisitDesk final : public web::Desk {
 public:
  // Both outlive this. `around` null: there are no files to look at.
  explicit VisitDesk(Visit& visit, const Surroundings* around = nullptr)
      : visit_(visit), around_(around) {}
  net::Task<web::Answer> command(Secret line) override {
    co_return web::answer_of(co_await visit_.command(std::move(line)));
  }
  net::Task<auth::Allowed<auth::EntryPage>> entries(auth::EntryQuery query) override {
    co_return co_await visit_.entries(std::move(query));
  }
  net::Task<auth::Allowed<std::vector<web::FileEntry>>> files(std::string folder) override;

 private:
  Visit& visit_;
  const Surroundings* around_;
};

}  // namespace gatehouse::gates::http
