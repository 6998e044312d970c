// What a mechanism is: a state machine for one login that asks and never looks (RFC 4422).
//
// begin() once, then on_response() for each message of the client and on_answer() for each answer
// to its own Question, in the order the Steps demand. After a Grant or an Error it is finished.
// A mechanism owns no resource, never waits, and cannot see an account, a socket or a clock.
// Bytes are raw: base64 and other armour belong to the gate.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/entropy.h"

namespace gatehouse::sasl {

class DigestNonces;

// The facts about the link that a mechanism may use. Views live as long as the exchange.
struct Link {
  std::string service;    // "imap", "pop", "smtp", ... (GSS service names)
  std::string host;       // the name this server goes by, for challenges
  std::string realm;      // the domain the peer reached, for DIGEST-MD5
  std::string challenge;  // APOP only: the challenge that was in the greeting
  // Channel bindings of the TLS link; empty when there is none (RFC 5929, RFC 9266).
  std::string tls_exporter;
  std::string tls_unique;  // TLS 1.2 only
  std::string tls_server_end_point;
  bool plus_offered = false;  // a -PLUS mechanism was on the list this peer was shown (RFC 5802, 6)
  // The gate wraps what it says itself, under the context of a GSSAPI login: the login ends with
  // the context, and no layer is talked about (RFC 2228, appendix I).
  bool carries_layers = false;
  Time now{};  // when the exchange began, for messages that carry it; the epoch: not told
  // HTTP-DIGEST: what all its exchanges check nonces by; outlives them. Null: each has its own.
  DigestNonces* nonces = nullptr;
};

// See password::StoredSecret for what each holds.
enum class SecretForm {
  clear_text,
  cram_md5,
  digest_md5,
  scram_sha1,
  scram_sha256,
  scram_sha512,
  nt
};

// --- what a mechanism may ask

struct VerifyPassword {  // is this the clear-text password of that name?
  std::string name;
  Secret password;
};
struct FetchSecret {  // the secret of that name in that form (see password::StoredSecret)
  std::string name;
  SecretForm form;
  std::string realm;   // digest_md5 only
  std::string user{};  // digest_md5: what the client hashed for a name; empty: `name`
};
struct VerifyResponse {  // does somebody outside, who knows the password, call this response right?
  std::string name;
  std::string method;  // registered SASL name
  std::string response;
  std::string challenge;
};
// GSS-API (RFC 2743): one context for the whole login, kept by whoever answers.
struct AcceptToken {  // the client's next token
  std::string token;
};
struct Wrap {  // a message of ours, under the context that was established
  std::string bytes;
};
struct Unwrap {  // a message of the client's
  std::string bytes;
};
struct MakeMic {  // an integrity code of ours over bytes that both sides know
  std::string bytes;
};
struct CheckMic {  // the client's over the same
  std::string bytes;
  std::string mic;
};
struct OwnsSession {  // does the session with this ID belong to that name?
  std::string name;
  Secret id;
};
struct NameExternal {};  // who is the peer, by means outside SASL (TLS certificate, local socket)
using Question = std::variant<VerifyPassword, FetchSecret, VerifyResponse, AcceptToken, Wrap,
                              Unwrap, MakeMic, CheckMic, OwnsSession, NameExternal>;

// --- what it may be answered with

struct Verified {  // the password, the response or the session ID was right
  std::string account;
};
struct Found {  // maybe of a decoy: the mechanism cannot know and must do all of its work
  std::string account;
  Secret secret;
  std::string salt;
  unsigned iterations = 0;
  // The domain of the name lets NTLMv1 and LM responses in; also told with a decoy.
  bool weak_ntlm = false;
};
struct Accepted {         // to AcceptToken
  std::string token;      // for the client; may be empty
  bool complete = false;  // the context is established
  std::string account{};  // once it is complete: whom the ticket is for
};
struct Processed {  // to Wrap, Unwrap, MakeMic and, empty, a CheckMic that is right
  std::string bytes;
};
struct Named {
  std::string account;
};
using Answer = std::variant<Verified, Found, Accepted, Processed, Named, Error>;

// --- what it may say

struct Challenge {  // send and wait; may be empty
  std::string bytes;
};
struct Grant {
  std::string account;     // as answered: the authentication identity
  std::string acting_as;   // the authorization identity asked for; empty: the same
  std::string last_words;  // data to send with the success; empty: none
};
using Step = std::variant<Challenge, Question, Grant, Error>;

class Mechanism {
 public:
  virtual ~Mechanism() = default;
  // Server-first mechanisms give their Challenge; the others an empty one. With an initial response
  // the exchange calls on_response() next instead of sending that empty challenge.
  [[nodiscard]] virtual Step begin() = 0;
  [[nodiscard]] virtual Step on_response(std::string_view response) = 0;
  // Only called after on_response() gave a Question.
  [[nodiscard]] virtual Step on_answer(Answer answer) = 0;
};

// Bytes after decoding; RFC 4422 has no limit.
inline constexpr std::size_t longest_response = 8192;
inline constexpr std::size_t longest_token = 65536;  // a ticket with a list of many groups

struct Traits {
  bool clear_text = false;    // the password itself crosses the link
  bool server_first = false;  // an initial response is an error (RFC 4422, 3)
  bool binds_channel = false;
  bool announced = true;  // may appear in a SASL list (APOP and SESSIONID do not)
  // Of services whose requests stand alone (HTTP, SIP) and of no others; a challenge nobody
  // answers is no attempt.
  bool of_requests = false;
  std::optional<SecretForm> needs =
      std::nullopt;  // the form of secret without which it cannot succeed
  std::size_t longest = longest_response;
};

struct MechanismInfo {
  std::string_view name;          // registered SASL name
  std::string_view login_method;  // the code on the Login Methods panel that switches it
  Traits traits;
  std::unique_ptr<Mechanism> (*make)(const Link& link, crypto::Entropy& entropy);
};

// All mechanisms, sorted by name; the only list there is.
[[nodiscard]] std::span<const MechanismInfo> mechanisms();
[[nodiscard]] const MechanismInfo* mechanism_named(std::string_view name);  // any case

inline constexpr std::size_t longest_name = 255;
inline constexpr std::size_t longest_password = 1024;  // as typed; more is refused unread

}  // namespace gatehouse::sasl
