#include "password/record.h"

namespace gatehouse::password {
namespace {

constexpr char version = 1;
constexpr std::size_t most_entries = 64;
constexpr std::size_t longest_entry = 0xffff;

std::size_t length_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) << 8 |
         static_cast<unsigned char>(bytes[at + 1]);
}

std::string length_bytes(std::size_t length) {
  return {static_cast<char>(length >> 8 & 0xff), static_cast<char>(length & 0xff)};
}

}  // namespace

void RecordWriter::add(Tag tag, std::string_view bytes) {
  if (bytes.size() > longest_entry) return;
  bytes_ += static_cast<char>(tag);
  (bytes_ += length_bytes(bytes.size())) += bytes;
}

Result<std::vector<Entry>> read_record(std::string_view record) {
  if (!record.starts_with(version)) return fail(ErrorCode::damaged, "a record of another version");
  std::vector<Entry> entries;
  record.remove_prefix(1);
  while (!record.empty()) {
    if (record.size() < 3 || record.size() - 3 < length_at(record, 1))
      return fail(ErrorCode::damaged, "a record that ends too early");
    if (entries.size() == most_entries) return fail(ErrorCode::damaged, "an endless record");
    const auto length = length_at(record, 1);
    entries.push_back({static_cast<Tag>(record[0]), record.substr(3, length)});
    record.remove_prefix(3 + length);
  }
  return entries;
}

std::string joined(std::string_view first, std::string_view second) {
  return (length_bytes(first.size()) + std::string(first) + length_bytes(second.size()))
      .append(second);
}

}  // namespace gatehouse::password
