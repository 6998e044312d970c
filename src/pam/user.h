// Whose password may be asked for at all, whatever PAM would say.
#pragma once

#include <string>

#include "pam/verdict.h"

namespace gatehouse::pam {

// refused: empty, over 255 bytes, beginning with '-', with anything but letters, digits and
// . _ - % @ + \ in it; or a name the system knows as root, one of its own (below 1000) or nobody
// (65534). A name it does not know is accepted, as a PAM module may know it.
// failed: the system cannot say. May wait for as long as the system does.
[[nodiscard]] Verdict may_be_asked(const std::string& user);

}  // namespace gatehouse::pam
