#include "tests/support/wording.h"

#include <openssl/evp.h>

#include <array>
#include <optional>
#include <vector>

#include "base/base64.h"
#include "base/text.h"

namespace gatehouse::support {
namespace {

constexpr int deepest = 16;
constexpr std::size_t longest = std::size_t{16} << 20U;

std::string md5_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  std::size_t size = 0;
  EVP_Q_digest(nullptr, "MD5", nullptr, bytes.data(), bytes.size(), out.data(), &size);
  return to_hex(std::string(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)));
}

std::string hmac_md5_hex(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  std::size_t size = 0;
  std::vector<unsigned char> data(bytes.begin(), bytes.end());
  EVP_Q_mac(nullptr, "HMAC", nullptr, "MD5", nullptr, key.data(), key.size(), data.data(),
            data.size(), out.data(), out.size(), &size);
  return to_hex(std::string(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)));
}

using Arguments = std::vector<std::string>;

Result<std::string> encode_base64(const Arguments& arguments) { return to_base64(arguments[0]); }

Result<std::string> decode_base64(const Arguments& arguments) {
  auto bytes = from_base64(arguments[0]);
  if (!bytes) return fail(ErrorCode::malformed, "not base64: " + escaped(arguments[0]));
  return *std::move(bytes);
}

Result<std::string> md5(const Arguments& arguments) { return md5_hex(arguments[0]); }

Result<std::string> hmac_md5(const Arguments& arguments) {
  return hmac_md5_hex(arguments[0], arguments[1]);
}

Result<std::string> repeat(const Arguments& arguments) {
  const auto count = to_number<std::size_t>(arguments[0]);
  if (!count || *count * arguments[1].size() > longest)
    return fail(ErrorCode::malformed, "cannot repeat " + arguments[0] + " times");
  std::string all;
  all.reserve(*count * arguments[1].size());
  for (std::size_t i = 0; i < *count; ++i) all += arguments[1];
  return all;
}

struct Function {
  std::string_view name;
  std::size_t arguments;  // all but the last end at a colon
  Result<std::string> (*call)(const Arguments& arguments);
};

constexpr std::array functions{
    Function{"base64", 1, encode_base64},
    Function{"hmac_md5", 2, hmac_md5},
    Function{"md5", 1, md5},
    Function{"repeat", 2, repeat},
    Function{"unbase64", 1, decode_base64},
};

const Function* function_named(std::string_view name) {
  for (const auto& function : functions)
    if (function.name == name) return &function;
  return nullptr;
}

// A pattern in pieces. What is said consists of literals only.
struct Piece {
  enum class Kind { literal, any, capture } kind;
  std::string text;
};

class Reader {
 public:
  Reader(std::string_view text, const Captures& captures) : text_(text), captures_(captures) {}

  Result<std::string> speech() { return text_until("", 0); }

  Result<std::vector<Piece>> pattern() {
    while (!text_.empty()) {
      const auto added = one_piece();
      if (!added) return std::unexpected(added.error());
    }
    return std::move(pieces_);
  }

  Result<std::string> quoted() {
    text_.remove_prefix(1);
    auto inside = text_until("\"", 0);
    if (!inside) return inside;
    if (text_.empty()) return fail(ErrorCode::malformed, "a quote is missing");
    text_.remove_prefix(1);
    return inside;
  }

  [[nodiscard]] std::string_view rest() const { return text_; }

 private:
  Result<void> one_piece() {
    if (text_.front() == '*') {
      text_.remove_prefix(1);
      pieces_.push_back({Piece::Kind::any, {}});
      return {};
    }
    if (const auto name = plain_name()) {
      text_.remove_prefix(name->size() + 3);
      pieces_.push_back({Piece::Kind::capture, std::string(*name)});
      return {};
    }
    auto bytes = one_sign(0);
    if (!bytes) return std::unexpected(bytes.error());
    if (pieces_.empty() || pieces_.back().kind != Piece::Kind::literal)
      pieces_.push_back({Piece::Kind::literal, {}});
    pieces_.back().text += *bytes;
    return {};
  }

  // The name in "%{name}" at the front, when there is no function in it.
  [[nodiscard]] std::optional<std::string_view> plain_name() const {
    if (!text_.starts_with("%{")) return std::nullopt;
    const auto name = text_.substr(2, text_.find('}') - 2);
    if (name.find_first_of(":%\\") != name.npos) return std::nullopt;
    return name;
  }

  Result<std::string> text_until(std::string_view ends, int depth) {
    std::string all;
    while (!text_.empty() && ends.find(text_.front()) == ends.npos) {
      auto bytes = one_sign(depth);
      if (!bytes) return bytes;
      all += *bytes;
    }
    return all;
  }

  Result<std::string> one_sign(int depth) {
    if (text_.front() == '\\') return escape();
    if (text_.starts_with("%{")) return value(depth + 1);
    std::string sign(1, text_.front());
    text_.remove_prefix(1);
    return sign;
  }

  Result<std::string> escape() {
    static constexpr std::string_view letters = "rn0t\\\"*}";
    static constexpr std::string_view bytes{"\r\n\0\t\\\"*}", 8};
    if (text_.starts_with("\\x")) return hex_escape();
    const auto at = text_.size() < 2 ? letters.npos : letters.find(text_[1]);
    if (at == letters.npos) return fail(ErrorCode::malformed, "bad escape");
    text_.remove_prefix(2);
    return std::string(1, bytes[at]);
  }

  Result<std::string> hex_escape() {
    auto byte = from_hex(text_.substr(2, 2));
    if (!byte || byte->size() != 1) return fail(ErrorCode::malformed, "bad \\x escape");
    text_.remove_prefix(4);
    return *std::move(byte);
  }

  Result<std::string> value(int depth) {
    if (depth > deepest) return fail(ErrorCode::malformed, "functions nest too deeply");
    text_.remove_prefix(2);
    const auto name = text_.substr(0, text_.find_first_of(":}"));
    text_.remove_prefix(name.size());
    if (text_.empty()) return fail(ErrorCode::malformed, "%{ without }");
    if (text_.front() == '}') {
      text_.remove_prefix(1);
      return captured(name);
    }
    const auto* function = function_named(name);
    if (function == nullptr) return fail(ErrorCode::malformed, "no function " + std::string(name));
    auto arguments = arguments_of(*function, depth);
    if (!arguments) return std::unexpected(arguments.error());
    return function->call(*arguments);
  }

  Result<std::string> captured(std::string_view name) {
    const auto found = captures_.find(name);
    if (found == captures_.end())
      return fail(ErrorCode::not_found, "nothing was captured as " + std::string(name));
    return found->second;
  }

  Result<Arguments> arguments_of(const Function& function, int depth) {
    Arguments all;
    while (all.size() < function.arguments) {
      text_.remove_prefix(1);  // the colon
      const bool last = all.size() + 1 == function.arguments;
      auto argument = text_until(last ? "}" : ":}", depth);
      if (!argument) return std::unexpected(argument.error());
      if (text_.empty() || text_.front() != (last ? '}' : ':'))
        return fail(ErrorCode::malformed, "wrong arguments of " + std::string(function.name));
      all.push_back(*std::move(argument));
    }
    text_.remove_prefix(1);  // the brace
    return all;
  }

  std::string_view text_;
  const Captures& captures_;
  std::vector<Piece> pieces_;
};

// The shortest run for each wildcard that lets the rest match.
bool matches_from(const std::vector<Piece>& pieces, std::size_t at, std::string_view line,
                  Captures& found) {
  if (at == pieces.size()) return line.empty();
  const auto& piece = pieces[at];
  if (piece.kind == Piece::Kind::literal)
    return line.starts_with(piece.text) &&
           matches_from(pieces, at + 1, line.substr(piece.text.size()), found);
  for (std::size_t size = 0; size <= line.size(); ++size) {
    if (!matches_from(pieces, at + 1, line.substr(size), found)) continue;
    if (piece.kind == Piece::Kind::capture)
      found.insert_or_assign(piece.text, std::string(line.substr(0, size)));
    return true;
  }
  return false;
}

}  // namespace

Result<std::string> spoken(std::string_view text, const Captures& captures) {
  return Reader(text, captures).speech();
}

Result<bool> matches(std::string_view pattern, std::string_view line, Captures& captures) {
  const auto pieces = Reader(pattern, captures).pattern();
  if (!pieces) return std::unexpected(pieces.error());
  return matches_from(*pieces, 0, line, captures);
}

Result<std::string> take_quoted(std::string_view& text) {
  const Captures none;
  Reader reader(text, none);
  auto inside = reader.quoted();
  if (inside) text = reader.rest();
  return inside;
}

}  // namespace gatehouse::support
