// The coroutine type of the shell. A Task does nothing until it is awaited; it runs on the loop
// of whoever awaits it.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace gatehouse::net {

template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace gatehouse::net
