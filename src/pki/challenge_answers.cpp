#include "pki/challenge_answers.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::pki {
namespace {

constexpr std::size_t shortest_token = 22;  // RFC 8555, section 8: 128 bits of randomness
constexpr std::size_t longest_token = 128;
constexpr std::size_t thumbprint_size = 43;  // SHA-256 in base64url (RFC 8555, section 8.1)

bool is_base64url(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_token(std::string_view token) {
  return token.size() >= shortest_token && token.size() <= longest_token && is_base64url(token);
}

bool answers(std::string_view answer, std::string_view token) {
  if (!answer.starts_with(token) || !answer.substr(token.size()).starts_with('.')) return false;
  const auto thumbprint = answer.substr(token.size() + 1);
  return thumbprint.size() == thumbprint_size && is_base64url(thumbprint);
}

}  // namespace

Result<void> ChallengeAnswers::set(std::string_view domain_id, std::string_view token,
                                   std::string_view answer, Time now) {
  if (!is_token(token)) return fail(ErrorCode::malformed, "this is no challenge's token");
  if (!answers(answer, token))
    return fail(ErrorCode::malformed, "the answer is TOKEN.THUMBPRINT, with the token before it");
  const std::lock_guard lock(mutex_);
  std::erase_if(answers_, [now](const auto& each) { return each.second.until <= now; });
  std::pair key{std::string(domain_id), std::string(token)};
  const auto mine = std::ranges::count(
      answers_, domain_id, [](const auto& each) -> std::string_view { return each.first.first; });
  const bool full = answers_.size() >= most || static_cast<std::size_t>(mine) >= most_of_domain;
  if (full && !answers_.contains(key))
    return fail(ErrorCode::too_long, "too many challenges are waiting");
  answers_.insert_or_assign(std::move(key), Answer{std::string(answer), now + life});
  return {};
}

void ChallengeAnswers::remove(std::string_view domain_id, std::string_view token) {
  const std::lock_guard lock(mutex_);
  answers_.erase({std::string(domain_id), std::string(token)});
}

std::optional<std::string> ChallengeAnswers::find(std::string_view domain_id,
                                                  std::string_view token, Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = answers_.find({std::string(domain_id), std::string(token)});
  if (found == answers_.end() || found->second.until <= now) return std::nullopt;
  return found->second.text;
}

}  // namespace gatehouse::pki
