// One password, asked of PAM. In a process of its own: modules may block, crash, or leave things
// behind.
#pragma once

#include <string>

#include "pam/request.h"
#include "pam/verdict.h"

namespace gatehouse::pam {

// pam_authenticate and pam_acct_mgmt of `service`, with PAM_RHOST set to the client. Only one
// hidden prompt is answered; whoever asks for more is refused, and so is a user that a module
// turned into another.
[[nodiscard]] Verdict authenticate(const std::string& service, const Question& question);

}  // namespace gatehouse::pam
