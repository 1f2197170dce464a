#include "tools/chkconfig_options.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace rouse::tools {
namespace {

using Action = ChkconfigAction;
using Kind = ChkconfigAnswer::Kind;

auto read(std::string_view line, std::string_view program = "chkconfig") {
  return read_chkconfig_options(program, words(line));
}

/// What is said on stderr: a complaint, or "usage", "help", "version".
std::string said(std::string_view line, std::string_view program = "chkconfig") {
  auto options = read(line, program);
  if (options) return "(nothing)";
  switch (options.error().kind) {
    case Kind::usage:
      return "usage";
    case Kind::help:
      return "help";
    case Kind::version:
      return "version";
    case Kind::complaint:
      return options.error().complaint;
  }
  return "";
}

TEST(ChkconfigOptions, NothingAtAllIsTheList) {
  EXPECT_EQ(read("")->action, Action::list);
  EXPECT_EQ(read("--list")->action, Action::list);
  EXPECT_EQ(read("--json")->action, Action::list);
  EXPECT_EQ(read("--root /image")->root, "/image");
  EXPECT_EQ(read("--list httpd --level 9")->name, "httpd") << "--level is not looked at there";
  EXPECT_EQ(said("--type xinetd"), "usage");
  EXPECT_EQ(said("--level 3"), "usage");
  EXPECT_EQ(said("--list a b"), "usage");
}

TEST(ChkconfigOptions, OptionsMayStandBehindOperands) {
  auto options = read("httpd off --level=35 --type sysv");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->action, Action::off);
  EXPECT_EQ(options->name, "httpd");
  EXPECT_EQ(text(*options->levels), "35");
  EXPECT_EQ(options->kind, ServiceKind::sysv);
  EXPECT_EQ(text(*read("--levels 2 --level 4 httpd on")->levels), "4") << "the last one counts";
  EXPECT_EQ(read("-- --list on")->name, "--list");
}

TEST(ChkconfigOptions, ANameAloneIsAQuery) {
  EXPECT_EQ(read("httpd")->action, Action::query);
  EXPECT_EQ(text(*read("--level 3 httpd")->levels), "3");
  EXPECT_EQ(said("--level 35 httpd"), "only one runlevel may be specified for a chkconfig query");
  EXPECT_EQ(said("--level 33 httpd"), "(nothing)");
}

TEST(ChkconfigOptions, AStateIsAChange) {
  EXPECT_EQ(read("httpd on")->action, Action::on);
  EXPECT_EQ(read("httpd reset")->action, Action::reset);
  EXPECT_EQ(read("httpd resetpriorities")->action, Action::reset_priorities);
  EXPECT_EQ(read("httpd on extra")->action, Action::on) << "nobody reads the word behind";
  EXPECT_EQ(said("httpd ON"), "usage");
}

TEST(ChkconfigOptions, LevelsAreDigits) {
  for (std::string_view levels : {"--level=", "--level 7", "--level 3,5", "--level S"})
    EXPECT_EQ(said(std::string(levels) + " httpd on"), "usage") << levels;
}

TEST(ChkconfigOptions, AddDelAndOverrideTakeOneScript) {
  EXPECT_EQ(read("--add /etc/init.d/httpd")->name, "httpd");
  EXPECT_EQ(read("--del httpd")->action, Action::remove);
  EXPECT_EQ(read("httpd --override")->action, Action::apply_override);
  EXPECT_EQ(said("--add"), "usage");
  EXPECT_EQ(said("--add a b"), "usage");
  EXPECT_EQ(said("--add a --del"), "only one of --list, --add, --del, or --override may be specified");
  EXPECT_EQ(said("--add --add a"), "(nothing)");
}

TEST(ChkconfigOptions, ARootIsSaid) {
  EXPECT_EQ(read("--root=/image/ httpd on")->root, "/image");
  EXPECT_EQ(read("--root / httpd on")->root, "") << "this machine's";
  EXPECT_EQ(said("--root= httpd on"), "--root=: missing argument");
  EXPECT_EQ(said("httpd on --root"), "--root: missing argument");
}

TEST(ChkconfigOptions, OtherNamesAddAndRemoveStrictly) {
  EXPECT_EQ(read("httpd", "install_initd")->action, Action::add);
  EXPECT_TRUE(read("/etc/init.d/httpd", "install_initd")->strict);
  EXPECT_EQ(read("httpd", "remove_initd")->action, Action::remove);
  EXPECT_FALSE(read("--add httpd")->strict);
  EXPECT_EQ(said("", "install_initd"), "usage");
}

TEST(ChkconfigOptions, WhatIsWrongIsSaidInPoptsWords) {
  EXPECT_EQ(said("--bogus"), "--bogus: unknown option");
  EXPECT_EQ(said("httpd on --bogus=3"), "--bogus=3: unknown option");
  EXPECT_EQ(said("-x"), "-x: unknown option");
  EXPECT_EQ(said("--level"), "--level: missing argument");
  EXPECT_EQ(said("--type other httpd"), "--type must be 'sysv' or 'xinetd'");
  EXPECT_EQ(said("--version --bogus"), "--bogus: unknown option");
}

TEST(ChkconfigOptions, VersionAndHelpComeFirst) {
  EXPECT_EQ(said("-v"), "version");
  EXPECT_EQ(said("--list --help --type x"), "help");
  EXPECT_EQ(said("-hv"), "version");
}

}  // namespace
}  // namespace rouse::tools
