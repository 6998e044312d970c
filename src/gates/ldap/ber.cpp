#include "gates/ldap/ber.h"

#include <lber.h>

namespace gatehouse::gates::ldap {
namespace {

constexpr int definite_lengths = LBER_USE_DER;

berval bytes_of(std::string_view text) {
  return {.bv_len = text.size(), .bv_val = const_cast<char*>(text.data())};  // only read
}

}  // namespace

void FreeElement::operator()(berelement* ber) const { ber_free(ber, 0); }

Elements::Elements(std::string_view bytes) : rest_(bytes), ber_(ber_alloc_t(definite_lengths)) {}

std::optional<Elements::Element> Elements::take() {
  if (!ber_ || rest_.empty()) return std::nullopt;
  berval whole = bytes_of(rest_);
  ber_init2(ber_.get(), &whole, definite_lengths);
  berval content{};
  const auto tag = ber_peek_element(ber_.get(), &content);
  if (tag == LBER_DEFAULT) return std::nullopt;
  const std::string_view found(content.bv_val, content.bv_len);
  rest_.remove_prefix(static_cast<std::size_t>(found.data() - rest_.data()) + found.size());
  return Element{tag, found};
}

bool Elements::next_is(Tag tag) const {
  return !rest_.empty() && static_cast<unsigned char>(rest_.front()) == tag;
}

std::optional<std::string_view> Elements::take(Tag tag) {
  if (!next_is(tag)) return std::nullopt;
  const auto element = take();
  if (!element) return std::nullopt;
  return element->content;
}

std::optional<std::int32_t> Elements::take_number(Tag tag) {
  const auto content = take(tag);
  // liblber reads an empty number as 0.
  if (!content || content->empty()) return std::nullopt;
  const berval bytes = bytes_of(*content);
  ber_int_t number = 0;
  if (ber_decode_int(&bytes, &number) != 0) return std::nullopt;
  return number;
}

std::optional<bool> Elements::take_boolean(Tag tag) {
  const auto content = take(tag);
  if (!content || content->size() != 1) return std::nullopt;
  return content->front() != '\0';
}

Writer::Writer() : ber_(ber_alloc_t(definite_lengths)) {}

Writer::~Writer() {
  if (ber_ != nullptr) ber_free(ber_, 1);
}

void Writer::open(Tag tag) {
  if (ber_ != nullptr) ber_start_seq(ber_, tag);
}

void Writer::close() {
  if (ber_ != nullptr) ber_put_seq(ber_);
}

void Writer::octets(std::string_view text, Tag tag) {
  if (ber_ != nullptr) ber_put_ostring(ber_, text.data(), text.size(), tag);
}

void Writer::number(std::int32_t value, Tag tag) {
  if (ber_ != nullptr) ber_put_enum(ber_, value, tag);
}

void Writer::boolean(bool value, Tag tag) {
  if (ber_ != nullptr) ber_put_boolean(ber_, value ? 1 : 0, tag);
}

void Writer::raw(std::string_view elements) {
  if (ber_ != nullptr && !elements.empty()) ber_write(ber_, elements.data(), elements.size(), 0);
}

std::string Writer::bytes() const {
  berval written{};
  if (ber_ == nullptr || ber_flatten2(ber_, &written, 0) != 0) return {};
  return {written.bv_val, written.bv_len};
}

}  // namespace gatehouse::gates::ldap
