// Wakes a stream from any thread (Stream::wake()). A value: copies wake the same one.
#pragma once

#include <memory>

#include "net/stream.h"

namespace gatehouse::net {

class Waker {
 public:
  explicit Waker(Stream& stream);  // on its loop
  void wake() const;               // from any thread
  void forget() const;             // on the loop, before the stream ends: wakes nobody any more

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gatehouse::net
