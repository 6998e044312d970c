#include "pki/protocols.h"

#include <algorithm>
#include <array>

namespace gatehouse::pki {
namespace {

struct Protocol {
  std::string_view service;
  std::string_view name;
};
// Registered names; for SMTP, which has none, what its clients send.
constexpr std::array table{
    Protocol{"FTP", "ftp"},    Protocol{"HTTP", "http/1.1"},    Protocol{"IMAP", "imap"},
    Protocol{"POP", "pop3"},   Protocol{"SIP", "sip/2"},        Protocol{"SMTP", "smtp"},
    Protocol{"SMTP", "esmtp"}, Protocol{"XMPP", "xmpp-client"},
};

}  // namespace

std::optional<std::string_view> chosen_protocol(std::string_view service,
                                                std::string_view offered) {
  while (!offered.empty()) {
    const std::size_t size = static_cast<unsigned char>(offered.front());
    if (size >= offered.size()) return std::nullopt;
    const auto name = offered.substr(1, size);
    const auto is_it = [&](const Protocol& row) {
      return row.service == service && row.name == name;
    };
    if (std::ranges::any_of(table, is_it)) return name;
    offered.remove_prefix(size + 1);
  }
  return std::nullopt;
}

}  // namespace gatehouse::pki
