// Who wants to hear that an account's datasets have changed. Used by all loops at once.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "net/waker.h"

namespace gatehouse::gates::acap {

class Hub {
 public:
  // To be made and to end on the stream's loop. Hub and stream outlive it.
  class Seat {
   public:
    Seat(Hub& hub, net::Stream& stream);
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    ~Seat();
    // The accounts whose changes wake the stream (net::Stream::wake()); replaces.
    void listen_to(std::vector<std::string> accounts);

   private:
    friend class Hub;
    Hub& hub_;
    net::Waker waker_;
  };

  void changed(const std::string& account);

 private:
  std::mutex mutex_;
  struct Listener {
    const Seat* seat;
    net::Waker waker;
    std::vector<std::string> accounts;
  };
  std::vector<Listener> listeners_;  // guarded
};

}  // namespace gatehouse::gates::acap
