// A talk: a scripted conversation with one gate, as the files below tests/talks write it. The
// language is described in tests/talks/README.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::support {

// How the next connection reaches the site.
struct Approach {
  std::string service{};  // gates::Service name
  bool tls = false;       // TLS from the first byte
  IpAddress remote = *IpAddress::parse("127.0.0.1");
  IpAddress local = *IpAddress::parse("127.0.0.1");
};

// A line that makes a part of the site: `account joe@company.com password "x" {Key=Value;}`.
struct SiteLine {
  int number = 0;
  std::string verb{};
  std::vector<std::string> words{};  // unquoted
  std::string settings{};            // the tail that starts with { or (; may be empty
};

enum class StepKind { expect, skip_to, say, say_raw, start_tls, expect_end, advance, connect };

struct Step {
  int number = 0;  // of the line
  StepKind kind;
  std::string text{};   // what follows "S: ", "C: " and so on; unexpanded (wording.h)
  Duration period{};    // advance
  Approach approach{};  // connect
};

struct Talk {
  std::vector<SiteLine> site;
  std::vector<Step> steps;  // the first is always a connect
};

// malformed: detail is "line N: what is wrong".
[[nodiscard]] Result<Talk> parse_talk(std::string_view text);

}  // namespace gatehouse::support
