#include "kerberos/keytab_shape.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

namespace gatehouse::kerberos {
namespace {

constexpr std::size_t header = 2;

enum class Format : char { native = 1, big_endian = 2 };

// Takes fields off the front; after one that is not there nothing is whole any more.
class Fields {
 public:
  Fields(std::string_view bytes, Format format) : rest_(bytes), format_(format) {}

  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  std::string_view take(std::size_t count) {
    whole_ = whole_ && count <= rest_.size();
    const auto taken = rest_.substr(0, whole_ ? count : 0);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  template <class Number>
  Number number() {
    std::uint32_t value = 0;
    auto bytes = take(sizeof(Number));
    const bool low_first = format_ == Format::native && std::endian::native == std::endian::little;
    for (std::size_t at = 0; at < bytes.size(); ++at)
      value =
          value << 8U | static_cast<unsigned char>(bytes[low_first ? bytes.size() - 1 - at : at]);
    return static_cast<Number>(value);
  }
  // A length and as many bytes, at least one.
  void counted() {
    const auto length = number<std::int16_t>();
    whole_ = whole_ && length > 0;
    (void)take(static_cast<std::size_t>(std::max<std::int16_t>(length, 0)));
  }

 private:
  std::string_view rest_;
  Format format_;
  bool whole_ = true;
};

// The old format counts the realm among the components and has no type of name.
bool is_entry(std::string_view bytes, Format format) {
  Fields fields(bytes, format);
  const bool old = format == Format::native;
  const int components = fields.number<std::int16_t>() - (old ? 1 : 0);
  fields.counted();  // realm
  for (int each = 0; each < components && fields.whole(); ++each) fields.counted();
  (void)fields.take(old ? 0 : 4);  // type of name
  (void)fields.take(4 + 1 + 2);    // time, version, type of key
  fields.counted();                // key; a longer version may follow
  return components > 0 && fields.whole();
}

}  // namespace

std::optional<std::size_t> entries_in(std::string_view file) {
  if (file.size() < header || file[0] != 5 || (file[1] != 1 && file[1] != 2)) return std::nullopt;
  const auto format = static_cast<Format>(file[1]);
  Fields fields(file.substr(header), format);
  std::size_t entries = 0;
  while (!fields.empty()) {
    const std::int64_t length = fields.number<std::int32_t>();
    if (fields.whole() && length == 0) break;  // zeros to the end
    // What was deleted has a negative length.
    const auto entry = fields.take(static_cast<std::size_t>(length < 0 ? -length : length));
    if (!fields.whole() || (length > 0 && !is_entry(entry, format))) return std::nullopt;
    if (length > 0) ++entries;
  }
  return entries;
}

}  // namespace gatehouse::kerberos
