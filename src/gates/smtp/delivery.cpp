#include "gates/smtp/delivery.h"

#include "mailbox/mailboxes.h"
#include "mailbox/usage.h"

namespace gatehouse::gates::smtp {
namespace {

Result<void> write_message(mailbox::Delivery& copy, std::string_view header, const Spool& message) {
  auto written = copy.write(header);
  for (std::uint64_t offset = 0; written;) {
    const auto piece = message.piece(offset);
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) break;
    offset += piece->size();
    written = copy.write(*piece);
  }
  return written;
}

Result<std::filesystem::path> mailbox_of(const std::filesystem::path& folder,
                                         const std::string& name) {
  const mailbox::Mailboxes mailboxes(folder);
  auto found = mailboxes.directory(name.empty() ? "INBOX" : name);
  const bool is_missing = !found && (found.error().code == ErrorCode::not_found ||
                                     found.error().code == ErrorCode::malformed);
  return is_missing ? mailboxes.directory("INBOX") : found;
}

}  // namespace

Result<Deliveries> Deliveries::prepare(const std::filesystem::path& base,
                                       const std::vector<auth::LocalMailbox>& recipients,
                                       std::string_view header, const Spool& message) {
  Deliveries deliveries;
  for (const auto& recipient : recipients) {
    const auto folder = base / recipient.location;
    const auto room = mailbox::check_room(folder, recipient.quota, header.size() + message.size());
    if (!room) return std::unexpected(room.error());
    const auto directory = mailbox_of(folder, recipient.mailbox);
    if (!directory) return std::unexpected(directory.error());
    auto copy = mailbox::Delivery::begin(*directory);
    if (!copy) return std::unexpected(copy.error());
    const auto written = write_message(**copy, header, message);
    if (!written) return std::unexpected(written.error());
    deliveries.copies_.push_back(std::move(*copy));
  }
  return deliveries;
}

Result<void> Deliveries::commit() {
  Result<void> outcome;
  for (const auto& copy : copies_) {
    auto committed = copy->commit();
    if (!committed && outcome) outcome = std::move(committed);
  }
  copies_.clear();
  return outcome;
}

}  // namespace gatehouse::gates::smtp
