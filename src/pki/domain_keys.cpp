#include "pki/domain_keys.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "pki/server_context.h"

namespace gatehouse::pki {
namespace {

using settings::Array;
using settings::Data;
using settings::Dictionary;
using settings::Value;

constexpr std::size_t most_blocks = 2 * most_anchors;
constexpr char der_sequence = 0x30;

std::string place_of(std::string_view domain_id) {
  return "private key of domain " + std::string(domain_id);
}

std::unexpected<Error> unfit(std::string_view key, std::string_view why) {
  return fail(ErrorCode::malformed, std::string(key) + ": " + std::string(why));
}
template <class T>
std::unexpected<Error> unfit(std::string_view key, const Result<T>& why) {
  return unfit(key, why.error().detail);
}

std::optional<std::string_view> block(const Value& value) {
  if (const auto* data = value.data()) return data->bytes;
  if (const auto* text = value.string()) return *text;
  return std::nullopt;
}

// The blocks of a value, which outlives them. An empty string is none.
Result<std::vector<std::string_view>> blocks(const Value& value, std::string_view key) {
  std::vector<std::string_view> all;
  const auto* array = value.array();
  const auto add = [&all](const Value& one) {
    const auto bytes = block(one);
    if (bytes && !bytes->empty()) all.push_back(*bytes);
    return bytes.has_value();
  };
  const bool sound = array == nullptr
                         ? add(value)
                         : array->size() <= most_blocks && std::ranges::all_of(*array, add);
  if (!sound) return unfit(key, "a DataBlock or an array of DataBlocks is expected");
  return all;
}

Result<std::vector<Certificate>> certificates_of(const Value& value, std::string_view key) {
  auto parts = blocks(value, key);
  if (!parts) return std::unexpected(std::move(parts.error()));
  std::vector<Certificate> all;
  for (const auto part : *parts) {
    auto some = read_certificates(part);
    if (!some) return unfit(key, some);
    for (auto& one : *some) all.push_back(std::move(one));
    if (all.size() > most_anchors) return unfit(key, "too many certificates");
  }
  return all;
}

Result<std::vector<Key>> clear_keys(const Value& value) {
  auto parts = blocks(value, private_keys_key);
  if (!parts) return std::unexpected(std::move(parts.error()));
  std::vector<Key> keys;
  for (const auto part : *parts) {
    auto key = read_key(part);
    if (!key) return unfit(private_keys_key, key);
    const auto same_type = [&](const Key& other) {
      return type_of(other.get()) == type_of(key->get());
    };
    if (std::ranges::any_of(keys, same_type)) return unfit(private_keys_key, "two of one type");
    keys.push_back(std::move(*key));
  }
  return keys;
}

const Key* key_for(const X509* certificate, std::span<const Key> keys) {
  const auto found = std::ranges::find_if(
      keys, [certificate](const Key& key) { return belongs_to(certificate, key.get()); });
  return found == keys.end() ? nullptr : &*found;
}

Key another_owner(const Key& key) {
  EVP_PKEY_up_ref(key.get());
  return Key(key.get());
}

std::vector<Identity> paired(std::span<const Key> keys, std::span<const Certificate> certificates,
                             std::span<const Certificate> pool) {
  std::vector<Identity> identities;
  for (const auto& key : keys) {
    const auto leaf = std::ranges::find_if(
        certificates, [&](const Certificate& one) { return belongs_to(one.get(), key.get()); });
    if (leaf == certificates.end()) continue;
    auto chain = chain_above(leaf->get(), pool);
    identities.push_back({another_owner(key), shared(leaf->get()), std::move(chain.above)});
  }
  return identities;
}

// --- acceptance, one setting after the other

class Acceptance {
 public:
  Acceptance(Dictionary all, const Dictionary& sent, const crypto::Seal& seal,
             std::string_view domain_id, Time now)
      : all_(std::move(all)), sent_(sent), seal_(seal), domain_id_(domain_id), now_(now) {}

  Result<Accepted> run() {
    for (const auto step : {&Acceptance::take_keys, &Acceptance::take_certificates,
                            &Acceptance::take_chain, &Acceptance::take_trusted})
      if (auto taken = (this->*step)(); !taken) return std::unexpected(std::move(taken.error()));
    if (auto good = try_out(); !good) return std::unexpected(std::move(good.error()));
    return Accepted{std::move(all_), std::move(warnings_)};
  }

 private:
  // Sent, and not to be removed.
  [[nodiscard]] bool brings(std::string_view key) const {
    return sent_.contains(key) && all_.contains(key);
  }
  [[nodiscard]] const Value& at(std::string_view key) const { return all_.find(key)->second; }
  void put(std::string_view key, Value value) {
    all_.insert_or_assign(std::string(key), std::move(value));
  }
  void remove(std::string_view key) {
    if (const auto found = all_.find(key); found != all_.end()) all_.erase(found);
  }

  Result<void> take_keys() {
    if (!brings(private_keys_key)) {
      // Whoever repairs the key must not be kept from it by the damage.
      auto kept = keys_in(all_, seal_, domain_id_);
      if (kept) keys_ = std::move(*kept);
      knows_keys_ = kept.has_value();
      return {};
    }
    auto keys = clear_keys(at(private_keys_key));
    if (!keys) return std::unexpected(std::move(keys.error()));
    keys_ = std::move(*keys);
    if (keys_.empty()) {
      remove(private_keys_key);
    } else {
      put(private_keys_key, sealed_keys(keys_, seal_, domain_id_));
    }
    return {};
  }

  Result<void> take_certificates() {
    auto held = certificates_in(all_, certificates_key);
    if (!held) {
      if (brings(certificates_key)) return std::unexpected(std::move(held.error()));
      held = std::vector<Certificate>{};
    }
    const bool new_keys = sent_.contains(private_keys_key);
    if (!brings(certificates_key) && !new_keys) {
      leaves_ = std::move(*held);
      return {};
    }
    std::vector<Certificate> rest;
    for (auto& certificate : *held) {
      const bool mine = key_for(certificate.get(), keys_) != nullptr;
      (mine ? leaves_ : rest).push_back(std::move(certificate));
    }
    if (brings(certificates_key) && leaves_.empty() && !held->empty())
      return unfit(certificates_key, knows_keys_
                                         ? "the certificate is of another private key"
                                         : "the stored private key cannot be opened: set it again");
    // A file with the whole chain in it is what many authorities give.
    if (brings(certificates_key)) extra_ = std::move(rest);
    if (leaves_.empty()) {
      remove(certificates_key);
    } else {
      put(certificates_key, certificates_value(leaves_));
    }
    return {};
  }

  Result<void> take_chain() {
    auto pool = certificates_in(all_, chain_key);
    if (!pool && brings(chain_key)) return std::unexpected(std::move(pool.error()));
    if (pool) pool_ = std::move(*pool);
    // Those that came with the certificate stand beside those that other certificates need still.
    if (!extra_.empty() && !brings(chain_key)) pool_ = needed_of_both();
    if (!brings(chain_key) && !brings(certificates_key)) return {};
    if (pool_.size() > most_certificates) return unfit(chain_key, "too many certificates");
    if (pool_.empty()) {
      remove(chain_key);
      return {};
    }
    put(chain_key, chain_value(pool_));
    return {};
  }

  [[nodiscard]] std::vector<Certificate> needed_of_both() {
    std::vector<Certificate> both = std::exchange(extra_, {});
    for (auto& one : pool_) both.push_back(std::move(one));
    std::vector<Certificate> needed;
    for (const auto& leaf : leaves_)
      for (auto& above : chain_above(leaf.get(), both).above)
        if (std::ranges::none_of(needed, [&above](const Certificate& one) {
              return X509_cmp(one.get(), above.get()) == 0;
            }))
          needed.push_back(std::move(above));
    return needed;
  }

  Result<void> take_trusted() {
    if (!brings(trusted_key)) return {};
    auto value = trusted_value(at(trusted_key));
    if (!value) return std::unexpected(std::move(value.error()));
    put(trusted_key, std::move(*value));
    return {};
  }

  // What cannot be served is not accepted.
  Result<void> try_out() {
    const bool concerned = sent_.contains(private_keys_key) || sent_.contains(certificates_key) ||
                           sent_.contains(chain_key);
    if (!concerned || keys_.empty()) return {};
    const auto identities = paired(keys_, leaves_, pool_);
    if (!identities.empty())
      if (auto context = context_with(identities); !context)
        return unfit(certificates_key, context);
    for (const auto& identity : identities) warn_about(identity);
    if (identities.size() < keys_.size())
      warnings_.emplace_back("a private key has no certificate");
    return {};
  }

  void warn_about(const Identity& identity) {
    auto* certificate = identity.certificate.get();
    const auto facts = facts_of(certificate);
    if (facts.until <= now_) warnings_.emplace_back("the certificate has ended");
    if (facts.from > now_) warnings_.emplace_back("the certificate is not valid yet");
    if (facts.self_signed) return;
    const auto chain = chain_above(certificate, pool_);
    const auto links = chain.above.size() + (chain.next_issuer.empty() ? 1U : 0U);
    if (pool_.empty()) warnings_.emplace_back("there is no chain: " + facts.issuer + " is above");
    if (links < pool_.size())
      warnings_.emplace_back("certificates of the chain that lead nowhere are not sent");
    if (!stands_in_order(chain))
      warnings_.emplace_back("the chain was not in order; it is sent in order");
  }

  [[nodiscard]] bool stands_in_order(const Chain& chain) const {
    auto next = pool_.begin();
    for (const auto& above : chain.above) {
      next = std::find_if(next, pool_.end(), [&](const Certificate& one) {
        return X509_cmp(one.get(), above.get()) == 0;
      });
      if (next == pool_.end()) return false;
    }
    return true;
  }

  Dictionary all_;
  const Dictionary& sent_;
  const crypto::Seal& seal_;
  std::string_view domain_id_;
  Time now_;
  std::vector<Key> keys_;
  bool knows_keys_ = true;
  std::vector<Certificate> leaves_;
  std::vector<Certificate> extra_;
  std::vector<Certificate> pool_;
  std::vector<std::string> warnings_;
};

}  // namespace

Result<std::vector<Key>> keys_in(const Dictionary& settings, const crypto::Seal& seal,
                                 std::string_view domain_id) {
  std::vector<Key> keys;
  const auto* value = settings::find(settings, private_keys_key);
  if (value == nullptr) return keys;
  auto parts = blocks(*value, private_keys_key);
  if (!parts) return std::unexpected(std::move(parts.error()));
  for (const auto part : *parts) {
    // A file that another server wrote has it in the clear.
    const bool clear = part.front() == der_sequence || is_pem(part);
    auto opened = clear ? Secret(part) : seal.open(part, place_of(domain_id));
    if (!opened) return fail(ErrorCode::damaged, "the domain's private key was not sealed here");
    auto key = clear ? read_key(opened->reveal()) : from_own_der(opened->reveal());
    if (!key) return std::unexpected(std::move(key.error()));
    keys.push_back(std::move(*key));
  }
  return keys;
}

Result<std::vector<Certificate>> certificates_in(const Dictionary& settings, std::string_view key) {
  const auto* value = settings::find(settings, key);
  if (value == nullptr) return std::vector<Certificate>{};
  return certificates_of(*value, key);
}

Result<std::vector<Identity>> identities_in(const Dictionary& settings, const crypto::Seal& seal,
                                            std::string_view domain_id) {
  auto keys = keys_in(settings, seal, domain_id);
  if (!keys) return std::unexpected(std::move(keys.error()));
  auto certificates = certificates_in(settings, certificates_key);
  if (!certificates) return std::unexpected(std::move(certificates.error()));
  auto pool = certificates_in(settings, chain_key);
  if (!pool) return std::unexpected(std::move(pool.error()));
  return paired(*keys, *certificates, *pool);
}

Result<Accepted> with_sealed_keys(Dictionary all, const Dictionary& sent, const crypto::Seal& seal,
                                  std::string_view domain_id, Time now) {
  return Acceptance(std::move(all), sent, seal, domain_id, now).run();
}

Dictionary with_keys(Dictionary all, std::span<const Key> keys, const crypto::Seal& seal,
                     std::string_view domain_id) {
  auto certificates = certificates_in(all, certificates_key);
  auto kept = certificates ? std::move(*certificates) : std::vector<Certificate>{};
  std::erase_if(kept,
                [keys](const Certificate& one) { return key_for(one.get(), keys) == nullptr; });
  const auto put = [&all](std::string_view key, bool any, const auto& value) {
    if (any) {
      all.insert_or_assign(std::string(key), value());
    } else if (const auto found = all.find(key); found != all.end()) {
      all.erase(found);
    }
  };
  put(private_keys_key, !keys.empty(), [&] { return sealed_keys(keys, seal, domain_id); });
  put(certificates_key, !kept.empty(), [&] { return certificates_value(kept); });
  return all;
}

Result<Value> trusted_value(const Value& sent) {
  const auto certificates = certificates_of(sent, trusted_key);
  if (!certificates) return std::unexpected(certificates.error());
  Array array;
  for (const auto& one : *certificates) {
    if (!is_authority(one.get()))
      return unfit(trusted_key, "not a certificate authority: " + facts_of(one.get()).subject);
    if (EVP_PKEY_get_security_bits(X509_get0_pubkey(one.get())) < 112)
      return unfit(trusted_key, "too weak a key: " + facts_of(one.get()).subject);
    array.emplace_back(Data{to_der(one.get())});
  }
  return Value(std::move(array));
}

Value sealed_keys(std::span<const Key> keys, const crypto::Seal& seal, std::string_view domain_id) {
  Array array;
  for (const auto& key : keys)
    array.emplace_back(Data{seal.close(to_der(key.get()).reveal(), place_of(domain_id))});
  return array.size() == 1 ? std::move(array.front()) : Value(std::move(array));
}

Value certificates_value(std::span<const Certificate> certificates) {
  Array array;
  for (const auto& one : certificates) array.emplace_back(Data{to_der(one.get())});
  return array.size() == 1 ? std::move(array.front()) : Value(std::move(array));
}

Value chain_value(std::span<const Certificate> certificates) {
  std::string all;
  for (const auto& one : certificates) all += to_der(one.get());
  return Value(Data{std::move(all)});
}

}  // namespace gatehouse::pki
