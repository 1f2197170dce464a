#include "sysv/script_header.h"

#include <gtest/gtest.h>

namespace rouse::sysv {
namespace {

Header header_of(std::string_view script) {
  auto header = parse_header(script);
  if (header) return *std::move(header);
  ADD_FAILURE() << header.error().line << ": " << text(header.error().fault);
  return {};
}

HeaderProblem problem_of(std::string_view script) {
  auto header = parse_header(script);
  EXPECT_FALSE(header);
  return header ? HeaderProblem{} : header.error();
}

std::string levels_of(std::string_view script) { return text(header_of(script).levels); }

constexpr std::string_view httpd =
    "#!/bin/bash\n"
    "#\n"
    "# chkconfig: - 85 15\n"
    "# description: A web server \\\n"
    "#\t       and more\n"
    "# processname: httpd\n"
    "### BEGIN INIT INFO\n"
    "# Provides: httpd\n"
    "# Required-Start: $local_fs $network\t$named\n"
    "# Required-Stop: $local_fs\n"
    "# Should-Start: distcache\n"
    "# Short-Description: start and stop Apache\n"
    "# Description: The Apache HTTP Server is an extensible server\n"
    "#  implementing the current HTTP standards.\n"
    "# X-Start-Before: proxy\n"
    "### END INIT INFO\n";

TEST(ScriptHeader, HasWhatTheCommentsSay) {
  Header header = header_of(httpd);
  EXPECT_TRUE(header.levels.empty());
  EXPECT_EQ(header.start, 85);
  EXPECT_EQ(header.stop, 15);
  EXPECT_TRUE(header.lsb);
  EXPECT_FALSE(header.hidden);
  EXPECT_EQ(header.provides, std::vector<std::string>{"httpd"});
  EXPECT_EQ(header.required_start, (std::vector<std::string>{"$local_fs", "$network", "$named"}));
  EXPECT_EQ(header.required_stop, std::vector<std::string>{"$local_fs"});
  EXPECT_EQ(header.should_start, std::vector<std::string>{"distcache"});
  EXPECT_TRUE(header.should_stop.empty());
  EXPECT_EQ(header.start_before, std::vector<std::string>{"proxy"});
}

TEST(ScriptHeader, CountsCommentsThatHaveTheirLineForThemselves) {
  EXPECT_EQ(levels_of("  \t#chkconfig:35 1 2\n"), "35");
  EXPECT_EQ(levels_of("exit 0\n\n# chkconfig: 2 08 09 # really\n"), "2");
  EXPECT_EQ(levels_of("# chkconfig: 2 8 9\r\n"), "2");
  for (const char* none : {"##chkconfig: 2 1 1\n", "#foo chkconfig: 2 1 1\n", "# Chkconfig: 2 1 1\n",
                           "echo # chkconfig: 2 1 1\n", "", "#!/bin/sh\n"})
    EXPECT_EQ(problem_of(none), (HeaderProblem{HeaderFault::nothing, 0})) << none;
}

TEST(ScriptHeader, SaysWhichLineIsWrong) {
  struct Case {
    const char* script;
    HeaderFault fault;
  };
  for (auto [script, fault] : {Case{"# chkconfig:\n", HeaderFault::values_missing},
                               Case{"# chkconfig: 345 20\n", HeaderFault::values_missing},
                               Case{"# chkconfig: 3,5 20 80\n", HeaderFault::wrong_levels},
                               Case{"# chkconfig: 7 20 80\n", HeaderFault::wrong_levels},
                               Case{"# chkconfig: 3-5 20 80\n", HeaderFault::wrong_levels},
                               Case{"# chkconfig: 2345234523452345 20 80\n", HeaderFault::wrong_levels},
                               Case{"# chkconfig: 345 0x1 80\n", HeaderFault::wrong_priority},
                               Case{"# chkconfig: 345 -1 80\n", HeaderFault::wrong_priority},
                               Case{"# chkconfig: 345 20 100\n", HeaderFault::wrong_priority},
                               Case{"# chkconfig: 345 20 80#\n", HeaderFault::wrong_priority},
                               Case{"# chkconfig: 345 20 80", HeaderFault::newline_missing}})
    EXPECT_EQ(problem_of("#!/bin/sh\n" + std::string(script)), (HeaderProblem{fault, 2})) << script;
  EXPECT_EQ(problem_of("# Default-Start: 3\n").fault, HeaderFault::not_lsb);
  EXPECT_EQ(problem_of("### BEGIN INIT INFO\n# Default-Start: S\n# Default-Stop:\n").fault,
            HeaderFault::no_levels);
}

TEST(ScriptHeader, TakesTheFirstChkconfigLineAndHoldsAllToTheGrammar) {
  Header header = header_of("# chkconfig: 3 10 90\n# chkconfig: 5 20 80\n");
  EXPECT_EQ(text(header.levels), "3");
  EXPECT_EQ(header.start, 10);
  EXPECT_EQ(problem_of("# chkconfig: 3 10 90\n# chkconfig: yes\n").line, 2);
}

TEST(ScriptHeader, AddsAndClearsDefaultLevelsInTheOrderOfTheFile) {
  EXPECT_EQ(levels_of("# chkconfig: 345 1 2\n# Default-Start: 2 3\n# Default-Stop: 0 1 5 6\n"), "234");
  EXPECT_EQ(levels_of("# chkconfig: 345 1 2\n# Default-Stop: 5\n# Default-Start: 5\n"), "345");
  Header header = header_of("# Default-Start: 2\n# chkconfig: 345 1 2\n");
  EXPECT_EQ(text(header.levels), "2");
  EXPECT_EQ(header.start, 1);
  EXPECT_EQ(levels_of("### BEGIN INIT INFO\n# Default-Start: 3, 5\n"), "3");
  EXPECT_EQ(levels_of("### BEGIN INIT INFO\n# Default-Start: 2 S 3\n"), "2");
  EXPECT_EQ(levels_of("### BEGIN INIT INFO\n# Default-Start: 2345\n"), "");
  EXPECT_FALSE(header_of("### BEGIN INIT INFO\n# Default-Stop: 0\n").start);
}

TEST(ScriptHeader, KeepsTheLastDescription) {
  Header header = header_of(httpd);
  EXPECT_EQ(description(header.descriptions, "C"), "The Apache HTTP Server is an extensible server");
  header = header_of("# chkconfig: 3 1 1\n# description: one \\\n#\t  two\\\n# three\n# end\n");
  EXPECT_EQ(description(header.descriptions, ""), "one twothree");
  EXPECT_TRUE(readable_header("# description:\n# description of it\n").descriptions.empty());
  EXPECT_TRUE(readable_header("# description: a \\\nnot a comment\n").descriptions.empty());
  EXPECT_EQ(description(readable_header("service x\n{\n}\n# description: a\n").descriptions, ""), "a");
}

TEST(ScriptHeader, DescribesInTheLanguageOfTheReader) {
  Header header = header_of(
      "# chkconfig: 3 1 1\n# description(ko): 웹 서버\n# description(pt_BR): um\n# description: a server\n"
      "# description(toolong): x\n");
  for (const char* korean : {"ko", "ko_KR", "ko_KR.UTF-8", "ko_KR@euc"})
    EXPECT_EQ(description(header.descriptions, korean), "웹 서버") << korean;
  EXPECT_EQ(description(header.descriptions, "pt_BR.UTF-8"), "um");
  EXPECT_EQ(description(header.descriptions, "pt"), "um");
  for (const char* other : {"", "C", "en_US.UTF-8", "k", "kor", "pt_PT"})
    EXPECT_EQ(description(header.descriptions, other), "a server") << other;
}

TEST(ScriptHeader, HidesFromNtsysv) {
  EXPECT_TRUE(header_of("# chkconfig: 3 1 1\n# hide: true\n").hidden);
  EXPECT_TRUE(header_of("# chkconfig: 3 1 1\n# hide:\n# hide: false\n").hidden);
  EXPECT_FALSE(header_of("# chkconfig: 3 1 1\n# hide: false\n").hidden);
}

TEST(ScriptHeader, IsReadAsFarAsPossibleWhereNothingIsManaged) {
  Header header = readable_header(
      "# chkconfig: nonsense\n### BEGIN INIT INFO\n# Required-Start: mountkernfs\n# Default-Start: S\n");
  EXPECT_TRUE(header.lsb);
  EXPECT_TRUE(header.levels.empty());
  EXPECT_EQ(header.required_start, std::vector<std::string>{"mountkernfs"});
}

TEST(ScriptHeader, IsOverriddenValueByValue) {
  Header script = header_of(httpd);
  Header other = override_header(script, "# chkconfig: 35 10 90\n# Provides: web\n").value();
  EXPECT_EQ(text(other.levels), "35");
  EXPECT_EQ(other.start, 10);
  EXPECT_EQ(other.stop, 90);
  EXPECT_EQ(other.provides, std::vector<std::string>{"web"});
  EXPECT_EQ(other.required_start, script.required_start);
  EXPECT_EQ(description(other.descriptions, ""), description(script.descriptions, ""));
}

/// The original made links S-1alpha and K100alpha of the first, and K00 or a crash of the second.
TEST(ScriptHeader, OverridesKeepThePrioritiesThatTheyDoNotName) {
  Header other = override_header(header_of(httpd), "# Default-Start: 2\n").value();
  EXPECT_EQ(text(other.levels), "2");
  EXPECT_EQ(other.start, 85);
  EXPECT_EQ(other.stop, 15);
  auto broken = override_header(header_of(httpd), "#\n# chkconfig: 35 10\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error(), (HeaderProblem{HeaderFault::values_missing, 2}));
}

}  // namespace
}  // namespace rouse::sysv
