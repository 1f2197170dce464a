#include "tools/service_messages.h"

#include <fmt/format.h>

#include <cstring>

#include "tools/translation.h"

namespace rouse::tools {

std::string unrecognized_service(const std::string& name) {
  return translated("{}: unrecognized service", name) + "\n";
}

std::string cannot_run(const std::string& script, int code) {
  return fmt::format("env: {}: {}\n", script, std::strerror(code));
}

std::string cannot_prepare(const std::string& name, const Error& error) {
  return translated("service: {}: the shell functions that it reads are missing and cannot be linked: {}",
                    name, error.text()) +
         "\n";
}

std::string no_answer(const std::string& name, std::int64_t seconds) {
  return translated("service: {}: told no status within {} s and was ended", name, seconds) + "\n";
}

std::string output_left_out(const std::string& name, std::uint64_t bytes) {
  return translated("service: {}: {} more bytes of its output are left out", name, bytes) + "\n";
}

}  // namespace rouse::tools
