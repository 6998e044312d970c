// Commands and replies inside the security layer of a GSSAPI login (RFC 2228, section 3 and
// appendix I).
#include "base/base64.h"
#include "base/text.h"
#include "gates/ftp/session.h"

namespace gatehouse::gates::ftp {

net::Task<Reply> Session::mic(std::string_view argument) {
  co_return co_await unwrapped(argument, Protection::safe);
}

net::Task<Reply> Session::enc(std::string_view argument) {
  co_return co_await unwrapped(argument, Protection::gss);
}

net::Task<Reply> Session::conf(std::string_view /*argument*/) {
  co_return reply(537, "This level is not there with this mechanism");
}

net::Task<Reply> Session::unwrapped(std::string_view argument, Protection as) {
  if (heard_as_ != Protection::clear) co_return reply(500, "A protected command inside another");
  if (!has_layer_) co_return reply(503, "There is no security layer");
  const auto message = from_base64(argument);
  if (!message) co_return reply(501, "This is not base64");
  const auto plain = co_await visit_->unwrap(Secret(*message));
  if (!plain) co_return reply(535, "This cannot be read");
  std::string line(plain->reveal());
  const WipeAtEnd wiped(line);
  while (line.ends_with('\n') || line.ends_with('\r') || line.ends_with('\0')) line.pop_back();
  heard_as_ = as;
  line = without_telnet(line);
  co_return co_await dispatch(line);
}

// RFC 2228, section 3: each line by itself, as the command was sent.
net::Task<std::string> Session::wrapped(std::string_view text) {
  const bool is_private = heard_as_ == Protection::gss;
  std::string lines;
  while (!text.empty()) {
    const auto line = std::string(take_until(text, '\n')) + '\n';
    const auto message = co_await visit_->wrap(Secret(line), is_private);
    if (!message) co_return std::string();
    lines.append(is_private ? "632" : "631").append(text.empty() ? " " : "-");
    lines.append(to_base64(message->reveal())).append("\r\n");
  }
  co_return lines;
}

// Nothing is no message, which only a layer knows; wrapping would use up a number of its sequence.
net::Task<void> Session::look_for_layer() {
  const auto tried = co_await visit_->unwrap(Secret());
  has_layer_ = !tried && tried.error().code == ErrorCode::malformed;
}

}  // namespace gatehouse::gates::ftp
