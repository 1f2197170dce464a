#include "log/system_log.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "fakes/log_socket.h"
#include "fakes/temporary_folder.h"

namespace rouse::log {
namespace {

const Identity identity{"xinetd", 5406};
const Line line{1795364849, 17 << 3 | 5, "START: a pid=5418 from=127.0.0.1", "a", {}};

TEST(SystemLog, JournalFieldsMatchRulesWrittenForSyslog) {
  EXPECT_EQ(
      journal_frame(line, identity),
      "MESSAGE=START: a pid=5418 from=127.0.0.1\nPRIORITY=5\nSYSLOG_FACILITY=17\nSYSLOG_IDENTIFIER=xinetd\n"
      "SYSLOG_PID=5406\nROUSE_SERVICE=a\n");
  Line daemon{0, 3 << 3 | 3, "a\nb", {}, "ERROR"};
  EXPECT_EQ(journal_frame(daemon, {"roused", 1}),
            std::string("MESSAGE\n\x03\0\0\0\0\0\0\0a\nb\n", 20) +
                "PRIORITY=3\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=roused\nSYSLOG_PID=1\n");
}

TEST(SystemLog, TheJournalComesBeforeSyslog) {
  setenv("TZ", "UTC", 1);
  tzset();
  fakes::TemporaryFolder folder;
  SystemLogPaths paths{folder.path("journal"), folder.path("syslog")};
  EXPECT_FALSE(has_system_log(paths));
  fakes::LogSocket syslog(paths.syslog);
  EXPECT_TRUE(has_system_log(paths));
  open_system_log(identity, paths)->write(line);
  EXPECT_EQ(syslog.next(), "<141>Nov 22 16:27:29 xinetd[5406]: START: a pid=5418 from=127.0.0.1");
  fakes::LogSocket journal(paths.journal);
  EXPECT_TRUE(has_system_log(paths));
  open_system_log(identity, paths)->write(line);
  EXPECT_EQ(syslog.next(), "nothing");
  EXPECT_EQ(journal.next(), journal_frame(line, identity));
}

}  // namespace
}  // namespace rouse::log
