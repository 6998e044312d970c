// Stored passwords made by other programs, all of the password "secret"; `made_by` is the command.
#pragma once

#include <array>
#include <string_view>

namespace gatehouse::vectors {

struct ImportedPassword {
  std::string_view made_by, text;
};
inline constexpr std::array imported_secrets{
    ImportedPassword{"doveadm pw -s SHA", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="},
    ImportedPassword{"doveadm pw -s SHA1", "{SHA1}5en6G6MezRroT3XKqkdPOmY/BfQ="},
    ImportedPassword{"doveadm pw -s SHA1.hex",
                     "{SHA1.HEX}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"},
    ImportedPassword{"doveadm pw -s SHA1.b64", "{SHA1.B64}5en6G6MezRroT3XKqkdPOmY/BfQ="},
    ImportedPassword{"doveadm pw -s SHA256",
                     "{SHA256}K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="},
    ImportedPassword{
        "doveadm pw -s SHA256.hex",
        "{SHA256.HEX}2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"},
    ImportedPassword{
        "doveadm pw -s SHA512",
        "{SHA512}"
        "vSsar3708Jvp9Szi2NWZZ02Bqp1qRCFpbcTZPdBhnWgs5WtNZKnvCXdhztmeD2cmW192CF5bDufKRpayrW/isg=="},
    ImportedPassword{
        "doveadm pw -s SHA512.base64",
        "{SHA512.BASE64}"
        "vSsar3708Jvp9Szi2NWZZ02Bqp1qRCFpbcTZPdBhnWgs5WtNZKnvCXdhztmeD2cmW192CF5bDufKRpayrW/isg=="},
    ImportedPassword{"doveadm pw -s SSHA", "{SSHA}mnhqIRway5pXAtF1W1B7xKeT+3j15auG"},
    ImportedPassword{"doveadm pw -s SSHA.hex",
                     "{SSHA.HEX}9975331c9e5db8fc77945c120d88006e2eb26ca85d528972"},
    ImportedPassword{"doveadm pw -s SSHA256",
                     "{SSHA256}iVCq5aeavw4/laXPFAfB4zqmeSBZrJucAP0RrkuXzD6eZxgp"},
    ImportedPassword{"doveadm pw -s SSHA512",
                     "{SSHA512}yE8uLrKxP2S9Kbve3pv4QAbVaQXqF9U4LCEhBw8j3Xf6KNmUwSN8mYyV/"
                     "pLqMzoI0VEiMRRKaD1KClLN9jc5fy+Y8D4="},
    ImportedPassword{"doveadm pw -s SSHA512.hex",
                     "{SSHA512.HEX}"
                     "2675ff24e16e7a23c381a7a5ab5d489bf450a346b3f67862a918a152e9ce515ea991cf71178c9"
                     "c5106f15979cf4aba76a5433d1521fcf00bb33aad60578471b8f4e0a798"},
    ImportedPassword{"doveadm pw -s SMD5", "{SMD5}cpXWj67fEXFpxwof46RGzOLE0/E="},
    ImportedPassword{"doveadm pw -s SMD5.hex",
                     "{SMD5.HEX}b0479ff3dc83506ac15995ad15f904965263448d"},
    ImportedPassword{"doveadm pw -s LDAP-MD5", "{LDAP-MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ=="},
    ImportedPassword{"doveadm pw -s PLAIN-MD5", "{PLAIN-MD5}5ebe2294ecd0e0f08eab7690d2a6ee69"},
    ImportedPassword{"doveadm pw -s PLAIN-MD5.b64", "{PLAIN-MD5.B64}Xr4ilOzQ4PCOq3aQ0qbuaQ=="},
    ImportedPassword{"doveadm pw -s MD5", "{MD5}$1$Z4XZvBTX$E5oAZUfha8afLSLJ4kUUO0"},
    ImportedPassword{
        "doveadm pw -s MD5.hex",
        "{MD5.HEX}2431244763766c7a546f7124305a787a746b557863665a6332675737754749586c31"},
    ImportedPassword{"doveadm pw -s MD5-CRYPT", "{MD5-CRYPT}$1$mqoLAaLx$piw9OBELD3YmLOOI0embn1"},
    ImportedPassword{"doveadm pw -s DES-CRYPT", "{DES-CRYPT}kF5K/mzr3Im.2"},
    ImportedPassword{"doveadm pw -s CRYPT",
                     "{CRYPT}$2y$05$gjiGmBTZHBc0dwmrGq8wkuqLLvC5cufHnUq7TXHX9ZRx5ngdEE5jW"},
    ImportedPassword{"doveadm pw -s BLF-CRYPT -r 4",
                     "{BLF-CRYPT}$2y$04$F2GusaH4/cXqvGNn/PxFKelG1vKCZ5IFUPE3vyQ/t9eEtSToX4/re"},
    ImportedPassword{"doveadm pw -s SHA256-CRYPT -r 1000",
                     "{SHA256-CRYPT}$5$rounds=1000$9372cm4v8v43BrKf$H7LarepBiCd5Rdc."
                     "ppBgdLK68m9y1ZTb5e2P4j1q531"},
    ImportedPassword{
        "doveadm pw -s SHA512-CRYPT -r 1000",
        "{SHA512-CRYPT}$6$rounds=1000$t8uXrCHOT0Y3x7ek$j9mSQ5n9apKBrh00LwaDkOZlhFJv55uJk8Q7LtaswN."
        "L8m.uSBnE.vJ2M9aMUvC.OxQHPSSi/Px7NVluJTXA9/"},
    ImportedPassword{"doveadm pw -s PBKDF2 -r 1000",
                     "{PBKDF2}$1$0VFaQTDMmhAjQFDS$1000$f7964132ed78b09334365365b148adc1bd82d8ca"},
    ImportedPassword{"doveadm pw -s SCRAM-SHA-1",
                     "{SCRAM-SHA-1}4096,wocSm0w9uVCnLRvozCe0qg==,srp0zuKD8lQGAB9X89HoBPm2Gpw=,"
                     "yOOMZdDPY2RfHsXmK4NInIYqiRE="},
    ImportedPassword{"doveadm pw -s SCRAM-SHA-1.b64",
                     "{SCRAM-SHA-1.B64}"
                     "NDA5NixUUGlRQk9wYzljZXAyb3VYbEpDcTlRPT0sOUhxYmZjZFhSZ244NkVhSlhTckVmN3lrNy9rP"
                     "SxlYmpBOHhmQ3B4eUwrUFo4dlFBUFh3cnlKKzA9"},
    ImportedPassword{"doveadm pw -s SCRAM-SHA-256",
                     "{SCRAM-SHA-256}4096,3QtzpSmnosp/g0JFcYjgIQ==,ZjYjFKkEs6rIVO3BJvHVW7Ww/"
                     "f0etGpuHJBDKy1o7gg=,HJtiNybGx1YpiGenAK6lDpXuxTo05RJoLXLkK2EFJzs="},
    ImportedPassword{"doveadm pw -s CRAM-MD5",
                     "{CRAM-MD5}cd3ba7deaad6e5ca23448ba42e379747a9e0f7f1fbc00c8a81bbaac395731b56"},
    ImportedPassword{"doveadm pw -s HMAC-MD5",
                     "{HMAC-MD5}cd3ba7deaad6e5ca23448ba42e379747a9e0f7f1fbc00c8a81bbaac395731b56"},
    ImportedPassword{"doveadm pw -s ARGON2I",
                     "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$TUuuegSh2ki1JBsteN48qA$fA9sNRnCl+"
                     "d0npuZEEZ6OSBP/wbJ5tktk0IJCuJfiB4"},
    ImportedPassword{"doveadm pw -s ARGON2ID",
                     "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$sF7YmZmqxAHZvlXYBmefmg$qmTVgb8Vh+"
                     "JoAwO48J5QlaQdMzX3i6etyuET//ftY+4"},
    ImportedPassword{"slappasswd -h {SHA}", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="},
    ImportedPassword{"slappasswd -h {SSHA}", "{SSHA}ZVgnYmBxILI4JEJ5KOHjk+CFE4//9zwl"},
    ImportedPassword{"slappasswd -h {MD5}", "{MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ=="},
    ImportedPassword{"slappasswd -h {SMD5}", "{SMD5}gvmzylgKjnaUNjn5/ftAAALr2Us="},
    ImportedPassword{"slappasswd -h {CRYPT}", "{CRYPT}GqCHzaYfr3ajY"},
    ImportedPassword{"slappasswd -h {CRYPT} -c '$6$%.16s'",
                     "{CRYPT}$6$xZ9wlWfvZ7AbVhoM$mdYaX4ukpszaFMMFQQwXydPBGdNaKHirkowsBHNvSHA4NCi."
                     "YWW4e7X1rNi/aAFUpfaTpwUR8A87uyL57Zr9H0"},
    ImportedPassword{"slappasswd, pw-sha2",
                     "{SSHA256}rqGggygzqy+q+5ewPWsPmytYxuLanJBXf7o7czGxfzss2Zv2A+EIwA=="},
    ImportedPassword{"slappasswd, pw-sha2",
                     "{SHA384}WKd1ukESvjAFrkQHznV9iP2nHUBJe7gCbsrFTU4//HIyzo3jq1rLMK45dg/ufFPt"},
    ImportedPassword{
        "slappasswd, pw-sha2",
        "{SSHA384}8rfIkxQjoSNUB6NcN2dLghiLI8/6XGwXb/F7cmn3X/bmHfXdEOcmNMvzZU5Ho9V2B898aK4ngzc="},
    ImportedPassword{"slappasswd, pw-sha2",
                     "{SSHA512}1sz/d44Iw27BW9yQZvQVcghpTotf3CCiUUFvIbolV1j/2qCkAc/QthO1CY8OQ0sLJL/"
                     "Xri/GNbQ2mESfK+khl3ZBtEXnK3OH"},
    ImportedPassword{"slappasswd, pw-pbkdf2",
                     "{PBKDF2}10000$eJebc9t/EY7MVnFzu3D4Vg$NTf4r9.NpscoTHcDRtJ1xRCFGFo"},
    ImportedPassword{"slappasswd, pw-pbkdf2",
                     "{PBKDF2-SHA1}10000$M8c/noGwtXGjA8OrTUu2IQ$j.gIqniF34MRPOLcAZGPO08tDOA"},
    ImportedPassword{
        "slappasswd, pw-pbkdf2",
        "{PBKDF2-SHA256}10000$EtF7FmkAKib7btQRyT63GA$SC7l3ZYfXR5M.0hc9anlwgHRnpIqWOEv4gfu.eFAI.k"},
    ImportedPassword{"slappasswd, pw-pbkdf2",
                     "{PBKDF2-SHA512}10000$8E9uLMhY6SaEzm1fGlsDtw$ojaP.kFktre2LFh.wu."
                     "swUR2ySQutfWqBhhNpYk3smQq9mAw6oIZUZBEEm0tMkGe/2NRPlVeMurZ5n33A7zm9g"},
    ImportedPassword{"slappasswd, argon2 m=4096 t=3 p=1",
                     "{ARGON2}$argon2i$v=19$m=4096,t=3,p=1$U+cEywBwcYYXElC4rqzwQg$"
                     "E4AeYCLJ0QfbfkTTA5kwAuAFl1MV5bnTr9wjOv4MQ70"},
    ImportedPassword{
        "checked by slapd, pw-netscape, which makes none",
        "{NS-MTA-MD5}58c50b7804d5fd28e9af454ea1a291e70123456789abcdef0123456789ABCDEF"},
    ImportedPassword{"passlib ldap_hex_sha1", "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"},
    ImportedPassword{"passlib ldap_hex_md5", "{MD5}5ebe2294ecd0e0f08eab7690d2a6ee69"},
    ImportedPassword{"passlib ldap_salted_sha1", "{SSHA}mzqxxqvcZmeCm56YoK3+CVN2Fd+rlbLW"},
    ImportedPassword{"passlib ldap_salted_sha256",
                     "{SSHA256}4LP1zRge2AQPAiPUt19sFcXk/gb+lkQyMOWq7ynEoU48Z8yZk9L6Hw=="},
    ImportedPassword{"passlib ldap_salted_md5", "{SMD5}9DgY1vLoF7X0DYWjUGD8zU8JIaQ="},
    ImportedPassword{"passlib ldap_pbkdf2_sha1",
                     "{PBKDF2}2000$/V/rnZNy7p0zJoTQek.JcQ$VR4TMOSpY9ThNVe67lcWkpZQXhY"},
    ImportedPassword{
        "passlib ldap_pbkdf2_sha256",
        "{PBKDF2-SHA256}2000$EkKoVYpxrvV.bw3h3JsTwg$5mPhdxGUzbyy.QWv7fGnSsRHkmhwTj6AKZ.esAVvr50"},
    ImportedPassword{
        "passlib ldap_pbkdf2_sha512",
        "{PBKDF2-SHA512}2000$ZWzNOeec8x7DmHNurXXuHQ$"
        "Rftnr14KbyhuJS57ndng6t5ga4Diso4rHwvdW8Hdund6yBeyghOJhuC4pO6VYjaqTIpvsCDTgqp6BOqtNUe3Pg"},
    ImportedPassword{"passlib pbkdf2_sha1",
                     "$pbkdf2$2000$kPK.lxIi5Py/t5byfu/dWw$hy38W3XH7JJXf4wKduqXV4IR0P8"},
    ImportedPassword{
        "passlib pbkdf2_sha256",
        "$pbkdf2-sha256$2000$K2XsnZOSstZaK2XMuff./w$pz/Wu.HJs68a1xvQ2QgjtL.AFIfGclIr.nZuyfvUN0w"},
    ImportedPassword{"passlib pbkdf2_sha512",
                     "$pbkdf2-sha512$2000$T0npHcPYu1fqPeccQ8gZAw$jST8m5z9QeqMj20aWx8350t98gc/"
                     "FXgK4M.CHzduh7J2iE1SHWvmjEb10nTCKCDX.FnMd8/Qjkt9gs2tLP.JCQ"},
    ImportedPassword{"passlib ldap_bcrypt",
                     "{CRYPT}$2b$04$/imXGPirUEAIUeFXlCRczuvPSOIP2mJ3QD0rI35EdK/Fn2h09lDRi"},
    ImportedPassword{
        "passlib ldap_sha256_crypt",
        "{CRYPT}$5$rounds=2000$xmvmeffVcCKLx0rm$ENl/5ACd//TX.YU09IxZwcsLS7huobxUtyAR3zs25d2"},
    ImportedPassword{
        "passlib ldap_sha512_crypt",
        "{CRYPT}$6$rounds=2000$/V53NPISsyEwX4y1$Dqa0SPkBBNKmqn4CTW3967jFdmyqTZzXvQWz2pmfs8geCf/"
        "00HGQO3ubms.MCPZNr8MrcKkmBtLnpjcXBW5mN."},
    ImportedPassword{"passlib ldap_sha1_crypt",
                     "{CRYPT}$sha1$2000$.VQ27eSb$bXyOgcsXmqybAbworwvRHYe4f3w5"},
    ImportedPassword{"passlib ldap_bsdi_crypt", "{CRYPT}_7C/.QTxvlbTDheawLsQ"},
    ImportedPassword{"passlib nthash", "{NT}878d8014606cda29677a44efa1353fc7"},
    ImportedPassword{
        "mkpasswd -m yescrypt",
        "{CRYPT}$y$j9T$kIFQpK8FEzvF8FHpXfz1Y0$9mcBBGIYlwxhfAa4hvXLyPJT1V2BDWvzYl4tIwI8VR4"},
    ImportedPassword{"mkpasswd -m gost-yescrypt",
                     "$gy$j9T$1j8Y6hRyMJ6BBlbZRZ1aJ1$VAcVhIPu1gkqDxpN7tCkWER6Qvyn6ekq5s9lZnBKqcB"},
    ImportedPassword{
        "mkpasswd -m scrypt",
        "$7$CU..../....ZA0Ksf/TjvPfJLeuYnZ0t.$JmlQ9iIvyV61emS4ThbREkeWnY29ptX9yftPr8c9lMB"},
    ImportedPassword{"mkpasswd -m bcrypt",
                     "$2b$05$QcVAWmAMVwFmHiDCnzVIiObbnklccptSeiT4jYQn6qAWSxYLWWrhO"},
    ImportedPassword{"mkpasswd -m bcrypt-a",
                     "{WM-CRY}$2a$05$A4cTcdZggIJ5lL1raUME8elhbtIHbxpw5ErODoLdB.GyLuK8.6dzW"},
    ImportedPassword{"mkpasswd -m sha512crypt",
                     "$6$2/OXkRiDpenFDNXD$z3VbsrXctysUwBsi84lQsp7UDeGeDQCqQRPeFJazkvDKnRW/"
                     "O1.Ux8CmDaNcJZRBFysgPNcFSyqQYq3V/nx7a."},
    ImportedPassword{"mkpasswd -m sha256crypt",
                     "$5$.9Z/3D/V0HpQbZO9$NPabM9BZNp4ZeO4QW6NdIw38lgIliBW0/C4XAw7Wh7A"},
    ImportedPassword{"mkpasswd -m sunmd5", "$md5,rounds=71887$0ZzkCDcI$$GSgPOLfiixZB0BboKFp8S1"},
    ImportedPassword{"mkpasswd -m md5crypt", "$1$Kmfmsw9Q$YvvAHLsu/KomwohYdXraX0"},
    ImportedPassword{"mkpasswd -m bsdicrypt", "_J9..uCyGcQaQ5c1zuIM"},
    ImportedPassword{"mkpasswd -m descrypt", "K15pbhgP0uwvE"},
    ImportedPassword{"mkpasswd -m nt", "$3$$878d8014606cda29677a44efa1353fc7"},
    ImportedPassword{"openssl passwd -1 -salt abcdefgh", "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1"},
    ImportedPassword{"openssl passwd -6 -salt abcdefgh",
                     "$6$abcdefgh$ltjgWl6579NluT/"
                     "Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG."},
    ImportedPassword{
        "python3 hashlib, in the layout of 389 Directory Server",
        "{PBKDF2_SHA256}AAAIAFZEBRP4VCpADWmYemAtq17ACvoCxa8/"
        "2S89geBdaS0GqY1mVyEZYqcTJ0f+IxQ1HpPhOSmEVMlfk1PYFr5DbK9xkqPnm+"
        "7kBObU23eMHdHi1klhxoMaysgn2pcGTMGA7ByFd5Xzpt8RC2zpXZqJH3em6HKXsxN2AAtTOji7DKEG1cDZjdSv05gk"
        "MrdTo5gfYo+"
        "wVDdUnBfxlhgHFHS9UWJgG1FGvSZFFiqE0P2FJXJXpwEbqn5aagPizGhy4b7vguApGvNf2kiwiq4Hzlp+"
        "nTxjVEgO9e9LdunhK5VH6Wd/SAVvLCKOV4xRvM+UU2SUPCB+6apm0lylpcLKTQYHbXcpRqhHvIFiD7eZ2/"
        "Ho5g5wx5xwm6gTjeKvy4R3HMtwLdDx6+9eXE0IA9OLSx2Jv2kaSxhaM0Wz6dk5Pn+IQQb0"},
    ImportedPassword{"python3 hashlib, RFC 5803",
                     "SCRAM-SHA-256$4096:3dxFCFVJyTsYdxpzfNHtXw==$p6eaOEQRwq1lrJQqTNcyH/nyKXJ/"
                     "kpvMQX0EcW66Ck8=:nX3ZJy90VUfA4nIidRXwkeMApwFFBE6sgupZWqYJkBA="},
    ImportedPassword{
        "python3 hashlib",
        "{SCRAM-SHA-512}4096,T5y2+XTRKmGXihcYjo9rhQ==,mO9gGWS/"
        "7DYBre3mzvvSAN3K3gAPVxlQnWv3tD28zmGiK+T0OtRP336tLzAKb+vXCGNficQk6cT8VZFu3iV3lg==,"
        "BKydLaaxo+a/Rm8Ny8uJHvJiLZOOHFlowrNnQcaxzk6Ef1lfem9FLiN4fCNNiSJoDj9RlYifnNmBkwTGLS8ECA=="},
};

}  // namespace gatehouse::vectors
