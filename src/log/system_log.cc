#include "log/system_log.h"

#include <sys/stat.h>

#include "log/format.h"
#include "log/socket_sink.h"

namespace rouse::log {

namespace {

bool is_socket(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode);
}

/// NAME=VALUE\n, or NAME\n, the length in 64 bits little-endian, VALUE\n.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  if (value.find('\n') == std::string_view::npos) {
    out += '=';
  } else {
    out += '\n';
    for (unsigned shift = 0; shift < 64; shift += 8) out += static_cast<char>(value.size() >> shift & 0xff);
  }
  out += value;
  out += '\n';
}

}  // namespace

bool has_system_log(const SystemLogPaths& paths) {
  return is_socket(paths.journal) || is_socket(paths.syslog);
}

std::unique_ptr<Sink> open_system_log(const Identity& identity, const SystemLogPaths& paths) {
  if (is_socket(paths.journal)) return std::make_unique<SocketSink>(identity, paths.journal, journal_frame);
  return std::make_unique<SocketSink>(identity, paths.syslog, syslog_frame);
}

std::string journal_frame(const Line& line, const Identity& identity) {
  std::string out;
  append_field(out, "MESSAGE", line.text);
  append_field(out, "PRIORITY", std::to_string(line.priority & 7));
  append_field(out, "SYSLOG_FACILITY", std::to_string(line.priority >> 3));
  append_field(out, "SYSLOG_IDENTIFIER", identity.name);
  append_field(out, "SYSLOG_PID", std::to_string(identity.pid));
  if (!line.service.empty()) append_field(out, "ROUSE_SERVICE", line.service);
  return out;
}

}  // namespace rouse::log
