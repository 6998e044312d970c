#include "kerberos/encryption_types.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::kerberos {
namespace {

struct Row {
  std::int32_t number;
  std::string_view name;
  Strength strength;
};

// RFC 6649 and RFC 8429 say which are deprecated; libkrb5 has no single DES any more.
constexpr std::array rows{
    Row{1, "DES-CRC32", Strength::unusable},       Row{2, "DES-MD4", Strength::unusable},
    Row{3, "DES-MD5", Strength::unusable},         Row{16, "DES3-SHA1", Strength::weak},
    Row{17, "AES128-SHA1", Strength::strong},      Row{18, "AES256-SHA1", Strength::strong},
    Row{19, "AES128-SHA256", Strength::strong},    Row{20, "AES256-SHA384", Strength::strong},
    Row{23, "RC4-HMAC", Strength::weak},           Row{24, "RC4-HMAC-EXP", Strength::unusable},
    Row{25, "CAMELLIA128-CMAC", Strength::strong}, Row{26, "CAMELLIA256-CMAC", Strength::strong},
};

}  // namespace

EncryptionType encryption_type(std::int32_t number) {
  const auto* row = std::ranges::find(rows, number, &Row::number);
  if (row == rows.end()) return {number, "type " + std::to_string(number), Strength::unusable};
  return {number, std::string(row->name), row->strength};
}

}  // namespace gatehouse::kerberos
