// The guide's data format as values: strings, data blocks, numbers, time stamps, IP addresses,
// arrays, dictionaries, null. Copying is deep; a value has no identity.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/clock.h"

namespace gatehouse::settings {

class Value;
using Array = std::vector<Value>;
using Dictionary = std::map<std::string, Value, std::less<>>;  // keys sorted, as they are written

struct Null {
  bool operator==(const Null&) const = default;
};
struct Data {  // [base64]
  std::string bytes;
  bool operator==(const Data&) const = default;
};
struct Number {  // #-50
  std::int64_t value;
  bool operator==(const Number&) const = default;
};
struct TimeStamp {  // #Tdd-mm-yyyy_hh:mm:ss, GMT, whole seconds; #TPAST and #TFUTURE are the ends
  std::chrono::sys_seconds at;
  bool operator==(const TimeStamp&) const = default;
};
struct Address {  // #I[10.0.44.55]:25
  IpAddress address;
  std::uint16_t port = 0;  // 0: none was written
  bool operator==(const Address&) const = default;
};

class Value {
 public:
  using Variant =
      std::variant<std::string, Dictionary, Array, Number, Data, TimeStamp, Address, Null>;

  Value() : held_(std::string{}) {}
  Value(std::string text) : held_(std::move(text)) {}         // NOLINT: a value is what it holds
  Value(std::string_view text) : held_(std::string(text)) {}  // NOLINT
  Value(const char* text) : held_(std::string(text)) {}       // NOLINT
  Value(Dictionary held) : held_(std::move(held)) {}          // NOLINT
  Value(Array held) : held_(std::move(held)) {}               // NOLINT
  Value(Number held) : held_(held) {}                         // NOLINT
  Value(Data held) : held_(std::move(held)) {}                // NOLINT
  Value(TimeStamp held) : held_(held) {}                      // NOLINT
  Value(Address held) : held_(held) {}                        // NOLINT
  Value(Null held) : held_(held) {}                           // NOLINT

  // Null when it holds another kind.
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&held_); }
  [[nodiscard]] const Dictionary* dictionary() const { return std::get_if<Dictionary>(&held_); }
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&held_); }
  [[nodiscard]] const Number* number() const { return std::get_if<Number>(&held_); }
  [[nodiscard]] const Data* data() const { return std::get_if<Data>(&held_); }
  [[nodiscard]] bool is_null() const { return std::holds_alternative<Null>(held_); }
  [[nodiscard]] const Variant& held() const { return held_; }
  // The dictionary moved out; nullopt when it holds another kind.
  [[nodiscard]] std::optional<Dictionary> take_dictionary() &&;

  // A whole number written as #50 or as the string 50.
  [[nodiscard]] std::optional<std::int64_t> whole() const;

  bool operator==(const Value&) const = default;

 private:
  Variant held_;
};

// The value under `key`, or null.
[[nodiscard]] const Value* find(const Dictionary& dictionary, std::string_view key);

}  // namespace gatehouse::settings
