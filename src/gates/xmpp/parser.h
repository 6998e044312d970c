// The stream of one direction, RFC 6120, section 4, read by expat: a header, stanzas, an end. What
// section 11.1 restricts is refused where it begins: document types, entities, comments,
// processing instructions. Limits hold before a stanza is whole, so a bomb is cut short.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gates/xmpp/element.h"

namespace gatehouse::gates::xmpp {

struct StreamOpened {
  std::string to;
  std::string from;
  std::string version;
};
struct StreamClosed {};
using Event = std::variant<StreamOpened, Element, StreamClosed>;

// Ends the stream: the condition of RFC 6120, section 4.9.3.
struct StreamFault {
  std::string_view condition;
  std::string words;  // for the log and for the peer
};

struct ParserLimits {
  std::size_t bytes = 10240;  // of a stanza, its markup counted
  unsigned depth = 16;        // of elements in a stanza
  unsigned attributes = 32;   // of an element, declared namespaces not counted
  unsigned namespaces = 16;   // declared by one stanza
  unsigned elements = 1024;   // of a stanza
};

class StreamParser {
 public:
  explicit StreamParser(ParserLimits limits);
  StreamParser(StreamParser&&) noexcept;
  StreamParser& operator=(StreamParser&&) noexcept;
  ~StreamParser();  // what it read is wiped: a password may have been among it

  void feed(std::string_view bytes);
  // nullopt: more bytes are needed. After a fault every call gives the same.
  [[nodiscard]] std::expected<std::optional<Event>, StreamFault> next();
  // What was fed behind the last event that next() gave.
  [[nodiscard]] std::string rest() const;
  void set_limits(ParserLimits limits);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One element with all that is in it, as files of this gate hold them; nullopt: not well formed, or
// over the limits, or with a document type.
[[nodiscard]] std::optional<Element> parse_document(std::string_view text, ParserLimits limits);

}  // namespace gatehouse::gates::xmpp
