# room(NAME PUBLIC ... PRIVATE ... [TEST ...] [PCH] [FOLDER ...]): src/FOLDER (src/NAME when it is not
# named) as one static library, its *_test.cpp files as one test program. What a room may link is
# what it may include (tools/check_layers).
function(room name)
  cmake_parse_arguments(ARG "PCH" "FOLDER" "PUBLIC;PRIVATE;TEST" ${ARGN})
  if(NOT ARG_FOLDER)
    set(ARG_FOLDER ${name})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${ARG_FOLDER}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main|/auth/keeper)\\.cpp$")  # the last: auth_interface
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} INTERFACE ${ARG_PUBLIC} ${ARG_PRIVATE})
  else()
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    target_compile_options(${name} PRIVATE ${GATEHOUSE_WARNINGS})
    if(ARG_PCH)
      gatehouse_precompile(${name})
    endif()
  endif()
  if(GATEHOUSE_TESTS AND tests)
    room_test(${name}_test SOURCES ${tests} LINK ${name} ${ARG_PRIVATE} ${ARG_TEST})
    if(ARG_PCH)
      gatehouse_precompile(${name}_test)
    endif()
  endif()
endfunction()

function(room_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE GATEHOUSE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_compile_options(${name} PRIVATE ${GATEHOUSE_WARNINGS})
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
    PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

# One precompiled header, made in `net`, serves every room that includes Asio.
function(gatehouse_precompile name)
  if(name STREQUAL "net")
    target_precompile_headers(net PRIVATE ${CMAKE_SOURCE_DIR}/src/net/precompiled.h)
  else()
    target_precompile_headers(${name} REUSE_FROM net)
  endif()
endfunction()

set(GATEHOUSE_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
    -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough -Wswitch-enum
    -Werror)
# Everywhere or nowhere: the precompiled header is shared, and gmime asks for it.
add_compile_options(-pthread)
# ccache keeps the precompiled header only when it carries no time stamp.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang\ -fno-pch-timestamp>)
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_DISABLE_BOOST_ALIGN)
add_link_options(-fuse-ld=lld-19)
