#include "sysv/listing.h"

#include <gtest/gtest.h>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

constexpr ListWords korean = {"활성", "해제", "xinetd 기반의 서비스:"};

TEST(Listing, HasALineForEachScriptWithLinks) {
  fakes::ScriptTree files;
  for (const char* name : {"httpd", "vmware-tools-thinprint", "unlinked"})
    files.script(name, "# chkconfig: 345 85 15\n");
  files.link("S85httpd", "2345");
  files.link("K15vmware-tools-thinprint", "3");
  Inventory inventory = read_inventory(Tree(files.root())).value();
  EXPECT_EQ(script_list(inventory, {}),
            "httpd          \t0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off\n"
            "vmware-tools-thinprint\t0:off\t1:off\t2:off\t3:off\t4:off\t5:off\t6:off\n");
  EXPECT_EQ(script_line("httpd", Levels::usual(), korean),
            "httpd          \t0:해제\t1:해제\t2:활성\t3:활성\t4:활성\t5:활성\t6:해제\n");
}

TEST(Listing, HasTwoLayoutsForXinetdsServices) {
  std::vector<XinetdFile> files(2);
  files[0].name = "rsync";
  files[1].name = "discard-stream-x";
  files[1].on = true;
  EXPECT_EQ(xinetd_list(files, {}),
            "\nxinetd based services:\n\trsync:         \toff\n\tdiscard-stream-x:\ton\n");
  EXPECT_EQ(xinetd_list(files, korean),
            "\nxinetd 기반의 서비스:\n\trsync:         \t해제\n\tdiscard-stream-x:\t활성\n");
  EXPECT_EQ(xinetd_line(files[0], {}), "rsync          \toff\n");
}

TEST(Listing, ShowsXinetdsServicesWhereXinetdIsOn) {
  fakes::ScriptTree files;
  auto shows = [&] { return shows_xinetd(read_inventory(Tree(files.root())).value()); };
  files.script("xinetd", "# chkconfig: 345 56 50\n");
  EXPECT_FALSE(shows());
  files.link("K50xinetd", "012456");
  EXPECT_FALSE(shows());
  files.link("S56xinetd", "3");
  EXPECT_TRUE(shows());
  files.script("xinetd", "");
  EXPECT_FALSE(shows());
}

}  // namespace
}  // namespace rouse::sysv
