// One of the two services: WebAdmin or WebUser. What its connections have in common.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "gates/http/catalogue.h"
#include "gates/http/tally.h"
#include "gates/ximss/http_sessions.h"

namespace gatehouse::gates::http {

enum class Doors { admin, user, both };

struct Door {
  std::string_view name;  // "HTTPA"
  Doors side;
  Secret form_key;  // of the tokens in forms; new in each process
  Tally& tally;
  ximss::HttpSessions& ximss;
  Catalogue& catalogue;

  // What proves that a form came from a page of ours: a keyed hash of the session's ID.
  [[nodiscard]] std::string form_token(std::string_view session_id) const;
  [[nodiscard]] bool is_form_token(std::string_view token, std::string_view session_id) const;
};

}  // namespace gatehouse::gates::http
