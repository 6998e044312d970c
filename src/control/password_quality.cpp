#include "control/password_quality.h"

#include <pwquality.h>

#include <array>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/secret.h"

namespace gatehouse::control {

namespace {

constexpr std::string_view word_list = "/var/cache/cracklib/cracklib_dict";

struct Free {
  void operator()(pwquality_settings_t* settings) const { pwquality_free_settings(settings); }
};
using Settings = std::unique_ptr<pwquality_settings_t, Free>;

bool has_word_list() {
  std::error_code failed;
  return std::filesystem::exists(std::string(word_list) + ".pwd", failed);
}

// The system's own users and their real names are no business of ours.
Settings new_settings() {
  Settings settings(pwquality_default_settings());
  if (settings == nullptr) return settings;
  pwquality_set_int_value(settings.get(), PWQ_SETTING_GECOS_CHECK, 0);
  pwquality_set_int_value(settings.get(), PWQ_SETTING_DICT_CHECK, has_word_list() ? 1 : 0);
  pwquality_set_str_value(settings.get(), PWQ_SETTING_DICT_PATH, std::string(word_list).c_str());
  return settings;
}

std::string reason(int code, void* more) {
  std::array<char, PWQ_MAX_ERROR_MESSAGE_LEN> buffer{};
  const char* text = pwquality_strerror(buffer.data(), buffer.size(), code, more);
  return text == nullptr ? "it is weak" : text;
}

}  // namespace

Result<void> hard_to_guess(std::string_view password, std::string_view account_name,
                           int least_score) {
  static std::mutex cracklib_is_not_shared;
  const std::scoped_lock alone(cracklib_is_not_shared);
  const auto settings = new_settings();
  if (settings == nullptr) return fail(ErrorCode::unavailable, "out of memory");
  std::string phrase(password);
  const WipeAtEnd wiped(phrase);
  void* more = nullptr;
  const int score = pwquality_check(settings.get(), phrase.c_str(), nullptr,
                                    std::string(account_name).c_str(), &more);
  if (score == PWQ_ERROR_MEM_ALLOC) return fail(ErrorCode::unavailable, "out of memory");
  if (score < 0)
    return fail(ErrorCode::not_allowed,
                "the new password is easy to guess: " + reason(score, more));
  if (score < least_score)
    return fail(ErrorCode::not_allowed,
                "the new password is easy to guess: " + std::to_string(score) + " points of the " +
                    std::to_string(least_score) + " it needs");
  return {};
}

}  // namespace gatehouse::control
