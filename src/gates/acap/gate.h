// ACAP's gate. What its connections have in common is who wants to hear of changes.
#pragma once

#include <memory>

#include "gates/shared/service.h"

namespace gatehouse::gates::acap {

[[nodiscard]] std::unique_ptr<Gate> open_acap(Surroundings& around);

}  // namespace gatehouse::gates::acap
