// A private key, its certificate for company2.test and an authority's certificate as DataBlocks,
// for samples of commands. Made for these tests and used nowhere else.
#pragma once

#include <string_view>

namespace gatehouse::control {

inline constexpr std::string_view sample_key =
    "[MHcCAQEEIHYXVapHtrZHjNaC2DLMonmfJr2sg76AmHKh5aJbcLW1oAoGCCqGSM49AwEHoUQDQgAE7cNqgrOhDnt"
    "wEMv49XlL9O6Ph5JVhtoBJ4ET40qgS+29xhTNhJ3/1kuIFYvDxUpCpOfxQGBpqhu2MbTKHO3HXA==]";
inline constexpr std::string_view sample_certificate =
    "[MIIBfjCCASOgAwIBAgIUP86veN7b7xW06Ozjo5hwsEIPI9QwCgYIKoZIzj0EAwIwGDEWMBQGA1UEAwwNY29tcGF"
    "ueTIudGVzdDAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowGDEWMBQGA1UEAwwNY29tcGFueTIudGV"
    "zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABO3DaoKzoQ57cBDL+PV5S/Tuj4eSVYbaASeBE+NKoEvtvcYUzYS"
    "d/9ZLiBWLw8VKQqTn8UBgaaobtjG0yhztx1yjSTBHMBgGA1UdEQQRMA+CDWNvbXBhbnkyLnRlc3QwDAYDVR0TAQH"
    "/BAIwADAdBgNVHQ4EFgQUfnUZ8s7uv5pJdV86TJsOIK9DcCAwCgYIKoZIzj0EAwIDSQAwRgIhAJz6deWhs6aB7Mx"
    "xPuJuZSXlRDO5LtsOAppeZmqceji4AiEAizsaIS51osypeZtCHdXbpWXZL1pNTTfYY8c6Q7FIo4Q=]";
inline constexpr std::string_view sample_authority =
    "[MIIBfTCCASKgAwIBAgIUb5UaWd10XZXo3GSP1FTWe8d3eHkwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQU2FtcGx"
    "lIEF1dGhvcml0eTAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowGzEZMBcGA1UEAwwQU2FtcGxlIEF"
    "1dGhvcml0eTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABM6JXWOGGibYpoOs3mJWvcvulf9Ogzjwo5DkLyTXkfq"
    "DPqU22lXOVvpVc2ehOn8JuMkm2Ki7DTWbqzN23KNNR0OjQjBAMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQ"
    "DAgEGMB0GA1UdDgQWBBQAgdq7jeiGQzlsKV1ylZ5KBFHzCjAKBggqhkjOPQQDAgNJADBGAiEA2zn00Ov8dViXo2/"
    "37DCWnDUGg9dJ7fCzBWxjz30oywkCIQC3zQcGE3dOwGehGm4M0ZtrMX6LPrYuiqJNlLgPiZfxOA==]";

}  // namespace gatehouse::control
