// A name that somebody claims, taken apart and looked up: the account it means, or a stand-in for
// which the same work is done and that can never be granted.
#pragma once

#include <string>

#include "auth/policy.h"
#include "directory/directory.h"

namespace gatehouse::auth {

struct Identity {
  std::string typed;
  // One for all spellings of a name: full name of the account, or of what would be one. Names that
  // cannot exist are kept apart from those that can.
  std::string canonical;
  std::string tag;                 // of user$tag; empty: none
  directory::AccountView account;  // null: nobody may log in by this name (or by this tag of it)
  directory::DomainView reached;   // where unqualified names of this login belong
  PolicyView policy;               // of the account's domain, or of the domain the peer reached
  bool server_owner = false;       // the owner of the server at the other end of a local socket

  [[nodiscard]] AccountRules rules() const { return {account.get(), *policy}; }
  // What failures are counted under: each tag of an account has a counter of its own.
  [[nodiscard]] std::string counted_as() const {
    return tag.empty() ? canonical : canonical + "$" + tag;
  }
};

}  // namespace gatehouse::auth
