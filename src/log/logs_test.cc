#include "log/logs.h"

#include <gtest/gtest.h>
#include <syslog.h>

#include <cstdlib>
#include <filesystem>

#include "fakes/log_socket.h"
#include "fakes/temporary_folder.h"
#include "log/format.h"

namespace rouse::log {
namespace {

/// Keeps what is written to it.
class ListSink final : public Sink {
 public:
  explicit ListSink(std::vector<std::string>& out) : out_(out) {}
  void write(const Line& line) override {
    out_.push_back(std::string(line.level) + " " + std::string(line.text));
  }

 private:
  std::vector<std::string>& out_;
};

std::size_t open_descriptors() {
  std::filesystem::directory_iterator open("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

class LogsTest : public testing::Test {
 protected:
  LogsTest() {
    setenv("TZ", "UTC", 1);
    tzset();
  }
  ServiceLogPlan plan(const std::string& id, ServiceTarget target) {
    return {{id, {Field::pid, Field::host, Field::exit, Field::duration}, {Field::host}}, std::move(target)};
  }
  Started started(pid_t pid = 16830) const { return {{net::Address::v4(0x7f000001), 4711}, pid}; }

  fakes::TemporaryFolder folder;
  ManualClock clock{1795363774};
  std::vector<std::string> messages;
  DaemonLog daemon_log{clock, {"xinetd", 16827}, std::make_unique<ListSink>(messages)};
  Logs logs{clock, daemon_log, Format::plain, {folder.path("journal"), folder.path("syslog")}};
};

TEST_F(LogsTest, WritesTheEntriesOfAServiceIntoItsFile) {
  auto log = logs.open(plan("env1", FileTarget{folder.path("log")})).value();
  logs.record(*log, started());
  logs.record(*log, Refused{{net::Address::v4(0x7f000001), 4712}, "service_limit"});
  logs.record(*log, Ended{{net::Address::v4(0x7f000001), 4711}, 16830, 0, 0});
  EXPECT_EQ(folder.read("log"),
            "26/11/22@16:09:34: START: env1 pid=16830 from=127.0.0.1\n"
            "26/11/22@16:09:34: FAIL: env1 service_limit from=127.0.0.1\n"
            "26/11/22@16:09:34: EXIT: env1 status=0 pid=16830 duration=0(sec)\n");
}

TEST_F(LogsTest, SendsEntriesToSyslogAtTheServicesPriority) {
  fakes::LogSocket daemon(folder.path("syslog"));
  auto log = logs.open(plan("a", SyslogTarget{LOG_LOCAL1, LOG_NOTICE})).value();
  logs.record(*log, started(5418));
  EXPECT_EQ(daemon.next(), "<141>Nov 22 16:09:34 xinetd[16827]: START: a pid=5418 from=127.0.0.1");
}

TEST_F(LogsTest, TheRingHasEverythingWhateverTheServiceLogs) {
  Ring ring = Ring::create().value();
  logs.remember_in(ring);
  auto log = logs.open({{"quiet", {}, {}}, std::monostate{}}).value();
  logs.record(*log, started(1));
  logs.record(*log, Refused{{}, "time"});
  ASSERT_EQ(ring.next(), 3U);
  EXPECT_EQ(full_entry(*ring.at(1)), "START: quiet pid=1 from=127.0.0.1");
  EXPECT_EQ(ring.at(2)->at, 1795363774);
}

TEST_F(LogsTest, TheForegroundSeesEverythingInFull) {
  std::vector<std::string> shown;
  logs.show_on(std::make_unique<ListSink>(shown));
  auto log = logs.open({{"quiet", {}, {}}, std::monostate{}}).value();
  logs.record(*log, started(1));
  EXPECT_EQ(shown, std::vector<std::string>{" START: quiet pid=1 from=127.0.0.1"});
}

TEST_F(LogsTest, ManyServicesShareOneDescriptor) {
  std::size_t before = open_descriptors();
  std::vector<std::shared_ptr<ServiceLog>> open;
  for (int i = 0; i < 500; ++i) {
    ServiceLogPlan common = plan("s" + std::to_string(i), FileTarget{folder.path("common")});
    common.common = true;
    open.push_back(logs.open(common).value());
  }
  EXPECT_EQ(open_descriptors(), before + 1);
  logs.record(*open[7], started(1));
  EXPECT_EQ(folder.read("common"), "26/11/22@16:09:34: START: s7 pid=1 from=127.0.0.1\n");
  open.clear();
  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(LogsTest, FileLimitsAreToldInTheDaemonsLogByTheRightName) {
  ServiceLogPlan common = plan("lim", FileTarget{folder.path("common"), 0, 10});
  common.common = true;
  auto shared = logs.open(common).value();
  auto own = logs.open(plan("own", FileTarget{folder.path("own"), 10, 0})).value();
  for (int i = 0; i < 3; ++i) {
    logs.record(*shared, started());
    logs.record(*own, started());
  }
  EXPECT_EQ(messages, (std::vector<std::string>{"ERROR Size of common log exceeded hard limit",
                                                "WARNING Size of own log exceeded soft limit"}));
}

TEST_F(LogsTest, AFileThatCannotBeOpenedIsTheServicesError) {
  auto log = logs.open(plan("nodir", FileTarget{folder.path("missing/log")}));
  ASSERT_FALSE(log.has_value());
  EXPECT_EQ(log.error().code, ENOENT);
}

TEST_F(LogsTest, ReopensFilesAndForgetsUnusedOnes) {
  auto log = logs.open(plan("a", FileTarget{folder.path("a")})).value();
  logs.open(plan("b", FileTarget{folder.path("b")})).value();
  std::filesystem::rename(folder.path("a"), folder.path("a.1"));
  std::filesystem::remove(folder.path("b"));
  logs.reopen();
  logs.record(*log, started(2));
  EXPECT_EQ(folder.read("a"), "26/11/22@16:09:34: START: a pid=2 from=127.0.0.1\n");
  EXPECT_FALSE(std::filesystem::exists(folder.path("b")));
  EXPECT_TRUE(messages.empty());
}

TEST_F(LogsTest, EntriesAreCutAt1024Bytes) {
  auto log = logs.open(plan(std::string(2000, 'x'), FileTarget{folder.path("log")})).value();
  logs.record(*log, started());
  EXPECT_EQ(folder.read("log"), "26/11/22@16:09:34: START: " + std::string(1017, 'x') + "\n");
}

TEST_F(LogsTest, WritesJsonForTheSameEvents) {
  Ring ring = Ring::create().value();
  Logs json{clock, daemon_log, Format::json};
  json.remember_in(ring);
  auto log = json.open(plan("a", FileTarget{folder.path("log")})).value();
  auto quiet = json.open({{"quiet", {}, {}}, FileTarget{folder.path("log")}}).value();
  json.record(*log, started(1));
  json.record(*quiet, started(2));
  EXPECT_EQ(folder.read("log"), event_json(*ring.at(1)) + "\n");
}

}  // namespace
}  // namespace rouse::log
