#include "control/client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

#include "control/fields.h"
#include "control/wire.h"
#include "fakes/temporary_folder.h"
#include "sys/file.h"
#include "sys/socket.h"

namespace rouse::control {
namespace {

constexpr int plenty_ms = 60'000;
const Order list{OrderKind::list, {}};

class ClientTest : public testing::Test {
 protected:
  void listen() {
    ASSERT_TRUE(sys::bind_unix(door.raw(), path));
    ASSERT_TRUE(sys::listen(door.raw(), 4));
  }
  /// Asks a daemon that answers whatever comes with these bytes and hangs up.
  std::expected<Reply, Failure> answered_with(const std::string& bytes) {
    listen();
    std::jthread daemon([&] {
      Result<sys::Accepted> client = sys::accept(door.raw());
      (void)sys::write_all(client->fd.raw(), bytes);
    });
    return ask(path, list, plenty_ms);
  }

  fakes::TemporaryFolder folder;
  std::string path = folder.path("control");
  Fd door = std::move(*sys::open_socket(AF_UNIX, SOCK_STREAM));
};

TEST_F(ClientTest, GivesTheReply) {
  Reply reply{.changed = true, .text = "well"};
  auto told = answered_with(frame_of(reply));
  ASSERT_TRUE(told) << told.error().text.in_english();
  EXPECT_EQ(*told, reply);
}

TEST_F(ClientTest, SaysThatNobodyIsThere) {
  auto reply = ask(path, list, plenty_ms);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().trouble, Trouble::not_running);
  EXPECT_EQ(reply.error().text.in_english(), "roused is not running: nobody answers at " + path);
}

TEST_F(ClientTest, TakesAStaleSocketForNobody) {
  ASSERT_TRUE(sys::bind_unix(door.raw(), path));
  door.reset();
  EXPECT_EQ(ask(path, list, plenty_ms).error().trouble, Trouble::not_running);
}

TEST_F(ClientTest, WaitsNoLongerThanItShould) {
  listen();
  auto reply = ask(path, list, 0);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().trouble, Trouble::no_answer);
  EXPECT_EQ(reply.error().text.in_english(), "the daemon did not answer in time");
}

TEST_F(ClientTest, SaysThatTheDaemonIsOfAnotherVersion) {
  std::string frame = versions_frame();
  std::string body = FieldWriter().put(1, "7").put(2, "9").take();
  auto reply = answered_with(frame.substr(0, header_bytes - 4) +
                             std::string{static_cast<char>(body.size()), 0, 0, 0} + body);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().trouble, Trouble::other_version);
  EXPECT_EQ(reply.error().text.in_english(),
            "the daemon speaks version 7 to 9 of the control protocol, this program version 1: one of them "
            "is older; "
            "restart the daemon after an upgrade");
}

TEST_F(ClientTest, UnderstandsNoNonsense) {
  auto reply = answered_with("HTTP/1.0 400 Bad Request\r\n");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().trouble, Trouble::no_answer);
}

TEST_F(ClientTest, NoticesADaemonThatHangsUp) {
  auto reply = answered_with("");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().text.in_english(), "the daemon hung up without an answer");
}

}  // namespace
}  // namespace rouse::control
