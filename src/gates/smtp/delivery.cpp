#include "gates/smtp/delivery.h"

#include "mailbox/mailboxes.h"

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

}  // namespace

Result<Deliveries> Deliveries::prepare(const std::filesystem::path& base,
                                       const std::vector<auth::LocalMailbox>& recipients,
                                       std::string_view header, const Spool& message) {
  Deliveries deliveries;
  for (const auto& recipient : recipients) {
    const auto inbox = mailbox::Mailboxes(base / recipient.location).directory("INBOX");
    if (!inbox) return std::unexpected(inbox.error());
    auto copy = mailbox::Delivery::begin(*inbox);
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
