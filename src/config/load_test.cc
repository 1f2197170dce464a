#include <gtest/gtest.h>

#include "config/reporter.h"
#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::service_with;
using Lines = std::vector<std::string>;

TEST(Load, ReadsAnEntryAsTheDistributionsShipIt) {
  fakes::MemoryWorld world;
  world.files["/etc/xinetd.conf"] = "defaults\n{\n}\nincludedir /etc/xinetd.d\n";
  world.directories["/etc/xinetd.d"] = {{"telnet", true}, {"README.txt", true}};
  world.files["/etc/xinetd.d/telnet"] =
      "# default: on\nservice telnet\n{\n\tflags\t\t= REUSE\n\tsocket_type\t= stream\n\twait\t\t= "
      "no\n\tuser\t\t= "
      "root\n\tserver\t\t= /usr/sbin/in.telnetd\n\tlog_on_failure\t+= USERID\n\tdisable\t\t= no\n}\n";
  Configuration configuration = load({}, world);
  EXPECT_TRUE(configuration.messages.empty());
  EXPECT_FALSE(configuration.fatal);
  ASSERT_EQ(configuration.services.size(), 1U);
  const ServiceConfig& telnet = *configuration.services.front();
  EXPECT_EQ(telnet.port, 23);
  EXPECT_EQ(telnet.argv, std::vector<std::string>{"in.telnetd"});
  EXPECT_TRUE(telnet.log_on_failure.has(LogOption::userid));
  EXPECT_EQ(telnet.family, Family::automatic);
  EXPECT_EQ(telnet.user->id, 0U);
}

TEST(Load, AMissingMainFileIsFatal) {
  fakes::MemoryWorld world;
  Configuration got = load({.path = "/etc/nosuch.conf", .directory = {}}, world);
  EXPECT_TRUE(got.fatal);
  ASSERT_EQ(got.messages.size(), 1U);
  EXPECT_EQ(got.messages[0].text, "open /etc/nosuch.conf: No such file or directory");
  EXPECT_EQ(got.messages[0].file, "/etc/nosuch.conf");
}

TEST(Load, AMainFileThatMayBeMissingIsNoError) {
  fakes::MemoryWorld world;
  Configuration got = load({.directory = {}, .may_be_missing = true}, world);
  EXPECT_FALSE(got.fatal);
  EXPECT_TRUE(got.services.empty());
  ASSERT_EQ(got.messages.size(), 1U);
  EXPECT_EQ(got.messages[0].severity, Severity::note);
}

TEST(Load, OnlyIfItIsNotThereAtAll) {
  struct Locked final : fakes::MemoryWorld {
    Result<std::string> read_file(const std::string& path) override { return failed("open", EACCES, path); }
  } world;
  Configuration got = load({.directory = {}, .may_be_missing = true}, world);
  EXPECT_TRUE(got.fatal);
  EXPECT_EQ(got.messages[0].severity, Severity::fatal);
}

TEST(Load, IncludedirTakesPlainNamesInByteOrder) {
  fakes::MemoryWorld world;
  world.directories["/d"] = {{"b", true},  {"Z", true},  {"a.rpmsave", true},
                             {"a~", true}, {".x", true}, {"dir", false}};
  for (std::string_view name : {"b", "Z", "a.rpmsave", "a~", ".x"})
    world.files["/d/" + std::string(name)] = service_with("", name);
  fakes::Reading got = fakes::read_in(world, "includedir /d");
  EXPECT_EQ(got.served(), "Z b");
  EXPECT_EQ(got.said(), Lines{"1 error: /d/dir is not a regular file. It is being skipped."});
  EXPECT_EQ(got.configuration.files, (Lines{"/etc/xinetd.conf", "/d/Z", "/d/b"}));
}

TEST(Load, IncludesKeepTheirOrderAndTheirFileNames) {
  fakes::MemoryWorld world;
  world.files["/f"] = service_with(" nice = x", "bad") + service_with("", "in");
  fakes::Reading got =
      fakes::read_in(world, service_with("", "first") + "include /f\n" + service_with("", "last"));
  EXPECT_EQ(got.served(), "first in last");
  ASSERT_EQ(got.configuration.messages.size(), 1U);
  EXPECT_EQ(got.configuration.messages[0].file, "/f");
  EXPECT_EQ(got.configuration.services[1]->file, "/f");
  EXPECT_EQ(got.configuration.services[1]->line, 11);
}

TEST(Load, WhatCannotBeIncludedIsSaidAndTheRestIsRead) {
  fakes::MemoryWorld world;
  fakes::Reading got = fakes::read_in(world, "include /f\nincludedir /d\n" + service_with(""));
  EXPECT_EQ(got.said(),
            (Lines{"1 error: Unable to open included configuration file: /f (open /f: No such file or "
                   "directory)",
                   "2 error: Unable to read included directory: /d (opendir /d: No such file or "
                   "directory)"}));
  EXPECT_EQ(got.served(), "demo");
}

TEST(Load, RelativeNamesStartWhereTheDaemonDid) {
  fakes::MemoryWorld world;
  world.files["/home/x/main.conf"] = "include more\n";
  world.files["/home/x/more"] = service_with("");
  Configuration got = load({.path = "main.conf", .directory = "/home/x"}, world);
  EXPECT_EQ(got.files, (Lines{"/home/x/main.conf", "/home/x/more"}));
  EXPECT_EQ(got.services.size(), 1U);
}

TEST(Load, AFileThatIncludesItselfIsReadOnce) {
  fakes::MemoryWorld world;
  world.files["/f"] = service_with("") + "include /etc/xinetd.conf\n";
  fakes::Reading got = fakes::read_in(world, "include /f\ninclude /etc/xinetd.conf\n");
  EXPECT_EQ(got.said(), (Lines{"11 error: /etc/xinetd.conf includes itself; this line is ignored",
                               "2 error: /etc/xinetd.conf includes itself; this line is ignored"}));
  EXPECT_EQ(got.served(), "demo");
}

TEST(Load, IncludesThatGoTooDeepEnd) {
  fakes::MemoryWorld world;
  for (int i = 0; i < 40; ++i) world.files[fmt::format("/f{}", i)] = fmt::format("include /f{}\n", i + 1);
  fakes::Reading got = fakes::read_in(world, "include /f0\n");
  EXPECT_EQ(got.said(),
            Lines{"1 error: too many includes (at most 32 within each other, 100000 files); this line is "
                  "ignored"});
}

TEST(Load, AFileThatOthersMayWriteIsWarnedAbout) {
  fakes::MemoryWorld world;
  world.writable = {"/etc/xinetd.conf"};
  EXPECT_EQ(fakes::read_in(world, "").said(),
            Lines{"0 warning: others than root may write this file: whoever does can "
                  "run programs as root"});
}

TEST(Load, MessagesHaveALimit) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "include /nosuch\n";
  fakes::Reading got = fakes::read(text);
  EXPECT_EQ(got.configuration.messages.size(), message_limit + 1);
  EXPECT_EQ(got.configuration.messages.back().text, "10000 more problems are not listed");
}

TEST(Load, ControlCharactersNeverReachAMessage) {
  fakes::Reading got = fakes::read("include /x\x1b[31m\n" + service_with(" nice = \x1b[0m"));
  for (const Message& message : got.configuration.messages) {
    EXPECT_EQ(message.text.find('\x1b'), std::string::npos);
    EXPECT_EQ(message.source.find('\x1b'), std::string::npos);
  }
  EXPECT_EQ(got.configuration.messages.size(), 2U);
}

}  // namespace
}  // namespace rouse::config
