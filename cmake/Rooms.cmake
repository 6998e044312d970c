# The rooms and what each may see. The same table is checked against every #include by tools/check_layers.
room(base PRIVATE spdlog::spdlog)
room(crypto PUBLIC base OpenSSL::Crypto PRIVATE PkgConfig::argon2)
room(settings PUBLIC base)
room(password PUBLIC base crypto PRIVATE PkgConfig::crypt)
room(sasl PUBLIC base crypto TEST sasl_client)
# The client half of every mechanism, for tests, fuzz harnesses and benchmarks.
add_library(sasl_client STATIC EXCLUDE_FROM_ALL tests/support/sasl_client.cpp
  tests/support/sasl_answers.cpp tests/support/sasl_gssapi.cpp tests/support/sasl_ntlm.cpp)
target_include_directories(sasl_client PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(sasl_client PUBLIC sasl crypto base)
target_compile_options(sasl_client PRIVATE ${GATEHOUSE_WARNINGS})
room(directory PUBLIC base settings crypto PRIVATE PkgConfig::idn PkgConfig::idn2 Threads::Threads)
room(access PUBLIC directory)
room(audit PUBLIC base crypto settings PRIVATE Threads::Threads TEST directory)
room(kerberos PUBLIC base crypto settings directory PRIVATE PkgConfig::krb5 OpenSSL::Crypto TEST sasl_client tickets)
# Tickets made by a test for itself.
add_library(tickets STATIC EXCLUDE_FROM_ALL tests/support/tickets.cpp)
target_include_directories(tickets PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(tickets PUBLIC kerberos PRIVATE PkgConfig::krb5)
target_compile_options(tickets PRIVATE ${GATEHOUSE_WARNINGS})
room(credentials PUBLIC base crypto settings password directory PRIVATE PkgConfig::oath)
room(net PUBLIC base OpenSSL::SSL Boost::headers Threads::Threads TEST pki tls_client PCH)
room(pki PUBLIC base crypto settings directory net OpenSSL::SSL TEST tls_client)
room(helper PUBLIC base net settings TEST pam PCH)
room(ldap PUBLIC base net PRIVATE PkgConfig::ldap PkgConfig::lber OpenSSL::SSL TEST pki PCH)
room(pam PUBLIC base settings PRIVATE PkgConfig::pam)
set_target_properties(pam PROPERTIES OUTPUT_NAME gatehouse_pam)  # libpam is the system's
add_executable(gatehouse-pam src/pam/main.cpp)
target_link_libraries(gatehouse-pam PRIVATE pam)
target_compile_options(gatehouse-pam PRIVATE ${GATEHOUSE_WARNINGS})
room(storage PUBLIC base access)
room(mailbox PUBLIC base PRIVATE PkgConfig::gmime)
room(xml PUBLIC base PRIVATE PkgConfig::expat)
room(datasets PUBLIC base settings mailbox)

add_library(keeper_proto STATIC)
protobuf_generate(TARGET keeper_proto LANGUAGE cpp IMPORT_DIRS ${CMAKE_SOURCE_DIR}/src
  PROTOS ${CMAKE_SOURCE_DIR}/src/auth/keeper.proto PROTOC_OUT_DIR ${CMAKE_BINARY_DIR}/generated)
# protoc names the header from the root, we name it from src.
target_include_directories(keeper_proto SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/generated/src
  PRIVATE ${CMAKE_BINARY_DIR}/generated)
target_link_libraries(keeper_proto PUBLIC protobuf::libprotobuf)

# A gate sees the keeper's interface and nothing that decides: auth_interface is its header.
add_library(auth_interface STATIC src/auth/keeper.cpp)
target_include_directories(auth_interface PUBLIC ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(auth_interface PUBLIC base net)
target_compile_options(auth_interface PRIVATE ${GATEHOUSE_WARNINGS})
gatehouse_precompile(auth_interface)

room(control PUBLIC base settings directory access audit credentials mailbox pki PRIVATE kerberos password crypto PkgConfig::pwquality TEST tickets)
room(auth PUBLIC base net auth_interface
  PRIVATE keeper_proto audit helper kerberos pki control sasl credentials password directory access crypto settings
  TEST test_site sasl_client tickets PCH)

# The pages of the HTTP gate.
room(web PUBLIC base settings net auth_interface PRIVATE PkgConfig::qrencode PCH)

# What gates share, each gate by itself, and the table of them.
room(gate FOLDER gates/shared PUBLIC base net auth_interface PCH)
room(gate_acap FOLDER gates/acap PUBLIC gate datasets PCH)
room(gate_ftp FOLDER gates/ftp PUBLIC gate storage PCH)
room(gate_http FOLDER gates/http PUBLIC gate gate_ximss storage web PRIVATE crypto TEST auth test_site PCH)
room(gate_imap FOLDER gates/imap PUBLIC gate mailbox PRIVATE PkgConfig::gmime PCH)
room(gate_ldap FOLDER gates/ldap PUBLIC gate PRIVATE PkgConfig::ldap PkgConfig::lber PCH)
room(gate_pop3 FOLDER gates/pop3 PUBLIC gate mailbox PCH)
room(gate_pwd FOLDER gates/pwd PUBLIC gate PCH)
room(gate_sip FOLDER gates/sip PUBLIC gate PRIVATE crypto PkgConfig::osip TEST auth test_site PCH)
room(gate_smtp FOLDER gates/smtp PUBLIC gate mailbox PCH)
room(gate_xmpp FOLDER gates/xmpp PUBLIC gate mailbox xml PRIVATE crypto PCH)
room(gate_ximss FOLDER gates/ximss PUBLIC gate xml PRIVATE crypto PCH)
add_library(gates STATIC src/gates/services.cpp)
target_link_libraries(gates PUBLIC gate PRIVATE gate_acap gate_ftp gate_http gate_imap gate_ldap gate_pop3 gate_pwd gate_sip
  gate_smtp gate_ximss gate_xmpp)
target_compile_options(gates PRIVATE ${GATEHOUSE_WARNINGS})
gatehouse_precompile(gates)

room(cli PUBLIC base settings)

if(EXISTS ${CMAKE_SOURCE_DIR}/src/server/main.cpp)
  file(GLOB server_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/server/*.cpp)
  list(FILTER server_sources EXCLUDE REGEX "_test\\.cpp$")
  add_executable(gatehouse ${server_sources})
  target_link_libraries(gatehouse PRIVATE gates auth control audit cli helper kerberos ldap pki net mailbox credentials directory access
    settings password sasl crypto base CLI11::CLI11)
  target_compile_options(gatehouse PRIVATE ${GATEHOUSE_WARNINGS})
  gatehouse_precompile(gatehouse)
endif()
