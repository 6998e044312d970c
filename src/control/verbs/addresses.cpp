#include <algorithm>
#include <array>
#include <chrono>

#include "access/client_addresses.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/server_document.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using access::ListKind;

constexpr std::int64_t longest_block = 10LL * 365 * 24 * 3600;  // seconds

// GETIPSTATE names the first of these that an address is in.
constexpr std::array most_telling_first{
    ListKind::denied,  ListKind::blacklisted, ListKind::white_hole,
    ListKind::proxies, ListKind::client,      ListKind::lan,
    ListKind::nated,   ListKind::nat_site,    ListKind::debug};

Result<void> ready(const Call& call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return may;
  if (call.site.addresses == nullptr) return fail(ErrorCode::unavailable, "no addresses are kept");
  return {};
}

// The list that GETxxxIPS and SETxxxIPS are about.
std::string_view setting_of(const Verb& verb) {
  const auto name = verb.name.substr(3);
  const auto found = std::ranges::find_if(
      access::address_lists(), [&](const auto& list) { return same_but_case(list.setting, name); });
  return found->setting;
}

Result<IpAddress> take_address(Call& call) {
  auto word = call.arguments.word("address");
  if (!word) return passed_on(word);
  std::string_view text = *word;
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const auto address = IpAddress::parse(text);
  if (!address) return fail(ErrorCode::malformed, "expected an IP address");
  return *address;
}

Result<void> not_their_own(const Call& call, const IpAddress& address) {
  const auto& link = call.caller.link;
  if (!link || link->remote != address) return {};
  return fail(ErrorCode::not_allowed, "that is the address you come from");
}

struct Block {
  IpAddress address;
  std::optional<Duration> period;  // nullopt: for good
};

// `10.0.0.1-600` or `10.0.0.1-*`; without either for good.
std::optional<Block> read_block(std::string_view text) {
  const auto dash = text.rfind('-');
  const auto name = trimmed(text.substr(0, dash));
  const auto address = IpAddress::parse(name);
  if (!address) return std::nullopt;
  if (dash == text.npos || text.substr(dash + 1) == "*") return Block{*address, std::nullopt};
  const auto seconds = to_number<std::int64_t>(text.substr(dash + 1));
  if (!seconds || *seconds < 0 || *seconds > longest_block) return std::nullopt;
  return Block{*address, std::chrono::seconds{*seconds}};
}

Result<std::vector<Block>> read_blocks(std::string_view text) {
  std::vector<Block> blocks;
  while (!text.empty()) {
    const auto one = trimmed(take_until(text, ','));
    if (one.empty()) continue;
    const auto block = read_block(one);
    if (!block) return fail(ErrorCode::malformed, "expected addresses as 10.0.0.1-600, ...-*");
    blocks.push_back(*block);
  }
  return blocks;
}

void apply(const Call& call, const Block& block) {
  auto& temporary = call.site.addresses->temporary();
  if (block.period == Duration{0}) return temporary.unblock(block.address);
  temporary.block(block.address, block.period, call.site.clock.moment());
}

}  // namespace

Result<Outcome> address_list(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto defaults = call.site.directory.defaults();
  const auto* value = settings::find(defaults->server, setting_of(verb));
  return answer(value == nullptr ? settings::Value() : *value);
}

Result<Outcome> set_address_list(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  auto text = call.arguments.word("addresses");
  if (!text) return passed_on(text);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const std::scoped_lock alone(call.site.changing);
  auto all = call.site.directory.defaults()->server;
  all.insert_or_assign(std::string(setting_of(verb)), std::move(*text));
  return store_server_settings(call, std::move(all));
}

Result<Outcome> confirm_addresses(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const std::scoped_lock alone(call.site.changing);
  const auto trial = call.site.addresses->take_trial();
  if (!trial) return fail(ErrorCode::malformed, "there is nothing to confirm (any more)");
  return store_confirmed(call, directory::updated(call.site.directory.defaults()->server, *trial));
}

Result<Outcome> address_trial(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto trial = call.site.addresses->trial();
  if (!trial) return answer(settings::Dictionary{});
  const auto left = std::chrono::ceil<std::chrono::seconds>(trial->left).count();
  return answer(settings::Dictionary{{"Changes", std::move(trial->changes)},
                                     {"Seconds", settings::Number{left}}});
}

Result<Outcome> address_state(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  const auto address = take_address(call);
  if (!address) return std::unexpected(address.error());
  const bool temporary = call.arguments.keyword("TEMP");
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto& addresses = *call.site.addresses;
  const auto now = call.site.clock.moment();
  if (temporary && addresses.temporary().blocked(*address, now)) return answer("Blacklisted");
  if (temporary) return answer(addresses.temporary().client(*address, now) ? "Client" : "");
  const auto view = addresses.now();
  for (const auto kind : most_telling_first)
    if (view->is_in(kind, *address))
      return answer(access::address_lists()[static_cast<std::size_t>(kind)].state);
  return answer("");
}

Result<Outcome> temporary_clients(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  std::string all;
  for (const auto& address : call.site.addresses->temporary().all_clients(call.site.clock.moment()))
    all += (all.empty() ? "" : ",") + address.text();
  return answer(std::move(all));
}

Result<Outcome> blacklist_for_a_time(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  const auto address = take_address(call);
  if (!address) return std::unexpected(address.error());
  Block block{*address, std::nullopt};
  if (call.arguments.keyword("DELETE")) {
    block.period = Duration{0};
  } else if (call.arguments.keyword("TIMEOUT")) {
    const auto word = call.arguments.word("seconds");
    if (!word) return std::unexpected(word.error());
    const auto seconds = to_number<std::int64_t>(*word);
    if (!seconds || *seconds < 0 || *seconds > longest_block)
      return fail(ErrorCode::malformed, "TIMEOUT: expected seconds");
    block.period = std::chrono::seconds{*seconds};
  }
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  if (auto may = not_their_own(call, *address); block.period != Duration{0} && !may)
    return passed_on(may);
  apply(call, block);
  return done();
}

Result<Outcome> temporary_blacklist(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  std::string all;
  for (const auto& [address, left] :
       call.site.addresses->temporary().all_blocked(call.site.clock.moment())) {
    const auto seconds =
        left ? std::to_string(std::chrono::ceil<std::chrono::seconds>(*left).count())
             : std::string("*");
    all += (all.empty() ? "" : ",") + address.text() + "-" + seconds;
  }
  return answer(std::move(all));
}

Result<Outcome> add_to_temporary_blacklist(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  auto text = call.arguments.word("addresses");
  if (!text) return passed_on(text);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto blocks = read_blocks(*text);
  if (!blocks) return std::unexpected(blocks.error());
  for (const auto& block : *blocks)
    if (auto may = not_their_own(call, block.address); !may) return passed_on(may);
  for (const auto& block : *blocks) apply(call, block);
  return done();
}

Result<Outcome> report_failed_login_address(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  const auto address = take_address(call);
  if (!address) return std::unexpected(address.error());
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto limit = call.site.directory.defaults()->setting("TempBlacklistFlow");
  call.site.addresses->temporary().report_failure(*address, settings::to_flow(limit),
                                                  call.site.clock.moment());
  return done();
}

Result<Outcome> reset_failed_login_address(Call call, const Verb& verb) {
  if (auto may = ready(call, verb); !may) return passed_on(may);
  const auto address = take_address(call);
  if (!address) return std::unexpected(address.error());
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  call.site.addresses->temporary().unblock(*address);
  if (call.site.forget_failures_of_address) call.site.forget_failures_of_address(*address);
  return done();
}

}  // namespace gatehouse::control::acts
