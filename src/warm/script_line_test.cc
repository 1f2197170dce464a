#include "warm/script_line.h"

#include <gtest/gtest.h>

#include <string>

namespace rouse::warm {
namespace {

using namespace std::string_view_literals;

TEST(ScriptLine, NamesTheInterpreterAndPerhapsAnArgument) {
  EXPECT_EQ(interpreter_in("#!/bin/sh\necho"), "/bin/sh");
  EXPECT_EQ(interpreter_in("#! \t /bin/sh -e\n"), "/bin/sh");
  EXPECT_EQ(interpreter_in("#!/usr/bin/env\tpython3 -E\n"), "/usr/bin/env");
  EXPECT_EQ(interpreter_in("#!/bin/sh"), "/bin/sh");
  EXPECT_EQ(interpreter_in("#!/bin/sh\0x\n"sv), "/bin/sh");
  EXPECT_EQ(interpreter_in("#!relative\n"), "relative");
}

TEST(ScriptLine, MayNameNone) {
  EXPECT_FALSE(interpreter_in("#!\n/bin/sh\n"));
  EXPECT_FALSE(interpreter_in("#!"));
  EXPECT_FALSE(interpreter_in("#!  \t"));
  EXPECT_FALSE(interpreter_in("# !/bin/sh\n"));
  EXPECT_FALSE(interpreter_in(""));
  EXPECT_TRUE(is_script("#!"));
  EXPECT_FALSE(is_script("#"));
}

TEST(ScriptLine, IsReadAsFarAsTheKernelReadsIt) {
  const std::string path(script_line_most - 3, 'x');
  EXPECT_EQ(interpreter_in("#!" + path + "\n"), path);
  EXPECT_FALSE(interpreter_in("#!" + path + "x\n"));
  // Only the argument is cut.
  EXPECT_EQ(interpreter_in("#!/bin/sh " + path), "/bin/sh");
}

}  // namespace
}  // namespace rouse::warm
