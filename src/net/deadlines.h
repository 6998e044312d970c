// The deadlines of one loop: no timer per connection, but a list of the waits in progress that is
// swept twice a second. A wait can therefore end up to half a second late.
#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <vector>

#include "base/clock.h"

namespace gatehouse::net {

class Deadlines final : public boost::asio::execution_context::service {
 public:
  // Something that waits. `end_wait` may only note it and cancel: it must not resume anybody.
  class Waiter {
   public:
    enum class Reason { deadline, closing };
    virtual void end_wait(Reason reason) = 0;

    Moment deadline = Moment::max();

   protected:
    ~Waiter() = default;

   private:
    friend class Deadlines;
    std::size_t place_ = 0;
  };

  inline static boost::asio::execution_context::id id;
  explicit Deadlines(boost::asio::execution_context& loop);
  [[nodiscard]] static Deadlines& of(const boost::asio::any_io_executor& loop);

  void add(Waiter& waiter);  // from the start of its wait
  void remove(Waiter& waiter);
  void end_all();  // ends every wait in progress with Reason::closing

  [[nodiscard]] Moment now() const;

  // Sweeps on even while nobody waits. Without it the sweep does not keep the loop from ending.
  void stay();
  void read(const Clock& clock);  // tests: the clock stands in for the real one; sweeps often

 private:
  void shutdown() override { timer_.cancel(); }
  void arm();
  void sweep();

  std::vector<Waiter*> waiting_;
  boost::asio::steady_timer timer_;
  Duration period_{500};
  const Clock* clock_ = nullptr;
  bool armed_ = false;
  bool stays_ = false;
};

}  // namespace gatehouse::net
