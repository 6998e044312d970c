// A folder with small programs, a launcher that may start them, and a loop that asks them.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "helper/launcher.h"
#include "helper/program.h"
#include "tests/support/loop_thread.h"

namespace gatehouse::helper {

inline constexpr unsigned nobody = 65534;

// What every scripted child starts with: numbered() gives (number, words) of each line.
inline constexpr auto prologue = R"(#!/usr/bin/python3 -ISu
import os, sys, time
def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
def numbered():
    while True:
        line = sys.stdin.readline()
        if not line: return
        number, _, words = line.rstrip("\n").partition(" ")
        if words.startswith("INTF"): say(number + " INTF 5")
        elif words == "QUIT":
            say(number + " OK")
            return
        else: yield number, words
)";

class HelperSite : public testing::Test {
 protected:
  HelperSite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "helper-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    ::chmod(folder_.c_str(), 0755);
    auto started = Launcher::start(rules());
    EXPECT_TRUE(started);
    launcher_ = std::move(*started);
    loop_ = std::make_unique<support::LoopThread>();
  }
  ~HelperSite() override { std::filesystem::remove_all(folder_); }

  // Root's own programs are refused, so the tests' run as nobody then.
  static Launcher::Rules rules() {
    if (::geteuid() != 0) return {};
    return {.os_passwords_path = {}, .helper_user = nobody, .helper_group = nobody};
  }

  // The path of a program of that text.
  std::string program(const std::string& name, const std::string& text) const {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0755);
    return path.string();
  }
  std::string script(const std::string& name, const std::string& body) const {
    return program(name, prologue + body);
  }
  // A file that children may write to, in the folder.
  std::string open_file(const std::string& name) const {
    const auto path = folder_ / name;
    std::ofstream(path) << "";
    ::chmod(path.c_str(), 0666);
    return path.string();
  }
  static std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static ProgramOptions options(const std::string& path) {
    return {.kind = Launcher::Kind::external,
            .command = {path},
            .log_tag = "EXTAUTH",
            .time_out = std::chrono::seconds{30}};
  }

  using Answered = std::future<Result<std::string>>;
  Answered start_asking(Program& program, const std::string& request,
                        const std::string& for_version_0 = "") {
    std::promise<Result<std::string>> told;
    auto answered = told.get_future();
    std::ignore =
        loop_->start(asking(program, Secret(request), Secret(for_version_0), std::move(told)));
    return answered;
  }
  Result<std::string> ask(Program& program, const std::string& request) {
    return start_asking(program, request).get();
  }

  std::filesystem::path folder_;
  std::unique_ptr<Launcher> launcher_;
  std::unique_ptr<support::LoopThread> loop_;

 private:
  static net::Task<void> asking(Program& program, Secret request, Secret bare,
                                std::promise<Result<std::string>> told) {
    auto asked = program.ask(std::move(request), std::move(bare));
    auto answer = co_await std::move(asked);
    told.set_value(answer ? Result<std::string>(answer->text.reveal())
                          : std::unexpected(answer.error()));
  }
};

inline std::string outcome(const Result<std::string>& result) {
  return result ? *result : std::string(name_of(result.error().code));
}

}  // namespace gatehouse::helper
