#include "log/format.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>

namespace rouse::log {
namespace {

constexpr Fields every = {Field::host,   Field::duration, Field::exit,   Field::pid,
                          Field::userid, Field::traffic,  Field::attempt};

net::Endpoint peer(std::string_view address) { return {net::Address::parse(address).value(), 40000}; }

std::string text(std::string id, Fields success, Fields failure, Happening what) {
  auto subject = std::make_shared<const Subject>(Subject{std::move(id), success, failure});
  return entry({0, subject, std::move(what)}).value_or("nothing");
}
std::string on_success(std::string id, Fields fields, Happening what) {
  return text(std::move(id), fields, {}, std::move(what));
}
std::string on_failure(std::string id, Fields fields, Happening what) {
  return text(std::move(id), {}, fields, std::move(what));
}

constexpr int exited(int status) { return status << 8; }

// The lines of reference/xinetd.md 6, as Debian's xinetd wrote them.
TEST(Format, StartAsXinetd) {
  EXPECT_EQ(on_success("env1", every, Started{peer("127.0.0.1"), 16830}),
            "START: env1 pid=16830 from=127.0.0.1");
  EXPECT_EQ(on_success("echo-stream", every, Started{peer("::ffff:127.0.0.1"), 16839}),
            "START: echo-stream pid=16839 from=::ffff:127.0.0.1");
  EXPECT_EQ(on_success("daytime", every, Started{peer("::ffff:127.0.0.1"), 0}),
            "START: daytime pid=0 from=::ffff:127.0.0.1");
  EXPECT_EQ(on_success("wtcp", every, Started{{}, 25950}), "START: wtcp pid=25950 from=<no address>");
}

TEST(Format, ExitAsXinetd) {
  EXPECT_EQ(on_success("env1", every, Ended{peer("127.0.0.1"), 16830, exited(0), 0}),
            "EXIT: env1 status=0 pid=16830 duration=0(sec)");
  EXPECT_EQ(on_success("ex3", every, Ended{peer("127.0.0.1"), 16842, exited(3), 12}),
            "EXIT: ex3 status=3 pid=16842 duration=12(sec)");
  EXPECT_EQ(on_success("kill9", every, Ended{peer("127.0.0.1"), 16844, 9, 0}),
            "EXIT: kill9 signal=9 pid=16844 duration=0(sec)");
}

TEST(Format, FailAsXinetd) {
  auto fail = [](std::string id, std::string_view reason, std::string_view from) {
    return on_failure(std::move(id), every, Refused{peer(from), reason});
  };
  EXPECT_EQ(fail("deny", "address", "127.0.0.1"), "FAIL: deny address from=127.0.0.1");
  EXPECT_EQ(fail("cps", "connections per second", "127.0.0.1"),
            "FAIL: cps connections per second from=127.0.0.1");
  EXPECT_EQ(fail("tim", "time", "::ffff:127.0.0.1"), "FAIL: tim time from=::ffff:127.0.0.1");
}

TEST(Format, IdentAsXinetd) {
  EXPECT_EQ(on_success("v4", {Field::userid}, Identified{peer("127.0.0.1"), "UNIX : alice"}),
            "USERID: v4 UNIX : alice");
  EXPECT_EQ(on_failure("v4", {Field::userid}, Identified{peer("127.0.0.1"), "UNIX : alice"}),
            "USERID: v4 UNIX : alice");
  EXPECT_EQ(on_success("idonly", {}, NotIdentified{peer("127.0.0.1"), "no server"}),
            "NOID: idonly 127.0.0.1 no server");
}

TEST(Format, OnlyThePartsThatAreAskedFor) {
  Started started{peer("127.0.0.1"), 7};
  Ended ended{peer("127.0.0.1"), 7, exited(1), 5};
  Refused refused{peer("127.0.0.1"), "load"};
  EXPECT_EQ(on_success("s", {Field::pid}, started), "START: s pid=7");
  EXPECT_EQ(on_success("s", {Field::host}, started), "START: s from=127.0.0.1");
  EXPECT_EQ(on_success("s", {Field::duration}, started), "START: s");
  EXPECT_EQ(on_success("s", {Field::exit}, ended), "EXIT: s status=1");
  EXPECT_EQ(on_success("s", {Field::duration}, ended), "EXIT: s duration=5(sec)");
  EXPECT_EQ(on_success("s", {Field::duration, Field::pid}, ended), "EXIT: s pid=7 duration=5(sec)");
  EXPECT_EQ(on_failure("s", {Field::attempt}, refused), "FAIL: s load");
}

TEST(Format, NothingWhenNothingIsAskedFor) {
  EXPECT_EQ(on_success("s", {}, Started{peer("::1"), 7}), "nothing");
  EXPECT_EQ(on_failure("s", every, Started{peer("::1"), 7}), "nothing");
  EXPECT_EQ(on_success("s", {Field::host, Field::pid}, Ended{peer("::1"), 7, 0, 0}), "nothing");
  EXPECT_EQ(on_success("s", every, Refused{peer("::1"), "time"}), "nothing");
}

TEST(Format, TheFullEntryAsksNobody) {
  auto subject = std::make_shared<const Subject>(Subject{"s", {}, {}});
  EXPECT_EQ(full_entry({0, subject, Ended{peer("::1"), 7, exited(0), 3}}),
            "EXIT: s status=0 pid=7 duration=3(sec)");
  EXPECT_EQ(full_entry({0, subject, Refused{peer("::1"), "time"}}), "FAIL: s time from=::1");
}

TEST(Format, JsonHasAllMembersAlways) {
  auto subject = std::make_shared<const Subject>(Subject{"tel\"net", {}, {}});
  EXPECT_EQ(
      event_json({0, subject, Started{peer("::1"), 7}}),
      R"({"time":"1970-01-01T00:00:00Z","event":"started","service":"tel\"net","address":"::1","port":40000,)"
      R"("pid":7,"reason":"","status":null,"signal":null,"duration_s":null})");
  EXPECT_EQ(
      event_json({1, subject, Refused{{}, "time"}}),
      R"({"time":"1970-01-01T00:00:01Z","event":"refused","service":"tel\"net","address":"<no address>",)"
      R"("port":0,"pid":null,"reason":"time","status":null,"signal":null,"duration_s":null})");
  EXPECT_EQ(
      event_json({0, subject, Ended{peer("::1"), 7, exited(2), 4}}),
      R"({"time":"1970-01-01T00:00:00Z","event":"ended","service":"tel\"net","address":"::1","port":40000,)"
      R"("pid":7,"reason":"","status":2,"signal":null,"duration_s":4})");
  EXPECT_NE(event_json({0, subject, Ended{peer("::1"), 7, 15, 4}}).find(R"("status":null,"signal":15)"),
            std::string::npos);
  EXPECT_EQ(
      event_json({0, subject, Identified{peer("::1"), "UNIX : \"al\xe9\""}}),
      R"({"time":"1970-01-01T00:00:00Z","event":"identified","service":"tel\"net","address":"::1","port":40000,)"
      R"("pid":null,"reason":"","status":null,"signal":null,"duration_s":null,"user":"UNIX : \"al)"
      "\xef\xbf\xbd"
      R"(\""})");
  EXPECT_NE(
      event_json({0, subject, NotIdentified{peer("::1"), "timeout"}})
          .find(R"("event":"not_identified","service":"tel\"net","address":"::1","port":40000,"pid":null,)"
                R"("reason":"timeout")"),
      std::string::npos);
  EXPECT_EQ(message_json(0, Level::warning, "a\nb"),
            R"({"time":"1970-01-01T00:00:00Z","level":"WARNING","message":"a\nb"})");
}

TEST(Format, LinesInFilesAndSyslogFramesAsXinetd) {
  setenv("TZ", "UTC", 1);
  tzset();
  Identity identity{"xinetd", 5406};
  Line service{1795364849, 17 << 3 | 5, "START: a pid=5418 from=127.0.0.1", "a", {}};
  EXPECT_EQ(file_line(service, identity, Format::plain),
            "26/11/22@16:27:29: START: a pid=5418 from=127.0.0.1");
  EXPECT_EQ(syslog_frame(service, identity),
            "<141>Nov 22 16:27:29 xinetd[5406]: START: a pid=5418 from=127.0.0.1");
  Line daemon{1795364848, 3 << 3 | 5, "Started working: 3 available services", {}, "NOTICE"};
  EXPECT_EQ(file_line(daemon, identity, Format::plain),
            "26/11/22@16:27:28 xinetd[5406]: NOTICE: Started working: 3 available services");
  EXPECT_EQ(syslog_frame(daemon, identity),
            "<29>Nov 22 16:27:28 xinetd[5406]: Started working: 3 available services");
  EXPECT_EQ(file_line(daemon, identity, Format::json), daemon.text);
}

TEST(Format, OneMessageStaysOneLine) {
  EXPECT_EQ(one_line("a\nb\r\x1b[2J\tc\x7f", 100), "a?b??[2J\tc?");
  EXPECT_EQ(one_line("abcdef", 3), "abc");
  EXPECT_EQ(one_line("ab한", 4), "ab");
  EXPECT_EQ(one_line("ab한", 5), "ab한");
  EXPECT_EQ(one_line("a\xff\xff", 3), "a\xff\xff");
}

TEST(Format, ErrnoTextAsXinetdsPercentM) {
  EXPECT_EQ(errno_text(EADDRINUSE), "Address already in use (errno = 98)");
}

}  // namespace
}  // namespace rouse::log
