#include <gtest/gtest.h>

#include "auth/positive_cache.h"
#include "auth/secret_cache.h"

namespace gatehouse::auth {
namespace {

using std::chrono::minutes;

const Moment start = Moment{} + std::chrono::hours{1};

directory::Account account(std::string name, std::uint64_t version,
                           const std::string& domain_id = "one") {
  auto domain = std::make_shared<directory::Domain>();
  domain->name = "company.com";
  domain->id = domain_id;
  directory::Account made;
  made.name = std::move(name);
  made.domain = std::move(domain);
  made.version = version;
  return made;
}

class PositiveCacheTest : public testing::Test {
 protected:
  crypto::CountingEntropy entropy_;
  PositiveCache cache_{entropy_};
};

TEST_F(PositiveCacheTest, KnowsAPasswordForFiveMinutes) {
  const auto key = cache_.key_of(account("joe", 1), "secret");
  EXPECT_FALSE(cache_.knows(key, start));
  cache_.remember(key, start);
  EXPECT_TRUE(cache_.knows(key, start + minutes{5} - Duration{1}));
  EXPECT_FALSE(cache_.knows(key, start + minutes{5}));
}

TEST_F(PositiveCacheTest, IsForOneVersionOfOneAccountOfOneDomainAndOnePassword) {
  cache_.remember(cache_.key_of(account("joe", 1), "secret"), start);
  EXPECT_FALSE(cache_.knows(cache_.key_of(account("joe", 2), "secret"), start));
  EXPECT_FALSE(cache_.knows(cache_.key_of(account("ann", 1), "secret"), start));
  EXPECT_FALSE(cache_.knows(cache_.key_of(account("joe", 1, "two"), "secret"), start));
  EXPECT_FALSE(cache_.knows(cache_.key_of(account("joe", 1), "Secret"), start));
}

TEST_F(PositiveCacheTest, HasKeysWhosePartsCannotBeShifted) {
  EXPECT_NE(cache_.key_of(account("joe", 1), "1secret"),
            cache_.key_of(account("joe", 11), "secret"));
  EXPECT_NE(cache_.key_of(account("b", 1, "a"), "x"), cache_.key_of(account("", 1, "ab"), "x"));
}

TEST_F(PositiveCacheTest, NeedsTheKeyOfThisStart) {
  crypto::CountingEntropy other_entropy(7);
  const PositiveCache other(other_entropy);
  EXPECT_NE(cache_.key_of(account("joe", 1), "secret"), other.key_of(account("joe", 1), "secret"));
}

TEST_F(PositiveCacheTest, IsBounded) {
  for (std::size_t i = 0; i < PositiveCache::most_entries + 10; ++i)
    cache_.remember(std::to_string(i), start);
  EXPECT_EQ(cache_.size(), PositiveCache::most_entries);
  EXPECT_FALSE(cache_.knows("0", start));
  EXPECT_TRUE(cache_.knows("10", start));
}

TEST_F(PositiveCacheTest, RememberingAgainKeepsTheYoungerEnd) {
  cache_.remember("key", start);
  cache_.remember("key", start + minutes{4});
  cache_.remember("other", start + minutes{6});
  EXPECT_TRUE(cache_.knows("key", start + minutes{6}));
}

TEST(SecretCache, GivesBackWhatItWasGivenUntilItIsOld) {
  SecretCache cache;
  const auto key = SecretCache::key_of(account("joe", 1), password::SecretForm::scram_sha256);
  EXPECT_FALSE(cache.find(key, start));
  cache.remember(key, {Secret("keys"), "salt", 15000}, start);
  const auto found = cache.find(key, start);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->bytes.reveal(), "keys");
  EXPECT_EQ(found->salt, "salt");
  EXPECT_EQ(found->iterations, 15000U);
  EXPECT_FALSE(cache.find(key, start + SecretCache::lifetime));
}

TEST(SecretCache, IsForOneVersionAndOneForm) {
  using enum password::SecretForm;
  EXPECT_NE(SecretCache::key_of(account("joe", 1), scram_sha1),
            SecretCache::key_of(account("joe", 2), scram_sha1));
  EXPECT_NE(SecretCache::key_of(account("joe", 1), scram_sha1),
            SecretCache::key_of(account("joe", 1), scram_sha256));
}

TEST(SecretCache, IsBounded) {
  SecretCache cache;
  for (std::size_t i = 0; i < SecretCache::most_entries + 10; ++i)
    cache.remember(std::to_string(i), {Secret("x"), {}, 0}, start);
  EXPECT_EQ(cache.size(), SecretCache::most_entries);
  EXPECT_FALSE(cache.find("0", start));
}

}  // namespace
}  // namespace gatehouse::auth
