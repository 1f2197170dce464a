#include "config/check.h"

#include <gtest/gtest.h>

#include "config/check_json.h"
#include "config/check_report.h"
#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read;
using fakes::service_with;

std::string report(const std::string& text, CheckOptions options = {}) {
  return check_report(read(text).configuration, options);
}

TEST(CheckReport, ShowsTheLineACaretAndASuggestion) {
  EXPECT_EQ(report(service_with("\tflags = REUSE IPv9\n\tper_sorce = 3 # x")),
            "/etc/xinetd.conf:9: error: Bad service flag: IPv9; service demo is dropped\n"
            "     flags = REUSE IPv9\n"
            "                   ^\n"
            "    did you mean IPv4?\n"
            "/etc/xinetd.conf:10: warning: bad service attribute: per_sorce; the line is ignored\n"
            "     per_sorce = 3 # x\n"
            "     ^\n"
            "    did you mean per_source?\n"
            "/etc/xinetd.conf:1: demo is not served: Bad service flag: IPv9\n"
            "0 services, 0 switched off, 1 dropped; 1 error, 1 warning, 0 differences from xinetd\n");
}

TEST(CheckReport, ColoursTheClassAndTheCaretOnlyWhenAsked) {
  Message message{.severity = Severity::warning,
                  .file = "f",
                  .line = 3,
                  .column = 2,
                  .text = "odd",
                  .source = " x",
                  .caret = 2,
                  .suggestion = ""};
  EXPECT_EQ(message_text(message, true),
            "f:3: \x1b[1;33mwarning\x1b[0m: odd\n     x\n     \x1b[1;33m^\x1b[0m\n");
  EXPECT_EQ(message_text(message, false), "f:3: warning: odd\n     x\n     ^\n");
}

TEST(CheckReport, MigrateShowsTheDifferencesOnly) {
  std::string text = service_with(" nice = x") + service_with(" v6only = no", "other");
  EXPECT_EQ(report(text, {.migrate = true}),
            "/etc/xinetd.conf:19: differs from xinetd: v6only = no means no: IPv4 callers are served too "
            "(xinetd would "
            "serve IPv6 callers only)\n"
            "     v6only = no\n"
            "              ^\n"
            "1 difference from xinetd; what differs for every service is in docs/differences.md\n");
  EXPECT_EQ(report(service_with(""), {.migrate = true}),
            "no line here means anything else than under xinetd; what differs for every service is in "
            "docs/differences.md\n");
}

TEST(CheckReport, SaysWhenNothingCanBePutIntoService) {
  EXPECT_TRUE(report("defaults\n{\n nice = 1\n umask = 9\n}\n")
                  .ends_with("\nnothing of this can be put into service\n"));
}

TEST(CheckStatus, IsTwoForErrorsAndLossesAndOneForTheRestIfStrict) {
  auto status = [](const std::string& lines, bool strict) {
    return check_status(read(service_with(lines)).configuration, strict);
  };
  EXPECT_EQ(status("", true), 0);
  EXPECT_EQ(status(" bogus = 1", false), 0);
  EXPECT_EQ(status(" bogus = 1", true), 1);
  EXPECT_EQ(status(" v6only = no", false), 0);
  EXPECT_EQ(status(" v6only = no", true), 1);
  EXPECT_EQ(status(" nice = x", false), 2);
  EXPECT_EQ(status(" bind = a b", false), 2);  // a difference that costs the service
  EXPECT_EQ(status(" disable = yes", true), 0);
  EXPECT_EQ(status(" flags = IPv4 IPv6", true), 0);  // a note
}

/// As `roused --check --portable` reads it.
Configuration read_with_extensions(std::string text, std::string inetd = {}) {
  fakes::MemoryWorld world;
  world.files["/etc/xinetd.conf"] = std::move(text);
  world.files["/etc/inetd.conf"] = std::move(inetd);
  return load(
      {.path = "/etc/xinetd.conf", .directory = {}, .inetd_path = "/etc/inetd.conf", .extensions = true},
      world);
}

std::string portable_report(const Configuration& configuration) {
  CheckOptions options;
  options.portable = true;
  return check_report(configuration, options);
}

TEST(CheckPortable, NamesEveryLineThatXinetdWouldIgnoreOrReadOtherwise) {
  Configuration got = read_with_extensions(
      "defaults\n{\n default_family = ipv4\n timeout = 60\n}\n" +
          service_with("\tcps_window = 60\n\tlinger_close = yes\n\tper_source = 3 # x\n\tbogus = 1") +
          "service sock\n{\n socket_type = stream\n wait = no\n user = root\n server = /bin/true\n"
          " bind = /run/sock\n only_from = 10.0.0.1\n}\n",
      "79 stream tcp nowait root /bin/true true\n");
  EXPECT_EQ(portable_report(got),
            "/etc/xinetd.conf:3: default_family: xinetd ignores the line with a warning\n"
            "/etc/xinetd.conf:4: timeout: xinetd ignores the line with a warning\n"
            "/etc/xinetd.conf:14: cps_window: xinetd ignores the line with a warning\n"
            "/etc/xinetd.conf:15: linger_close: xinetd ignores the line with a warning\n"
            "/etc/xinetd.conf:16: text after '#' is a comment here (xinetd counts 3 values and ignores "
            "per_source)\n"
            "/etc/xinetd.conf:25: bind = /run/sock: xinetd drops the service\n"
            "/etc/inetd.conf:1: a port number in place of a name: xinetd drops the service\n"
            "7 places that xinetd would ignore or read otherwise\n");
  EXPECT_EQ(portable_status(got), 1);
  EXPECT_NE(check_json(got).find(R"({"severity":"extension","file":"/etc/xinetd.conf","line":3,)"),
            std::string::npos);
}

TEST(CheckPortable, NamesWhatIsSaidOfParking) {
  EXPECT_EQ(portable_report(read_with_extensions("defaults\n{\n park_memory_max = 64m\n}\n" +
                                                 service_with(" mode = warm\n park_refresh = 100 5"))),
            "/etc/xinetd.conf:3: park_memory_max: xinetd ignores the line with a warning\n"
            "/etc/xinetd.conf:13: mode: xinetd ignores the line with a warning\n"
            "/etc/xinetd.conf:14: park_refresh: xinetd ignores the line with a warning\n"
            "3 places that xinetd would ignore or read otherwise\n");
}

TEST(CheckPortable, NamesALineThatXinetdWouldSplit) {
  std::string addresses;
  for (int i = 0; i < 2000; ++i) addresses += " 10.0.0.1";
  EXPECT_EQ(portable_report(read_with_extensions(service_with(" only_from =" + addresses))),
            "/etc/xinetd.conf:9: a line of 18012 bytes: xinetd splits lines of more than 16 KiB\n"
            "1 place that xinetd would ignore or read otherwise\n");
}

TEST(CheckPortable, IsContentWithWhatXinetdUnderstands) {
  Configuration got = read_with_extensions(service_with(" instances = 3\n nice = x") + service_with("", "b"));
  EXPECT_EQ(portable_report(got), "every line here means the same to xinetd\n");
  EXPECT_EQ(portable_status(got), 0);
}

TEST(CheckPortable, SaysWhatCannotBeReadAtAll) {
  Configuration got = read_with_extensions("defaults\n{\n umask = 9\n}\n");
  EXPECT_TRUE(portable_report(got).ends_with("\nnothing of this can be put into service\n"));
  EXPECT_EQ(portable_status(got), 2);
}

TEST(CheckPortable, ExtensionsAreNamedOnlyWhenAskedFor) {
  EXPECT_EQ(read(service_with(" timeout = 5")).said(), std::vector<std::string>{});
}

TEST(CheckJson, NamesServicesDroppedAndMessages) {
  fakes::Reading got = read(
      "service demo\n{\n type = UNLISTED\n port = 7\n socket_type = stream\n wait = no\n"
      " user = root\n server = /bin/true\n bind = 127.0.0.1\n}\nservice off\n{\n disable = yes\n}\n"
      "service bad\n{\n nice = x\n}\n");
  EXPECT_EQ(
      check_json(got.configuration),
      R"({"fatal":false,"services":[{"id":"demo","name":"demo","mode":"on-demand","address":"127.0.0.1","port":7,)"
      R"("protocol":"tcp","family":"ipv4","socket_type":"stream","wait":false,"user":"root","server":"/bin/true",)"
      R"("file":"/etc/xinetd.conf","line":1}],"dropped":[{"id":"off","reason":"disable = yes","by_choice":true,)"
      R"("file":"/etc/xinetd.conf","line":11},{"id":"bad","reason":"Error parsing: x",)"
      R"("by_choice":false,"file":"/etc/xinetd.conf","line":15}],"messages":[{"severity":"error",)"
      R"("file":"/etc/xinetd.conf","line":17,"column":9,"text":"Error parsing: x; service bad is )"
      R"(dropped","source":" nice = x","suggestion":null}]})"
      "\n");
}

TEST(CheckJson, ResidentsAreStandalone) {
  fakes::Reading got = read(fakes::entry("web", "mode = standalone;user = root;server = /bin/true"));
  EXPECT_NE(
      check_json(got.configuration)
          .find(R"({"id":"web","name":"web","mode":"standalone","address":null,"port":null,"protocol":"",)"),
      std::string::npos);
}

TEST(CheckJson, FamiliesFollowDefaultFamily) {
  auto family = [](const std::string& text) {
    std::string json = check_json(read(text).configuration);
    std::size_t at = json.find("\"family\":\"") + 10;
    return json.substr(at, json.find('"', at) - at);
  };
  EXPECT_EQ(family(service_with("")), "dual");
  EXPECT_EQ(family(service_with("") + "defaults\n{\n default_family = ipv4\n}\n"), "ipv4");
  EXPECT_EQ(family(service_with(" flags = IPv6")), "ipv6");
}

TEST(CheckJson, AServiceWhosePortTheKernelChoosesHasNone) {
  std::string rpc =
      "service demo\n{\n type = RPC UNLISTED\n rpc_number = 200001\n rpc_version = 1\n"
      " socket_type = stream\n wait = no\n user = root\n server = /bin/true\n}\n";
  EXPECT_NE(check_json(read(rpc).configuration).find(R"("port":null,"protocol":"tcp")"), std::string::npos);
}

TEST(CheckJson, StringsAreAlwaysValid) {
  EXPECT_EQ(json_string("a\"b\\c\n\x01\x7f"), R"("a\"b\\c\u000a\u0001\u007f")");
  EXPECT_EQ(json_string("\xed\x95\x9c"), "\"\xed\x95\x9c\"");
  EXPECT_EQ(json_string("\xff"), "\"\\ufffd\"");
  EXPECT_EQ(json_string("\xc3"), "\"\\ufffd\"");
  EXPECT_EQ(json_string("\xc0\xaf"), "\"\\ufffd\\ufffd\"");
  EXPECT_EQ(json_string("\xed\xa0\x80"), "\"\\ufffd\\ufffd\\ufffd\"");
}

}  // namespace
}  // namespace rouse::config
