// Randomness as an argument: the server uses SystemEntropy, tests a fixed sequence.
#pragma once

#include <string>

namespace gatehouse::crypto {

class Entropy {
 public:
  virtual ~Entropy() = default;
  [[nodiscard]] virtual std::string bytes(std::size_t count) = 0;
};

// OpenSSL's generator. Waits for the kernel to be seeded; aborts rather than give weak bytes.
class SystemEntropy final : public Entropy {
 public:
  [[nodiscard]] std::string bytes(std::size_t count) override;
};

// Counts upward from `start`: predictable on purpose. For tests.
class CountingEntropy final : public Entropy {
 public:
  explicit CountingEntropy(unsigned char start = 0) : next_(start) {}
  [[nodiscard]] std::string bytes(std::size_t count) override;

 private:
  unsigned char next_;
};

// `count` characters of [A-Za-z0-9], evenly chosen.
[[nodiscard]] std::string random_word(Entropy& entropy, std::size_t count);

}  // namespace gatehouse::crypto
