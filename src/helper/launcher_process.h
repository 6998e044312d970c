// The launcher's own side: a process of one thread that obeys orders (launch_wire.h) until the
// other end of its socket closes, and then ends all it started.
//
// It keeps root's rights only when `os_passwords` needs them. Whatever arrives that is no order is
// answered with a report of EBADMSG and changes nothing.
#pragma once

#include "helper/launcher.h"

namespace gatehouse::helper {

inline constexpr std::size_t most_children = 64;  // at once; more are refused (EAGAIN)

// Never returns. The current folder is the base folder of all children; `$` in front of a program's
// path stands for the folder of the running program.
[[noreturn]] void obey_orders(int socket, const Launcher::Rules& rules);

}  // namespace gatehouse::helper
