#include "access/client_addresses.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "directory/store.h"

namespace gatehouse::access {
namespace {

using settings::Dictionary;

IpAddress at(std::string_view text) { return *IpAddress::parse(text); }
const IpAddress here = at("192.0.2.1");

ClientAddresses view(const Dictionary& server) { return ClientAddresses(server); }

TEST(ClientAddresses, AreSortedByKindAndNamedOnce) {
  for (std::size_t number = 0; number < address_lists().size(); ++number)
    EXPECT_EQ(static_cast<std::size_t>(address_lists()[number].kind), number);
  EXPECT_TRUE(std::ranges::is_sorted(address_lists(), std::ranges::less_equal{},
                                     &AddressListInfo::setting));
}

TEST(ClientAddresses, ProhibitNobodyUntilTold) {
  EXPECT_FALSE(view({}).logins_prohibited(at("198.51.100.7"), here));
  EXPECT_FALSE(view({{"NonClientLogins", "default"}}).prohibits_non_clients());
  EXPECT_FALSE(view({{"NonClientLogins", "Allow"}}).prohibits_non_clients());
}

TEST(ClientAddresses, ProhibitAllButClientsAndTheServerItself) {
  const auto addresses = view({{"NonClientLogins", "prohibit"},
                               {"ClientIPs", "10.0.0.0/8\\e!10.9.0.0/16 ; guests\\e2001:db8::/32"},
                               {"LANIPs", "172.16.0.0/12"}});
  for (const auto* allowed :
       {"10.1.1.1", "2001:db8::7", "127.0.0.1", "127.8.8.8", "::1", "192.0.2.1"})
    EXPECT_FALSE(addresses.logins_prohibited(at(allowed), here)) << allowed;
  for (const auto* refused : {"10.9.1.1", "172.16.0.1", "198.51.100.7", "2001:db9::7"})
    EXPECT_TRUE(addresses.logins_prohibited(at(refused), here)) << refused;
}

TEST(ClientAddresses, NeverDenyOrBlacklistTheServerItself) {
  const auto all = "0.0.0.0-255.255.255.255\\e::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  const auto addresses = view({{"DeniedIPs", all}, {"BlacklistedIPs", all}});
  for (const auto* own : {"127.0.0.1", "::1"}) {
    EXPECT_FALSE(addresses.denied(at(own))) << own;
    EXPECT_FALSE(addresses.blacklisted(at(own), here)) << own;
  }
  EXPECT_FALSE(addresses.blacklisted(here, here));
  EXPECT_TRUE(addresses.denied(at("198.51.100.7")));
  EXPECT_TRUE(addresses.blacklisted(at("198.51.100.7"), here));
}

TEST(ClientAddresses, LeaveWhiteHolesInTheBlacklist) {
  const auto addresses =
      view({{"BlacklistedIPs", "198.51.100.0/24"}, {"WhiteHoleIPs", "198.51.100.7"}});
  EXPECT_TRUE(addresses.blacklisted(at("198.51.100.8"), here));
  EXPECT_FALSE(addresses.blacklisted(at("198.51.100.7"), here));
}

TEST(ClientAddresses, KeepRestrictionsOfWhatCannotBeRead) {
  const Dictionary damaged{{"BlacklistedIPs", "198.51.100.0/99"},
                           {"ClientIPs", "10.0.0.0/8\\eoffice"},
                           {"DeniedIPs", settings::Array{"198.51.100.7"}},
                           {"NonClientLogins", "prohibitt"},
                           {"ProxyIPs", "all"}};
  const auto alone = view(damaged);
  EXPECT_EQ(alone.damaged().size(), 5U);
  EXPECT_TRUE(alone.logins_prohibited(at("10.0.0.1"), here));
  EXPECT_TRUE(alone.denied(at("203.0.113.1")));
  EXPECT_TRUE(alone.blacklisted(at("203.0.113.1"), here));
  EXPECT_FALSE(alone.proxy(at("10.0.0.1")));

  const auto before = view({{"BlacklistedIPs", "198.51.100.0/24"},
                            {"ClientIPs", "10.0.0.0/8"},
                            {"DeniedIPs", "198.51.100.7"}});
  const ClientAddresses after(damaged, &before);
  EXPECT_FALSE(after.logins_prohibited(at("10.0.0.1"), here));
  EXPECT_TRUE(after.logins_prohibited(at("203.0.113.1"), here));
  EXPECT_TRUE(after.denied(at("198.51.100.7")));
  EXPECT_FALSE(after.denied(at("203.0.113.1")));
  EXPECT_TRUE(after.blacklisted(at("198.51.100.8"), here));
}

TEST(ClientAddresses, NameWhatCannotBeSet) {
  EXPECT_TRUE(check_addresses({}).has_value());
  EXPECT_TRUE(check_addresses({{"ClientIPs", ""}, {"NonClientLogins", "PROHIBIT"}}).has_value());
  const auto wrong = check_addresses({{"DeniedIPs", "10.0.0.1\\e10.0.0.0/33"}});
  ASSERT_FALSE(wrong.has_value());
  EXPECT_TRUE(wrong.error().detail.starts_with("DeniedIPs: line 2")) << wrong.error().detail;
  EXPECT_FALSE(check_addresses({{"NonClientLogins", "yes"}}).has_value());
  EXPECT_FALSE(check_addresses({{"LANIPs", settings::Array{}}}).has_value());
}

struct LiveAddressesTest : testing::Test {
  LiveAddressesTest() {
    EXPECT_TRUE(directory::Directory::create(*store, entropy, "company.com").has_value());
    directory = *directory::Directory::open(*store, clock, entropy, {});
    live.emplace(*directory, clock);
  }
  void set(Dictionary server) {
    ASSERT_TRUE(directory->set_server_settings(std::move(server)).has_value());
  }

  FakeClock clock;
  crypto::SystemEntropy entropy;
  std::unique_ptr<directory::Store> store = directory::make_memory_store();
  std::unique_ptr<directory::Directory> directory;
  std::optional<LiveAddresses> live;
  IpAddress stranger = at("198.51.100.7");
};

TEST_F(LiveAddressesTest, FollowsTheSettingsAndSharesItsView) {
  const auto first = live->now();
  EXPECT_EQ(live->now(), first);
  set({{"NonClientLogins", "prohibit"}});
  EXPECT_TRUE(live->now()->logins_prohibited(stranger, here));
  EXPECT_FALSE(first->logins_prohibited(stranger, here));
  set({{"NonClientLogins", "prohibit"}, {"ClientIPs", "198.51.100.0/24"}});
  EXPECT_FALSE(live->now()->logins_prohibited(stranger, here));
}

TEST_F(LiveAddressesTest, KeepsAListThatBecameUnreadable) {
  set({{"DeniedIPs", "198.51.100.7"}});
  EXPECT_TRUE(live->now()->denied(stranger));
  set({{"DeniedIPs", "198.51.100"}});
  EXPECT_TRUE(live->now()->denied(stranger));
  EXPECT_FALSE(live->now()->denied(at("198.51.100.8")));
}

TEST_F(LiveAddressesTest, ForgetsATrialThatNobodyTook) {
  live->try_out({{"NonClientLogins", "prohibit"}});
  EXPECT_TRUE(live->now()->logins_prohibited(stranger, here));
  clock.advance(LiveAddresses::trial_period - Duration{1});
  EXPECT_TRUE(live->now()->logins_prohibited(stranger, here));
  clock.advance(Duration{1});
  EXPECT_FALSE(live->now()->logins_prohibited(stranger, here));
  EXPECT_FALSE(live->take_trial().has_value());
}

TEST_F(LiveAddressesTest, GivesATrialOnce) {
  live->try_out({{"NonClientLogins", "allow"}});
  live->try_out({{"NonClientLogins", "prohibit"}});
  EXPECT_TRUE(live->now()->prohibits_non_clients());
  EXPECT_EQ(live->take_trial(), (Dictionary{{"NonClientLogins", "prohibit"}}));
  EXPECT_FALSE(live->take_trial().has_value());
  EXPECT_FALSE(live->now()->prohibits_non_clients());
}

TEST_F(LiveAddressesTest, CombinesATrialWithWhatIsChangedMeanwhile) {
  live->try_out({{"NonClientLogins", "prohibit"}});
  set({{"ClientIPs", "198.51.100.7"}});
  EXPECT_FALSE(live->now()->logins_prohibited(stranger, here));
  EXPECT_TRUE(live->now()->logins_prohibited(at("198.51.100.8"), here));
}

TEST_F(LiveAddressesTest, RemembersClientsForAsLongAsItIsTold) {
  live->note_login(stranger);
  EXPECT_TRUE(live->temporary().all_clients(clock.moment()).empty());
  set({{"TempClientTime", "10m"}});
  live->note_login(stranger);
  EXPECT_TRUE(live->temporary().client(stranger, clock.moment()));
  clock.advance(std::chrono::minutes{10});
  EXPECT_FALSE(live->temporary().client(stranger, clock.moment()));
}

TEST_F(LiveAddressesTest, BlocksLoginsForATime) {
  live->temporary().block(stranger, std::chrono::seconds{5}, clock.moment());
  EXPECT_TRUE(live->logins_blocked(stranger, here));
  EXPECT_FALSE(live->logins_blocked(stranger, stranger));
  clock.advance(std::chrono::seconds{5});
  EXPECT_FALSE(live->logins_blocked(stranger, here));
  live->temporary().block(at("127.0.0.1"), std::nullopt, clock.moment());
  EXPECT_FALSE(live->logins_blocked(at("127.0.0.1"), here));
}

struct TemporaryAddressesTest : testing::Test {
  TemporaryAddresses addresses;
  Moment now{std::chrono::hours{1}};
  settings::Flow limit{3, std::chrono::minutes{1}};
};

TEST_F(TemporaryAddressesTest, BlockUntilTheTimeIsOver) {
  addresses.block(at("10.0.0.1"), std::chrono::seconds{30}, now);
  addresses.block(at("10.0.0.2"), std::nullopt, now);
  EXPECT_TRUE(addresses.blocked(at("10.0.0.1"), now));
  const auto all = addresses.all_blocked(now + std::chrono::seconds{10});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].left, std::chrono::seconds{20});
  EXPECT_FALSE(all[1].left.has_value());
  now += std::chrono::seconds{30};
  EXPECT_FALSE(addresses.blocked(at("10.0.0.1"), now));
  EXPECT_TRUE(addresses.blocked(at("10.0.0.2"), now + std::chrono::hours{1000}));
  addresses.unblock(at("10.0.0.2"));
  EXPECT_TRUE(addresses.all_blocked(now).empty());
}

TEST_F(TemporaryAddressesTest, TakeANetworkOfIPv6AsOne) {
  addresses.block(at("2001:db8::1"), std::nullopt, now);
  EXPECT_TRUE(addresses.blocked(at("2001:db8::2"), now));
  EXPECT_FALSE(addresses.blocked(at("2001:db8:0:1::1"), now));
}

TEST_F(TemporaryAddressesTest, BlockAfterTooManyReportedFailures) {
  const auto address = at("10.0.0.1");
  addresses.report_failure(address, limit, now);
  addresses.report_failure(address, limit, now);
  EXPECT_FALSE(addresses.blocked(address, now));
  now += limit.period;  // a new period
  addresses.report_failure(address, limit, now);
  addresses.report_failure(address, limit, now);
  EXPECT_FALSE(addresses.blocked(address, now));
  addresses.report_failure(address, limit, now);
  EXPECT_TRUE(addresses.blocked(address, now));
  EXPECT_FALSE(addresses.blocked(address, now + limit.period));
  for (int time = 0; time < 100; ++time)
    addresses.report_failure(at("10.0.0.2"), std::nullopt, now);
  EXPECT_FALSE(addresses.blocked(at("10.0.0.2"), now));
}

TEST_F(TemporaryAddressesTest, NeverShortenABlockByAFailure) {
  addresses.block(at("10.0.0.1"), std::nullopt, now);
  for (int time = 0; time < 5; ++time) addresses.report_failure(at("10.0.0.1"), limit, now);
  EXPECT_TRUE(addresses.blocked(at("10.0.0.1"), now + std::chrono::hours{9}));
}

TEST_F(TemporaryAddressesTest, AreBounded) {
  IpAddress address = at("10.0.0.0");
  for (std::size_t number = 0; number < TemporaryAddresses::most + 10; ++number) {
    address.bytes[13] = static_cast<std::uint8_t>(number >> 16);
    address.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    address.bytes[15] = static_cast<std::uint8_t>(number);
    addresses.note_client(address, std::chrono::hours{1} + Duration{number}, now);
  }
  EXPECT_EQ(addresses.all_clients(now).size(), TemporaryAddresses::most);
  EXPECT_TRUE(addresses.client(address, now));
  EXPECT_FALSE(addresses.client(at("10.0.0.0"), now));
}

}  // namespace
}  // namespace gatehouse::access
