// What came of checking one password.
#pragma once

#include <string>

namespace gatehouse::pam {

struct Verdict {
  enum class Kind {
    accepted,
    refused,  // the password, the user, or the state of the account
    failed    // it could not be found out
  };
  Kind kind;
  std::string why;  // for the log; one line, no password in it
};

inline Verdict accepted() { return {Verdict::Kind::accepted, {}}; }
inline Verdict refused(std::string why) { return {Verdict::Kind::refused, std::move(why)}; }
inline Verdict failed(std::string why) { return {Verdict::Kind::failed, std::move(why)}; }

}  // namespace gatehouse::pam
