#include "gates/pop3/maildrop.h"

#include "mailbox/mailboxes.h"

namespace gatehouse::gates::pop3 {

Result<Maildrop> Maildrop::open(const std::filesystem::path& account_folder) {
  const mailbox::Mailboxes mailboxes(account_folder);
  const auto directory = mailboxes.directory("INBOX");
  if (!directory) return std::unexpected(directory.error());
  // Looking by POP3 leaves \Recent to IMAP.
  auto folder = mailbox::Folder::open(*directory, mailbox::Access::read_only);
  if (!folder) return std::unexpected(folder.error());
  const auto refreshed = (*folder)->refresh();
  if (!refreshed) return std::unexpected(refreshed.error());
  return Maildrop(std::move(*folder));
}

Maildrop::Maildrop(std::unique_ptr<mailbox::Folder> folder) : folder_(std::move(folder)) {
  std::uint32_t number = 0;
  drops_.reserve(folder_->messages().size());
  for (const auto& message : folder_->messages())
    drops_.push_back({.number = ++number, .uid = message.uid, .size = message.size});
}

Drop* Maildrop::find(std::uint32_t number) {
  if (number == 0 || number > drops_.size()) return nullptr;
  Drop& drop = drops_[number - 1];
  return drop.marked ? nullptr : &drop;
}

void Maildrop::unmark_all() {
  for (auto& drop : drops_) drop.marked = false;
}

std::string Maildrop::unique_id(const Drop& drop) const {
  return std::to_string(folder_->uid_validity()) + "-" + std::to_string(drop.uid);
}

Result<std::string> Maildrop::content(const Drop& drop) const { return folder_->content(drop.uid); }

Result<void> Maildrop::remove_marked() {
  std::vector<mailbox::Uid> uids;
  for (const auto& drop : drops_)
    if (drop.marked) uids.push_back(drop.uid);
  if (uids.empty()) return {};
  return folder_->expunge(uids);
}

}  // namespace gatehouse::gates::pop3
