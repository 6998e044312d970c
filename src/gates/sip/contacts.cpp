#include "gates/sip/contacts.h"

#include <fstream>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "base/whole_file.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::sip {
namespace {

constexpr std::size_t longest_file = 65536;

Result<Bindings> read_file(const std::filesystem::path& path) {
  std::error_code trouble;
  const auto size = std::filesystem::file_size(path, trouble);
  if (trouble == std::errc::no_such_file_or_directory) return Bindings{};
  if (trouble || size > longest_file) return fail(ErrorCode::damaged, path.string());
  std::ifstream file(path, std::ios::binary);
  std::string text(size, '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(size)))
    return fail(ErrorCode::unavailable, path.string());
  auto bindings = read_bindings(text);
  // Clients register again: what nobody can read is worth no refusal.
  if (!bindings) log::write(log::Level::problem, "SIP", path.string() + " is damaged");
  return bindings ? std::move(*bindings) : Bindings{};
}

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
  std::error_code trouble;
  std::filesystem::create_directories(path.parent_path(), trouble);
  return replace_file(path, text);
}

}  // namespace

std::filesystem::path Contacts::file_of(const Account& account) const {
  return base_ / account.location / contacts_file;
}

std::shared_ptr<Contacts::Book> Contacts::known(const std::string& name) {
  const std::lock_guard guard(lock_);
  const auto at = books_.find(name);
  return at == books_.end() ? nullptr : at->second;
}

// Nobody loses a contact: what has expired is dropped, and what is in a file is read again.
void Contacts::make_room(Time now) {
  if (books_.size() < most_accounts) return;
  std::erase_if(books_, [now](const auto& one) {
    const std::lock_guard guard(one.second->lock);
    return best(one.second->bindings, now) == nullptr;
  });
  if (books_.size() >= most_accounts) books_.erase(books_.begin());
}

net::Task<Result<std::shared_ptr<Contacts::Book>>> Contacts::book_of(Account account, Time now) {
  if (auto book = known(account.name)) co_return book;
  const auto path = file_of(account);
  auto read = [&path] { return read_file(path); };
  auto bindings = co_await on_disk(disk_, std::move(read));
  if (!bindings) co_return std::unexpected(std::move(bindings.error()));
  auto book = std::make_shared<Book>();
  book->bindings = std::move(*bindings);
  const std::lock_guard guard(lock_);
  make_room(now);
  co_return books_.try_emplace(account.name, std::move(book)).first->second;
}

net::Task<Result<Bindings>> Contacts::of(Account account) {
  auto book = co_await book_of(std::move(account), Time{});
  if (!book) co_return std::unexpected(std::move(book.error()));
  const std::lock_guard guard((*book)->lock);
  co_return (*book)->bindings;
}

net::Task<Result<Contacts::Registered>> Contacts::change(Account account, const Message& request,
                                                         Reach from, Time now) {
  const auto path = file_of(account);
  auto book = co_await book_of(std::move(account), now);
  if (!book) co_return std::unexpected(std::move(book.error()));
  Registered registered;
  {
    const std::lock_guard guard((*book)->lock);
    registered.outcome = apply((*book)->bindings, request, from, now);
    registered.bindings = (*book)->bindings;
  }
  if (registered.outcome.status != 200 || !registered.outcome.changed) co_return registered;
  auto write = [&path, &book] {
    const std::lock_guard one_at_a_time((*book)->file);
    std::string text;
    {
      const std::lock_guard guard((*book)->lock);
      text = written((*book)->bindings);
    }
    return write_file(path, text);
  };
  auto kept = co_await on_disk(disk_, std::move(write));
  if (!kept) co_return std::unexpected(std::move(kept.error()));
  co_return registered;
}

}  // namespace gatehouse::gates::sip
