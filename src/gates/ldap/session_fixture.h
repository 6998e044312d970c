// A session with a keeper that plays a small directory, and a client that reads what it says.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gates/ldap/request_fixture.h"
#include "gates/ldap/session.h"
#include "net/offload.h"
#include "tests/support/deaf_keeper.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::gates::ldap {

// company.com with joe (also joseph), ann and the group staff. Joe's password is "right".
class PlayedKeeper : public support::DeafKeeper {
 public:
  std::size_t longest_page = 2;
  std::vector<std::string> asked;  // mechanisms begun, and what else was called
  std::vector<std::string> lines;  // commands
  auth::DenialKind refusal = auth::DenialKind::refused;
  bool closes = false;
  int visits = 0;  // that have not been left

  net::Task<Result<auth::Welcome>> welcome(auth::Peer peer, auth::OnEnd) override {
    EXPECT_EQ(peer.service, "LDAP");
    ++visits;
    auth::Offer offer;
    offer.host = "company.com";
    offer.mechanisms = {"SCRAM-SHA-1", "CRAM-MD5"};
    co_return auth::Welcome{1, offer};
  }
  void leave(auth::VisitId) override { --visits; }

  net::Task<auth::Reply> begin(auth::VisitId, std::string mechanism,
                               std::optional<Secret> initial) override {
    asked.push_back(mechanism + (initial ? "+" : ""));
    if (mechanism == "CRAM-MD5" && !initial) co_return auth::Challenge{"<1@company.com>"};
    if (mechanism == "DIGEST-MD5" && !initial) co_return auth::Challenge{"nonce=1"};
    if (mechanism == "SCRAM-SHA-1" && initial) co_return auth::Challenge{"r=1"};
    if (mechanism == "EXTERNAL" && initial && initial->empty()) co_return joe();
    const std::string right("\0joe@company.com\0right", 22);
    if (mechanism == "PLAIN" && initial && initial->reveal() == right) co_return joe();
    co_return auth::Denial{refusal, "no", closes};
  }
  net::Task<auth::Reply> feed(auth::VisitId, Secret response) override {
    asked.push_back("feed " + std::string(response.reveal()));
    if (response.reveal() == "digest") co_return auth::Challenge{"rspauth=3"};
    if (response.empty()) co_return joe();
    if (response.reveal() != "answer") co_return auth::Denial{refusal, "no", closes};
    auto session = joe();
    session.last_words = "v=2";
    co_return session;
  }
  net::Task<auth::Reply> abort(auth::VisitId, auth::DenialKind why) override {
    asked.emplace_back("abort");
    co_return auth::Denial{why, "ended", closes};
  }
  net::Task<auth::CommandReply> command(auth::VisitId, Secret line) override {
    lines.emplace_back(line.reveal());
    const bool is_weak = line.reveal().contains("\"weak\"");
    co_return auth::CommandReply{is_weak ? 512 : 200, is_weak ? "too weak" : "OK", {}};
  }
  net::Task<auth::Allowed<auth::EntryPage>> entries(auth::VisitId,
                                                    auth::EntryQuery query) override {
    asked.push_back("entries " + query.domain + "/" + query.name.value_or("*"));
    std::vector<auth::Entry> all;
    for (auto& entry : directory())
      if (is_meant(entry, query)) all.push_back(std::move(entry));
    const auto begin = query.after.empty() ? 0U : std::stoul(query.after);
    const auto end = std::min({all.size(), begin + longest_page, begin + query.most});
    auth::EntryPage page;
    for (auto at = begin; at < end; ++at) page.entries.push_back(std::move(all[at]));
    if (end < all.size()) page.last = std::to_string(end);
    co_return page;
  }

 private:
  static auth::Session joe() { return {"joe@company.com", "joe@company.com", "", "joe"}; }
  static std::vector<auth::Entry> directory() {
    using enum auth::EntryKind;
    return {{domain, "", "company.com", {}},
            {account, "ann", "company.com", {{"RealName", {"Ann Miller"}}}},
            {account, "joe", "company.com", {{"Aliases", {"joseph"}}, {"Groups", {"staff"}}}},
            {group, "staff", "company.com", {{"Members", {"joe", "bob@far.com"}}}}};
  }
  static bool is_meant(const auth::Entry& entry, const auth::EntryQuery& query) {
    if (!query.domain.empty() && query.domain != entry.domain) return false;
    return !query.name || *query.name == entry.name ||
           (*query.name == "joseph" && entry.name == "joe");
  }
};

// A message of the server.
struct Said {
  std::int32_t id = 0;
  Tag operation = 0;
  std::int32_t code = -1;              // of a result
  std::string words;                   // of a result
  std::optional<std::string> value{};  // serverSaslCreds, responseValue or responseName
  std::string dn;                      // of an entry
  std::vector<std::pair<std::string, std::vector<std::string>>> attributes{};
  std::optional<std::string> cookie{};  // of a page control

  [[nodiscard]] std::vector<std::string> values_of(std::string_view name) const {
    for (const auto& [type, values] : attributes)
      if (type == name) return values;
    return {};
  }
};

inline void read_entry(Said& said, std::string_view content) {
  Elements elements(content);
  said.dn = elements.take(tag_octets).value_or("?");
  Elements list(elements.take(tag_sequence).value_or(std::string_view()));
  while (const auto one = list.take(tag_sequence)) {
    Elements parts(*one);
    auto& [name, values] = said.attributes.emplace_back();
    name = parts.take(tag_octets).value_or("?");
    Elements set(parts.take(tag_set).value_or(std::string_view()));
    while (const auto value = set.take(tag_octets)) values.emplace_back(*value);
  }
}

inline void read_result(Said& said, std::string_view content) {
  Elements elements(content);
  said.code = elements.take_number(tag_enumerated).value_or(-1);
  EXPECT_EQ(elements.take(tag_octets), "");
  said.words = elements.take(tag_octets).value_or("?");
  if (!elements.at_end()) said.value = elements.take().value().content;
  EXPECT_TRUE(elements.at_end());
}

inline std::vector<Said> read_all(std::string_view bytes) {
  std::vector<Said> all;
  Elements messages(bytes);
  while (const auto message = messages.take(tag_sequence)) {
    Elements elements(*message);
    auto& said = all.emplace_back();
    said.id = elements.take_number(tag_integer).value_or(-1);
    const auto operation = elements.take().value();
    said.operation = operation.tag;
    if (operation.tag == op_entry)
      read_entry(said, operation.content);
    else
      read_result(said, operation.content);
    if (elements.at_end()) continue;
    Elements controls(elements.take(constructed_context(0)).value());
    Elements control(controls.take(tag_sequence).value());
    EXPECT_EQ(control.take(tag_octets), "1.2.840.113556.1.4.319");
    Elements value(control.take(tag_octets).value());
    Elements page(value.take(tag_sequence).value());
    EXPECT_EQ(page.take_number(tag_integer), 0);
    said.cookie = page.take(tag_octets).value();
  }
  EXPECT_TRUE(messages.at_end());
  return all;
}

class LdapSession : public testing::Test {
 protected:
  // All that the server said to `client`, which is sent at once; then nothing more is sent.
  std::vector<Said> play(std::string_view client) {
    support::StreamPair pair;
    pair.send(client);
    pair.end_sending();
    auto task = serve(pair);
    pair.run(std::move(task));
    std::string said;
    for (auto part = pair.receive(); !part.empty(); part = pair.receive()) said += part;
    EXPECT_EQ(keeper_.visits, 0);
    return read_all(said);
  }
  // The answer to one request behind joe's bind; its entries come first.
  std::vector<Said> as_joe(std::string_view operation, std::string_view controls = "") {
    auto said = play(request(1, bind_as_joe) + request(2, operation, controls));
    EXPECT_GE(said.size(), 2U);
    EXPECT_EQ(said.front().code, 0);
    said.erase(said.begin());
    return said;
  }
  net::Task<bool> serve(support::StreamPair& pair) {
    Surroundings around{.keeper = keeper_, .disk = disk_, .tls = nullptr, .base = {}, .limits = {}};
    auto visit = co_await Visit::start(keeper_, "LDAP", pair.stream());
    net::Lines lines(pair.stream(), 8192);
    {
      Session session(lines, std::move(*visit), around);
      co_await session.run();
    }
    pair.stream().close();
    co_return true;
  }

  const std::string bind_as_joe = simple_bind("uid=joe,cn=company.com", "right");
  PlayedKeeper keeper_;
  net::Offload disk_{{.threads = 1, .queue = 8}};
};

}  // namespace gatehouse::gates::ldap
