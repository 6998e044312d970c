// The security layer of a visit that logged in by a ticket, where its gate carries one.
#pragma once

#include <memory>
#include <string_view>

#include "auth/keeper.h"
#include "kerberos/acceptor.h"
#include "net/offload.h"

namespace gatehouse::auth {

// Gates that wrap what they say themselves. RFC 2228: FTP.
[[nodiscard]] bool carries_layers(std::string_view service);

// See Keeper::wrap() and unwrap(). `layer` null: there is none; else it outlives the task.
[[nodiscard]] net::Task<Allowed<Secret>> wrapped(net::Offload& pool, kerberos::Acceptor* layer,
                                                 Secret plain, bool confidential);
[[nodiscard]] net::Task<Allowed<Secret>> unwrapped(net::Offload& pool, kerberos::Acceptor* layer,
                                                   Secret message);

}  // namespace gatehouse::auth
