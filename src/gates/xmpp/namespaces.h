// The namespaces this gate speaks, named as the documents that define them.
#pragma once

#include <string_view>

namespace gatehouse::gates::xmpp::space {

inline constexpr std::string_view bind = "urn:ietf:params:xml:ns:xmpp-bind";
inline constexpr std::string_view bind2 = "urn:xmpp:bind:0";
inline constexpr std::string_view blocking = "urn:xmpp:blocking";
inline constexpr std::string_view blocking_errors = "urn:xmpp:blocking:errors";
inline constexpr std::string_view carbons = "urn:xmpp:carbons:2";
inline constexpr std::string_view channel_binding = "urn:xmpp:sasl-cb:0";
inline constexpr std::string_view client = "jabber:client";
inline constexpr std::string_view delay = "urn:xmpp:delay";
inline constexpr std::string_view disco_info = "http://jabber.org/protocol/disco#info";
inline constexpr std::string_view disco_items = "http://jabber.org/protocol/disco#items";
inline constexpr std::string_view forward = "urn:xmpp:forward:0";
inline constexpr std::string_view hints = "urn:xmpp:hints";
inline constexpr std::string_view management = "urn:xmpp:sm:3";
inline constexpr std::string_view offline = "msgoffline";
inline constexpr std::string_view ping = "urn:xmpp:ping";
inline constexpr std::string_view private_data = "jabber:iq:private";
inline constexpr std::string_view register_query = "jabber:iq:register";
inline constexpr std::string_view roster = "jabber:iq:roster";
inline constexpr std::string_view roster_versions = "urn:xmpp:features:rosterver";
inline constexpr std::string_view sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
inline constexpr std::string_view sasl2 = "urn:xmpp:sasl:2";
inline constexpr std::string_view session = "urn:ietf:params:xml:ns:xmpp-session";
inline constexpr std::string_view stanza_errors = "urn:ietf:params:xml:ns:xmpp-stanzas";
inline constexpr std::string_view stream_errors = "urn:ietf:params:xml:ns:xmpp-streams";
inline constexpr std::string_view streams = "http://etherx.jabber.org/streams";
inline constexpr std::string_view time = "urn:xmpp:time";
inline constexpr std::string_view tls = "urn:ietf:params:xml:ns:xmpp-tls";
inline constexpr std::string_view vcard = "vcard-temp";
inline constexpr std::string_view version = "jabber:iq:version";
inline constexpr std::string_view xml = "http://www.w3.org/XML/1998/namespace";

}  // namespace gatehouse::gates::xmpp::space
