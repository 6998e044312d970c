// Why a login would be let in or not: each rule that is asked, in its order.
#pragma once

#include <string>

#include "base/address.h"

namespace gatehouse::control {

struct LoginQuestion {
  std::string name;       // as a client would send it
  std::string service{};  // code of the Enabled Services list
  IpAddress from{};
  std::string method{};  // registered SASL name
  bool tls = false;
};

struct Rule {
  std::string rule;    // "Login Methods"
  std::string answer;  // "CRAM-MD5 is on"
  std::string from{};  // where the setting comes from; empty: it is no setting
  bool stops = false;  // the login ends here
};

}  // namespace gatehouse::control
