// Taking messages out of the selected mailbox, for EXPUNGE, UID EXPUNGE, CLOSE. Blocks.
#pragma once

#include "base/result.h"
#include "gates/imap/selected.h"
#include "gates/imap/sequence_set.h"

namespace gatehouse::gates::imap {

// All that are \Deleted, or with `only`, those among these UIDs. Others' latest flags count.
[[nodiscard]] Result<void> expunge_deleted(Selected& selected, const SequenceSet* only);

}  // namespace gatehouse::gates::imap
