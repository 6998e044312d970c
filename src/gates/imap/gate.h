// IMAP's gate. What its connections have in common is the watch of mailboxes, for IDLE.
#pragma once

#include <memory>

#include "gates/shared/service.h"

namespace gatehouse::gates::imap {

[[nodiscard]] std::unique_ptr<Gate> open_imap(Surroundings& around);

}  // namespace gatehouse::gates::imap
