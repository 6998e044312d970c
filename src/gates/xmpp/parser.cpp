#include "gates/xmpp/parser.h"

#include <expat.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/text.h"
#include "gates/xmpp/namespaces.h"
#include "xml/memory.h"

namespace gatehouse::gates::xmpp {
namespace {

constexpr char separator = '\x1F';  // cannot stand in XML
constexpr std::size_t piece = 4096;

struct Name {
  std::string_view space;
  std::string_view name;
};
Name name_of(const XML_Char* joined) {
  const std::string_view text(joined);
  const auto end = text.rfind(separator);
  if (end == std::string_view::npos) return {{}, text};
  return {text.substr(0, end), text.substr(end + 1)};
}

bool is_white(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string_view condition_of(XML_Error error) {
  if (error == XML_ERROR_UNDEFINED_ENTITY) return "restricted-xml";
  if (error == XML_ERROR_UNBOUND_PREFIX) return "bad-namespace-prefix";
  if (error == XML_ERROR_UNKNOWN_ENCODING || error == XML_ERROR_INCORRECT_ENCODING)
    return "unsupported-encoding";
  return "not-well-formed";
}

struct Freed {
  void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};

}  // namespace

struct StreamParser::State {
  explicit State(ParserLimits given);
  ~State() { wipe(pending.data(), pending.size()); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  bool advance();  // false: nothing more can be read now
  void note(XML_Status status);
  void refuse(std::string_view condition, std::string words);
  void give(Event event);
  void open(const XML_Char* name, const XML_Char** attributes);
  void close();
  void text(std::string_view more);
  void open_stream(const Name& name, const XML_Char** attributes);
  [[nodiscard]] std::size_t here() const;  // bytes up to the end of what is being reported

  ParserLimits limits;
  std::unique_ptr<XML_ParserStruct, Freed> expat;
  std::string pending;  // fed; read up to `taken`
  std::size_t taken = 0;
  std::size_t base = 0;      // of the stream's bytes, where `pending` begins
  std::size_t boundary = 0;  // of the stream's bytes, behind the last event
  bool suspended = false;
  bool ended = false;
  std::deque<Event> events{};
  std::optional<StreamFault> fault{};
  bool in_stream = false;
  std::vector<Element> open_elements{};
  unsigned namespaces = 0;
  unsigned elements = 0;
};

StreamParser::State::State(ParserLimits given)
    : limits(given), expat(XML_ParserCreate_MM("UTF-8", &xml::wiping_memory(), &separator)) {
  if (!expat) std::abort();
  auto* parser = expat.get();
  XML_SetUserData(parser, this);
  // It would keep a stanza back until more bytes come; the work it saves is limited by ours.
  XML_SetReparseDeferralEnabled(parser, XML_FALSE);
  XML_SetElementHandler(
      parser,
      [](void* self, const XML_Char* name, const XML_Char** attributes) {
        static_cast<State*>(self)->open(name, attributes);
      },
      [](void* self, const XML_Char*) { static_cast<State*>(self)->close(); });
  XML_SetCharacterDataHandler(parser, [](void* self, const XML_Char* text, int size) {
    static_cast<State*>(self)->text({text, static_cast<std::size_t>(size)});
  });
  XML_SetStartNamespaceDeclHandler(parser, [](void* self, const XML_Char*, const XML_Char*) {
    auto& state = *static_cast<State*>(self);
    if (++state.namespaces > state.limits.namespaces)
      state.refuse("policy-violation", "too many namespaces");
  });
  XML_SetCommentHandler(parser, [](void* self, const XML_Char*) {
    static_cast<State*>(self)->refuse("restricted-xml", "a comment");
  });
  XML_SetProcessingInstructionHandler(parser, [](void* self, const XML_Char*, const XML_Char*) {
    static_cast<State*>(self)->refuse("restricted-xml", "a processing instruction");
  });
  XML_SetStartDoctypeDeclHandler(
      parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        static_cast<State*>(self)->refuse("restricted-xml", "a document type");
      });
  XML_SetXmlDeclHandler(parser, [](void* self, const XML_Char*, const XML_Char* encoding, int) {
    if (encoding != nullptr && !same_but_case(encoding, "UTF-8"))
      static_cast<State*>(self)->refuse("unsupported-encoding", "only UTF-8 is read");
  });
}

std::size_t StreamParser::State::here() const {
  return static_cast<std::size_t>(XML_GetCurrentByteIndex(expat.get())) +
         static_cast<std::size_t>(XML_GetCurrentByteCount(expat.get()));
}

void StreamParser::State::refuse(std::string_view condition, std::string words) {
  if (fault) return;
  fault = StreamFault{condition, std::move(words)};
  XML_StopParser(expat.get(), XML_FALSE);
}

void StreamParser::State::give(Event event) {
  events.push_back(std::move(event));
  boundary = here();
  namespaces = 0;
  elements = 0;
  XML_ParsingStatus status{};
  XML_GetParsingStatus(expat.get(), &status);
  if (status.parsing == XML_PARSING) XML_StopParser(expat.get(), XML_TRUE);
}

void StreamParser::State::open_stream(const Name& name, const XML_Char** attributes) {
  if (name.name != "stream") return refuse("bad-format", "this is not a stream");
  if (name.space != space::streams) return refuse("invalid-namespace", "not the streams namespace");
  in_stream = true;
  StreamOpened opened;
  for (; *attributes != nullptr; attributes += 2) {
    const std::string_view key(attributes[0]);
    if (key == "to") opened.to = attributes[1];
    if (key == "from") opened.from = attributes[1];
    if (key == "version") opened.version = attributes[1];
  }
  give(std::move(opened));
}

void StreamParser::State::open(const XML_Char* joined, const XML_Char** attributes) {
  if (fault) return;
  const auto name = name_of(joined);
  if (!in_stream) return open_stream(name, attributes);
  if (open_elements.size() >= limits.depth) return refuse("policy-violation", "too deep");
  if (++elements > limits.elements) return refuse("policy-violation", "too many elements");
  Element fresh = element(name.name, name.space);
  for (; *attributes != nullptr; attributes += 2) {
    const auto key = name_of(attributes[0]);
    fresh.attributes.push_back(
        {std::string(key.space), std::string(key.name), std::string(attributes[1])});
  }
  if (fresh.attributes.size() > limits.attributes)
    return refuse("policy-violation", "too many attributes");
  open_elements.push_back(std::move(fresh));
}

void StreamParser::State::close() {
  if (fault) return;
  if (open_elements.empty()) {
    ended = true;
    return give(StreamClosed{});
  }
  auto done = std::move(open_elements.back());
  open_elements.pop_back();
  if (!open_elements.empty()) {
    open_elements.back().add(std::move(done));
    return;
  }
  if (here() - boundary > limits.bytes) return refuse("policy-violation", "the stanza is too long");
  give(std::move(done));
}

void StreamParser::State::text(std::string_view more) {
  if (fault) return;
  if (!open_elements.empty()) {
    auto& inside = open_elements.back().children;
    if (!inside.empty() && inside.back().name.empty())
      inside.back().text += more;
    else
      open_elements.back().add_text(more);
    return;
  }
  // RFC 6120, section 4.6.1: white space between stanzas keeps a connection alive.
  if (!is_white(more)) return refuse("bad-format", "text between stanzas");
  boundary = here();
}

void StreamParser::State::note(XML_Status status) {
  suspended = status == XML_STATUS_SUSPENDED;
  if (status == XML_STATUS_ERROR && !fault) {
    const auto error = XML_GetErrorCode(expat.get());
    fault = StreamFault{condition_of(error), XML_ErrorString(error)};
  }
  if (!suspended && !fault && base + taken - boundary > limits.bytes)
    fault = StreamFault{"policy-violation", "the stanza is too long"};
}

bool StreamParser::State::advance() {
  if (fault || ended) return false;
  if (suspended) {
    note(XML_ResumeParser(expat.get()));
    return true;
  }
  if (taken == pending.size()) return false;
  const auto next = std::string_view(pending).substr(taken, piece);
  const auto size = std::min(next.find('\0'), next.size());
  if (size == 0) {
    // RFC 6120, section 11.6: UTF-8 only. From zeros expat would guess UTF-16.
    fault = StreamFault{"not-well-formed", "a zero byte"};
    return true;
  }
  taken += size;
  note(XML_Parse(expat.get(), next.data(), static_cast<int>(size), XML_FALSE));
  return true;
}

StreamParser::StreamParser(ParserLimits limits) : state_(std::make_unique<State>(limits)) {}
StreamParser::StreamParser(StreamParser&&) noexcept = default;
StreamParser& StreamParser::operator=(StreamParser&&) noexcept = default;
StreamParser::~StreamParser() = default;

void StreamParser::feed(std::string_view bytes) {
  auto& state = *state_;
  // White space behind the last words of the stream before (RFC 6120, section 4.3.3) is nothing.
  if (state.base == 0 && state.pending.empty())
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  if (state.taken == state.pending.size() && !state.suspended) {
    wipe(state.pending.data(), state.pending.size());
    state.base += state.pending.size();
    state.pending.clear();
    state.taken = 0;
  }
  state.pending += bytes;
}

std::expected<std::optional<Event>, StreamFault> StreamParser::next() {
  auto& state = *state_;
  while (state.events.empty() && state.advance()) continue;
  if (!state.events.empty()) {
    auto event = std::move(state.events.front());
    state.events.pop_front();
    return event;
  }
  if (state.fault) return std::unexpected(*state.fault);
  return std::nullopt;
}

std::string StreamParser::rest() const {
  const auto from = state_->boundary - std::min(state_->base, state_->boundary);
  return from < state_->pending.size() ? state_->pending.substr(from) : std::string();
}

void StreamParser::set_limits(ParserLimits limits) { state_->limits = limits; }

std::optional<Element> parse_document(std::string_view text, ParserLimits limits) {
  StreamParser parser(limits);
  parser.feed(
      "<stream:stream xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams'>");
  parser.feed(text);
  parser.feed("</stream:stream>");
  auto opened = parser.next();
  if (!opened || !*opened) return std::nullopt;
  auto content = parser.next();
  if (!content || !*content || !std::holds_alternative<Element>(**content)) return std::nullopt;
  const auto closed = parser.next();
  const bool whole = closed && *closed && std::holds_alternative<StreamClosed>(**closed);
  if (!whole || !parser.rest().empty()) return std::nullopt;
  return std::get<Element>(std::move(**content));
}

}  // namespace gatehouse::gates::xmpp
