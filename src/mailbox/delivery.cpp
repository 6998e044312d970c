#include "mailbox/delivery.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "mailbox/disk.h"
#include "mailbox/file_name.h"
#include "mailbox/uid_list_file.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::size_t piece = 64 * 1024;

Time now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

class MaildirDelivery final : public Delivery {
 public:
  MaildirDelivery(std::filesystem::path directory, std::string base, Descriptor file)
      : directory_(std::move(directory)), base_(std::move(base)), file_(std::move(file)) {}
  ~MaildirDelivery() override {
    if (!placed_) ::unlink(temporary().c_str());
  }

  Result<void> write(std::string_view bytes) override;
  Result<void> commit() override;
  Result<Placed> commit_with_uid(const Flags& flags, Time received) override;

 private:
  [[nodiscard]] std::filesystem::path temporary() const { return directory_ / "tmp" / base_; }
  [[nodiscard]] std::string final_base() const {
    return with_size(base_, stored_, stored_ + bare_);
  }
  Result<void> flush();
  Result<void> settle();
  Result<void> place(const std::string& name);

  std::filesystem::path directory_;
  std::string base_;
  Descriptor file_;
  std::string waiting_;
  std::uint64_t stored_ = 0;
  std::uint64_t bare_ = 0;  // line ends without CR; a reader adds it
  char last_ = '\0';
  bool placed_ = false;
};

Result<void> MaildirDelivery::write(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n' && last_ != '\r') ++bare_;
    last_ = c;
  }
  stored_ += bytes.size();
  waiting_ += bytes;
  return waiting_.size() < piece ? Result<void>{} : flush();
}

Result<void> MaildirDelivery::flush() {
  auto wrote = write_all(file_, waiting_, temporary());
  waiting_.clear();
  return wrote;
}

Result<void> MaildirDelivery::settle() {
  if (auto wrote = flush(); !wrote) return wrote;
  if (::fsync(file_.number()) != 0) return fail_system("sync", temporary());
  return {};
}

Result<void> MaildirDelivery::place(const std::string& name) {
  if (auto moved = move_file(temporary(), directory_ / "new" / name); !moved) return moved;
  placed_ = true;
  return sync_folder(directory_ / "new");
}

Result<void> MaildirDelivery::commit() {
  if (auto settled = settle(); !settled) return settled;
  return place(final_base());
}

Result<Delivery::Placed> MaildirDelivery::commit_with_uid(const Flags& flags, Time received) {
  if (auto wrote = flush(); !wrote) return std::unexpected(wrote.error());
  const timespec at{std::chrono::floor<std::chrono::seconds>(received).time_since_epoch().count(),
                    0};
  const std::array times{at, at};
  if (::futimens(file_.number(), times.data()) != 0) return fail_system("stamp", temporary());
  if (auto settled = settle(); !settled) return std::unexpected(settled.error());

  const auto lock = FolderLock::take(directory_, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  UidListFile file(directory_);
  if (auto read = file.read(); !read) return std::unexpected(read.error());
  auto& list = file.list();
  list.begin_change();
  if (auto known = list.know(flags.keywords); !known) return std::unexpected(known.error());
  const FileName name{final_base(), letters_of(flags, list.keywords(), {})};
  const auto uid = list.add(stored_ + bare_, received, {name.text(), true});
  if (!uid) return std::unexpected(uid.error());
  list.doubt_arrivals();
  // The list first: a UID that was told must be on the disk before the message is.
  if (auto saved = file.write(); !saved) return std::unexpected(saved.error());
  if (auto moved = place(name.text()); !moved) return std::unexpected(moved.error());
  return Placed{list.validity(), *uid};
}

}  // namespace

Result<std::unique_ptr<Delivery>> Delivery::begin(const std::filesystem::path& directory) {
  std::string base = unique_base(now());
  auto file = open_file(directory / "tmp" / base, O_WRONLY | O_CREAT | O_EXCL);
  if (!file) return std::unexpected(file.error());
  return std::make_unique<MaildirDelivery>(directory, std::move(base), std::move(*file));
}

}  // namespace gatehouse::mailbox
