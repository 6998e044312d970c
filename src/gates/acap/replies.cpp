#include "gates/acap/replies.h"

#include <utility>

namespace gatehouse::gates::acap {
namespace {

std::string_view word_of(Completion::Kind kind) {
  switch (kind) {
    case Completion::Kind::ok:
      return "OK";
    case Completion::Kind::no:
      return "NO";
    case Completion::Kind::bad:
      return "BAD";
  }
  return "BAD";
}

Completion not_there(std::string_view path) {
  return no("NOEXIST " + string_text(path), "There is no such dataset");
}

// Of what an account that is logged in asked for.
Completion failed(ErrorCode code, std::string_view path, std::string_view words) {
  switch (code) {
    case ErrorCode::not_found:
    case ErrorCode::unknown_account:
      return not_there(path);
    case ErrorCode::not_allowed:
      return no("PERMISSION (" + string_text(path) + ")", words);
    case ErrorCode::malformed:
    case ErrorCode::already_exists:
    case ErrorCode::conflict:
      return no({}, words);
    case ErrorCode::too_long:
      return no("QUOTA", words);
    case ErrorCode::damaged:
      return no({}, "The dataset is damaged");
    case ErrorCode::aborted:
    case ErrorCode::wrong_password:
    case ErrorCode::locked:
    case ErrorCode::unavailable:
    case ErrorCode::timed_out:
    case ErrorCode::closed:
      return no("TRYLATER", "Try again later");
  }
  return no("TRYLATER", "Try again later");
}

}  // namespace

Completion ok(std::string_view words) { return {.words = std::string(words)}; }

Completion ok_with(std::string code, std::string_view words) {
  return {.code = std::move(code), .words = std::string(words)};
}

Completion no(std::string code, std::string_view words) {
  return {Completion::Kind::no, std::move(code), std::string(words)};
}

Completion bad(std::string_view words) { return {Completion::Kind::bad, {}, std::string(words)}; }

Completion refusal(const auth::Denial& denial) {
  Completion completion = no({}, denial.words);
  completion.close = denial.close;
  switch (denial.kind) {
    case auth::DenialKind::malformed:
    case auth::DenialKind::aborted:
    case auth::DenialKind::out_of_order:
      completion.kind = Completion::Kind::bad;
      break;
    case auth::DenialKind::needs_privacy:
      completion.code = "ENCRYPT-NEEDED";
      break;
    case auth::DenialKind::unavailable:
      completion.code = "TRYLATER";
      break;
    case auth::DenialKind::not_allowed:
    case auth::DenialKind::unknown_mechanism:
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
      break;
  }
  return completion;
}

Completion refusal(const Fault& fault) {
  return fault.is_syntax ? bad(fault.words) : no(fault.code, fault.words);
}

Completion refusal(const auth::Refused& refused, std::string_view path) {
  return failed(refused.code, path, refused.words);
}

Completion refusal(const Error& failure, std::string_view path) {
  const bool is_full = failure.code == ErrorCode::too_long;
  return failed(failure.code, path, is_full ? "The dataset is full" : "This cannot be done");
}

Completion not_permitted(std::string_view path) {
  return failed(ErrorCode::not_allowed, path, "You may not do that");
}

Completion nothing_more() { return {.answered = true}; }

Completion hang_up() { return {.close = true, .answered = true}; }

std::string text_of(const Completion& completion, std::string_view tag) {
  if (completion.answered) return {};
  std::string line(tag);
  line.append(" ").append(word_of(completion.kind)).append(" ");
  if (!completion.code.empty()) line += "(" + completion.code + ") ";
  return line + string_text(completion.words) + "\r\n";
}

// RFC 2244, section 6.1.1; RFC 2595, section 5: STARTTLS.
std::string greeting(const auth::Offer& offer, bool can_start_tls) {
  std::string line = "* ACAP (IMPLEMENTATION \"Gatehouse\")";
  line += " (CONTEXTLIMIT \"" + std::to_string(most_contexts) + "\")";
  if (!offer.mechanisms.empty()) {
    line += " (SASL";
    for (const auto& mechanism : offer.mechanisms) line += " \"" + mechanism + "\"";
    line += ")";
  }
  if (can_start_tls) line += " (STARTTLS)";
  return line + "\r\n";
}

std::string refused_visit(const Error& reason) {
  const bool is_rule = reason.code == ErrorCode::not_allowed;
  return is_rule ? "* BYE \"No logins from your address\"\r\n"
                 : "* BYE (TRYLATER) \"Try again later\"\r\n";
}

}  // namespace gatehouse::gates::acap
