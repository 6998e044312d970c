// What a web client was answered and has not taken yet, in the order it was answered. Pure.
//
// Client and server number what they say, since either may not have been heard: a client that says
// something again gets the same answer, and what it has not acknowledged it is told again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::ximss {

class Outbox {
 public:
  static constexpr std::size_t most_waiting = std::size_t{256} << 10U;  // bytes

  struct Batch {
    std::uint64_t number;
    std::string messages;
  };

  // false: there is no room.
  [[nodiscard]] bool put(std::string_view messages);
  // For whoever has heard everything up to number `heard`; nullopt: there is nothing more.
  [[nodiscard]] std::optional<Batch> next(std::uint64_t heard);

 private:
  Batch said_{0, {}};  // and not acknowledged, unless it is empty
  std::string waiting_;
};

// Requests that carry a number are done once.
class Requests {
 public:
  static constexpr std::size_t longest_kept = std::size_t{256} << 10U;  // bytes of an answer

  enum class Turn {
    fresh,    // do it, and call done()
    running,  // the same one is being done
    repeated  // see answer()
  };
  [[nodiscard]] Turn begin(std::uint64_t number);
  void done(std::uint64_t number, std::string_view answer);
  // Of the last one; nullopt: it is not kept.
  [[nodiscard]] std::optional<std::string> answer(std::uint64_t number) const;

 private:
  std::uint64_t last_ = 0;
  bool running_ = false;
  std::optional<std::string> answer_;
};

}  // namespace gatehouse::gates::ximss
