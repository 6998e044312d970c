#include "ldap/message.h"

#include <lber.h>
#include <ldap.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace gatehouse::ldap {
namespace {

constexpr const char* start_tls_oid = LDAP_EXOP_START_TLS;
constexpr std::string_view disconnection_oid = LDAP_NOTICE_OF_DISCONNECTION;
constexpr std::size_t most_length_bytes = 4;

void free_wiped(void* memory, void* /*context*/) {
  if (memory != nullptr) wipe(memory, ::malloc_usable_size(memory));
  std::free(memory);
}

void* resized(void* memory, ber_len_t size, void* context) {
  void* const fresh = std::malloc(size);
  if (fresh == nullptr || memory == nullptr) return fresh;
  std::memcpy(fresh, memory, std::min<std::size_t>(size, ::malloc_usable_size(memory)));
  free_wiped(memory, context);
  return fresh;
}

// A request holds a password, and liblber moves it about as it grows.
bool has_wiping_heap() {
  static const bool is_set = [] {
    BerMemoryFunctions heap{
        .bmf_malloc = [](ber_len_t size, void*) { return std::malloc(size); },
        .bmf_calloc = [](ber_len_t count, ber_len_t size,
                         void*) { return std::calloc(count, size); },
        .bmf_realloc = &resized,
        .bmf_free = &free_wiped,
    };
    return ber_set_option(nullptr, LBER_OPT_MEMORY_FNS, &heap) == LBER_OPT_SUCCESS;
  }();
  return is_set;
}

struct FreeBer {
  void operator()(BerElement* ber) const { ber_free(ber, 1); }
};
using Ber = std::unique_ptr<BerElement, FreeBer>;

Ber new_ber() {
  static_cast<void>(has_wiping_heap());
  return Ber(ber_alloc_t(LBER_USE_DER));
}

berval bytes_of(std::string_view text) {
  return {.bv_len = text.size(), .bv_val = const_cast<char*>(text.data())};  // only read
}

std::string_view written(const Ber& ber) {
  berval bytes{};
  if (ber_flatten2(ber.get(), &bytes, 0) != 0) return {};
  return {bytes.bv_val, bytes.bv_len};
}

// Reads elements from bytes that it does not copy or change.
class Elements {
 public:
  explicit Elements(std::string_view bytes) : rest_(bytes) {}

  struct Element {
    ber_tag_t tag;
    std::string_view content;
  };
  std::optional<Element> take() {
    const std::unique_ptr<BerElement, decltype(&keep_buffer)> ber(new_ber().release(),
                                                                  &keep_buffer);
    if (!ber) return std::nullopt;
    berval whole = bytes_of(rest_);
    ber_init2(ber.get(), &whole, LBER_USE_DER);
    berval content{};
    const auto tag = ber_peek_element(ber.get(), &content);
    if (tag == LBER_DEFAULT) return std::nullopt;
    const std::string_view found(content.bv_val, content.bv_len);
    rest_.remove_prefix(static_cast<std::size_t>(found.data() - rest_.data()) + found.size());
    return Element{tag, found};
  }
  std::optional<std::string_view> take(ber_tag_t tag) {
    const auto element = take();
    if (!element || element->tag != tag) return std::nullopt;
    return element->content;
  }
  std::optional<int> take_number(ber_tag_t tag) {
    const auto content = take(tag);
    // liblber reads an empty number as 0, which would be success.
    if (!content || content->empty()) return std::nullopt;
    const berval bytes = bytes_of(*content);
    ber_int_t number = 0;
    if (ber_decode_int(&bytes, &number) != 0) return std::nullopt;
    return number;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  static void keep_buffer(BerElement* ber) { ber_free(ber, 0); }

  std::string_view rest_;
};

struct Outcome {
  int code;
  std::string_view name;  // of an extended response
};

// An LDAPResult and what may follow it, complete to its end.
std::optional<Outcome> outcome_of(std::string_view content) {
  Elements elements(content);
  const auto code = elements.take_number(LBER_ENUMERATED);
  if (!code || !elements.take(LBER_OCTETSTRING) || !elements.take(LBER_OCTETSTRING))
    return std::nullopt;
  Outcome outcome{.code = *code, .name = {}};
  while (!elements.at_end()) {
    const auto more = elements.take();
    if (!more) return std::nullopt;
    if (more->tag == LDAP_TAG_EXOP_RES_OID) outcome.name = more->content;
  }
  return outcome;
}

std::unexpected<Error> garbage(std::string why) {
  return fail(ErrorCode::malformed, std::move(why));
}

}  // namespace

Secret bind_request(int id, std::string_view name, std::string_view password) {
  const auto ber = new_ber();
  berval who = bytes_of(name);
  berval proof = bytes_of(password);
  if (!ber || ber_printf(ber.get(), "{it{iOtO}}", id, LDAP_REQ_BIND, LDAP_VERSION3, &who,
                         LDAP_AUTH_SIMPLE, &proof) < 0)
    return {};
  return Secret(written(ber));
}

std::string start_tls_request(int id) {
  const auto ber = new_ber();
  if (!ber || ber_printf(ber.get(), "{it{ts}}", id, LDAP_REQ_EXTENDED, LDAP_TAG_EXOP_REQ_OID,
                         start_tls_oid) < 0)
    return {};
  return std::string(written(ber));
}

std::string unbind_request(int id) {
  const auto ber = new_ber();
  if (!ber || ber_printf(ber.get(), "{itn}", id, LDAP_REQ_UNBIND) < 0) return {};
  return std::string(written(ber));
}

Result<std::optional<std::size_t>> message_size(std::string_view bytes, std::size_t most) {
  if (bytes.empty()) return std::nullopt;
  if (static_cast<unsigned char>(bytes[0]) != LDAP_TAG_MESSAGE) return garbage("not LDAP");
  if (bytes.size() < 2) return std::nullopt;
  std::size_t size = static_cast<unsigned char>(bytes[1]);
  std::size_t prefix = 2;
  if (size >= 0x80) {
    prefix += size - 0x80;
    if (prefix == 2 || prefix > 2 + most_length_bytes) return garbage("an odd length");
    if (bytes.size() < prefix) return std::nullopt;
    size = 0;
    for (const char c : bytes.substr(2, prefix - 2))
      size = size << 8U | static_cast<unsigned char>(c);
  }
  if (size > most)
    return fail(ErrorCode::too_long, "an answer of " + std::to_string(size) + " bytes");
  return prefix + size;
}

Result<int> result_code(std::string_view message, int id, Answer kind) {
  Elements outer(message);
  const auto body = outer.take(LDAP_TAG_MESSAGE);
  if (!body || !outer.at_end()) return garbage("not one message");
  Elements elements(*body);
  const auto seen_id = elements.take_number(LBER_INTEGER);
  const auto operation = elements.take();
  if (!seen_id || !operation) return garbage("not a message");
  if (!elements.at_end() && (!elements.take(LDAP_TAG_CONTROLS) || !elements.at_end()))
    return garbage("something after the answer");
  const auto outcome = outcome_of(operation->content);
  const bool is_extended = operation->tag == LDAP_RES_EXTENDED;
  if (*seen_id == 0 && is_extended && outcome && outcome->name == disconnection_oid)
    return fail(ErrorCode::closed, "the server said that it ends the connection");
  if (*seen_id != id) return garbage("an answer to another request");
  if (operation->tag != (kind == Answer::bind ? LDAP_RES_BIND : LDAP_RES_EXTENDED))
    return garbage("another kind of answer");
  if (!outcome) return garbage("an incomplete result");
  return outcome->code;
}

}  // namespace gatehouse::ldap
