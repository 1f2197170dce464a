// ServiceWords: what the words behind `service` ask for, as the original read them from left to right
// (reference/sysv.md 1.2). Its own options are new and stand first, where the original knew no service by
// such names: --json and --timeout.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::tools {

enum class ServiceAct : std::uint8_t {
  lack_words,
  bad_timeout,
  usage,
  version,
  status_all,
  full_restart,
  run
};

struct ServiceRequest {
  ServiceAct act = ServiceAct::run;
  std::string name;
  /// For the script. Joined and split anew at blanks, as a shell did it; but not taken for patterns of files.
  std::vector<std::string> words;
  bool json = false;
  std::int64_t timeout_s = 10;
};

ServiceRequest read_service_words(std::span<const std::string_view> words);

}  // namespace rouse::tools
