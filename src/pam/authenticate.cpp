#include "pam/authenticate.h"

#include <security/pam_appl.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace gatehouse::pam {
namespace {

// What these say is about the user. Everything else is trouble of the system's.
constexpr std::array refusals{
    PAM_AUTH_ERR,     PAM_USER_UNKNOWN, PAM_PERM_DENIED,     PAM_MAXTRIES,
    PAM_ACCT_EXPIRED, PAM_CRED_EXPIRED, PAM_AUTHTOK_EXPIRED, PAM_NEW_AUTHTOK_REQD,
};

// No password may be empty, and nobody sees what modules have to say.
constexpr int flags = static_cast<int>(PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);

struct Conversation {
  const Secret& password;
  bool was_asked = false;
  bool asks_for_more = false;
};

char* in_heap(std::string_view text) {
  auto* const copy = static_cast<char*>(std::calloc(text.size() + 1, 1));
  if (copy != nullptr) std::ranges::copy(text, copy);
  return copy;
}

// The text to answer with, which the module will free; null: there is none for such a message.
char* answer_to(const pam_message& message, Conversation& talk) {
  if (message.msg_style == PAM_TEXT_INFO || message.msg_style == PAM_ERROR_MSG) return in_heap({});
  if (message.msg_style == PAM_PROMPT_ECHO_OFF && !talk.was_asked) {
    talk.was_asked = true;
    return in_heap(talk.password.reveal());
  }
  talk.asks_for_more = true;
  return nullptr;
}

void free_answers(pam_response* answers, int count) {
  for (int i = 0; i < count; ++i) {
    if (answers[i].resp == nullptr) continue;
    wipe(answers[i].resp, std::strlen(answers[i].resp));
    std::free(answers[i].resp);
  }
  std::free(answers);
}

int converse(int count, const pam_message** messages, pam_response** answers, void* data) {
  if (count <= 0 || count > PAM_MAX_NUM_MSG) return PAM_CONV_ERR;
  auto* const made = static_cast<pam_response*>(
      std::calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
  if (made == nullptr) return PAM_BUF_ERR;
  for (int i = 0; i < count; ++i) {
    made[i].resp = answer_to(*messages[i], *static_cast<Conversation*>(data));
    if (made[i].resp != nullptr) continue;
    free_answers(made, count);
    return PAM_CONV_ERR;
  }
  *answers = made;
  return PAM_SUCCESS;
}

// Guesses are slowed down by whoever counts them, not by a process that sleeps.
void no_delay(int /*status*/, unsigned /*microseconds*/, void* /*data*/) {}

class Transaction {
 public:
  Transaction(const std::string& service, const std::string& user, const pam_conv& talk)
      : status_(pam_start(service.c_str(), user.c_str(), &talk, &handle_)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (handle_ != nullptr) pam_end(handle_, status_);
  }

  void set(int item, const void* value) {
    if (status_ == PAM_SUCCESS) status_ = pam_set_item(handle_, item, value);
  }
  void run(int (*step)(pam_handle_t*, int)) {
    if (status_ == PAM_SUCCESS) status_ = step(handle_, flags);
  }
  [[nodiscard]] bool is_about(const std::string& user) const {
    const void* name = nullptr;
    return pam_get_item(handle_, PAM_USER, &name) == PAM_SUCCESS && name != nullptr &&
           user == static_cast<const char*>(name);
  }
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] std::string words() const { return pam_strerror(handle_, status_); }

 private:
  pam_handle_t* handle_ = nullptr;
  int status_;
};

}  // namespace

Verdict authenticate(const std::string& service, const Question& question) {
  Conversation talk{.password = question.password};
  const pam_conv conversation{.conv = &converse, .appdata_ptr = &talk};
  Transaction transaction(service, question.user, conversation);
  transaction.set(PAM_RHOST, question.client.text().c_str());
  transaction.set(PAM_TTY, "gatehouse");
  transaction.set(PAM_FAIL_DELAY, reinterpret_cast<const void*>(&no_delay));
  transaction.run(&pam_authenticate);
  transaction.run(&pam_acct_mgmt);
  // Also after a success: a module that is merely optional may have asked.
  if (talk.asks_for_more) return refused("the service asks for more than a password");
  if (std::ranges::find(refusals, transaction.status()) != refusals.end())
    return refused(transaction.words());
  if (transaction.status() != PAM_SUCCESS) return failed(transaction.words());
  if (!transaction.is_about(question.user)) return refused("a module named another user");
  return accepted();
}

}  // namespace gatehouse::pam
