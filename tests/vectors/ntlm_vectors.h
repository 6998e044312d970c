// The example of [MS-NLMP], section 4.2: one user, one password, one pair of challenges, and what
// each form of NTLM makes of them. Recomputed with an independent program. Bytes in hexadecimal.
#pragma once

#include <string_view>

namespace gatehouse::vectors::ntlm {

inline constexpr std::string_view user = "User";
inline constexpr std::string_view domain = "Domain";
inline constexpr std::string_view password = "Password";
inline constexpr std::string_view server_challenge = "0123456789abcdef";
inline constexpr std::string_view client_challenge = "aaaaaaaaaaaaaaaa";
inline constexpr std::string_view random_session_key = "55555555555555555555555555555555";
inline constexpr std::string_view nt_hash = "a4f49c406510bdcab6824ee7c30fd852";

namespace v1 {  // section 4.2.2
inline constexpr std::string_view lm_hash = "e52cac67419a9a224a3b108f3fa6cb6d";
inline constexpr std::string_view session_base_key = "d87262b0cde4b1cb7499becccdf10784";
inline constexpr std::string_view nt_response = "67c43011f30298a2ad35ece64f16331c44bdbed927841f94";
inline constexpr std::string_view lm_response = "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13";
inline constexpr std::string_view encrypted_session_key = "518822b1b3f350c8958682ecbb3e3cb7";
inline constexpr std::string_view authenticate =
    "4e544c4d5353500003000000180018006c00000018001800840000000c000c00"
    "48000000080008005400000010001000"
    "5c000000100010009c000000358280e20501280a0000000f"
    "44006f006d00610069006e005500730065007200"
    "43004f004d0050005500540045005200"
    "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13"
    "67c43011f30298a2ad35ece64f16331c44bdbed927841f94"
    "518822b1b3f350c8958682ecbb3e3cb7";
}  // namespace v1

namespace session {  // section 4.2.3
inline constexpr std::string_view nt_response = "7537f803ae367128ca458204bde7caf81e97ed2683267232";
inline constexpr std::string_view lm_response = "aaaaaaaaaaaaaaaa00000000000000000000000000000000";
inline constexpr std::string_view authenticate =
    "4e544c4d5353500003000000180018006c00000018001800840000000c000c00"
    "48000000080008005400000010001000"
    "5c000000000000009c000000358208820501280a0000000f"
    "44006f006d00610069006e005500730065007200"
    "43004f004d0050005500540045005200"
    "aaaaaaaaaaaaaaaa00000000000000000000000000000000"
    "7537f803ae367128ca458204bde7caf81e97ed2683267232";
}  // namespace session

namespace v2 {  // section 4.2.4
inline constexpr std::string_view owf = "0c868a403bfd7a93a3001ef22ef02e3f";
inline constexpr std::string_view session_base_key = "8de40ccadbc14a82f15cb0ad0de95ca3";
inline constexpr std::string_view lm_response = "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa";
inline constexpr std::string_view proof = "68cd0ab851e51c96aabc927bebef6a1c";
inline constexpr std::string_view encrypted_session_key = "c5dad2544fc9799094ce1ce90bc9d03e";
inline constexpr std::string_view blob =
    "01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000"
    "02000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000";
inline constexpr std::string_view challenge =
    "4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef"
    "00000000000000002400240044000000060070170000000f"
    "53006500720076006500720002000c0044006f006d00610069006e0001000c00530065007200760065007200"
    "00000000";
inline constexpr std::string_view authenticate =
    "4e544c4d5353500003000000180018006c00000054005400840000000c000c00"
    "48000000080008005400000010001000"
    "5c00000010001000d8000000358288e20501280a0000000f"
    "44006f006d00610069006e005500730065007200"
    "43004f004d0050005500540045005200"
    "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"
    "68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000"
    "02000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000"
    "c5dad2544fc9799094ce1ce90bc9d03e";
}  // namespace v2

}  // namespace gatehouse::vectors::ntlm
