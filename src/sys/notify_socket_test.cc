#include "sys/notify_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "fakes/lingering.h"
#include "fakes/notify.h"
#include "sys/file.h"
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

/// Anybody may send something here. The kernel closed it for this process, which waited as long as he liked.
TEST(NotifySocket, BringsNoDescriptorForWhichTheStewardWouldWait) {
  NotifySocket socket = std::move(*open_notify_socket());
  fakes::Lingering connection;
  ASSERT_TRUE(send_notice(socket.name, "READY=1", connection.sent.raw(), {}));
  std::array<std::byte, 64> room{};
  EXPECT_EQ(receive_notice(socket.fd.raw(), room)->sender, ::getpid());
  EXPECT_FALSE(connection.lingers());
}

TEST(NotifySocket, SendsADescriptorAlong) {
  NotifySocket socket = std::move(*open_notify_socket());
  auto pair = std::move(*socket_pair());
  ASSERT_TRUE(send_notice(socket.name, "FDSTORE=1\nFDNAME=it\n", pair.second.raw()));
  std::array<std::byte, 64> room{};
  std::vector<Fd> fds;
  EXPECT_EQ(receive_message(socket.fd.raw(), room, fds).value(), 20U);
  ASSERT_EQ(fds.size(), 1U);
  pair.second.reset();
  EXPECT_TRUE(write_all(fds.front().raw(), "x"));
}

/// Its queue is full, and nobody reads.
TEST(NotifySocket, WaitsForWhoIsBusyNotLongerThanItIsTo) {
  NotifySocket socket = std::move(*open_notify_socket());
  Result<void> sent;
  while (sent) sent = send_notice(socket.name, "READY=1");
  EXPECT_EQ(sent.error().code, EAGAIN);
  EXPECT_EQ(send_notice(socket.name, "READY=1", -1, std::chrono::milliseconds(1)).error().code, EAGAIN);
  std::array<std::byte, 64> room{};
  ASSERT_TRUE(receive_notice(socket.fd.raw(), room));
  EXPECT_TRUE(send_notice(socket.name, "READY=1", -1, std::chrono::hours(1)));
}

TEST(NotifySocket, WhereNobodyListensNobodyIsWaitedFor) {
  EXPECT_EQ(send_notice("@nobody is here", "READY=1", -1, std::chrono::hours(1)).error().code, ECONNREFUSED);
  EXPECT_EQ(send_notice("relative", "READY=1").error().code, EINVAL);
}

}  // namespace
}  // namespace rouse::sys
