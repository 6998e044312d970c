// Delivery of one message to the local recipients of a transaction, in two steps: first every
// mailbox holds a complete copy that nobody can see, then all copies become mail. What can fail for
// want of space or rights fails in the first step, when nothing has happened yet.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "base/result.h"
#include "gates/smtp/spool.h"
#include "mailbox/delivery.h"

namespace gatehouse::gates::smtp {

class Deliveries {
 public:
  // All calls block. Destroyed without commit() nothing was delivered. A mailbox that is not there
  // any more, or never was, is INBOX: mail that was accepted is not lost for a name.
  // too_long: an account has no room for it.
  [[nodiscard]] static Result<Deliveries> prepare(const std::filesystem::path& base,
                                                  const std::vector<auth::LocalMailbox>& recipients,
                                                  std::string_view header, const Spool& message);
  // Commits every copy even when one fails. An error says that not all have arrived: the client
  // must send again, since a second copy for some is better than none for one.
  [[nodiscard]] Result<void> commit();

 private:
  std::vector<std::unique_ptr<mailbox::Delivery>> copies_;
};

}  // namespace gatehouse::gates::smtp
