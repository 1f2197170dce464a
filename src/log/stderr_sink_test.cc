#include "log/stderr_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/fd.h"

namespace rouse::log {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    out = Fd(ends[0]);
    in = Fd(ends[1]);
    ::fcntl(out.raw(), F_SETFL, O_NONBLOCK);
    setenv("TZ", "UTC", 1);
    tzset();
  }
  std::string read() const {
    std::array<char, 65536> buffer;
    ssize_t got = ::read(out.raw(), buffer.data(), buffer.size());
    return got <= 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(got));
  }
  Fd out, in;
};

const Line start{1795363774, 6, "START: a pid=7 from=::1", "a", {}};
const Line fail{1795363774, 6, "FAIL: a time from=::1", "a", {}};
const Line error{1795363774, 3 << 3 | 3, "bind failed", {}, "ERROR"};

TEST(StderrSink, ShowsTheTimeOfDay) {
  Pipe pipe;
  StderrSink sink(Format::plain, Colour::off, pipe.in.raw());
  sink.write(start);
  sink.write(error);
  EXPECT_EQ(pipe.read(), "16:09:34 START: a pid=7 from=::1\n16:09:34 ERROR: bind failed\n");
}

TEST(StderrSink, ColoursOnRequest) {
  Pipe pipe;
  StderrSink sink(Format::plain, Colour::on, pipe.in.raw());
  sink.write(fail);
  EXPECT_EQ(pipe.read(), "\x1b[90m16:09:34\x1b[0m \x1b[31mFAIL: a time from=::1\x1b[0m\n");
}

TEST(StderrSink, JsonStandsAlone) {
  Pipe pipe;
  StderrSink sink(Format::json, Colour::on, pipe.in.raw());
  sink.write({0, 6, "{}", "a", {}});
  EXPECT_EQ(pipe.read(), "{}\n");
}

TEST(StderrSink, AReaderWhoDoesNotReadLosesLinesAndIsTold) {
  Pipe pipe;
  StderrSink sink(Format::plain, Colour::off, pipe.in.raw());
  while (sink.lost() == 0) sink.write(start);
  while (!pipe.read().empty()) continue;
  sink.write(start);
  EXPECT_EQ(pipe.read(), "(1 lines were lost)\n16:09:34 START: a pid=7 from=::1\n");
  sink.write(start);
  EXPECT_EQ(pipe.read(), "16:09:34 START: a pid=7 from=::1\n");
}

}  // namespace
}  // namespace rouse::log
