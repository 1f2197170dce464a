#include "builtin/datagram.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "builtin/daytime.h"
#include "builtin/source_rate.h"

namespace rouse::builtin {
namespace {

class Datagram : public testing::Test {
 protected:
  std::optional<std::string> ask(Kind kind, std::string_view question, bool from_loopback = false) {
    std::optional<std::size_t> size =
        answer(kind, std::as_bytes(std::span(question)), room, 1795395517, state, from_loopback);
    if (!size) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(room.data()), *size);
  }

  ChargenState state;
  std::array<std::byte, datagram_limit_bytes> room{};
};

TEST_F(Datagram, EchoIsTheQuestionCutWhereXinetdCutsIt) {
  EXPECT_EQ(ask(Kind::echo, "hello"), "hello");
  EXPECT_EQ(ask(Kind::echo, ""), "");
  EXPECT_EQ(ask(Kind::echo, std::string(3000, 'x')), std::string(2048, 'x'));
}

TEST_F(Datagram, DaytimeAndTimeAnswerAsTheStreamsDo) {
  EXPECT_EQ(ask(Kind::daytime, ""), daytime_text(1795395517));
  EXPECT_EQ(ask(Kind::time, ""), "\xee\xae\x0e=");
}

TEST_F(Datagram, DiscardNeverAnswers) { EXPECT_EQ(ask(Kind::discard, "hello"), std::nullopt); }

TEST_F(Datagram, ChargenSaysToStrangersNoMoreThanTheySent) {
  EXPECT_EQ(ask(Kind::chargen, "1234"), "!\"#$");
  EXPECT_EQ(ask(Kind::chargen, ""), std::nullopt);
  EXPECT_EQ(ask(Kind::chargen, std::string(2000, 'x'))->size(), 1024U);
  EXPECT_EQ(ask(Kind::chargen, "1", true)->size(), 1024U);
}

TEST(MayAnswer, NotToPortsThatOnlyAForgedQuestionComesFrom) {
  constexpr std::array<std::uint16_t, 3> builtin_ports = {7, 19, 7007};
  net::Address somebody = *net::Address::parse("192.0.2.1");
  EXPECT_FALSE(may_answer({somebody, 0}, builtin_ports));
  EXPECT_FALSE(may_answer({somebody, 7}, builtin_ports));
  EXPECT_FALSE(may_answer({somebody, 1023}, builtin_ports));
  EXPECT_TRUE(may_answer({somebody, 1024}, builtin_ports));
  EXPECT_FALSE(may_answer({somebody, 7007}, builtin_ports));
  EXPECT_TRUE(may_answer({somebody, 7008}, builtin_ports));
}

class Rate : public testing::Test {
 protected:
  std::uint32_t taken(std::string_view source, Instant now, std::uint32_t tries = 1000) {
    std::uint32_t count = 0;
    while (tries-- > 0) {
      if (rate->take(*net::Address::parse(source), now)) ++count;
    }
    return count;
  }

  std::unique_ptr<SourceRate> rate = std::make_unique<SourceRate>();
  Instant start{std::chrono::seconds(1000)};
};

TEST_F(Rate, ASourceHasItsShareOfEverySecond) {
  EXPECT_EQ(taken("192.0.2.1", start), 256U);
  EXPECT_EQ(taken("192.0.2.1", start + std::chrono::milliseconds(999)), 0U);
  EXPECT_EQ(taken("192.0.2.1", start + std::chrono::seconds(1)), 256U);
}

TEST_F(Rate, AMappedAddressIsTheSameSource) {
  EXPECT_EQ(taken("192.0.2.1", start, 200), 200U);
  EXPECT_EQ(taken("::ffff:192.0.2.1", start), 56U);
}

// Which sources share a slot is random in each process; of these, nearly all have one for themselves.
TEST_F(Rate, OneSourceDoesNotTakeTheShareOfOthers) {
  EXPECT_EQ(taken("192.0.2.1", start), 256U);
  std::uint32_t answered = 0;
  for (int i = 2; i < 102; ++i) answered += taken("192.0.2." + std::to_string(i), start, 1);
  EXPECT_GT(answered, 90U);
}

}  // namespace
}  // namespace rouse::builtin
