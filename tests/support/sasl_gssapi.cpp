#include "tests/support/sasl_gssapi.h"

#include <utility>

#include "crypto/digest.h"

namespace gatehouse::support {
namespace {

using namespace std::string_literals;
using crypto::Hash;

constexpr std::size_t code_size = 32;
constexpr std::string_view spnego_oid{"\x06\x06\x2b\x06\x01\x05\x05\x02"};

class GssapiClient final : public SaslClient {
 public:
  explicit GssapiClient(ClientFacts facts)
      : facts_(std::move(facts)), context_(facts_.name, facts_.password) {}
  std::optional<std::string> first() override { return context_.token(Side::client); }
  std::optional<std::string> reply(std::string_view challenge) override {
    if (!std::exchange(proven_, true)) {
      if (challenge == context_.token(Side::server)) return std::string{};
      return std::nullopt;
    }
    const auto layers = context_.unwrapped(Side::server, challenge);
    if (layers != "\x01\x00\x00\x00"s) return std::nullopt;
    chosen_ = true;
    return context_.wrapped(Side::client, *layers + facts_.acting_as);
  }
  bool believes(std::string_view last_words) override { return chosen_ && last_words.empty(); }

 private:
  ClientFacts facts_;
  ToyContext context_;
  bool proven_ = false;
  bool chosen_ = false;
};

class SpnegoClient final : public SaslClient {
 public:
  explicit SpnegoClient(ClientFacts facts) : context_(facts.name, facts.password) {}
  std::optional<std::string> first() override {
    return negotiation_offer(kerberos_oid, context_.token(Side::client));
  }
  std::optional<std::string> reply(std::string_view challenge) override {
    return challenge.empty() ? first() : std::nullopt;
  }
  bool believes(std::string_view last_words) override {
    return in_answer(last_words, '\xa0') == der(0x0a, "\0"s) &&
           in_answer(last_words, '\xa1') == kerberos_oid &&
           in_answer(last_words, '\xa2') == der(0x04, context_.token(Side::server));
  }

 private:
  ToyContext context_;
};

}  // namespace

std::string ToyContext::token(Side from) const {
  if (from == Side::server) return "server " + mic(from, "token");
  const auto inner = "\x01\x00"s + name_ + '\0' + mic(from, name_);
  return der(0x60, std::string(kerberos_oid) + inner);
}

std::string ToyContext::wrapped(Side from, std::string_view bytes) const {
  return mic(from, "wrapped " + std::string(bytes)) + std::string(bytes);
}

std::optional<std::string> ToyContext::unwrapped(Side from, std::string_view message) const {
  const auto bytes = message.substr(std::min(code_size, message.size()));
  if (message != wrapped(from, bytes)) return std::nullopt;
  return std::string(bytes);
}

std::string ToyContext::mic(Side from, std::string_view bytes) const {
  const auto said = (from == Side::client ? "client " : "server ") + std::string(bytes);
  return hmac(Hash::sha256, name_ + '\0' + password_, said);
}

std::string der(char tag, std::string_view content) {
  const auto size = content.size();
  std::string head(1, tag);
  if (size < 128)
    head += static_cast<char>(size);
  else if (size < 65536)
    (head += '\x82').append({static_cast<char>(size >> 8U), static_cast<char>(size & 0xffU)});
  else
    (head += '\x83')
        .append({static_cast<char>(size >> 16U), static_cast<char>((size >> 8U) & 0xffU),
                 static_cast<char>(size & 0xffU)});
  return head + std::string(content);
}

std::string negotiation_offer(std::string_view list, std::string_view token, std::string_view mic) {
  auto parts = der('\xa0', der(0x30, list));
  if (!token.empty()) parts += der('\xa2', der(0x04, token));
  if (!mic.empty()) parts += der('\xa3', der(0x04, mic));
  return der(0x60, std::string(spnego_oid) + der('\xa0', der(0x30, parts)));
}

std::string negotiation_answer(std::string_view token, std::string_view mic) {
  std::string parts;
  if (!token.empty()) parts += der('\xa2', der(0x04, token));
  if (!mic.empty()) parts += der('\xa3', der(0x04, mic));
  return der('\xa1', der(0x30, parts));
}

// A walk over the elements of the two outer ones.
std::string in_answer(std::string_view answer, char tag) {
  std::size_t at = 0;
  const auto length = [&] {
    const auto byte = [&](std::size_t where) {
      return static_cast<std::size_t>(static_cast<unsigned char>(answer.at(where)));
    };
    const auto first = byte(at + 1);
    if (first < 128) return at += 2, first;
    std::size_t size = 0;
    for (std::size_t each = 0; each < first - 128; ++each) size = size << 8U | byte(at + 2 + each);
    return at += 2 + first - 128, size;
  };
  if (answer.size() < 4 || answer[0] != '\xa1') return {};
  (void)length();
  (void)length();
  while (at < answer.size()) {
    const char found = answer[at];
    const auto size = length();
    if (found == tag) return std::string(answer.substr(at, size));
    at += size;
  }
  return {};
}

std::unique_ptr<SaslClient> gssapi_client(ClientFacts facts) {
  return std::make_unique<GssapiClient>(std::move(facts));
}
std::unique_ptr<SaslClient> spnego_client(ClientFacts facts) {
  return std::make_unique<SpnegoClient>(std::move(facts));
}

}  // namespace gatehouse::support
