// A connection from its first byte to its last, as gates go about it: the time to log in begins,
// TLS where the port has it from the start, the keeper's welcome, the session, an orderly end.
#pragma once

#include <string>
#include <utility>

#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::gates {

// `run(stream, visit)` gives the task of the session; `refused(error)` the bytes for whom the
// keeper does not welcome.
template <class Run, class Refused>
[[nodiscard]] net::Task<void> attend(net::Stream stream, Port port, Surroundings& around,
                                     std::string service, Run run, Refused refused) {
  stream.set_time_limit(around.limits.before_login);
  if (port.tls) {
    const auto secured = co_await stream.start_tls(around.tls, service);
    if (!secured) co_return;
  }
  auto visit = co_await Visit::start(around.keeper, service, stream);
  if (visit) {
    auto session = run(stream, *visit);
    co_await std::move(session);
  } else {
    const std::string words = refused(visit.error());
    (void)co_await stream.write(words);
  }
  co_await stream.shut_down();
}

}  // namespace gatehouse::gates
