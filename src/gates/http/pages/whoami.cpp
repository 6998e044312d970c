// Whom the credentials of the request open, in one line: to try a way of logging in, and for a
// program in front that wants to know.
#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {

net::Task<Response> whoami(Call& call) { co_return plain(200, call.identity.session()->account); }

}  // namespace gatehouse::gates::http::pages
