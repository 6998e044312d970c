// What attack protection promises (security.md, V-083 to V-090), against a clock that is told.
#include "auth/protection/protection.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace gatehouse::auth {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Moment start = Moment{} + hours{1000};

IpAddress at(std::string_view text) { return *IpAddress::parse(text); }
// Address `number` of 10.`net`.0.0/16, 100 to each /24.
IpAddress bot(unsigned number, unsigned net = 9) {
  return at("10." + std::to_string(net) + "." + std::to_string(number / 100) + "." +
            std::to_string(number % 100 + 1));
}

class ProtectionTest : public testing::Test {
 protected:
  GuessedAt guess(const std::string& account, const IpAddress& from, unsigned limit = 10) {
    return {.account = account, .counter = account, .from = from, .limit = limit};
  }
  // True: the secret was compared (and found wrong).
  bool try_wrong(const std::string& account, const IpAddress& from, const std::string& secret,
                 unsigned limit = 10) {
    auto answer = protection_.reserve(guess(account, from, limit), now_);
    EXPECT_NE(answer.admission, Admission::busy);
    if (answer.admission != Admission::granted) return false;
    const Secret tried(secret);
    answer.reservation.failed(&tried, now_);
    return true;
  }
  bool try_new(const std::string& account, const IpAddress& from) {
    return try_wrong(account, from, "guess" + std::to_string(++guesses_));
  }
  // True: the owner gets in.
  bool log_in(const std::string& account, const IpAddress& from) {
    auto answer = protection_.reserve(guess(account, from), now_);
    if (answer.admission != Admission::granted) return false;
    answer.reservation.release();
    protection_.succeeded(account, account, from, now_);
    return true;
  }
  Protection::View view(const std::string& account, const IpAddress& from) {
    return protection_.view(guess(account, from), now_);
  }

  crypto::CountingEntropy entropy_;
  Protection protection_{entropy_};
  Moment now_ = start;
  int guesses_ = 0;
};

// V-083
TEST_F(ProtectionTest, ComparesTenGuessesOfOneAddressAndServesTheOwner) {
  const auto home = at("192.0.2.7");
  EXPECT_TRUE(log_in("joe", home));
  int compared = 0;
  for (int i = 0; i < 1000; ++i) {
    compared += try_new("joe", bot(1));
    EXPECT_TRUE(log_in("joe", home)) << i;
  }
  EXPECT_EQ(compared, 10);
}

TEST_F(ProtectionTest, ComparesNoMoreThanTenInAnyQuarterOfAnHour) {
  std::vector<Moment> compared;
  for (int i = 0; i < 2000; ++i, now_ += seconds{7})
    if (try_new("joe", bot(static_cast<unsigned>(i) % 1000))) compared.push_back(now_);
  ASSERT_GT(compared.size(), 30U);
  for (std::size_t i = 10; i < compared.size(); ++i)
    EXPECT_GE(compared[i] - compared[i - 10], Protection::period) << i;
}

// V-084
TEST_F(ProtectionTest, ComparesAHundredGuessesOfAThousandAddressesUntilTheOwnerComes) {
  const auto home = at("192.0.2.7");
  EXPECT_TRUE(log_in("joe", home));
  int compared = 0;
  for (unsigned round = 0; round < 100; ++round, now_ += minutes{4})
    for (unsigned address = 0; address < 1000; ++address) compared += try_new("joe", bot(address));
  EXPECT_EQ(compared, 100);
  EXPECT_TRUE(view("joe", bot(1)).locked);
  EXPECT_TRUE(log_in("joe", home));
  EXPECT_TRUE(try_new("joe", bot(1)));
}

TEST_F(ProtectionTest, OpensAgainToStrangersAfterADay) {
  for (int i = 0; i < 100; ++i, now_ += minutes{2}) try_new("joe", bot(1));
  for (; !view("joe", bot(1)).locked || view("joe", bot(1)).total < 100; now_ += minutes{1})
    try_new("joe", bot(1));
  const auto closed = now_;
  for (; !try_new("joe", bot(1)); now_ += minutes{1}) ASSERT_LT(now_ - closed, days{2});
  EXPECT_GE(now_ - closed, hours{23});
}

TEST_F(ProtectionTest, KeepsTheAddressOfTheOwnerApartFromItsNeighbours) {
  EXPECT_TRUE(log_in("joe", at("192.0.2.7")));
  EXPECT_EQ(view("joe", at("192.0.2.7")).standing, Standing::known_address);
  EXPECT_EQ(view("joe", at("192.0.2.8")).standing, Standing::known_site);
  EXPECT_EQ(view("joe", at("192.0.3.7")).standing, Standing::stranger);
  EXPECT_EQ(view("ann", at("192.0.2.7")).standing, Standing::stranger);
  int compared = 0;
  for (int i = 0; i < 100; ++i) compared += try_new("joe", at("192.0.2.8"));
  EXPECT_EQ(compared, 10);
  EXPECT_TRUE(log_in("joe", at("192.0.2.7")));
  EXPECT_TRUE(try_new("joe", at("192.0.3.7"))) << "strangers have a budget of their own";
}

TEST_F(ProtectionTest, LimitsAKnownAddressToo) {
  EXPECT_TRUE(log_in("joe", at("192.0.2.7")));
  int compared = 0;
  for (int i = 0; i < 50; ++i) compared += try_new("joe", at("192.0.2.7"));
  EXPECT_EQ(compared, 10);
  EXPECT_FALSE(log_in("joe", at("192.0.2.7")));
  now_ += minutes{16};
  EXPECT_TRUE(log_in("joe", at("192.0.2.7")));
}

TEST_F(ProtectionTest, ForgetsASourceAfterAMonth) {
  EXPECT_TRUE(log_in("joe", at("192.0.2.7")));
  now_ += days{29};
  EXPECT_EQ(view("joe", at("192.0.2.7")).standing, Standing::known_address);
  now_ += days{1};
  EXPECT_EQ(view("joe", at("192.0.2.7")).standing, Standing::stranger);
}

TEST_F(ProtectionTest, RemembersThirtyTwoSourcesOfAnAccount) {
  for (unsigned i = 0; i < 40; ++i, now_ += hours{1})
    EXPECT_TRUE(log_in("joe", at("10.9." + std::to_string(i) + ".1")));
  EXPECT_EQ(view("joe", at("10.9.0.1")).standing, Standing::stranger);
  EXPECT_EQ(view("joe", at("10.9.39.1")).standing, Standing::known_address);
  EXPECT_EQ(view("joe", at("10.9.8.1")).standing, Standing::known_address);
}

// V-085
TEST_F(ProtectionTest, StopsOnePasswordOnManyAccounts) {
  int compared = 0;
  for (unsigned i = 0; i < 10000; ++i)
    compared += try_wrong("user" + std::to_string(i), bot(i % 100), "Winter2026");
  EXPECT_EQ(compared, 20);
  EXPECT_TRUE(view("user1", bot(7)).site_closed);
  EXPECT_FALSE(log_in("user9999", bot(7)));
  EXPECT_TRUE(log_in("user9999", at("192.0.2.7"))) << "the others are served";
  now_ += minutes{10};
  EXPECT_TRUE(log_in("user9999", bot(7)));
}

TEST_F(ProtectionTest, ServesAnOwnerInANetworkThatIsClosed) {
  EXPECT_TRUE(log_in("joe", bot(7)));
  for (unsigned i = 0; i < 100; ++i) try_new("user" + std::to_string(i), bot(8));
  EXPECT_TRUE(view("ann", bot(9)).site_closed);
  EXPECT_TRUE(log_in("joe", bot(7)));
  EXPECT_FALSE(log_in("joe", bot(9))) << "a neighbour is held to the network";
}

TEST_F(ProtectionTest, NeverClosesThisMachine) {
  for (unsigned i = 0; i < 100; ++i)
    EXPECT_TRUE(try_new("user" + std::to_string(i), at("127.0.0.1")));
  EXPECT_TRUE(log_in("joe", at("127.0.0.1")));
}

// V-087
TEST_F(ProtectionTest, ComparesExactlyTheBudgetWhenManyGuessAtOnce) {
  std::atomic<int> compared{0};
  std::vector<std::thread> guessers;
  for (unsigned thread = 0; thread < 8; ++thread)
    guessers.emplace_back([&, thread] {
      for (unsigned i = 0; i < 25;) {
        auto answer = protection_.reserve(guess("joe", bot(thread * 100 + i)), start);
        if (answer.admission == Admission::busy) {
          std::this_thread::yield();
          continue;
        }
        ++i;
        if (answer.admission == Admission::locked) continue;
        ++compared;
        answer.reservation.failed(nullptr, start);
      }
    });
  for (auto& guesser : guessers) guesser.join();
  EXPECT_EQ(compared, 10);
}

TEST_F(ProtectionTest, WaitsForWhatIsBeingCompared) {
  std::vector<Protection::Answer> held;
  for (int i = 0; i < 10; ++i) held.push_back(protection_.reserve(guess("joe", bot(1)), now_));
  EXPECT_EQ(held.back().admission, Admission::granted);
  EXPECT_EQ(protection_.reserve(guess("joe", bot(2)), now_).admission, Admission::busy);
  held.pop_back();
  EXPECT_EQ(protection_.reserve(guess("joe", bot(2)), now_).admission, Admission::granted);
}

TEST_F(ProtectionTest, WaitsForWhatMayCloseTheNetwork) {
  std::vector<Protection::Answer> held;
  for (int i = 0; i < 20; ++i)
    held.push_back(protection_.reserve(guess("user" + std::to_string(i), bot(1)), now_));
  EXPECT_EQ(held.back().admission, Admission::granted);
  EXPECT_EQ(protection_.reserve(guess("joe", bot(2)), now_).admission, Admission::busy);
  EXPECT_EQ(protection_.reserve(guess("user3", bot(2)), now_).admission, Admission::granted);
  EXPECT_EQ(protection_.reserve(guess("joe", bot(200)), now_).admission, Admission::granted);
}

// V-088
TEST_F(ProtectionTest, CountsAnOldSavedPasswordOnce) {
  for (int minute = 0; minute < 24 * 60; ++minute, now_ += minutes{1})
    EXPECT_TRUE(try_wrong("joe", bot(1), "last year's")) << minute;
  EXPECT_EQ(view("joe", bot(1)).total, 1U);
  EXPECT_TRUE(log_in("joe", bot(1)));
}

TEST_F(ProtectionTest, ComparesARepeatedSecretOnlySoOften) {
  int compared = 0;
  for (int i = 0; i < 1000; ++i) compared += try_wrong("joe", bot(1), "the same");
  EXPECT_EQ(compared, 101);
}

TEST_F(ProtectionTest, CountsTheSameSecretOfAnotherAccountAndWhatIsNotShown) {
  EXPECT_TRUE(try_wrong("joe", bot(1), "same"));
  EXPECT_TRUE(try_wrong("ann", bot(1), "same"));
  EXPECT_EQ(view("ann", bot(1)).failures, 1U);
  for (int i = 0; i < 3; ++i)
    protection_.reserve(guess("ann", bot(1)), now_).reservation.failed(nullptr, now_);
  EXPECT_EQ(view("ann", bot(1)).failures, 4U);
}

// V-090
TEST_F(ProtectionTest, StaysBoundedWhateverAddressesCome) {
  auto address = at("2001:db8::1");
  for (unsigned i = 0; i < 70000; ++i) {
    address.bytes[3] = static_cast<std::uint8_t>(i >> 16U);
    address.bytes[4] = static_cast<std::uint8_t>(i >> 8U);
    address.bytes[5] = static_cast<std::uint8_t>(i);
    EXPECT_TRUE(try_new("name" + std::to_string(i), address));
  }
  EXPECT_EQ(protection_.size(), Protection::most_budgets);
  EXPECT_EQ(view("name0", address).failures, 0U);
  EXPECT_EQ(view("name69999", address).failures, 1U);
}

TEST_F(ProtectionTest, CountsAnIpv6SiteOnce) {
  int compared = 0;
  for (unsigned i = 0; i < 100; ++i) {
    auto address = at("2001:db8:7::1");
    address.bytes[7] = static_cast<std::uint8_t>(i);
    compared += try_new("user" + std::to_string(i), address);
  }
  EXPECT_EQ(compared, 20);
}

TEST_F(ProtectionTest, KeepsCountersOfTagsApartUnderTheSourcesOfTheirAccount) {
  const GuessedAt phone{.account = "joe", .counter = "joe$phone", .from = bot(1), .limit = 2};
  EXPECT_TRUE(log_in("joe", bot(1)));
  for (int i = 0; i < 2; ++i) protection_.reserve(phone, now_).reservation.failed(nullptr, now_);
  EXPECT_EQ(protection_.reserve(phone, now_).admission, Admission::locked);
  EXPECT_EQ(protection_.view(phone, now_).standing, Standing::known_address);
  EXPECT_TRUE(log_in("joe", bot(1)));
}

TEST_F(ProtectionTest, CountsWhatNobodyCouldDecideOnItsOwn) {
  auto unclear = guess("joe", bot(1), 2);
  unclear.undecided = true;
  for (int i = 0; i < 2; ++i) protection_.reserve(unclear, now_).reservation.failed(nullptr, now_);
  EXPECT_EQ(protection_.reserve(unclear, now_).admission, Admission::locked);
  EXPECT_EQ(view("joe", bot(1)).failing_accounts, 0U);
  EXPECT_TRUE(log_in("joe", bot(1)));
}

TEST_F(ProtectionTest, LeavesNoTraceOfRightSecretsAndUnlimitedAccounts) {
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(protection_.reserve(guess("joe", bot(1)), now_).admission, Admission::granted);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(try_wrong("ann", bot(1), "x", 0));
  EXPECT_EQ(protection_.size(), 0U);
}

// --- after a crash

class KeptProtection : public ProtectionTest {
 protected:
  KeptProtection() { protection_.keep_changes(); }

  int restore_all(Protection& into, Duration ago, Moment now) {
    int damaged = 0;
    for (const auto& line : protection_.changes(now_)) damaged += !into.restore(line, ago, now);
    return damaged;
  }
};

// V-089
TEST_F(KeptProtection, GoesOnWhereItWas) {
  EXPECT_TRUE(log_in("joe", at("192.0.2.7")));
  for (int i = 0; i < 15; ++i) try_new("joe", bot(1));
  for (int i = 0; i < 30; ++i) try_new("user" + std::to_string(i), bot(200));
  Protection next(entropy_);
  const auto later = Moment{} + hours{1};  // another boot: the clock began anew
  EXPECT_EQ(restore_all(next, minutes{5}, later), 0);
  const auto in = [&](Duration more, const std::string& account, const IpAddress& from) {
    return next.view(guess(account, from), later + more);
  };
  EXPECT_EQ(in({}, "joe", at("192.0.2.7")).standing, Standing::known_address);
  EXPECT_TRUE(in(minutes{8}, "joe", bot(1)).locked);
  EXPECT_FALSE(in(minutes{11}, "joe", bot(1)).locked);
  EXPECT_EQ(in({}, "joe", bot(1)).total, 10U);
  EXPECT_TRUE(in(minutes{4}, "ann", bot(201)).site_closed);
  EXPECT_FALSE(in(minutes{5}, "ann", bot(201)).site_closed);
}

TEST_F(KeptProtection, KeepsStrangersOutOfWhatTheyHadClosed) {
  for (; view("joe", bot(1)).total < 100; now_ += minutes{2}) try_new("joe", bot(1));
  Protection next(entropy_);
  EXPECT_EQ(restore_all(next, Duration{0}, start), 0);
  EXPECT_TRUE(next.view(guess("joe", bot(1)), start + hours{23}).locked);
  EXPECT_FALSE(next.view(guess("joe", bot(1)), start + hours{24}).locked);
}

TEST_F(KeptProtection, TellsEachChangeOnceAndAllOfItInPieces) {
  for (int i = 0; i < 5; ++i) try_new("user" + std::to_string(i), bot(1));
  EXPECT_EQ(protection_.changes(now_).size(), 7U);
  EXPECT_TRUE(protection_.changes(now_).empty());
  std::size_t lines = 0;
  std::optional<std::string> last = "";
  while (last) {
    auto piece = protection_.piece(Protection::Table::budgets, *last, 2, now_);
    lines += piece.lines.size();
    last = std::move(piece.last);
  }
  EXPECT_EQ(lines, 5U);
}

TEST_F(KeptProtection, ReadsNothingThatIsDamaged) {
  EXPECT_TRUE(log_in("joe", at("192.0.2.7")));
  try_new("joe", bot(1));
  for (const auto& line : protection_.changes(now_)) {
    Protection next(entropy_);
    for (std::size_t cut = 0; cut < line.size(); ++cut) {
      EXPECT_FALSE(next.restore(line.substr(0, cut), {}, now_)) << line;
      auto bent = line;
      bent[cut] = static_cast<char>(bent[cut] ^ 1);
      EXPECT_FALSE(next.restore(bent, {}, now_)) << bent;
    }
    EXPECT_EQ(next.size(), 0U);
    EXPECT_TRUE(next.restore(line, {}, now_)) << line;
  }
}

TEST_F(ProtectionTest, TellsFromWhereStrangersAreNotLetIn) {
  EXPECT_TRUE(protection_.closed(now_, 10).empty());
  for (unsigned i = 0; i < Protection::most_of_address; ++i)
    EXPECT_TRUE(try_wrong("joe", at("10.1.1.1"), "guess" + std::to_string(i), 1000));
  for (unsigned i = 0; i < SiteBudget::most_accounts; ++i)
    EXPECT_TRUE(try_new("user" + std::to_string(i), bot(i)));
  const auto closed = protection_.closed(now_, 10);
  ASSERT_EQ(closed.size(), 2U);
  EXPECT_EQ(closed[0].network.text(), "10.9.0.0/24");
  EXPECT_TRUE(closed[0].of_many_accounts);
  EXPECT_EQ(closed[1].network.text(), "10.1.1.1");
  EXPECT_FALSE(closed[1].of_many_accounts);
  EXPECT_EQ(protection_.closed(now_, 1).size(), 1U);
  EXPECT_TRUE(protection_.closed(now_ + hours{1}, 10).empty());
}

TEST_F(ProtectionTest, FindsClosedSourcesAmongMany) {
  for (unsigned i = 0; i < 3000; ++i)
    EXPECT_TRUE(try_new("user" + std::to_string(i), at("10." + std::to_string(i / 250) + "." +
                                                       std::to_string(i % 250) + ".1")));
  for (unsigned i = 0; i < SiteBudget::most_accounts; ++i)
    EXPECT_TRUE(try_new("other" + std::to_string(i), bot(i, 200)));
  EXPECT_EQ(protection_.closed(now_, 10).size(), 1U);
}

}  // namespace
}  // namespace gatehouse::auth
