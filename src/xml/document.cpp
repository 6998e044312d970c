#include "xml/document.h"

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "xml/memory.h"

namespace gatehouse::xml {
namespace {

constexpr char separator = '\x1F';  // cannot stand in XML

struct Freed {
  void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};

struct Name {
  std::string space;
  std::string name;
};
Name name_of(std::string_view joined) {
  const auto end = joined.rfind(separator);
  if (end == joined.npos) return {{}, std::string(joined)};
  return {std::string(joined.substr(0, end)), std::string(joined.substr(end + 1))};
}

class Reader {
 public:
  explicit Reader(const Limits& limits);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    for (auto& element : open_) wipe(element);
  }
  Result<Element> read(std::string_view text);

 private:
  static Reader& of(void* self) { return *static_cast<Reader*>(self); }
  static void opened(void* self, const XML_Char* name, const XML_Char** attributes) {
    of(self).open(name, attributes);
  }
  static void closed(void* self, const XML_Char* /*name*/) { of(self).close(); }
  static void said(void* self, const XML_Char* text, int size) {
    of(self).text({text, static_cast<std::size_t>(size)});
  }

  void forbid_what_is_restricted();
  void refuse(ErrorCode code, std::string why);
  void open(std::string_view joined, const XML_Char** attributes);
  void close();
  void text(std::string_view more);
  [[nodiscard]] std::string where() const;

  Limits limits_;
  std::unique_ptr<XML_ParserStruct, Freed> expat_;
  std::vector<Element> open_{};
  std::optional<Element> root_{};
  std::optional<Error> fault_{};
  std::size_t elements_ = 0;
};

Reader::Reader(const Limits& limits)
    : limits_(limits), expat_(XML_ParserCreate_MM("UTF-8", &wiping_memory(), &separator)) {
  if (!expat_) return;
  XML_SetUserData(expat_.get(), this);
  XML_SetElementHandler(expat_.get(), opened, closed);
  XML_SetCharacterDataHandler(expat_.get(), said);
  forbid_what_is_restricted();
}

void Reader::forbid_what_is_restricted() {
  auto* parser = expat_.get();
  XML_SetCommentHandler(parser, [](void* self, const XML_Char*) {
    of(self).refuse(ErrorCode::malformed, "a comment");
  });
  XML_SetProcessingInstructionHandler(parser, [](void* self, const XML_Char*, const XML_Char*) {
    of(self).refuse(ErrorCode::malformed, "a processing instruction");
  });
  XML_SetStartDoctypeDeclHandler(
      parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        of(self).refuse(ErrorCode::malformed, "a document type");
      });
  XML_SetXmlDeclHandler(parser, [](void* self, const XML_Char*, const XML_Char* encoding, int) {
    if (encoding != nullptr && !same_but_case(encoding, "UTF-8"))
      of(self).refuse(ErrorCode::malformed, "an encoding other than UTF-8");
  });
}

std::string Reader::where() const {
  return std::to_string(XML_GetCurrentLineNumber(expat_.get())) + ":" +
         std::to_string(XML_GetCurrentColumnNumber(expat_.get()) + 1) + ": ";
}

void Reader::refuse(ErrorCode code, std::string why) {
  if (fault_) return;
  fault_ = Error{code, where() + std::move(why)};
  XML_StopParser(expat_.get(), XML_FALSE);
}

void Reader::open(std::string_view joined, const XML_Char** attributes) {
  if (fault_) return;
  if (open_.size() >= limits_.depth) return refuse(ErrorCode::too_long, "too deep");
  if (++elements_ > limits_.elements) return refuse(ErrorCode::too_long, "too many elements");
  auto name = name_of(joined);
  Element& fresh = open_.emplace_back(Element{std::move(name.name), std::move(name.space)});
  for (; *attributes != nullptr; attributes += 2) {
    if (fresh.attributes.size() >= limits_.attributes)
      return refuse(ErrorCode::too_long, "too many attributes");
    auto key = name_of(attributes[0]);
    fresh.attributes.push_back({std::move(key.space), std::move(key.name), attributes[1]});
  }
}

void Reader::close() {
  if (fault_) return;
  auto done = std::move(open_.back());
  open_.pop_back();
  if (open_.empty())
    root_ = std::move(done);
  else
    open_.back().add(std::move(done));
}

void Reader::text(std::string_view more) {
  if (fault_ || open_.empty()) return;
  auto& inside = open_.back().children;
  if (!inside.empty() && inside.back().name.empty())
    inside.back().text += more;
  else
    open_.back().add_text(more);
}

Result<Element> Reader::read(std::string_view text) {
  if (!expat_) return fail(ErrorCode::unavailable, "no memory");
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return fail(ErrorCode::too_long, "too long");
  const auto status = XML_Parse(expat_.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
  if (fault_) return std::unexpected(*fault_);
  if (status != XML_STATUS_OK)
    return fail(ErrorCode::malformed,
                where() + std::string(XML_ErrorString(XML_GetErrorCode(expat_.get()))));
  if (!root_) return fail(ErrorCode::malformed, "no element");
  return *std::move(root_);
}

}  // namespace

Result<Element> read_document(std::string_view text, const Limits& limits) {
  const auto start = text.find_first_not_of(" \t\r\n");
  return Reader(limits).read(start == text.npos ? std::string_view{} : text.substr(start));
}

}  // namespace gatehouse::xml
