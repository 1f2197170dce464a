// As sd_notify does it.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "sys/socket.h"

namespace rouse::fakes {

/// Sends `text` to the socket `name`, a value of NOTIFY_SOCKET in the abstract namespace, with a descriptor
/// if there is one.
inline void notify(const std::string& name, std::string_view text, int descriptor = -1) {
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  name.copy(to.sun_path, sizeof to.sun_path - 1);
  to.sun_path[0] = '\0';
  auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  ASSERT_EQ(::connect(fd.raw(), reinterpret_cast<sockaddr*>(&to), size), 0);
  std::span<const int> descriptors(&descriptor, descriptor < 0 ? 0 : 1);
  ASSERT_TRUE(sys::send_message(fd.raw(), std::as_bytes(std::span(text)), descriptors));
}

}  // namespace rouse::fakes
