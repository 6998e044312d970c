#include "server/site_files.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <sstream>

#include "base/base64.h"
#include "base/text.h"
#include "base/whole_file.h"
#include "crypto/seal.h"

namespace gatehouse::server {
namespace {

constexpr std::size_t longest_key_file = 1024;
constexpr std::size_t longest_certificate_file = 64 * 1024;
constexpr std::size_t longest_password_file = 1024 * 1024;
constexpr int renewed_before = 7 * 24 * 3600;  // seconds

Error system_error(std::string_view doing, const std::filesystem::path& path) {
  const auto code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable;
  return {code, std::string(doing) + " " + path.string() + ": " + std::strerror(errno)};
}

bool good_for_a_week(const Secret& pem, std::string_view host) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.size())), &BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  if (!certificate) return false;
  std::time_t until = std::time(nullptr) + renewed_before;
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &until) <= 0) return false;
  return X509_check_host(certificate.get(), host.data(), host.size(), 0, nullptr) == 1;
}

}  // namespace

Result<Secret> read_file(const std::filesystem::path& path, std::size_t longest) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return std::unexpected(system_error("cannot read", path));
  std::string content(longest + 1, '\0');
  const WipeAtEnd wiped(content);
  std::size_t size = 0;
  while (size < content.size()) {
    const auto got = ::read(file.number(), content.data() + size, content.size() - size);
    if (got < 0) return std::unexpected(system_error("cannot read", path));
    if (got == 0) return Secret(std::string_view(content).substr(0, size));
    size += static_cast<std::size_t>(got);
  }
  return fail(ErrorCode::too_long, path.string() + " is larger than it can be");
}

Result<void> make_site_key(const std::filesystem::path& path, crypto::Entropy& entropy) {
  if (std::filesystem::exists(path))
    return fail(ErrorCode::already_exists, path.string() + " exists; a key is never overwritten");
  std::string text = to_base64(entropy.bytes(crypto::Seal::key_size)) + "\n";
  const WipeAtEnd wiped(text);
  if (auto written = replace_file(path, text); !written) return written;
  if (::chmod(path.c_str(), 0400) != 0)
    return std::unexpected(system_error("cannot protect", path));
  return {};
}

Result<Secret> read_site_key(const std::filesystem::path& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return std::unexpected(system_error("cannot read", path));
  if ((facts.st_mode & 0077U) != 0)
    return fail(ErrorCode::not_allowed,
                path.string() + " can be read by others; do: chmod 400 " + path.string());
  auto text = read_file(path, longest_key_file);
  if (!text) return text;
  auto line = text->reveal();
  auto bytes = from_base64(take_until(line, '\n'));
  if (!bytes || bytes->size() != crypto::Seal::key_size)
    return fail(ErrorCode::damaged, path.string() + " does not hold a site key");
  const WipeAtEnd wiped(*bytes);
  return Secret(*bytes);
}

Result<pki::KeyPair> test_certificate(std::string_view host, Time now) {
  auto certificate = read_file(certificate_file, longest_certificate_file);
  auto key = read_file(certificate_key_file, longest_certificate_file);
  if (certificate && key && good_for_a_week(*certificate, host))
    return pki::KeyPair{std::string(certificate->reveal()), std::move(*key)};
  auto made = pki::make_test_certificate(host, now);
  if (!made) return made;
  auto written = replace_file(certificate_key_file, made->key_pem.reveal());
  if (written) written = replace_file(certificate_file, made->certificate_pem);
  if (!written) return std::unexpected(written.error());
  return made;
}

Result<void> lock_site() {
  const std::filesystem::path path(lock_file);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return std::unexpected(system_error("cannot make", path));
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return {};  // stays open: the lock is the process's
  ::close(file);
  return fail(ErrorCode::conflict, "another server is serving this site");
}

Result<void> forget_first_password(const std::string& full_name) {
  return move_first_passwords(full_name, {});
}

Result<void> move_first_passwords(const std::string& from, const std::string& to) {
  const auto content = read_file(first_passwords_file, longest_password_file);
  if (!content) {
    if (content.error().code == ErrorCode::not_found) return {};
    return std::unexpected(content.error());
  }
  std::string kept;
  const WipeAtEnd wiped(kept);
  for (auto rest = content->reveal(); !rest.empty();) {
    auto line = take_until(rest, '\n');
    const auto name = take_until(line, ' ');
    const bool moved = name == from || name.ends_with("@" + from);
    if (moved && to.empty()) continue;
    const auto before = name.substr(0, name.size() - from.size());
    kept.append(moved ? std::string(before) + to : std::string(name));
    kept.append(" ").append(line).append("\n");
  }
  if (kept == content->reveal()) return {};
  if (kept.empty()) {
    ::unlink(std::string(first_passwords_file).c_str());
    return {};
  }
  return replace_file(first_passwords_file, kept);
}

}  // namespace gatehouse::server
