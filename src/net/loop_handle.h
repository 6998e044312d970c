// A loop as other threads keep it: what they post runs on it, until it is being destroyed. (Asio
// empties the queue of a loop that ends without locking it: nobody may post to it by then.)
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

namespace gatehouse::net {

class LoopHandle {
 public:
  // While the loop is not being destroyed. The handle may outlive it.
  explicit LoopHandle(boost::asio::any_io_executor loop);
  // From any thread. Of a loop that is being destroyed, or gone: does nothing.
  void post(std::function<void()> act) const;

 private:
  struct Door;
  class Doorkeeper;
  boost::asio::any_io_executor loop_;
  std::shared_ptr<Door> door_;
};

}  // namespace gatehouse::net
