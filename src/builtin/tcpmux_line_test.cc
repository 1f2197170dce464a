#include "builtin/tcpmux_line.h"

#include <string>

#include "builtin/tcpmux.h"
#include "fakes/conversation.h"

namespace rouse::builtin {
namespace {

using State = TcpmuxLine::State;

TEST(TcpmuxLineTest, EndsAtItsCrlf) {
  TcpmuxLine line = read_tcpmux_line("finger\r\nroot\r\n");
  EXPECT_EQ(line.state, State::complete);
  EXPECT_EQ(line.name, "finger");
  EXPECT_EQ(line.line_bytes, 8U);
  EXPECT_EQ(read_tcpmux_line("a\rb\r\n").name, "a\rb");
}

TEST(TcpmuxLineTest, IsWaitedForUntilThen) {
  for (std::string_view seen : {"", "f", "finger", "finger\r"}) {
    EXPECT_EQ(read_tcpmux_line(seen).state, State::incomplete) << seen;
  }
}

// Debian's xinetd hangs up without a word on a line that ends in LF alone, and on one without a name.
TEST(TcpmuxLineTest, WithoutCrOrNameIsNone) {
  EXPECT_EQ(read_tcpmux_line("\r\n").state, State::malformed);
  EXPECT_EQ(read_tcpmux_line("x\r\n").state, State::complete);
  EXPECT_EQ(read_tcpmux_line("finger\n").state, State::malformed);
  EXPECT_EQ(read_tcpmux_line("\n").state, State::malformed);
}

class TcpmuxLineOverTcp : public fakes::ConversationTest {};

TEST_F(TcpmuxLineOverTcp, IsTheSameHoweverItIsCut) {
  constexpr std::string_view said = "finger\r\nroot\r\n";
  Scratch scratch{};
  for (std::size_t cut = 1; cut < said.size(); ++cut) {
    fakes::Connection connection = fakes::tcp_connection();
    std::optional<TcpmuxRequest> request;
    fakes::say(connection.connected, said.substr(0, cut));
    tasks.start(fakes::keep(
        read_service_name(loop.get(), std::move(connection.accepted), &scratch, Instant::max()), &request));
    fakes::say(connection.connected, said.substr(cut));
    settle();
    ASSERT_TRUE(request);
    EXPECT_EQ(request->name, "finger") << cut;
    EXPECT_EQ(fakes::hear(request->caller).bytes, "root\r\n") << cut;
  }
}

TEST(TcpmuxLineTest, HasALimit) {
  std::string longest(tcpmux_line_limit_bytes - 2, 'x');
  EXPECT_EQ(read_tcpmux_line(longest + "\r").state, State::incomplete);
  EXPECT_EQ(read_tcpmux_line(longest + "\r\n").name, longest);
  EXPECT_EQ(read_tcpmux_line(longest + "x\r\n").state, State::malformed);
}

}  // namespace
}  // namespace rouse::builtin
