#include "kerberos/keytab.h"

#include <sys/mman.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "kerberos/keytab_shape.h"
#include "kerberos/krb5.h"

namespace gatehouse::kerberos {
namespace {

std::unexpected<Error> no_keytab(std::string_view why) {
  return fail(ErrorCode::malformed, "keytab: " + std::string(why));
}

// A file without a name, gone with its last descriptor.
class UnnamedFile {
 public:
  explicit UnnamedFile(std::string_view bytes) : file_(memfd_create("keytab", MFD_CLOEXEC)) {
    const auto written = file_ < 0 ? -1 : write(file_, bytes.data(), bytes.size());
    whole_ = written == static_cast<ssize_t>(bytes.size());
  }
  UnnamedFile(const UnnamedFile&) = delete;
  UnnamedFile& operator=(const UnnamedFile&) = delete;
  ~UnnamedFile() {
    if (file_ >= 0) close(file_);
  }
  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
  bool whole_ = false;
};

// A type that libkrb5 has no code for may have keys of any length.
bool has_right_length(krb5_context library, const ServiceKey& key) {
  std::size_t input = 0;
  std::size_t length = 0;
  const auto reason = krb5_c_keylengths(library, key.type, &input, &length);
  return reason != 0 || key.key.size() == length;
}

class Entries {
 public:
  // Both outlive this.
  Entries(krb5_context library, krb5_keytab keytab) : library_(library), keytab_(keytab) {
    started_ = krb5_kt_start_seq_get(library_, keytab_, &cursor_) == 0;
  }
  Entries(const Entries&) = delete;
  Entries& operator=(const Entries&) = delete;
  ~Entries() {
    if (started_) krb5_kt_end_seq_get(library_, keytab_, &cursor_);
  }

  [[nodiscard]] std::optional<ServiceKey> next() {
    krb5_keytab_entry entry{};
    if (!started_ || krb5_kt_next_entry(library_, keytab_, &entry, &cursor_) != 0)
      return std::nullopt;
    auto key = key_of(entry);
    krb5_free_keytab_entry_contents(library_, &entry);
    return key;
  }

 private:
  static ServiceKey key_of(const krb5_keytab_entry& entry) {
    ServiceKey key;
    const auto& principal = *entry.principal;
    key.service.realm = bytes_of(principal.realm);
    for (int at = 0; at < principal.length; ++at)
      key.service.components.emplace_back(bytes_of(principal.data[at]));
    // RFC 4120 knows no time before 1970; libkrb5 counts to 2106 in 32 bits.
    key.issued =
        std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::uint32_t>(entry.timestamp)));
    key.version = entry.vno;
    key.type = entry.key.enctype;
    key.key = Secret({reinterpret_cast<const char*>(entry.key.contents), entry.key.length});
    return key;
  }

  krb5_context library_;
  krb5_keytab keytab_;
  krb5_kt_cursor cursor_ = nullptr;
  bool started_ = false;
};

}  // namespace

Result<std::vector<ServiceKey>> read_keytab(std::string_view file) {
  if (file.size() > longest_keytab) return fail(ErrorCode::too_long, "keytab: over 64 KiB");
  const auto expected = entries_in(file);
  if (!expected) return no_keytab("not a keytab, or a part of one");
  if (*expected == 0) return no_keytab("there is no key in it");
  if (*expected > most_keytab_keys) return fail(ErrorCode::too_long, "keytab: over 256 keys");
  const UnnamedFile copy(file);
  if (!copy.whole()) return fail(ErrorCode::unavailable, "keytab: no memory for it");
  auto library = open_library();
  if (!library) return std::unexpected(std::move(library.error()));
  auto keytab = resolved(library->get(), "FILE:" + copy.path());
  if (!keytab) return std::unexpected(std::move(keytab.error()));
  std::vector<ServiceKey> keys;
  Entries entries(library->get(), keytab->get());
  while (keys.size() <= *expected) {
    auto key = entries.next();
    if (!key) break;
    if (!is_writable(key->service)) return no_keytab("a principal has an unusable name");
    if (!has_right_length(library->get(), *key)) return no_keytab("a key has the wrong length");
    keys.push_back(std::move(*key));
  }
  if (keys.size() != *expected) return no_keytab("an entry cannot be read");
  return keys;
}

}  // namespace gatehouse::kerberos
