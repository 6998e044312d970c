#include "gates/shared/shared_name.h"

#include "base/text.h"

namespace gatehouse::gates {

std::optional<SharedName> shared_name(std::string_view name) {
  if (!name.starts_with(shared_mark)) return std::nullopt;
  name.remove_prefix(1);
  const auto slash = name.find('/');
  if (slash == name.npos) return SharedName{std::string(name), {}};
  const auto mailbox = name.substr(slash + 1);
  return SharedName{std::string(name.substr(0, slash)),
                    same_but_case(mailbox, "INBOX") ? "INBOX" : std::string(mailbox)};
}

}  // namespace gatehouse::gates
