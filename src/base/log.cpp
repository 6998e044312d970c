#include "base/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace gatehouse::log {
namespace {

constexpr std::size_t most_waiting = 8192;
constexpr auto pattern = "%Y-%m-%d %H:%M:%S.%e %v";

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::failure:
      return spdlog::level::err;
    case Level::major:
      return spdlog::level::warn;
    case Level::problem:
      return spdlog::level::info;
    case Level::low:
      return spdlog::level::debug;
    case Level::all:
      return spdlog::level::trace;
  }
  return spdlog::level::trace;
}

std::shared_ptr<spdlog::logger> to_standard_error() {
  auto logger = std::make_shared<spdlog::logger>("gatehouse",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern(pattern);
  logger->set_level(spdlog::level::warn);
  return logger;
}

std::shared_ptr<spdlog::logger>& current() {
  static std::shared_ptr<spdlog::logger> logger = to_standard_error();
  return logger;
}

}  // namespace

void open(const std::string& path, Level most) {
  if (!path.empty()) {
    spdlog::init_thread_pool(most_waiting, 1);
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
    current() = std::make_shared<spdlog::async_logger>(
        "gatehouse", sink, spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest);
    current()->set_pattern(pattern);
    current()->flush_on(spdlog::level::err);
    spdlog::register_logger(current());
    spdlog::flush_every(std::chrono::seconds{1});
  }
  current()->set_level(to_spdlog(most));
}

void close() {
  current()->flush();
  current() = to_standard_error();
  spdlog::shutdown();
}

void write(Level level, std::string_view tag, std::string_view words) {
  current()->log(to_spdlog(level), "{} {} {}", static_cast<int>(level), tag, words);
}

}  // namespace gatehouse::log
