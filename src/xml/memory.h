// Memory for expat that is wiped when it is given back: what is read may hold a password.
#pragma once

#include <expat.h>

namespace gatehouse::xml {

[[nodiscard]] const XML_Memory_Handling_Suite& wiping_memory();

}  // namespace gatehouse::xml
