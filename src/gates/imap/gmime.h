// GMime's objects with an owner, and the few acts several files need. GMime reads header fields
// (types, parameters, addresses, encoded words); what a message's bytes are is in message_parts.h.
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::imap {

struct Unreference {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class Object>
using Owned = std::unique_ptr<Object, Unreference>;

struct FreeText {
  void operator()(char* text) const { g_free(text); }
};
using OwnedText = std::unique_ptr<char, FreeText>;

// From the bytes of a header, its empty line included. Never null.
[[nodiscard]] Owned<GMimeMessage> parse_header(std::string_view header);

// The field as it was written, line folds taken out; several of one name joined by ", ".
[[nodiscard]] std::optional<std::string> raw_field(GMimeHeaderList* fields, const char* name);
// One of our own UTF-8 strings in a form that is ASCII: encoded words (RFC 2047) where needed.
[[nodiscard]] std::string in_ascii(const char* utf8);
// Without base64 or quoted-printable; of another encoding the bytes as they are.
[[nodiscard]] std::string decoded_bytes(std::string_view body, const std::string& encoding);

}  // namespace gatehouse::gates::imap
