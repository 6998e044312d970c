#include <array>

#include "gates/acap/gate.h"
#include "gates/ftp/session.h"
#include "gates/http/session.h"
#include "gates/imap/gate.h"
#include "gates/ldap/session.h"
#include "gates/pop3/session.h"
#include "gates/pwd/session.h"
#include "gates/shared/service.h"
#include "gates/sip/gate.h"
#include "gates/smtp/session.h"
#include "gates/ximss/session.h"
#include "gates/xmpp/gate.h"

namespace gatehouse::gates {
namespace {

constexpr std::array acap_ports{Port{674, false}};
constexpr std::array ftp_ports{Port{21, false}, Port{990, true}};
constexpr std::array admin_ports{Port{8010, false}, Port{9010, true}};
constexpr std::array user_ports{Port{8100, false}, Port{9100, true}};
constexpr std::array imap_ports{Port{143, false}, Port{993, true}};
constexpr std::array ldap_ports{Port{389, false}, Port{636, true}};
constexpr std::array pop_ports{Port{110, false}, Port{995, true}};
constexpr std::array pwd_ports{Port{106, false}};
constexpr std::array sip_ports{Port{5060, false}, Port{5061, true}};
constexpr std::array smtp_ports{Port{25, false}, Port{587, false}, Port{465, true}};
constexpr std::array ximss_ports{Port{11024, false}, Port{11025, true}};
constexpr std::array xmpp_ports{Port{5222, false}, Port{5223, true}};

constexpr std::array table{
    Service{"ACAP", acap_ports, "nc {host} {port}  (then: 1 LANG \"en\")", acap::open_acap},
    Service{"FTP", ftp_ports, "curl ftp://{host}:{port}/ -u {user}", plain_gate<ftp::serve_ftp>},
    Service{"HTTPA", admin_ports, "in a browser: http://{host}:{port}/ as {user}",
            http::open_admin},
    Service{"HTTPU", user_ports, "in a browser: http://{host}:{port}/ as any account",
            http::open_user},
    Service{"IMAP", imap_ports, "curl imap://{host}:{port}/INBOX -u {user}", imap::open_imap},
    Service{"LDAP", ldap_ports, "ldapwhoami -x -H ldap://{host}:{port} -D {user} -W",
            plain_gate<ldap::serve_ldap>},
    Service{"POP", pop_ports, "curl pop3://{host}:{port}/ -u {user}", plain_gate<pop3::serve_pop3>},
    Service{"PWD", pwd_ports, "curl telnet://{host}:{port}  (then: USER {user})",
            plain_gate<pwd::serve_pwd>},
    Service{"SIP", sip_ports, "sipsak -U -s sip:{user} -p {host}:{port} -a PASSWORD", sip::open_sip,
            true},
    Service{"SMTP", smtp_ports, "swaks --server {host}:{port} --to {user}",
            plain_gate<smtp::serve_smtp>},
    Service{"XIMSS", ximss_ports, "nc {host} {port}  (then, ended by a zero byte: <listFeatures/>)",
            plain_gate<ximss::serve_ximss>},
    Service{"XMPP", xmpp_ports, "go-sendxmpp -u {user} -j {host}:{port} -n {user}",
            xmpp::open_xmpp},
};

}  // namespace

std::span<const Service> services() { return table; }

Gates::Gates(Surroundings& around) {
  for (const auto& service : table) gates_.push_back(service.open(around));
}

Gate& Gates::of(const Service& service) const {
  return *gates_.at(static_cast<std::size_t>(&service - table.data()));
}

}  // namespace gatehouse::gates
