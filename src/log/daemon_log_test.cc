#include "log/daemon_log.h"

#include <gtest/gtest.h>
#include <syslog.h>

#include <cstdlib>
#include <filesystem>

#include "fakes/log_socket.h"
#include "fakes/temporary_folder.h"
#include "log/file_sink.h"
#include "log/system_log.h"

namespace rouse::log {
namespace {

class DaemonLogTest : public testing::Test {
 protected:
  DaemonLogTest() {
    setenv("TZ", "UTC", 1);
    tzset();
  }
  DaemonLog open(Format format = Format::plain, Level least = Level::debug) {
    auto sink = FileSink::open({folder.path("log")}, "daemon", identity, format);
    return DaemonLog(clock, identity, std::move(*sink), format, LOG_DAEMON, least);
  }

  fakes::TemporaryFolder folder;
  ManualClock clock{1795363775};
  Identity identity{"xinetd", 16827};
};

TEST_F(DaemonLogTest, WritesWhatXinetdWrites) {
  DaemonLog log = open();
  log.error("Deactivating service cps due to excessive incoming connections.  Restarting in 2 seconds.");
  clock.advance(std::chrono::seconds(2));
  log.warning("Exiting...");
  log.critical("process_sensor", "Adding 1.2.3.4 to the global_no_access list for 5 minutes");
  EXPECT_EQ(folder.read("log"),
            "26/11/22@16:09:35 xinetd[16827]: ERROR: Deactivating service cps due to excessive incoming "
            "connections.  "
            "Restarting in 2 seconds.\n"
            "26/11/22@16:09:37 xinetd[16827]: WARNING: Exiting...\n"
            "26/11/22@16:09:37 xinetd[16827]: CRITICAL: 16827 {process_sensor} Adding 1.2.3.4 to the "
            "global_no_access "
            "list for 5 minutes\n");
}

TEST_F(DaemonLogTest, CutsMessagesAt2048Bytes) {
  DaemonLog log = open();
  log.info(std::string(3000, 'x'));
  std::string prefix = "26/11/22@16:09:35 xinetd[16827]: INFO: ";
  EXPECT_EQ(folder.read("log"), prefix + std::string(2048, 'x') + "\n");
}

TEST_F(DaemonLogTest, LeavesOutWhatIsBelowItsLevel) {
  DaemonLog log = open(Format::plain, Level::info);
  log.debug("removing x");
  log.info("kept");
  EXPECT_EQ(folder.read("log"), "26/11/22@16:09:35 xinetd[16827]: INFO: kept\n");
}

TEST_F(DaemonLogTest, WritesOneObjectALineAsJson) {
  DaemonLog log = open(Format::json);
  log.notice("a \"b\"");
  EXPECT_EQ(folder.read("log"), R"({"time":"2026-11-22T16:09:35Z","level":"NOTICE","message":"a \"b\""})"
                                "\n");
}

TEST_F(DaemonLogTest, SyslogGetsThePriorityInsteadOfTheWord) {
  fakes::LogSocket daemon(folder.path("syslog"));
  DaemonLog log(clock, identity, open_system_log(identity, {folder.path("journal"), folder.path("syslog")}),
                Format::plain, LOG_LOCAL1);
  log.notice("Started working: 3 available services");
  EXPECT_EQ(daemon.next(), "<141>Nov 22 16:09:35 xinetd[16827]: Started working: 3 available services");
}

TEST_F(DaemonLogTest, ReopensItsFile) {
  DaemonLog log = open();
  log.info("old");
  std::filesystem::rename(folder.path("log"), folder.path("log.1"));
  log.reopen();
  log.info("new");
  EXPECT_EQ(folder.read("log"), "26/11/22@16:09:35 xinetd[16827]: INFO: new\n");
}

TEST_F(DaemonLogTest, TellsInTheOldFileThatThereIsNoNewOne) {
  DaemonLog log = open();
  std::filesystem::rename(folder.path("log"), folder.path("log.1"));
  std::filesystem::create_directory(folder.path("log"));
  log.reopen();
  EXPECT_NE(folder.read("log.1").find("creation of daemon log failed"), std::string::npos);
}

/// A sink that can be broken, as a full disk breaks one.
class FragileSink final : public Sink {
 public:
  explicit FragileSink(std::vector<std::string>& out) : out_(out) {}
  void write(const Line& line) override {
    if (works) {
      out_.emplace_back(line.text);
      if (pending_loss() > 0) note(Level::warning, std::to_string(take_loss()) + " lost");
    } else {
      count_loss();
      note(Level::error, "broken");
    }
  }
  bool works = true;

 private:
  std::vector<std::string>& out_;
};

TEST_F(DaemonLogTest, DoesNotComplainIntoASinkThatIsBroken) {
  std::vector<std::string> lines;
  auto owned = std::make_unique<FragileSink>(lines);
  FragileSink& sink = *owned;
  DaemonLog log(clock, identity, std::move(owned));
  sink.works = false;
  log.info("a");
  log.info("b");
  EXPECT_EQ(sink.lost(), 2U);
  sink.works = true;
  log.info("c");
  EXPECT_EQ(lines, (std::vector<std::string>{"c", "2 lost"}));
}

TEST(Facility, KnowsXinetdsWords) {
  EXPECT_EQ(facility_number("daemon"), LOG_DAEMON);
  EXPECT_EQ(facility_number("AuthPriv"), LOG_AUTHPRIV);
  EXPECT_EQ(facility_number("local7"), LOG_LOCAL7);
  EXPECT_EQ(facility_number("kern"), std::nullopt);
}

}  // namespace
}  // namespace rouse::log
