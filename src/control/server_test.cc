#include "control/server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "control/fields.h"
#include "control/path.h"
#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "fakes/temporary_folder.h"
#include "loop/flag.h"
#include "sys/socket.h"
#include "sys/stream.h"

namespace rouse::control {
namespace {

using std::chrono::seconds;

/// Notes what is ordered; `close` takes until it is told to end.
class Daemon final : public Handler {
 public:
  explicit Daemon(loop::Loop& loop) : finish(loop) {}
  loop::Co<Reply> obey(Order order) override {
    orders.push_back(order);
    if (order.kind == OrderKind::close) {
      co_await finish.raised();
    }
    co_return Reply{.text = order.name};
  }
  std::vector<Order> orders;
  loop::Flag finish;
};

/// One end of a connection to the server, which sends and receives what the test says.
class Client {
 public:
  explicit Client(const std::string& path) { EXPECT_TRUE(sys::connect_unix(socket_.raw(), path)); }
  void send(std::string_view bytes) {
    EXPECT_EQ(sys::send_some(socket_.raw(), std::as_bytes(std::span(bytes))).value_or(0), bytes.size());
  }
  /// What has come; nothing: the server has hung up.
  std::optional<std::string> received() {
    std::string out;
    std::array<std::byte, 4096> buffer;
    Result<std::size_t> got = sys::receive_some(socket_.raw(), buffer);
    for (; got && *got > 0; got = sys::receive_some(socket_.raw(), buffer))
      out.append(reinterpret_cast<const char*>(buffer.data()), *got);
    bool hung_up = got || got.error().code != EAGAIN;
    return hung_up && out.empty() ? std::nullopt : std::optional(out);
  }
  std::optional<Reply> reply() {
    std::optional<std::string> frame = received();
    if (!frame || frame->size() < header_bytes) return std::nullopt;
    return reply_in(std::string_view(*frame).substr(header_bytes));
  }

 private:
  Fd socket_ = std::move(*sys::open_socket(AF_UNIX, SOCK_STREAM));
};

class ServerTest : public fakes::LoopTest {
 protected:
  void SetUp() override {
    server.serve(path);
    settle();
  }

  fakes::TemporaryFolder folder;
  std::string path = folder.path("control");
  std::vector<std::string> messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::KeepsMessages>(messages)};
  loop::Descriptors descriptors{*loop};
  Daemon daemon{*loop};
  Server server{*loop, log, descriptors, daemon};
};

const std::string list_frame = frame_of(Order{OrderKind::list, {}});

TEST_F(ServerTest, AnswersOneOrderAfterTheOther) {
  Client client(path);
  for (std::string name : {"telnet", "ftp"}) {
    client.send(frame_of(Order{OrderKind::show, name}));
    settle();
    EXPECT_EQ(client.reply(), Reply{.text = name});
  }
  EXPECT_EQ(daemon.orders.size(), 2U);
}

TEST_F(ServerTest, TakesAnOrderThatComesInPieces) {
  Client client(path);
  for (char byte : list_frame) {
    client.send({&byte, 1});
    settle();
  }
  EXPECT_EQ(client.reply(), Reply{});
}

TEST_F(ServerTest, NotesWhoChangesSomething) {
  Client client(path);
  client.send(list_frame);
  client.send(frame_of(Order{OrderKind::close, "tel\nnet"}));
  settle();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_TRUE(messages[0].starts_with("NOTICE order: close tel\\x0anet (from uid ")) << messages[0];
}

TEST_F(ServerTest, DropsWhoSendsNothing) {
  Client silent(path), half(path);
  half.send(list_frame.substr(0, 5));
  settle();
  advance(Server::patience - seconds(1));
  EXPECT_EQ(silent.received(), "");
  advance(seconds(1));
  EXPECT_EQ(silent.received(), std::nullopt);
  EXPECT_EQ(half.received(), std::nullopt);
}

TEST_F(ServerTest, DropsWhoDoesNotTakeHisReply) {
  class Talkative final : public Handler {
   public:
    loop::Co<Reply> obey(Order) override { co_return Reply{.text = std::string(4 << 20, 'x')}; }
  } talkative;
  Server other(*loop, log, descriptors, talkative);
  other.serve(folder.path("other"));
  Client client(folder.path("other"));
  client.send(list_frame);
  settle();
  advance(Server::patience);
  ASSERT_TRUE(client.received());
  settle();
  EXPECT_EQ(client.received(), std::nullopt);
}

TEST_F(ServerTest, WaitsForNobody) {
  Client slow(path), quick(path);
  slow.send(frame_of(Order{OrderKind::close, "telnet"}));
  settle();
  quick.send(list_frame);
  settle();
  EXPECT_EQ(quick.reply(), Reply{});
  EXPECT_EQ(slow.received(), "");
  daemon.finish.raise();
  settle();
  EXPECT_EQ(slow.reply(), Reply{.text = "telnet"});
}

TEST_F(ServerTest, CarriesOutAnOrderWhoseClientIsGone) {
  Client(path).send(frame_of(Order{OrderKind::close, "telnet"}));
  settle();
  daemon.finish.raise();
  settle();
  EXPECT_EQ(daemon.orders.size(), 1U);
}

TEST_F(ServerTest, HasLimitedSeatsForEachUser) {
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < Server::clients_per_user; ++i)
    clients.push_back(std::make_unique<Client>(path));
  settle();
  Client refused(path);
  settle();
  EXPECT_EQ(refused.reply(), refusal(Outcome::failed, "too many clients at once; try again in a moment"));
  EXPECT_EQ(refused.received(), std::nullopt);
  clients.pop_back();
  settle();
  Client next(path);
  next.send(list_frame);
  settle();
  EXPECT_EQ(next.reply(), Reply{});
}

TEST_F(ServerTest, SaysThatNonsenseIsNoOrderAndHangsUp) {
  for (std::string nonsense :
       {std::string("GET / HTTP/1.0\r\n\r\n"), std::string("rous\1\0\1\0\xff\xff\xff\xff", 12)}) {
    Client client(path);
    client.send(nonsense);
    settle();
    EXPECT_EQ(client.reply(), refusal(Outcome::failed, "this is no order"));
    EXPECT_EQ(client.received(), std::nullopt);
  }
  EXPECT_TRUE(daemon.orders.empty());
}

TEST_F(ServerTest, NamesItsVersionsToWhomSpeaksAnother) {
  Client client(path);
  client.send(std::string("rous\x63\0\1\0\xff\xff\xff\xff", 12));
  settle();
  EXPECT_EQ(client.received(), versions_frame());
  EXPECT_EQ(client.received(), std::nullopt);
}

TEST_F(ServerTest, KnowsNotEveryOrder) {
  std::string body = FieldWriter().put(1, "explode").take();
  std::string head = list_frame.substr(0, 8);
  append_number(head, static_cast<std::uint32_t>(body.size()));
  Client client(path);
  client.send(head + body);
  settle();
  EXPECT_EQ(client.reply()->outcome, Outcome::failed);
  client.send(list_frame);
  settle();
  EXPECT_EQ(client.reply(), Reply{});
}

TEST_F(ServerTest, TakesThePathThatAnotherDaemonLeaves) {
  Server next(*loop, log, descriptors, daemon);
  next.serve(path);
  advance(seconds(1));
  server.close();
  advance(seconds(1));
  Client client(path);
  client.send(list_frame);
  settle();
  EXPECT_EQ(client.reply(), Reply{});
  EXPECT_TRUE(messages.empty());
}

TEST_F(ServerTest, LeavesAnotherDaemonsPathAloneAndSaysSo) {
  Server second(*loop, log, descriptors, daemon);
  second.serve(path);
  for (int i = 0; i < 200; ++i) advance(std::chrono::milliseconds(20));
  EXPECT_EQ(messages, std::vector<std::string>{"WARNING no control socket: another daemon has " + path +
                                               "; --control PATH gives this one a socket of its own"});
}

TEST_F(ServerTest, DoesWithoutAPathThatCannotBe) {
  Server lost(*loop, log, descriptors, daemon);
  lost.serve(folder.path("no/such/control"));
  EXPECT_EQ(messages, std::vector<std::string>{"WARNING no control socket: mkdir " + folder.path("no/such") +
                                               ": No such file or directory"});
}

TEST_F(ServerTest, SaysThatAUserHasNoPlaceForASocket) {
  Server nowhere(*loop, log, descriptors, daemon);
  nowhere.serve(no_path);
  EXPECT_TRUE(messages.empty());
  nowhere.serve("");
  EXPECT_EQ(messages, std::vector<std::string>{
                          "WARNING no control socket: XDG_RUNTIME_DIR names no folder for it; --control PATH "
                          "would give it a place"});
}

}  // namespace
}  // namespace rouse::control
