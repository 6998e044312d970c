// The record behind `verifiers`: a version byte, then entries of one tag byte, two length bytes
// (high first) and that many bytes. Tags that this version does not know are kept out of sight.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gatehouse::password {

enum class Tag : unsigned char {
  argon2id = 1,
  scram_sha1 = 2,
  scram_sha256 = 3,
  scram_sha512 = 4,
  cram_md5 = 5,
  digest_md5 = 6,
  nt = 7,
  clear_text = 8
};

struct Entry {
  Tag tag;
  std::string_view bytes;  // into the record
};

class RecordWriter {
 public:
  RecordWriter() { bytes_.reserve(usual_size); }  // growing would leave pieces of it behind

  void add(Tag tag, std::string_view bytes);  // at most 65535
  [[nodiscard]] std::string& bytes() { return bytes_; }

 private:
  static constexpr std::size_t usual_size = 4096;
  std::string bytes_ = "\001";
};

// damaged: another version, an entry past the end, more than 64 entries. The entries live as long
// as `record`.
[[nodiscard]] Result<std::vector<Entry>> read_record(std::string_view record);

// A name and a realm as one key, each with its length in front.
[[nodiscard]] std::string joined(std::string_view first, std::string_view second);

}  // namespace gatehouse::password
