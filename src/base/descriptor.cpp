#include "base/descriptor.h"

#include <unistd.h>

namespace gatehouse {

void Descriptor::reset() {
  if (number_ >= 0) ::close(release());
}

}  // namespace gatehouse
