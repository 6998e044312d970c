// SESSIONID, and WEBUSER as it was called before: a program that somebody's session was handed to
// logs in as its owner. One message: the name, a space, the session's ID. The ID is as good as a
// password while the session lasts.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

[[nodiscard]] std::unique_ptr<Mechanism> make_session_id(const Link& link,
                                                         crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
