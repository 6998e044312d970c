// The commands that the keeper knows, asked for once. Safe for concurrent use; held by a gate.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "net/task.h"
#include "web/api/call.h"
#include "web/desk.h"

namespace gatehouse::gates::http {

class Catalogue {
 public:
  using Verbs = std::shared_ptr<const std::vector<web::api::Verb>>;
  // Null: they are not known now.
  [[nodiscard]] net::Task<Verbs> verbs(web::Desk& desk);

 private:
  [[nodiscard]] Verbs held() const;

  mutable std::mutex lock_;
  Verbs verbs_;
};

}  // namespace gatehouse::gates::http
