// Request controls this gate knows (RFC 4511, section 4.1.11), and results in pages (RFC 2696).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gates/ldap/message.h"

namespace gatehouse::gates::ldap {

[[nodiscard]] std::vector<std::string> control_oids();

// One that may not be passed over is not known for this operation.
[[nodiscard]] bool has_unknown_critical(const std::vector<Control>& controls, Tag operation);

struct PageRequest {
  std::int32_t size;  // entries; 0: the search ends
  // Where to go on: what the last page's cookie said; empty: at the beginning. A client that
  // changes it goes on elsewhere in what it may see anyway.
  std::string_view cookie;
};
struct Paging {
  bool is_broken = false;  // there is such a control, but it cannot be read
  std::optional<PageRequest> page{};
};
[[nodiscard]] Paging paging_of(const std::vector<Control>& controls);

// The controls of a search's last message. Empty cookie: that was all.
[[nodiscard]] std::string page_control(std::string_view cookie);

}  // namespace gatehouse::gates::ldap
