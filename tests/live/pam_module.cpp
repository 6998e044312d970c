// A PAM module that behaves as its argument says, for tests of gatehouse-pam. The right password
// is "right".
#include <security/pam_modules.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

// What the user answers to one prompt; empty: the conversation failed.
std::string answer_to(pam_handle_t* handle, int style) {
  const void* found = nullptr;
  if (pam_get_item(handle, PAM_CONV, &found) != PAM_SUCCESS || found == nullptr) return {};
  const auto& conversation = *static_cast<const pam_conv*>(found);
  const pam_message message{.msg_style = style, .msg = "Password: "};
  const pam_message* messages = &message;
  pam_response* answers = nullptr;
  if (conversation.conv(1, &messages, &answers, conversation.appdata_ptr) != PAM_SUCCESS) return {};
  std::string text = answers[0].resp == nullptr ? "" : answers[0].resp;
  std::free(answers[0].resp);
  std::free(answers);
  return text;
}

int check_password(pam_handle_t* handle) {
  return answer_to(handle, PAM_PROMPT_ECHO_OFF) == "right" ? PAM_SUCCESS : PAM_AUTH_ERR;
}

using Act = int (*)(pam_handle_t*, const char* value);

int sleep_for(pam_handle_t* /*handle*/, const char* seconds) {
  ::sleep(static_cast<unsigned>(std::atoi(seconds)));
  return PAM_SUCCESS;
}
int ask_twice(pam_handle_t* handle, const char* /*value*/) {
  static_cast<void>(answer_to(handle, PAM_PROMPT_ECHO_OFF));
  return check_password(handle);
}
// Asks once more and does not mind the answer.
int ask_for_more(pam_handle_t* handle, const char* /*value*/) {
  const int status = check_password(handle);
  static_cast<void>(answer_to(handle, PAM_PROMPT_ECHO_OFF));
  return status;
}
int ask_in_the_open(pam_handle_t* handle, const char* /*value*/) {
  return answer_to(handle, PAM_PROMPT_ECHO_ON).empty() ? PAM_CONV_ERR : PAM_SUCCESS;
}
int say_something(pam_handle_t* handle, const char* /*value*/) {
  static_cast<void>(answer_to(handle, PAM_TEXT_INFO));
  static_cast<void>(answer_to(handle, PAM_ERROR_MSG));
  return check_password(handle);
}
int crash(pam_handle_t* /*handle*/, const char* /*value*/) { return std::raise(SIGSEGV); }
int leave(pam_handle_t* /*handle*/, const char* status) { ::_exit(std::atoi(status)); }
int print(pam_handle_t* handle, const char* text) {
  const std::string line = std::string(text) + "\n";
  for (int descriptor = 0; descriptor < 3; ++descriptor)
    static_cast<void>(::write(descriptor, line.data(), line.size()));
  return check_password(handle);
}
int become(pam_handle_t* handle, const char* user) {
  const int status = check_password(handle);
  pam_set_item(handle, PAM_USER, user);
  return status;
}
int return_code(pam_handle_t* /*handle*/, const char* code) { return std::atoi(code); }
int require_host(pam_handle_t* handle, const char* host) {
  const void* seen = nullptr;
  pam_get_item(handle, PAM_RHOST, &seen);
  if (seen == nullptr || std::strcmp(static_cast<const char*>(seen), host) != 0)
    return PAM_PERM_DENIED;
  return check_password(handle);
}
// A process of its own that does not end, and cannot be reached by way of its group.
int leave_orphan(pam_handle_t* handle, const char* name) {
  if (::fork() == 0) {
    ::setsid();
    ::prctl(PR_SET_NAME, name, 0, 0, 0);
    while (true) ::pause();
  }
  return check_password(handle);
}

struct Behaviour {
  std::string_view name;
  Act act;
};
constexpr std::array behaviours{
    Behaviour{"sleep", &sleep_for},    Behaviour{"twice", &ask_twice},
    Behaviour{"more", &ask_for_more},  Behaviour{"open", &ask_in_the_open},
    Behaviour{"talk", &say_something}, Behaviour{"crash", &crash},
    Behaviour{"exit", &leave},         Behaviour{"print", &print},
    Behaviour{"user", &become},        Behaviour{"code", &return_code},
    Behaviour{"host", &require_host},  Behaviour{"orphan", &leave_orphan},
};

// The argument is name=value.
int act(pam_handle_t* handle, int count, const char** words) {
  if (count == 0) return check_password(handle);
  const std::string_view word(words[0]);
  const auto end = word.find('=');
  for (const auto& behaviour : behaviours)
    if (behaviour.name == word.substr(0, end))
      return behaviour.act(handle, end == word.npos ? "" : words[0] + end + 1);
  return PAM_SERVICE_ERR;
}

}  // namespace

extern "C" {

int pam_sm_authenticate(pam_handle_t* handle, int /*flags*/, int count, const char** words) {
  return act(handle, count, words);
}
int pam_sm_setcred(pam_handle_t* /*handle*/, int /*flags*/, int /*count*/, const char** /*words*/) {
  return PAM_SUCCESS;
}
int pam_sm_acct_mgmt(pam_handle_t* handle, int /*flags*/, int count, const char** words) {
  return act(handle, count, words);
}

}  // extern "C"
