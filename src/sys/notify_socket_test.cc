#include "sys/notify_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "fakes/notify.h"
#include "sys/socket.h"

namespace rouse::sys {
namespace {

using fakes::notify;

TEST(NotifySocket, TellsWhoSaysWhat) {
  NotifySocket socket = std::move(*open_notify_socket());
  std::array<std::byte, 64> room{};
  EXPECT_EQ(receive_notice(socket.fd.raw(), room).error().code, EAGAIN);
  notify(socket.name, "READY=1");
  Notice notice = receive_notice(socket.fd.raw(), room).value();
  EXPECT_EQ(notice.sender, ::getpid());
  EXPECT_EQ(std::string_view(reinterpret_cast<char*>(room.data()), notice.bytes), "READY=1");
}

TEST(NotifySocket, EachHasANameOfItsOwn) {
  NotifySocket one = std::move(*open_notify_socket());
  NotifySocket other = std::move(*open_notify_socket());
  EXPECT_TRUE(one.name.starts_with('@'));
  EXPECT_NE(one.name, other.name);
}

/// FDSTORE=1 and the like: nobody's descriptor stays here.
TEST(NotifySocket, KeepsNoDescriptorThatComesAlong) {
  NotifySocket socket = std::move(*open_notify_socket());
  std::array<int, 2> pair{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
  Fd near(pair[0]);
  Fd far(pair[1]);
  notify(socket.name, "FDSTORE=1", far.raw());
  far.reset();
  std::array<std::byte, 64> room{};
  EXPECT_EQ(receive_notice(socket.fd.raw(), room)->sender, ::getpid());
  char byte = 0;
  EXPECT_EQ(::recv(near.raw(), &byte, 1, MSG_DONTWAIT), 0) << "its other end is gone";
}

}  // namespace
}  // namespace rouse::sys
