// A SIP message as values: what the gate needs of it read by GNU oSIP's parser, the rest carried
// along as it came. message.cpp is the only file that knows the library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gates/sip/head.h"

namespace gatehouse::gates::sip {

inline constexpr std::size_t most_vias = 70;  // RFC 3261, section 16.6: where Max-Forwards begins
inline constexpr std::size_t most_contacts = 20;

struct Uri {
  std::string text;
  std::string scheme;  // lower case
  std::string user;    // unescaped
  std::string host;    // lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string transport;  // lower case; empty: not said

  [[nodiscard]] bool is_sip() const { return scheme == "sip" || scheme == "sips"; }
  [[nodiscard]] std::string address() const { return user.empty() ? host : user + "@" + host; }
};
// malformed: no URI.
[[nodiscard]] Result<Uri> read_uri(std::string_view text);

struct Via {
  std::string text;
  std::string transport;  // upper case: "UDP"
  std::string host;       // lower case, without brackets
  std::uint16_t port = 0;
  std::string branch;
  std::string received;
  std::optional<std::string> rport;  // empty: asked for (RFC 3581)
};

struct Address {  // From and To
  Uri uri;
  std::string tag;
};

struct Contact {
  Uri uri;
  std::string q;                           // as it was written; empty: not said
  std::optional<std::uint32_t> expires{};  // seconds
  bool all = false;                        // "*"
};

struct Credentials {  // of an Authorization field, scheme Digest
  std::string realm;
  std::string uri;
  std::string parameters;  // all of them, as they came
};

struct Message {
  std::string method;              // of a request; of a response: the method in CSeq
  std::optional<unsigned> status;  // nullopt: a request
  std::optional<Uri> uri;          // the Request-URI
  std::vector<Via> vias;           // the topmost first; one at least
  Address from;
  Address to;
  std::string call_id;
  std::uint32_t cseq = 0;
  std::vector<Uri> routes;
  std::vector<Contact> contacts;
  std::optional<std::uint32_t> expires{};
  std::optional<std::uint32_t> max_forwards{};
  Head head;  // all of it
  std::string body;
};

// One message, all of it. malformed: not of the grammar, or without what RFC 3261, section 8.1.1,
// demands of every message; too_long: over a limit.
[[nodiscard]] Result<Message> read_message(std::string_view bytes);

// Those for `realm` in the fields of that name ("authorization"); nullopt: there are none.
[[nodiscard]] std::optional<Credentials> credentials_for(const Message& message,
                                                         std::string_view field,
                                                         std::string_view realm);

}  // namespace gatehouse::gates::sip
