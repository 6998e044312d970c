// The services logins are counted by.
#pragma once

#include <string_view>

namespace gatehouse::settings {

// What a domain and an account can have enabled, as `choices` of a Setting.
inline constexpr std::string_view services =
    "Mail|Relay|Signal|Mobile|TLS|POP|IMAP|MAPI|AirSync|SIP|XMPP|WebMail|XIMSS|FTP|ACAP|PWD|LDAP|"
    "RADIUS|S/MIME|WebCAL|WebSite|PBX|HTTP|MobilePBX|XMedia|YMedia|MobilePronto|"
    "API";

}  // namespace gatehouse::settings
