#include "net/loop_handle.h"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <mutex>
#include <utility>

namespace gatehouse::net {

namespace asio = boost::asio;

struct LoopHandle::Door {
  std::mutex lock;
  bool is_shut = false;
};

// Services end in the opposite order of their making, and the loop's queue was the first.
class LoopHandle::Doorkeeper final : public asio::execution_context::service {
 public:
  inline static asio::execution_context::id id;
  explicit Doorkeeper(asio::execution_context& loop) : service(loop) {}

  const std::shared_ptr<Door> door = std::make_shared<Door>();

 private:
  void shutdown() override {
    const std::lock_guard guard(door->lock);
    door->is_shut = true;
  }
};

LoopHandle::LoopHandle(asio::any_io_executor loop)
    : loop_(std::move(loop)),
      door_(asio::use_service<Doorkeeper>(asio::query(loop_, asio::execution::context)).door) {}

void LoopHandle::post(std::function<void()> act) const {
  const std::lock_guard guard(door_->lock);
  if (!door_->is_shut) asio::post(loop_, std::move(act));
}

}  // namespace gatehouse::net
