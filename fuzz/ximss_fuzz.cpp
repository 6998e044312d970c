// What XIMSS clients send, over TCP and HTTP: messages within limits or not at all; what is
// answered is read again as the same; a client that says things again is told what it was told.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "gates/http/pages/ximss.h"
#include "gates/ximss/outbox.h"
#include "gates/ximss/replies.h"
#include "xml/document.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::gates;
using ximss::Outbox;
using ximss::Requests;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_request(const xml::Element& request) {
  const std::string id(request.value("id"));
  const auto text = http::pages::ximss_text(ximss::error(request.content()), id);
  const auto again = xml::read_document(text);
  demand(again.has_value());
  demand(again->value("id") == id && again->value("errorText") == request.content());
}

void check_web_request(std::string_view bytes) {
  http::Request request;
  request.method = http::Method::post;
  request.query = take_until(bytes, '\n');
  request.body = Secret(bytes);
  if (const auto requests = http::pages::read_ximss(request))
    for (const auto& one : requests->children)
      if (!one.name.empty()) check_request(one);
  request.fields.push_back({"content-type", "application/x-www-form-urlencoded"});
  const auto parameters = http::pages::XimssParameters::of(request);
  if (!parameters) return;
  for (const auto* name : {"userName", "sessionid", "reqSeq"})
    demand(!parameters->number(name) || parameters->has(name));
}

// One byte is one thing that a client does.
void check_numbers(std::string_view acts) {
  Outbox box;
  Requests requests;
  std::string put;
  std::string heard;
  std::uint64_t number = 0;
  std::uint64_t last = 0;
  for (const auto act : acts) {
    const auto what = static_cast<unsigned char>(act);
    if (what < 64) {
      const std::string message(1, static_cast<char>('a' + what % 26));
      if (box.put(message)) put += message;
    } else if (what < 128) {
      const auto batch = box.next(number);
      if (!batch) continue;
      demand(batch->number == number + 1);
      demand(box.next(number)->messages == batch->messages);
      heard += batch->messages;
      number = batch->number;
    } else {
      const std::uint64_t asked = what - 128;
      const auto turn = requests.begin(asked);
      demand((turn == Requests::Turn::fresh) == (asked > last));
      if (turn != Requests::Turn::fresh) continue;
      last = asked;
      requests.done(asked, std::to_string(asked));
      demand(requests.answer(asked) == std::to_string(asked));
    }
  }
  demand(put.starts_with(heard));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto request = xml::read_document(bytes)) check_request(*request);
  check_web_request(bytes);
  check_numbers(bytes);
  return 0;
}
