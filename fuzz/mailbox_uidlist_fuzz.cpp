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
  if (auto list = UidList::parse(bytes)) {
    Uid last = 0;
    for (std::size_t i = 0; i < list->messages().size(); ++i) {
      const auto& message = list->messages()[i];
      insist(message.uid > last && message.uid < list->next() && list->find(message.uid) == i);
      insist(message.changed <= list->highest());
      insist(!list->file(i).name.empty() && !list->file(i).name.contains('/'));
      last = message.uid;
    }
    if (list->id().empty()) list->name_mailbox("a");
    insist(UidList::parse(list->text()).value().text() == list->text());
  }
  const auto name = FileName::parse(bytes);
  (void)flags_of(name.letters, {"one", "two"});
  (void)size_in(name.base);
  insist(email_id(name.base).size() < 256);
  insist(base_of_copy(name.base, {}, 1, 1).size() < 256);
  if (const auto mailbox = name_of_folder(bytes)) insist(folder_of(*mailbox) == bytes);
  return 0;
}
