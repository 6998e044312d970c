#include "kerberos/environment.h"

#include <cstdlib>
#include <initializer_list>

namespace gatehouse::kerberos {

void stand_alone() {
  setenv("KRB5_CONFIG", "/dev/null", 1);
  setenv("GSS_MECH_CONFIG", "/dev/null", 1);
  setenv("GSS_USE_PROXY", "no", 1);
  for (const auto* taken : {"KRB5_TRACE", "KRB5_KTNAME", "KRB5RCACHENAME", "KRB5RCACHETYPE",
                            "KRB5RCACHEDIR", "KRB5CCNAME", "KRB5_CLIENT_KTNAME"})
    unsetenv(taken);
}

}  // namespace gatehouse::kerberos
