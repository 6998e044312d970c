// What a client asked for, once everything that can be read in two ways has been refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace gatehouse::gates::http {

enum class Method { get, head, post, put, del, patch, options };
[[nodiscard]] std::string_view name_of(Method method);

struct Field {
  std::string name;  // of a request: lower case
  std::string value;
  bool operator==(const Field&) const = default;
};

struct Request {
  Method method = Method::get;
  std::string target{};     // as it was sent
  std::string path{};       // decoded once; see read_target()
  std::string query{};      // as it was sent, without the question mark
  std::string host{};       // lower case, without port; empty: none (HTTP/1.0)
  std::string authority{};  // the same, with its port when one was sent
  std::vector<Field> fields{};
  bool keep_alive = true;
  bool waits_for_go_ahead = false;          // Expect: 100-continue
  std::optional<std::uint64_t> length = 0;  // of the body; nullopt: sent in chunks
  Secret body{};                            // may hold a password

  // Null: it was not sent.
  [[nodiscard]] const std::string* field(std::string_view name) const;
  [[nodiscard]] bool has_body() const { return !length || *length > 0; }
};

}  // namespace gatehouse::gates::http
