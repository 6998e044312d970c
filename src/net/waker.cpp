#include "net/waker.h"

#include "net/loop_handle.h"

namespace gatehouse::net {

struct Waker::State {
  LoopHandle loop;
  Stream* stream;  // touched on the loop only; null: forgotten
};

Waker::Waker(Stream& stream)
    : state_(std::make_shared<State>(LoopHandle(stream.loop()), &stream)) {}

void Waker::wake() const {
  state_->loop.post([state = state_] {
    if (state->stream != nullptr) state->stream->wake();
  });
}

void Waker::forget() const { state_->stream = nullptr; }

}  // namespace gatehouse::net
