#include "tools/xinetd_record.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "sys/file.h"

namespace rouse::tools {
namespace {

XinetdRecord sample() {
  XinetdRecord out{.pid = 12,
                   .program = "/usr/sbin/xinetd",
                   .name = "xinetd",
                   .words = {"-f", "/etc/a b.conf", ""},
                   .environment = {"A=1", "B=two\nlines=3"},
                   .circumstances = {}};
  out.circumstances = {.limits = {{.soft = 1024, .hard = UINT64_MAX}, {.soft = 0, .hard = 7}},
                       .umask = 027,
                       .nice = -5,
                       .oom_score_adj = 300};
  return out;
}

class Folder {
 public:
  Folder() { ::mkdtemp(path_.data()); }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file() const { return path_ + "/below/takeover"; }

 private:
  std::string path_ = "/tmp/rouse-record-XXXXXX";
};

TEST(XinetdRecord, ComesBackAsItWas) {
  std::optional<XinetdRecord> back = record_of(text_of(sample()));
  ASSERT_TRUE(back);
  EXPECT_EQ(text_of(*back), text_of(sample()));
  EXPECT_EQ(back->environment[1], "B=two\nlines=3");
  EXPECT_EQ(back->circumstances.limits[0].hard, UINT64_MAX);
  EXPECT_EQ(back->circumstances.nice, -5);
  EXPECT_EQ(back->circumstances.oom_score_adj, 300);
  EXPECT_EQ(back->command(), "/usr/sbin/xinetd -f /etc/a b.conf ");
}

TEST(XinetdRecord, OneThatIsNotWholeIsNone) {
  std::string text = text_of(sample());
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(record_of(text.substr(0, size))) << size;
  EXPECT_FALSE(record_of(std::string(100, '\0')));
}

TEST(XinetdRecord, ItsFileIsForItsOwnerAlone) {
  Folder folder;
  EXPECT_EQ(record_path("/run/rouse/control"), "/run/rouse/takeover");
  EXPECT_EQ(read_record(folder.file()).error().code, ENOENT);
  ASSERT_TRUE(write_record(folder.file(), sample()));
  ASSERT_TRUE(write_record(folder.file(), sample()));
  struct stat status{};
  ASSERT_EQ(::stat(folder.file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(read_record(folder.file()).value().program, "/usr/sbin/xinetd");
  ::chmod(folder.file().c_str(), 0666);
  EXPECT_EQ(read_record(folder.file()).error().code, EPERM);
}

TEST(XinetdRecord, OneThatWasCutIsAnError) {
  Folder folder;
  ASSERT_TRUE(write_record(folder.file(), sample()));
  ASSERT_EQ(::truncate(folder.file().c_str(), 40), 0);
  EXPECT_EQ(read_record(folder.file()).error().code, EBADMSG);
}

}  // namespace
}  // namespace rouse::tools
