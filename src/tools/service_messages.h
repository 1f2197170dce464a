// ServiceMessages: what `service` says in its own name, each a line on standard error in its caller's
// language.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace rouse::tools {

std::string unrecognized_service(const std::string& name);
/// As env said it, which the original started scripts with.
std::string cannot_run(const std::string& script, int code);
/// The script reads Red Hat's library, which is not there and cannot be linked.
std::string cannot_prepare(const std::string& name, const Error& error);
std::string no_answer(const std::string& name, std::int64_t seconds);
std::string output_left_out(const std::string& name, std::uint64_t bytes);

}  // namespace rouse::tools
