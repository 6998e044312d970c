// The certificates that clients of a host's domain see, for everybody: to be trusted by programs
// that do not know who issued them.
#include "base/base64.h"
#include "base/text.h"
#include "gates/http/pages.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::http::pages {
namespace {

constexpr std::string_view begins = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view ends = "-----END CERTIFICATE-----";

// Of the first one. nullopt: there is none.
std::optional<std::string> der_of(std::string_view pem) {
  const auto start = pem.find(begins);
  const auto end = pem.find(ends);
  if (start == pem.npos || end == pem.npos || end < start) return std::nullopt;
  std::string text(pem.substr(start + begins.size(), end - start - begins.size()));
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return from_base64(text);
}

}  // namespace

net::Task<Response> certificate(Call& call) {
  const auto domain = co_await call.identity.domain_at(call.request);
  const auto& certificate_of = call.around.certificate_of;
  auto work = [&]() -> Result<std::string> {
    return certificate_of ? certificate_of(domain) : std::string();
  };
  auto pem = co_await on_disk(call.around.disk, std::move(work));
  if (!pem) co_return plain(503, "Temporarily unavailable, try again later");
  const bool as_der = call.request.path.ends_with(".der");
  auto bytes = as_der ? der_of(*pem) : std::optional(*pem);
  if (!bytes || bytes->empty()) co_return plain(404, "There is no such page");
  Response response{.type = as_der ? "application/x-x509-ca-cert" : "application/x-pem-file",
                    .body = std::move(*bytes)};
  const auto name = domain + (as_der ? ".cer" : ".pem");
  response.fields.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
  co_return response;
}

}  // namespace gatehouse::gates::http::pages
