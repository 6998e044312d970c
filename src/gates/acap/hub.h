// Who wants to hear that an account's datasets have changed. Used by all loops at once.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/stream.h"

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
    struct Wire;
    Hub& hub_;
    std::shared_ptr<Wire> wire_;
  };

  void changed(const std::string& account);

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<Seat::Wire>> wires_;  // guarded, and so are their accounts
};

}  // namespace gatehouse::gates::acap
