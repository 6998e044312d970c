// Messages over a stream, each ended by a zero byte. What was read is wiped when it is done with: a
// password may be among it.
#pragma once

#include <string>
#include <string_view>

#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::gates::ximss {

class Messages {
 public:
  // `stream` outlives this. `longest`: bytes of a message.
  Messages(net::Stream& stream, std::size_t longest) : stream_(stream), longest_(longest) {}
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;
  ~Messages() { forget(); }

  // The next one; the view lives until the next call. Empty ones are skipped: they keep a
  // connection alive. too_long: there is no going on. Otherwise as Stream::read_some().
  [[nodiscard]] net::Task<Result<std::string_view>> read();
  void forget();  // all input: what came before TLS was never sent

 private:
  [[nodiscard]] net::Task<Result<void>> fill();
  void release();

  net::Stream& stream_;
  std::size_t longest_;
  std::string buffer_;
  std::size_t taken_ = 0;  // up to here it was given out
};

}  // namespace gatehouse::gates::ximss
