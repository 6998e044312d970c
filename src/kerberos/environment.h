// What libkrb5 and the GSS-API would otherwise take from the machine.
#pragma once

namespace gatehouse::kerberos {

// No krb5.conf, no mechanism plug-ins, no keytab, replay cache or trace file but ours: what a site
// accepts is in its own settings. Sets environment variables: called once, before any thread is
// started and before the libraries are used.
void stand_alone();

}  // namespace gatehouse::kerberos
