#include "tests/support/tickets.h"

#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

// What a KDC is made of; libkrb5 exports both and its headers do not say so.
extern "C" {
krb5_error_code krb5_encrypt_tkt_part(krb5_context, const krb5_keyblock*, krb5_ticket*);
krb5_error_code encode_krb5_ticket(const krb5_ticket*, krb5_data**);
}

namespace gatehouse::support {
namespace {

void must(krb5_error_code reason, const char* what) {
  if (reason == 0) return;
  std::fprintf(stderr, "tickets: %s: %ld\n", what, static_cast<long>(reason));
  std::abort();
}

void must_gss(OM_uint32 major, const char* what) {
  if (!GSS_ERROR(major)) return;
  std::fprintf(stderr, "tickets: %s: %x\n", what, major);
  std::abort();
}

class Library {
 public:
  Library() { must(krb5_init_context(&context_), "context"); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() { krb5_free_context(context_); }
  operator krb5_context() const { return context_; }  // NOLINT: it is what libkrb5 calls it

 private:
  krb5_context context_ = nullptr;
};

class Name {
 public:
  Name(krb5_context library, const std::string& text) : library_(library) {
    must(krb5_parse_name(library, text.c_str(), &name_), text.c_str());
  }
  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;
  ~Name() { krb5_free_principal(library_, name_); }
  operator krb5_principal() const { return name_; }  // NOLINT

 private:
  krb5_context library_;
  krb5_principal name_ = nullptr;
};

std::string big_endian(std::uint64_t number, int bytes) {
  std::string text;
  for (int at = bytes - 1; at >= 0; --at) text += static_cast<char>((number >> (8 * at)) & 0xffU);
  return text;
}
std::string counted(std::string_view text) {
  return big_endian(text.size(), 2) + std::string(text);
}

krb5_keyblock block_of(const kerberos::ServiceKey& key) {
  const auto bytes = key.key.reveal();
  auto* contents = reinterpret_cast<krb5_octet*>(const_cast<char*>(bytes.data()));
  return {KV5M_KEYBLOCK, key.type, static_cast<unsigned>(bytes.size()), contents};
}

std::string encoded_ticket(krb5_context library, const kerberos::ServiceKey& key,
                           krb5_principal client, krb5_principal service,
                           krb5_keyblock& session_key, const TicketFacts& facts,
                           krb5_ticket_times times) {
  std::string padding(facts.padding, 'p');
  krb5_authdata pac{KV5M_AUTHDATA, 99, static_cast<unsigned>(padding.size()),
                    reinterpret_cast<krb5_octet*>(padding.data())};
  krb5_authdata* extra[] = {&pac, nullptr};
  krb5_enc_tkt_part part{};
  part.session = &session_key;
  part.client = client;
  part.flags = TKT_FLG_INITIAL;
  part.transited.tr_type = 1;
  part.times = times;
  if (facts.padding > 0) part.authorization_data = extra;
  krb5_ticket ticket{};
  ticket.server = service;
  ticket.enc_part2 = &part;
  const auto block = block_of(key);
  must(krb5_encrypt_tkt_part(library, &block, &ticket), "ticket");
  ticket.enc_part.kvno = facts.version < 0 ? key.version : static_cast<krb5_kvno>(facts.version);
  krb5_data* der = nullptr;
  must(encode_krb5_ticket(&ticket, &der), "ticket");
  std::string bytes(der->data, der->length);
  krb5_free_data(library, der);
  krb5_free_data_contents(library, &ticket.enc_part.ciphertext);
  return bytes;
}

}  // namespace

kerberos::ServiceKey service_key(std::string_view principal, unsigned version, std::int32_t type) {
  const Library library;
  const Name name(library, std::string(principal));
  krb5_principal parts = name;
  kerberos::ServiceKey key;
  key.service.realm.assign(parts->realm.data, parts->realm.length);
  for (int at = 0; at < parts->length; ++at)
    key.service.components.emplace_back(parts->data[at].data, parts->data[at].length);
  key.issued = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000));
  key.version = version;
  key.type = type;
  krb5_keyblock made{};
  if (krb5_c_valid_enctype(type) == 0) {
    key.key = Secret("8 bytes!");
    return key;
  }
  must(krb5_c_make_random_key(library, type, &made), "key");
  key.key = Secret({reinterpret_cast<const char*>(made.contents), made.length});
  krb5_free_keyblock_contents(library, &made);
  return key;
}

std::string keytab_of(const std::vector<kerberos::ServiceKey>& keys) {
  std::string file = "\x05\x02";
  for (const auto& key : keys) {
    auto entry = big_endian(key.service.components.size(), 2) + counted(key.service.realm);
    for (const auto& component : key.service.components) entry += counted(component);
    entry += big_endian(KRB5_NT_PRINCIPAL, 4);
    entry += big_endian(static_cast<std::uint64_t>(key.issued.time_since_epoch().count()), 4);
    entry += big_endian(key.version & 0xffU, 1) + big_endian(static_cast<unsigned>(key.type), 2);
    entry += counted(key.key.reveal()) + big_endian(key.version, 4);
    file += big_endian(entry.size(), 4) + entry;
  }
  return file;
}

struct TicketClient::Half {
  Library library;
  krb5_ccache cache = nullptr;
  gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
  gss_name_t service = GSS_C_NO_NAME;
  gss_ctx_id_t context = GSS_C_NO_CONTEXT;
  OM_uint32 flags = GSS_C_INTEG_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;
  bool negotiates = false;
  bool established = false;
};

namespace {

// The client believes the ticket to be good for an hour, whatever the ticket says.
void store(krb5_context library, krb5_ccache cache, krb5_principal client, krb5_principal service,
           const krb5_keyblock& session_key, krb5_ticket_times times, std::string& ticket) {
  krb5_timestamp now = 0;
  must(krb5_timeofday(library, &now), "time");
  times.starttime = now - 60;
  times.endtime = now + 3600;
  krb5_creds creds{};
  creds.client = client;
  creds.server = service;
  creds.keyblock = session_key;
  creds.times = times;
  creds.ticket_flags = TKT_FLG_INITIAL;
  creds.ticket = {KV5M_DATA, static_cast<unsigned>(ticket.size()), ticket.data()};
  must(krb5_cc_initialize(library, cache, client), "cache");
  must(krb5_cc_store_cred(library, cache, &creds), "cache");
}

gss_OID_desc spnego() {
  static char bytes[] = "\x2b\x06\x01\x05\x05\x02";
  return {6, bytes};
}

gss_cred_id_t credential(krb5_context library, krb5_ccache cache, bool negotiates) {
  char* name = nullptr;
  must(krb5_cc_get_full_name(library, cache, &name), "cache");
  gss_key_value_element_desc element{"ccache", name};
  const gss_key_value_set_desc store{1, &element};
  auto mechanism = negotiates ? spnego() : *gss_mech_krb5;
  gss_OID_set_desc mechanisms{1, &mechanism};
  gss_cred_id_t acquired = GSS_C_NO_CREDENTIAL;
  OM_uint32 minor = 0;
  must_gss(gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms,
                                 GSS_C_INITIATE, &store, &acquired, nullptr, nullptr),
           "credential");
  krb5_free_string(library, name);
  return acquired;
}

std::string taken(gss_buffer_desc buffer) {
  std::string bytes(static_cast<const char*>(buffer.value), buffer.length);
  OM_uint32 minor = 0;
  gss_release_buffer(&minor, &buffer);
  return bytes;
}

gss_buffer_desc lent(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

}  // namespace

TicketClient::TicketClient(const kerberos::ServiceKey& key, const TicketFacts& facts)
    : half_(std::make_unique<Half>()) {
  auto& half = *half_;
  if (facts.mutual) half.flags |= GSS_C_MUTUAL_FLAG;
  half.negotiates = facts.negotiates;
  const auto named = facts.service.empty() ? key.service.full_name() : facts.service;
  const Name client(half.library, facts.client);
  const Name service(half.library, named);
  krb5_keyblock session_key{};
  must(krb5_c_make_random_key(half.library, facts.session_type, &session_key), "session key");
  krb5_timestamp now = 0;
  must(krb5_timeofday(half.library, &now), "time");
  const krb5_ticket_times times{now, now + static_cast<krb5_timestamp>(facts.starts.count()),
                                now + static_cast<krb5_timestamp>(facts.ends.count()), 0};
  auto ticket = encoded_ticket(half.library, key, client, service, session_key, facts, times);
  must(krb5_cc_new_unique(half.library, "MEMORY", nullptr, &half.cache), "cache");
  store(half.library, half.cache, client, service, session_key, times, ticket);
  krb5_free_keyblock_contents(half.library, &session_key);
  OM_uint32 minor = 0;
  half.credential = credential(half.library, half.cache, half.negotiates);
  auto text = lent(named);
  must_gss(gss_import_name(&minor, &text, const_cast<gss_OID>(GSS_KRB5_NT_PRINCIPAL_NAME),
                           &half.service),
           "name");
}

TicketClient::~TicketClient() {
  OM_uint32 minor = 0;
  gss_delete_sec_context(&minor, &half_->context, GSS_C_NO_BUFFER);
  gss_release_name(&minor, &half_->service);
  gss_release_cred(&minor, &half_->credential);
  krb5_cc_destroy(half_->library, half_->cache);
}

std::string TicketClient::token(std::string_view from_server) {
  OM_uint32 minor = 0;
  auto input = lent(from_server);
  gss_buffer_desc output{};
  auto negotiated = spnego();
  auto* mechanism = half_->negotiates ? &negotiated : gss_mech_krb5;
  const auto major = gss_init_sec_context(
      &minor, half_->credential, &half_->context, half_->service, mechanism, half_->flags, 0,
      GSS_C_NO_CHANNEL_BINDINGS, &input, nullptr, &output, nullptr, nullptr);
  half_->established = major == GSS_S_COMPLETE;
  return taken(output);
}

bool TicketClient::established() const { return half_->established; }

std::string TicketClient::wrap(std::string_view bytes, bool confidential) {
  OM_uint32 minor = 0;
  auto input = lent(bytes);
  gss_buffer_desc output{};
  gss_wrap(&minor, half_->context, confidential ? 1 : 0, GSS_C_QOP_DEFAULT, &input, nullptr,
           &output);
  return taken(output);
}

std::string TicketClient::unwrap(std::string_view bytes) {
  OM_uint32 minor = 0;
  std::string changeable(bytes);  // libkrb5 turns it around where it lies
  auto input = lent(changeable);
  gss_buffer_desc output{};
  gss_unwrap(&minor, half_->context, &input, &output, nullptr, nullptr);
  return taken(output);
}

std::string TicketClient::mic(std::string_view bytes) {
  OM_uint32 minor = 0;
  auto input = lent(bytes);
  gss_buffer_desc output{};
  gss_get_mic(&minor, half_->context, GSS_C_QOP_DEFAULT, &input, &output);
  return taken(output);
}

bool TicketClient::accepts_mic(std::string_view bytes, std::string_view mic) {
  OM_uint32 minor = 0;
  auto input = lent(bytes);
  auto token = lent(mic);
  return gss_verify_mic(&minor, half_->context, &input, &token, nullptr) == GSS_S_COMPLETE;
}

}  // namespace gatehouse::support
