// Published examples of SASL mechanisms. `origin` names the document; the values were recomputed
// with an independent program before they were written here. One account and host each.
#pragma once

#include <array>
#include <string_view>

namespace gatehouse::vectors {

struct ApopExample {
  std::string_view origin, name, password, challenge, digest;
};
inline constexpr std::array apop{ApopExample{"RFC 1939, section 7", "mrose", "tanstaaf",
                                             "<1896.697170952@dbc.mtview.ca.us>",
                                             "c4c9334bac560ecc979e58001b3e22fb"}};

struct CramExample {
  std::string_view origin, name, password, challenge, digest;
};
inline constexpr std::array cram_md5{CramExample{"RFC 2195, section 2", "tim", "tanstaaftanstaaf",
                                                 "<1896.697170952@postoffice.reston.mci.net>",
                                                 "b913a602c7eda7a495b4e6e7334d3890"}};

struct PlainExample {
  std::string_view origin, acting_as, name, password;
};
inline constexpr std::array plain{
    PlainExample{"RFC 4616, section 4", "", "tim", "tanstaaftanstaaf"},
    PlainExample{"RFC 4616, section 4", "Ursel", "Kurt", "xipj3plmq"}};

struct DigestExample {
  std::string_view origin, service, realm, name, password, nonce, cnonce, uri, response, rspauth;
};
inline constexpr std::array digest_md5{
    DigestExample{"RFC 2831, section 4 (IMAP)", "imap", "elwood.innosoft.com", "chris", "secret",
                  "OA6MG9tEQGm2hh", "OA6MHXh6VqTrRk", "imap/elwood.innosoft.com",
                  "d388dad90d4bbd760a152321f2143af7", "ea40f60335c427b5527b84dbabcdfffd"},
    DigestExample{"RFC 2831, section 4 (ACAP)", "acap", "elwood.innosoft.com", "chris", "secret",
                  "OA9BSXrbuRhWay", "OA9BSuZWMSpW8m", "acap/elwood.innosoft.com",
                  "6084c6db3fede7352c551284490fd0fc", "2f0b3d7c3c2e486600ef710726aa2eae"}};

struct ScramExample {
  std::string_view origin, mechanism, name, password, client_nonce, server_nonce, salt;
  unsigned iterations;
  std::string_view proof, verifier;
};
inline constexpr std::array scram{
    ScramExample{"RFC 5802, section 5", "SCRAM-SHA-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL",
                 "3rfcNHYJY1ZVvWVs7j", "QSXCR+Q6sek8bf92", 4096,
                 "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ="},
    ScramExample{"RFC 7677, section 3", "SCRAM-SHA-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO",
                 "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096,
                 "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                 "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="}};

}  // namespace gatehouse::vectors
