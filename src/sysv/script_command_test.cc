#include "sysv/script_command.h"

#include <gtest/gtest.h>

namespace rouse::sysv {
namespace {

using Words = std::vector<std::string>;

Words argv(std::string_view script) {
  return script_command("/etc/init.d/httpd", script, {"start", "now"}, "xterm").argv;
}

TEST(ScriptCommand, AScriptIsGivenTwoVariablesAndTheRoot) {
  ScriptCommand command = script_command("/etc/init.d/httpd", "#!/bin/sh\n", {}, "xterm");
  EXPECT_EQ(command.environment, (Words{"PATH=/sbin:/usr/sbin:/bin:/usr/bin", "TERM=xterm"}));
  EXPECT_EQ(command.folder, "/");
}

TEST(ScriptCommand, ItsFirstLineNamesItsInterpreter) {
  Words by_the_kernel{"/etc/init.d/httpd", "start", "now"};
  EXPECT_EQ(argv("#!/bin/sh\necho\n"), by_the_kernel);
  EXPECT_EQ(argv("#!/bin/bash\n. /etc/init.d/functions\n"), by_the_kernel);
  EXPECT_EQ(argv("#!/usr/bin/perl\n. /etc/init.d/functions\n"), by_the_kernel);
  EXPECT_EQ(argv("\x7f"
                 "ELF and more"),
            by_the_kernel);
}

TEST(ScriptCommand, WithoutOneItIsTheShells) {
  EXPECT_EQ(argv("echo\n"), (Words{"/bin/sh", "/etc/init.d/httpd", "start", "now"}));
  EXPECT_EQ(argv(""), (Words{"/bin/sh", "/etc/init.d/httpd", "start", "now"}));
}

TEST(ScriptCommand, OneForShThatReadsRedHatsLibraryIsRunByBash) {
  EXPECT_EQ(argv("#!/bin/sh\n. /etc/rc.d/init.d/functions\n"),
            (Words{"/bin/bash", "/etc/init.d/httpd", "start", "now"}));
  EXPECT_EQ(argv("#! /bin/sh -e \n. /etc/init.d/functions\n"),
            (Words{"/bin/bash", "-e", "/etc/init.d/httpd", "start", "now"}));
  EXPECT_EQ(argv("# no interpreter\n. /etc/init.d/functions\n"),
            (Words{"/bin/bash", "/etc/init.d/httpd", "start", "now"}));
}

TEST(ScriptCommand, ReadingTheLibraryIsWrittenInManyWays) {
  for (const char* line :
       {". /etc/init.d/functions", "  .\t/etc/rc.d/init.d/functions\r", "source /etc/init.d/functions # ours",
        "[ -f /etc/init.d/functions ] && . /etc/init.d/functions", ". \"/etc/init.d/functions\"",
        "if [ -r /x ]; then . '/etc/rc.d/init.d/functions'; fi", "(. /etc/init.d/functions)"})
    EXPECT_TRUE(reads_red_hat_functions(std::string("#!/bin/sh\n") + line)) << line;
}

TEST(ScriptCommand, NamingTheLibraryIsNotReadingIt) {
  for (const char* line :
       {"# . /etc/init.d/functions", "[ -f /etc/init.d/functions ] || exit 5", ". /lib/lsb/init-functions",
        ". /etc/init.d/functions.local", "echo ./etc/init.d/functions", "cat /etc/init.d/functions", ""})
    EXPECT_FALSE(reads_red_hat_functions(line)) << line;
}

}  // namespace
}  // namespace rouse::sysv
