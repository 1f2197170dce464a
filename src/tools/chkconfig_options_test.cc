#include "tools/chkconfig_options.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace rouse::tools {
namespace {

using Action = ChkconfigAction;
using Kind = ChkconfigAnswer::Kind;

auto options_in(std::string_view line, std::string_view program = "chkconfig") {
  return read_chkconfig_options(program, words(line));
}

/// What is said on stderr: a complaint, or "usage", "help", "version".
std::string said(std::string_view line, std::string_view program = "chkconfig") {
  auto options = options_in(line, program);
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
  EXPECT_EQ(options_in("")->action, Action::list);
  EXPECT_EQ(options_in("--list")->action, Action::list);
  EXPECT_EQ(options_in("--json")->action, Action::list);
  EXPECT_EQ(options_in("--root /image")->root, "/image");
  EXPECT_EQ(options_in("--list httpd --level 9")->name, "httpd") << "--level is not looked at there";
  EXPECT_EQ(said("--type xinetd"), "usage");
  EXPECT_EQ(said("--level 3"), "usage");
  EXPECT_EQ(said("--list a b"), "usage");
}

TEST(ChkconfigOptions, OptionsMayStandBehindOperands) {
  auto options = options_in("httpd off --level=35 --type sysv");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->action, Action::off);
  EXPECT_EQ(options->name, "httpd");
  EXPECT_EQ(text(*options->levels), "35");
  EXPECT_EQ(options->kind, ServiceKind::sysv);
  EXPECT_EQ(text(*options_in("--levels 2 --level 4 httpd on")->levels), "4") << "the last one counts";
  EXPECT_EQ(options_in("-- --list on")->name, "--list");
}

TEST(ChkconfigOptions, ANameAloneIsAQuery) {
  EXPECT_EQ(options_in("httpd")->action, Action::query);
  EXPECT_EQ(text(*options_in("--level 3 httpd")->levels), "3");
  EXPECT_EQ(said("--level 35 httpd"), "only one runlevel may be specified for a chkconfig query");
  EXPECT_EQ(said("--level 33 httpd"), "(nothing)");
}

TEST(ChkconfigOptions, AStateIsAChange) {
  EXPECT_EQ(options_in("httpd on")->action, Action::on);
  EXPECT_EQ(options_in("httpd reset")->action, Action::reset);
  EXPECT_EQ(options_in("httpd resetpriorities")->action, Action::reset_priorities);
  EXPECT_EQ(options_in("httpd on extra")->action, Action::on) << "nobody reads the word behind";
  EXPECT_EQ(said("httpd ON"), "usage");
}

TEST(ChkconfigOptions, LevelsAreDigits) {
  for (std::string_view levels : {"--level=", "--level 7", "--level 3,5", "--level S"})
    EXPECT_EQ(said(std::string(levels) + " httpd on"), "usage") << levels;
}

TEST(ChkconfigOptions, AddDelAndOverrideTakeOneScript) {
  EXPECT_EQ(options_in("--add /etc/init.d/httpd")->name, "httpd");
  EXPECT_EQ(options_in("--del httpd")->action, Action::remove);
  EXPECT_EQ(options_in("httpd --override")->action, Action::apply_override);
  EXPECT_EQ(said("--add"), "usage");
  EXPECT_EQ(said("--add a b"), "usage");
  EXPECT_EQ(said("--add a --del"), "only one of --list, --add, --del, or --override may be specified");
  EXPECT_EQ(said("--add --add a"), "(nothing)");
}

TEST(ChkconfigOptions, ARootIsSaid) {
  EXPECT_EQ(options_in("--root=/image/ httpd on")->root, "/image");
  EXPECT_EQ(options_in("--root / httpd on")->root, "") << "this machine's";
  EXPECT_EQ(said("--root= httpd on"), "--root=: missing argument");
  EXPECT_EQ(said("httpd on --root"), "--root: missing argument");
}

TEST(ChkconfigOptions, OtherNamesAddAndRemoveStrictly) {
  EXPECT_EQ(options_in("httpd", "install_initd")->action, Action::add);
  EXPECT_TRUE(options_in("/etc/init.d/httpd", "install_initd")->strict);
  EXPECT_EQ(options_in("httpd", "remove_initd")->action, Action::remove);
  EXPECT_FALSE(options_in("--add httpd")->strict);
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
