#include "builtin/pattern.h"

#include "builtin/datagram.h"
#include "builtin/stream.h"
#include "fakes/conversation.h"
#include "fakes/stream_talk.h"

namespace rouse::builtin {
namespace {

/// FNV-1a: to compare with what was seen without keeping it here.
std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

class Pattern : public fakes::ConversationTest {
 protected:
  fakes::Connection connection = fakes::tcp_connection();
  Scratch scratch{};
  bool ended = false;
};

// Seen from Debian's xinetd 2.3.15.3 over TCP: these lines, and 200 of them with this fingerprint.
TEST_F(Pattern, IsXinetds) {
  constexpr std::string_view first =
      "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh\r\n";
  EXPECT_EQ(pattern_text().substr(0, 74), first);
  EXPECT_EQ(pattern_text()[92 * 74], '}');
  EXPECT_EQ(pattern_text()[93 * 74], '!');
  EXPECT_EQ(pattern_text()[94 * 74], '"');
  std::string text(pattern_text());
  text.append(pattern_text()).append(pattern_text());
  EXPECT_EQ(fingerprint(text.substr(0, 200UL * 74)), 0xb4f670e1f9a9eef5);
}

TEST_F(Pattern, OfAStreamGoesOnThroughEveryShortWrite) {
  ASSERT_TRUE(sys::set_option(connection.accepted.raw(), SOL_SOCKET, SO_SNDBUF, 10'000));
  tasks.start(fakes::converse(Kind::chargen, loop.get(), std::move(connection.accepted), &scratch, &ended));
  std::string expected(pattern_text());
  while (expected.size() < 20'000'000) expected.append(pattern_text());
  std::string heard = hear_bytes(connection.connected, 20'000'000);
  EXPECT_TRUE(heard == std::string_view(expected).substr(0, heard.size()));
  EXPECT_FALSE(ended);
  connection.connected.reset();
  while (!ended) loop->turn(0);
}

// Seen from Debian's xinetd: eight datagrams one after the other, 8192 bytes with this fingerprint.
TEST_F(Pattern, OfDatagramsIsXinetdsAndGoesOnFromOneToTheNext) {
  ChargenState state;
  std::array<std::byte, 1> question{};
  std::array<std::byte, datagram_limit_bytes> room{};
  std::string said;
  for (int i = 0; i < 8; ++i) {
    std::optional<std::size_t> size = answer(Kind::chargen, question, room, 0, state, true);
    ASSERT_EQ(size, 1024U);
    said.append(reinterpret_cast<const char*>(room.data()), *size);
  }
  EXPECT_EQ(fingerprint(said), 0x31b5c3610795012d);
}

}  // namespace
}  // namespace rouse::builtin
