#include "attend/inquiries.h"

#include "fakes/conversation.h"
#include "sys/socket.h"

namespace rouse::attend {
namespace {

/// The ident server and the steward's end of the pair are the test's.
class InquiriesTest : public fakes::ConversationTest {
 protected:
  /// Has one question asked and the server answer it.
  void answer_with(std::string_view text) {
    settle();
    sys::Accepted server = std::move(*sys::accept(door.raw()));
    fakes::say(server.fd, text);
    settle();
  }
  TextReport report() {
    TextReport out;
    std::vector<Fd> none;
    EXPECT_TRUE(sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(&out, 1)), none));
    return out;
  }
  static Order order(std::uint32_t number) {
    Order out{.kind = OrderKind::identify, .number = number};
    out.caller = wire_peer(caller);
    out.local = wire_peer(local);
    return out;
  }

  static constexpr std::uint64_t plenty = 1 << 16;
  static inline const net::Endpoint caller{*net::Address::parse("::ffff:127.0.0.3"), 44472};
  static inline const net::Endpoint local{*net::Address::parse("::ffff:127.0.0.4"), 7};

  Fd door = fakes::open_door({*net::Address::parse("127.0.0.3"), 0});
  std::uint16_t port = sys::local_of(door.raw())->port;
  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  Fd theirs = std::move(pair.second);
  loop::Channel channel{*loop, std::move(pair.first)};
  Outlet outlet{*loop, channel, 16};
  Reporter reporter{*loop, outlet};
  Inquiries inquiries{*loop, reporter, plenty, port};
  std::optional<listen::Identity> identity;
};

TEST_F(InquiriesTest, TheStewardIsToldWhomItAskedAbout) {
  inquiries.take(order(5));
  answer_with("44472,7 : USERID : UNIX : alice\r\n");
  TextReport said = report();
  EXPECT_EQ(said.report.kind, ReportKind::user);
  EXPECT_EQ(said.report.number, 5U);
  EXPECT_EQ(text_of(said.text), "UNIX : alice");
}

TEST_F(InquiriesTest, TheStewardIsToldWhyThereIsNoAnswer) {
  inquiries.take(order(6));
  answer_with("44472,7 : ERROR : HIDDEN-USER\r\n");
  Report said = report().report;
  EXPECT_EQ(said.kind, ReportKind::no_user);
  EXPECT_EQ(said.number, 6U);
  EXPECT_EQ(failure_words(said.reason), "bad response");
}

// What xinetd wrote into its log as it came: a line of the attacker's own.
TEST_F(InquiriesTest, NothingOfAnAnswerLeavesUnescapedOrUncut) {
  tasks.start(fakes::keep(inquiries.identify(caller, local), &identity));
  answer_with("44472,7 : USERID : UNIX : a\nSTART: telnet\x1b[31m\r\n");
  ASSERT_TRUE(identity && *identity);
  EXPECT_EQ(**identity, "UNIX : a\\x0aSTART: telnet\\x1b[31m");
  identity.reset();
  tasks.start(fakes::keep(inquiries.identify(caller, local), &identity));
  answer_with("44472,7 : USERID : " + std::string(900, '\x01') + "\r\n");
  ASSERT_TRUE(identity && *identity);
  EXPECT_TRUE((*identity)->ends_with("\\x01..."));
  EXPECT_LT((*identity)->size(), text_limit_bytes);
}

TEST_F(InquiriesTest, TheLastDescriptorsAreNotForThem) {
  Inquiries poor(*loop, reporter, 0, port);
  tasks.start(fakes::keep(poor.identify(caller, local), &identity));
  ASSERT_TRUE(identity && !*identity);
  EXPECT_EQ(identity->error(), "system error");
}

}  // namespace
}  // namespace rouse::attend
