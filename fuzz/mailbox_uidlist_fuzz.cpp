// Any bytes as a UID list: refused, or read in order and written back the same; names of files and
// folders keep their meaning.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mailbox/file_name.h"
#include "mailbox/names.h"
#include "mailbox/uid_list.h"

namespace {

using namespace gatehouse::mailbox;

void insist(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  if (const auto list = UidList::parse(bytes)) {
    Uid last = 0;
    for (const auto& entry : list->entries) {
      insist(entry.uid > last && entry.uid < list->next);
      insist(!entry.base.contains('/'));
      last = entry.uid;
    }
    insist(UidList::parse(list->text()).value() == *list);
  }
  const auto name = FileName::parse(bytes);
  (void)flags_of(name.letters, {"one", "two"});
  (void)size_in(name.base);
  if (const auto mailbox = name_of_folder(bytes)) insist(folder_of(*mailbox) == bytes);
  return 0;
}
