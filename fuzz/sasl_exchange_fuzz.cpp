// Both halves of every mechanism: our own client speaks, and the input says where its words are
// cut, changed or replaced. A login is granted only when nobody touched what the client said, or
// what was said is right by itself.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sasl/mechanism.h"
#include "tests/support/sasl_answers.h"
#include "tests/support/sasl_client.h"

namespace gatehouse {
namespace {

constexpr int most_rounds = 6;

// The input as a stream of small decisions.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}
  std::size_t number() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::string text() {
    const auto length = std::min(number(), bytes_.size());
    const std::string taken(bytes_.substr(0, length));
    bytes_.remove_prefix(length);
    return taken;
  }

 private:
  std::string_view bytes_;
};

std::string altered(std::string words, Choices& choices) {
  switch (choices.number() % 6) {
    case 0:
    case 1:
      return words;
    case 2:
      return words.substr(0, choices.number());
    case 3:
      if (!words.empty())
        words[choices.number() % words.size()] = static_cast<char>(choices.number());
      return words;
    case 4:
      return words.insert(choices.number() % (words.size() + 1), choices.text());
    default:
      return choices.text();
  }
}

sasl::Link link_of(Choices& choices) {
  sasl::Link link{"imap", "mail.company.com", "company.com", "<1.2@mail.company.com>", {}, {}, {},
                  false};
  const auto facts = choices.number();
  if ((facts & 1) != 0) link.tls_exporter = "exporter";
  if ((facts & 2) != 0) link.tls_unique = "unique";
  link.plus_offered = (facts & 4) != 0;
  return link;
}

void play(const sasl::MechanismInfo& info, Choices choices) {
  const support::KnownAccount joe{"joe", "secret"};
  crypto::CountingEntropy entropy(7);
  const auto link = link_of(choices);
  support::ClientFacts facts{"joe", choices.number() % 2 == 0 ? "secret" : "wrong"};
  facts.challenge = link.challenge;
  if (info.traits.binds_channel) facts.binding_name = "tls-exporter";
  if (info.traits.binds_channel) facts.binding_data = link.tls_exporter;
  const auto server = info.make(link, entropy);
  const auto client = support::sasl_client(info.name, facts);
  auto step = server->begin();
  auto words = client->first();
  for (int round = 0; round < most_rounds; ++round) {
    const auto* challenge = std::get_if<sasl::Challenge>(&step);
    if (challenge == nullptr) break;
    if (!words) words = client->reply(challenge->bytes);
    const auto said = altered(words.value_or(""), choices);
    step = support::settled(*server, server->on_response(said), joe);
    words.reset();
  }
  const auto* grant = std::get_if<sasl::Grant>(&step);
  if (grant != nullptr && grant->account != "joe") std::abort();
  // Digest mechanisms know no password but the right one, whatever was sent.
  const bool proves = info.traits.needs.has_value();
  if (grant != nullptr && proves && facts.password == "wrong") std::abort();
}

}  // namespace
}  // namespace gatehouse

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto all = gatehouse::sasl::mechanisms();
  const auto& info = all[data[0] % all.size()];
  gatehouse::play(info, gatehouse::Choices(bytes.substr(1)));
  return 0;
}
