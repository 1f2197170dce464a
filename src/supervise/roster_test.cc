#include "supervise/roster.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "sys/file.h"

namespace rouse::supervise {
namespace {

Fd copy_of(const Fd& memory) { return Fd(::fcntl(memory.raw(), F_DUPFD_CLOEXEC, 3)); }

TEST(Roster, KnowsWhatItsStewardLeft) {
  Roster roster = std::move(*Roster::create());
  EXPECT_EQ(roster.find("web"), nullptr);
  roster.record_of("web")->respawns = 7;
  roster.record_of("db")->state = State::running;
  roster.forget("db");
  Roster next = std::move(*Roster::adopt(copy_of(roster.memory())));
  next.inherit();
  EXPECT_EQ(next.find("web")->respawns, 7U);
  EXPECT_EQ(next.find("web")->id.view(), "web");
  EXPECT_EQ(next.find("db"), nullptr);
  EXPECT_EQ(next.all().size(), 1U);
  EXPECT_EQ(next.record_of("db")->state, State::waiting) << "another one";
}

TEST(Roster, HasNoRoomForALongName) {
  Roster roster = std::move(*Roster::create());
  EXPECT_EQ(roster.record_of(std::string(id_bytes + 1, 'x')), nullptr);
  EXPECT_NE(roster.record_of(std::string(id_bytes, 'x')), nullptr);
}

TEST(Roster, OfAnotherVersionIsNone) {
  Roster roster = std::move(*Roster::create());
  Fd memory = copy_of(roster.memory());
  constexpr char other = 77;
  ASSERT_EQ(::pwrite(memory.raw(), &other, 1, 0), 1);
  EXPECT_EQ(Roster::adopt(std::move(memory)).error().code, EPROTO);
  EXPECT_EQ(Roster::adopt(std::move(*sys::memory_file("short", 64))).error().code, EPROTO);
}

TEST(KeptText, IsCut) {
  KeptText<3> text;
  EXPECT_EQ(text.view(), "");
  text = "four";
  EXPECT_EQ(text.view(), "fou");
  text = "a";
  EXPECT_EQ(text.view(), "a");
}

}  // namespace
}  // namespace rouse::supervise
