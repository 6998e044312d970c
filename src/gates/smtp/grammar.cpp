#include "gates/smtp/grammar.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/address.h"
#include "base/text.h"

namespace gatehouse::gates::smtp {
namespace {

constexpr std::size_t longest_local_part = 64;  // RFC 5321, section 4.5.3.1
constexpr std::size_t longest_domain = 255;

bool is_printable(char c) { return c >= ' ' && c < '\x7F'; }

bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

// RFC 5322, section 3.2.3.
bool is_atom_character(char c) {
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(c);
}

bool is_dot_string(std::string_view text) {
  const auto is_atom = [](std::string_view atom) {
    return !atom.empty() && std::ranges::all_of(atom, is_atom_character);
  };
  return std::ranges::all_of(split(text, '.'), is_atom);
}

bool is_domain_name(std::string_view text) {
  const auto is_label = [](std::string_view label) {
    const auto fits = [](char c) { return is_alphanumeric(c) || c == '-'; };
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, fits);
  };
  return std::ranges::all_of(split(text, '.'), is_label);
}

bool is_address_literal(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']') || text.size() < 3) return false;
  text = text.substr(1, text.size() - 2);
  if (same_but_case(text.substr(0, 5), "IPv6:")) text.remove_prefix(5);
  return IpAddress::parse(text).has_value();
}

// The length of the quoted string at the start of `text`, quotes included; 0: there is none.
std::size_t quoted_length(std::string_view text) {
  if (!text.starts_with('"')) return 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return 0;
}

std::string unquoted(std::string_view quoted) {
  std::string plain;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\') ++i;
    plain += quoted[i];
  }
  return plain;
}

Parsed<std::string> parse_local_part(std::string_view text) {
  if (text.empty() || text.size() > longest_local_part) return std::unexpected(Fault::bad_address);
  if (is_dot_string(text)) return std::string(text);
  if (quoted_length(text) != text.size() || !std::ranges::all_of(text, is_printable))
    return std::unexpected(Fault::bad_address);
  auto plain = unquoted(text);
  return is_dot_string(plain) ? plain : std::string(text);
}

struct Path {
  std::string_view inside;      // between the angle brackets
  std::string_view parameters;  // after them, trimmed
};

// The closing bracket is the first one outside a quoted string.
std::optional<std::size_t> closing_bracket(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '>') return i;
    if (text[i] != '"') continue;
    const auto length = quoted_length(text.substr(i));
    if (length == 0) return std::nullopt;
    i += length - 1;
  }
  return std::nullopt;
}

// "FROM:<path> PARAMETERS". A space after the colon is against RFC 5321 and common.
std::optional<Path> parse_path(std::string_view argument, std::string_view label) {
  if (!same_but_case(argument.substr(0, label.size()), label)) return std::nullopt;
  argument = trimmed(argument.substr(label.size()));
  if (!argument.starts_with('<')) return std::nullopt;
  argument.remove_prefix(1);
  const auto end = closing_bracket(argument);
  if (!end) return std::nullopt;
  const auto rest = argument.substr(*end + 1);
  if (!rest.empty() && rest.front() != ' ') return std::nullopt;
  return Path{argument.substr(0, *end), trimmed(rest)};
}

// RFC 5321, section 4.1.1.3: "@one,@two:user@domain" means user@domain.
std::string_view without_source_route(std::string_view path) {
  if (!path.starts_with('@')) return path;
  const auto colon = path.find(':');
  return colon == path.npos ? path : path.substr(colon + 1);
}

bool take_size(MailArgument& mail, std::string_view value) {
  mail.size = value.size() <= 20 ? to_number<std::uint64_t>(value) : std::nullopt;
  return mail.size.has_value();
}

bool take_body(MailArgument& mail, std::string_view value) {
  mail.eight_bit = same_but_case(value, "8BITMIME");
  return mail.eight_bit || same_but_case(value, "7BIT");
}

// RFC 3461, section 4: xtext.
bool take_auth(MailArgument& /*mail*/, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '=') return false;
    if (value[i] != '+') continue;
    if (!from_hex(value.substr(i + 1, 2)) || i + 2 >= value.size()) return false;
    i += 2;
  }
  return !value.empty();
}

struct Parameter {
  std::string_view keyword;
  bool (*take)(MailArgument& mail, std::string_view value);
};
constexpr std::array mail_parameters{Parameter{"AUTH", take_auth}, Parameter{"BODY", take_body},
                                     Parameter{"SIZE", take_size}};

std::optional<Fault> take_parameter(MailArgument& mail, std::string_view text) {
  const auto keyword = take_until(text, '=');
  const auto named = [&](const Parameter& p) { return same_but_case(p.keyword, keyword); };
  const auto found = std::ranges::find_if(mail_parameters, named);
  if (found == mail_parameters.end()) return Fault::unknown_parameter;
  if (!found->take(mail, text)) return Fault::bad_parameter;
  return std::nullopt;
}

}  // namespace

std::optional<Command> parse_command(std::string_view line) {
  if (!std::ranges::all_of(line, is_printable)) return std::nullopt;
  Command command{.keyword = take_until(line, ' '), .argument = trimmed(line)};
  if (command.keyword.empty()) return std::nullopt;
  return command;
}

bool is_client_name(std::string_view text) {
  const auto fits = [](char c) {
    return is_alphanumeric(c) || std::string_view("-._:[]").contains(c);
  };
  return !text.empty() && text.size() <= longest_domain && std::ranges::all_of(text, fits);
}

Parsed<std::string> parse_mailbox(std::string_view text) {
  const auto quoted = quoted_length(text);
  const auto at = quoted > 0 ? quoted : text.find('@');
  if (at >= text.size() || text[at] != '@') return std::unexpected(Fault::bad_address);
  auto local = parse_local_part(text.substr(0, at));
  if (!local) return local;
  const auto domain = text.substr(at + 1);
  if (domain.empty() || domain.size() > longest_domain) return std::unexpected(Fault::bad_address);
  if (!is_domain_name(domain) && !is_address_literal(domain))
    return std::unexpected(Fault::bad_address);
  return *local + "@" + std::string(domain);
}

Parsed<MailArgument> parse_mail(std::string_view argument) {
  const auto path = parse_path(argument, "FROM:");
  if (!path) return std::unexpected(Fault::syntax);
  MailArgument mail;
  if (!path->inside.empty()) {
    auto sender = parse_mailbox(without_source_route(path->inside));
    if (!sender) return std::unexpected(Fault::bad_sender);
    mail.sender = std::move(*sender);
  }
  for (auto rest = path->parameters; !rest.empty(); rest = trimmed(rest)) {
    const auto fault = take_parameter(mail, take_until(rest, ' '));
    if (fault) return std::unexpected(*fault);
  }
  return mail;
}

Parsed<std::string> parse_recipient(std::string_view argument) {
  const auto path = parse_path(argument, "TO:");
  if (!path) return std::unexpected(Fault::syntax);
  if (!path->parameters.empty()) return std::unexpected(Fault::unknown_parameter);
  const auto address = without_source_route(path->inside);
  if (same_but_case(address, "postmaster")) return std::string("postmaster");
  return parse_mailbox(address);
}

std::optional<AuthArgument> parse_auth(std::string_view argument) {
  AuthArgument parsed{.mechanism = take_until(argument, ' '), .initial = std::nullopt};
  if (parsed.mechanism.empty() || argument.contains(' ')) return std::nullopt;
  if (!argument.empty()) parsed.initial = argument;
  return parsed;
}

}  // namespace gatehouse::gates::smtp
