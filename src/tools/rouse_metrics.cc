#include "tools/rouse_metrics.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/text.h"
#include "tools/daemon_state.h"
#include "tools/open_metrics.h"
#include "tools/standard_output.h"

namespace rouse::tools {

namespace {

constexpr std::size_t http_request_most = 8192;
constexpr std::chrono::seconds http_patience{5};

/// What a client asks for, up to the empty line; what came until then, when that does not come.
std::string http_request() {
  std::string out;
  Instant deadline = SystemClock().now() + http_patience;
  while (out.find("\r\n\r\n") == std::string::npos && out.find("\n\n") == std::string::npos) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SystemClock().now()).count();
    pollfd waits{STDIN_FILENO, POLLIN, 0};
    if (left <= 0 || ::poll(&waits, 1, static_cast<int>(left)) <= 0) break;
    std::array<char, 1024> bytes{};
    ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got <= 0 || out.size() > http_request_most) break;
    out.append(bytes.data(), static_cast<std::size_t>(got));
  }
  return out;
}

void answer(std::string_view status, std::string_view type, std::string_view body, bool with_body = true) {
  print(fmt::format("HTTP/1.0 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                    status, type, body.size(), with_body ? body : ""));
}

/// One answer. The exit status is the daemon's: who scrapes sees that of HTTP.
Exit serve(const std::string& control_path) {
  constexpr std::string_view plain = "text/plain; charset=utf-8";
  std::string asked = http_request();
  bool is_head = asked.starts_with("HEAD ");
  if (!is_head && !asked.starts_with("GET ")) {
    answer("405 Method Not Allowed", plain, "GET /metrics\n");
    return Exit::failed;
  }
  auto state = daemon_state(control_path, true);
  if (!state) {
    answer("503 Service Unavailable", plain, state.error().text + "\n", !is_head);
    return state.error().exit;
  }
  answer("200 OK", "application/openmetrics-text; version=1.0.0; charset=utf-8", open_metrics(*state),
         !is_head);
  return Exit::done;
}

}  // namespace

Exit rouse_metrics(const RouseRequest& request) {
  if (request.has("--http")) return serve(request.control_path);
  auto state = daemon_state(request.control_path, true);
  if (!state) {
    complain(fmt::format("rouse: {}\n", escaped(state.error().text)));
    return state.error().exit;
  }
  print(open_metrics(*state));
  return Exit::done;
}

}  // namespace rouse::tools
