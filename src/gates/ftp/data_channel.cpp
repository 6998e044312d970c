// How the next data connection comes about. RFC 2577: never to or from another address than the
// client's, never to a port of a well-known service.
#include <utility>

#include "base/text.h"
#include "gates/ftp/session.h"

namespace gatehouse::gates::ftp {
namespace {

constexpr std::uint16_t first_free_port = 1024;

}  // namespace

Result<std::uint16_t> Session::invite() {
  way_ = {};
  const auto& control = lines_.stream();
  auto invitation =
      net::Invitation::open(control.loop(), control.local().address, around_.data_ports);
  if (!invitation) return std::unexpected(invitation.error());
  const auto port = invitation->port();
  way_ = std::move(*invitation);
  return port;
}

net::Task<Reply> Session::pasv(std::string_view /*argument*/) {
  if (only_epsv_) co_return reply(501, "EPSV ALL was said");
  const auto here = lines_.stream().local().address;
  if (!here.is_v4()) co_return reply(425, "Use EPSV");
  const auto number = invite();
  if (!number) co_return reply(425, "No data connection can be opened");
  co_return reply(227, "Entering Passive Mode (" + port_text({here, *number}) + ")");
}

net::Task<Reply> Session::epsv(std::string_view argument) {
  if (same_but_case(argument, "ALL")) {
    only_epsv_ = true;
    co_return reply(200, "Only EPSV from now on");
  }
  const auto here = lines_.stream().local().address;
  if (!argument.empty() && argument != (here.is_v4() ? "1" : "2"))
    co_return reply(522, here.is_v4() ? "Use (1)" : "Use (2)");
  const auto number = invite();
  if (!number) co_return reply(425, "No data connection can be opened");
  co_return reply(229, "Entering Extended Passive Mode (|||" + std::to_string(*number) + "|)");
}

net::Task<Reply> Session::port(std::string_view argument) {
  const auto at = parse_port(argument);
  if (!at) co_return reply(501, "PORT takes six numbers");
  co_return aimed_at(*at);
}

net::Task<Reply> Session::eprt(std::string_view argument) {
  const auto parsed = parse_extended_port(argument);
  if (!parsed) co_return reply(501, "EPRT takes |protocol|address|port|");
  if (parsed->protocol != 1 && parsed->protocol != 2) co_return reply(522, "Use (1,2)");
  co_return aimed_at(parsed->at);
}

Reply Session::aimed_at(const Endpoint& at) {
  way_ = {};
  if (only_epsv_) return reply(501, "EPSV ALL was said");
  if (at.address != lines_.stream().remote().address || at.port < first_free_port)
    return reply(504, "Only to your own address, and to no port below 1024");
  way_ = at;
  return reply(200, "Ready");
}

}  // namespace gatehouse::gates::ftp
