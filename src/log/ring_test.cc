#include "log/ring.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

#include "log/format.h"

namespace rouse::log {
namespace {

SubjectPtr subject(std::string id = "telnet") {
  return std::make_shared<const Subject>(Subject{std::move(id), {}, {}});
}

Event event(WallTime at) { return {at, subject(), Started{}}; }

std::vector<WallTime> times(const Ring& ring) {
  std::vector<WallTime> out;
  for (std::uint64_t number = ring.oldest(); number < ring.next(); ++number)
    out.push_back(ring.at(number)->at);
  return out;
}

TEST(Ring, KeepsTheLastOnesOldestFirst) {
  Ring ring = Ring::create().value();
  EXPECT_EQ(ring.oldest(), ring.next());
  EXPECT_FALSE(ring.at(ring.next()));
  ring.add(event(1));
  ring.add(event(2));
  EXPECT_EQ(times(ring), (std::vector<WallTime>{1, 2}));
  for (WallTime at = 3; at <= Ring::capacity + 2; ++at) ring.add(event(at));
  ASSERT_EQ(times(ring).size(), Ring::capacity);
  EXPECT_EQ(times(ring).front(), 3);
  EXPECT_EQ(times(ring).back(), Ring::capacity + 2);
  EXPECT_FALSE(ring.at(2)) << "it has fallen out";
  EXPECT_FALSE(ring.at(0));
}

TEST(Ring, GoesOnBehindTheNumbersOfAnotherOne) {
  Ring ring = Ring::create(5000).value();
  EXPECT_EQ(ring.oldest(), 5001U);
  ring.add(event(1));
  EXPECT_EQ(ring.next(), 5002U);
  EXPECT_EQ(times(ring), (std::vector<WallTime>{1}));
  for (WallTime at = 2; at <= Ring::capacity + 2; ++at) ring.add(event(at));
  EXPECT_EQ(ring.oldest(), 5003U);
  EXPECT_EQ(times(ring).size(), Ring::capacity);
}

TEST(Ring, OutlivesWhoMadeIt) {
  Fd memory;
  {
    Ring ring = Ring::create().value();
    ring.add(event(1));
    memory = Fd(::dup(ring.memory().raw()));
  }
  Ring ring = Ring::adopt(std::move(memory)).value();
  ring.add(event(2));
  EXPECT_EQ(times(ring), (std::vector<WallTime>{1, 2}));
}

TEST(Ring, OfAnotherVersionIsNotRead) {
  Ring ring = Ring::create().value();
  Fd other(::dup(ring.memory().raw()));
  std::uint64_t layout = 0;
  ASSERT_EQ(::pwrite(other.raw(), &layout, sizeof layout, 0), static_cast<ssize_t>(sizeof layout));
  EXPECT_FALSE(Ring::adopt(std::move(other)));
  Fd shorter = sys::memory_file("shorter", 64).value();
  EXPECT_FALSE(Ring::adopt(std::move(shorter)));
  EXPECT_FALSE(Ring::adopt(Fd()));
}

TEST(Ring, GivesBackWhatHappened) {
  Ring ring = Ring::create().value();
  net::Endpoint peer{net::Address::v4(0x7f000001), 4711};
  std::vector<Happening> all = {Started{peer, 7},    Refused{peer, "time"},   Ended{peer, 7, 9, 3},
                                Traffic{peer, 5, 6}, Identified{peer, "eve"}, NotIdentified{peer, "NO-USER"}};
  for (const Happening& what : all) ring.add({5, subject(), what});
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(event_json(*ring.at(i + 1)), event_json({5, subject(), all[i]}));
}

TEST(Ring, CutsTextsToTheirSlot) {
  Ring ring = Ring::create().value();
  ring.add({1, subject(std::string(500, 's')), Identified{{}, std::string(5000, 'u')}});
  std::optional<Event> event = ring.at(1);
  EXPECT_EQ(event->service->id, std::string(63, 's'));
  EXPECT_EQ(std::get<Identified>(event->what).user, std::string(127, 'u'));
}

}  // namespace
}  // namespace rouse::log
