#include "control/wire.h"

#include <gtest/gtest.h>

#include <string>

#include "control/fields.h"

namespace rouse::control {
namespace {

std::string_view body_of(const std::string& frame) { return std::string_view(frame).substr(header_bytes); }

TEST(Frame, BeginsWithMagicVersionKindAndLength) {
  std::string frame = frame_of(Order{OrderKind::close, "telnet"});
  EXPECT_EQ(frame.substr(0, header_bytes), std::string("rous\x01\0\x01\0\x15\0\0\0", header_bytes));
  std::optional<Header> header = header_of(frame);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->version, wire_version);
  EXPECT_EQ(header->kind, FrameKind::order);
  EXPECT_EQ(header->length, frame.size() - header_bytes);
}

TEST(Frame, BeginsWithNothingElse) {
  EXPECT_FALSE(header_of("GET / HTTP/1.0\r\n"));
  EXPECT_FALSE(header_of("rous\x01"));
}

TEST(Order, CrossesWhole) {
  for (const OrderRow& row : order_rows) {
    Order order{row.kind, row.takes_name ? "telnet" : "", {"10.1.2.3", ""}};
    EXPECT_EQ(order_in(body_of(frame_of(order))), order) << row.word;
  }
}

TEST(Order, OfALaterVersionMayHaveMoreFields) {
  std::string body = FieldWriter().put(200, "who knows").put(1, "close").put(2, "telnet").take();
  EXPECT_EQ(order_in(body), (Order{OrderKind::close, "telnet"}));
}

TEST(Order, ThatIsUnknownOrCutShortIsNone) {
  EXPECT_FALSE(order_in(FieldWriter().put(1, "explode").take()));
  EXPECT_FALSE(order_in(""));
  std::string body = FieldWriter().put(1, "close").put(2, "telnet").take();
  for (std::size_t size = 0; size < body.size(); ++size) {
    std::optional<Order> order = order_in(std::string_view(body).substr(0, size));
    EXPECT_TRUE(!order || order->name.empty()) << size;
  }
}

Reply full_reply() {
  Reply reply{.outcome = Outcome::no_such_service, .changed = true, .text = "no service is called x"};
  reply.services.push_back({"telnet", "on-demand", "open", "[::]:23/tcp", 3, 60, ""});
  reply.services.push_back(
      {"tftp", "on-demand", "paused", "0.0.0.0:69/udp", 0, std::nullopt, "too many calls"});
  reply.services.push_back({.name = "web", .mode = "standalone", .state = "running", .pid = 4711});
  reply.services.back().counts = {.served = 5,
                                  .failed_starts = 1,
                                  .failed_at = 1700,
                                  .called_at = 1800,
                                  .memory_bytes = 4096,
                                  .starts_us = 900,
                                  .since = 1600,
                                  .caller = "10.1.2.3",
                                  .refused = {{"time", 3}, {"address", 1}},
                                  .starts = {{"100", 4}, {"", 1}},
                                  .own_sessions = {4, 9000, 1000},
                                  .forked_sessions = {5, 500, 90}};
  reply.services.back().park = ParkStatus{"parked", 8192, 2, 1, 3, {2, 300, 100}, {5, 50, 7}};
  reply.services.back().advice = AdviceFacts{"/bin/server", "io", "is setuid", "is env",
                                             TrialStatus{"main", {3, 9, 2}, 4096, "is static"}};
  reply.parked = ParkTotal{1, 8192, 65536};
  reply.sessions.push_back({"7.1f", "telnet", "10.1.2.3", 4711, 7, 1800, 3, "1001"});
  reply.events.push_back({9, 1800, "START: telnet pid=7", R"({"event":"started"})"});
  reply.daemon = DaemonStatus{"0.1", 1, 1700, 1800, 2, 1750, 1760, 3, "upgraded", "it is nonsense", "/etc/x"};
  reply.walks.push_back({.service = "telnet",
                         .caller = "10.1.2.3",
                         .at = 1800,
                         .verdict = "refuses",
                         .refused = 2,
                         .refusals = {{1700, "time", "access_times", "/etc/x:3"}},
                         .steps = {{"access_times", "refuses", "time", "{}: {}", {"", "b"}, "/etc/x:3"}}});
  reply.reload = ReloadResult{{"a"}, {"b", "c"}, {"d"}, {"/etc/xinetd.conf:3: nonsense"}};
  return reply;
}

TEST(Reply, CrossesWhole) {
  EXPECT_EQ(reply_in(body_of(frame_of(full_reply()))), full_reply());
  EXPECT_EQ(reply_in(body_of(frame_of(Reply{}))), Reply{});
}

TEST(Reply, WithAnUnknownOutcomeIsNoSuccess) {
  std::optional<Reply> reply = reply_in(FieldWriter().put(1, "postponed").take());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->outcome, Outcome::failed);
}

TEST(Reply, WithNumbersThatAreNoneIsNoReply) {
  std::string service = FieldWriter().put(1, "telnet").put(5, "many").take();
  EXPECT_FALSE(reply_in(FieldWriter().put(1, "done").put(4, service).take()));
}

TEST(Reply, ThatIsTooLongSaysSo) {
  Reply reply;
  reply.text.assign(reply_limit_bytes, 'x');
  std::optional<Reply> told = reply_in(body_of(frame_of(reply)));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->outcome, Outcome::failed);
  EXPECT_EQ(told->text, "the answer is too long; ask for one service");
}

TEST(Versions, AreNamedToWhomSpeaksAnother) {
  std::string frame = versions_frame();
  EXPECT_EQ(header_of(frame)->kind, FrameKind::versions);
  EXPECT_EQ(versions_in(body_of(frame)), "1");
  EXPECT_EQ(versions_in(FieldWriter().put(1, "2").put(2, "3").take()), "2 to 3");
  EXPECT_FALSE(versions_in(""));
}

}  // namespace
}  // namespace rouse::control
