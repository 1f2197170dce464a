#include "daemon/invocation.h"

#include <unistd.h>

#include <filesystem>
#include <string_view>

#include "control/path.h"
#include "sys/process.h"
#include "sys/program.h"

namespace rouse::daemon {

namespace {

std::string basename_of(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string current_directory() {
  std::error_code problem;
  auto path = std::filesystem::current_path(problem);
  return problem ? "/" : path.string();
}

std::string absolute(const std::string& directory, const std::string& path) {
  return path.empty() || path.front() == '/' ? path : directory + "/" + path;
}

}  // namespace

Invocation invocation_of(int argc, char** argv, Options options) {
  Invocation out;
  out.title = sys::title_area(argc, argv);
  out.words.assign(argv, argv + argc);
  out.name = argc > 0 ? basename_of(argv[0]) : "roused";
  out.directory = current_directory();
  out.environment = sys::own_environment();
  out.descriptors = sys::descriptor_limits().value_or(sys::Limits{1024, 4096});
  options.config_path = absolute(out.directory, options.config_path);
  if (options.log_file) options.log_file = absolute(out.directory, *options.log_file);
  if (options.control && *options.control != control::no_path)
    options.control = absolute(out.directory, *options.control);
  if (options.pid_file) options.pid_file = absolute(out.directory, *options.pid_file);
  if (::getpid() == 1) options.foreground = true;  // of a container, which would end with its first process
  out.options = std::move(options);
  return out;
}

}  // namespace rouse::daemon
