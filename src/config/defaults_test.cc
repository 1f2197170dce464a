// How defaults reach the services, at two times (reference/xinetd.md 2.3).
#include <gtest/gtest.h>
#include <syslog.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read;
using fakes::service_with;
using Lines = std::vector<std::string>;

std::string defaults_with(std::string_view lines) { return fmt::format("defaults\n{{\n{}\n}}\n", lines); }

std::string lists_of(const ServiceConfig& service) {
  std::string out = service.only_from ? "only_from" : "";
  if (service.only_from)
    for (const net::Pattern& pattern : *service.only_from) out += " " + net::dump_text(pattern);
  if (!service.no_access.empty()) out += "no_access";
  for (const net::Pattern& pattern : service.no_access) out += " " + net::dump_text(pattern);
  return out;
}

TEST(Defaults, ListsReachOnlyTheServicesBehindThem) {
  fakes::Reading got =
      read(service_with("", "before") +
           defaults_with(" only_from = 10.0.0.1\n banner = /b\n passenv = PATH\n instances = 3") +
           service_with("", "after"));
  ASSERT_EQ(got.served(), "before after");
  const ServiceConfig& before = *got.configuration.services[0];
  const ServiceConfig& after = *got.configuration.services[1];
  EXPECT_FALSE(before.only_from);
  EXPECT_FALSE(before.banner);
  EXPECT_EQ(lists_of(after), "only_from 10.0.0.1(NUMERIC)");
  EXPECT_EQ(after.banner, "/b");
  EXPECT_EQ(before.instances, Limit(3));  // these do not depend on the order
  EXPECT_EQ(before.passenv, std::vector<std::string>{"PATH"});
  EXPECT_FALSE(before.instances_in_service);
}

TEST(Defaults, AServiceAddsToOrReplacesWhatItInherits) {
  std::string defaults = defaults_with(" only_from = 10.0.0.1 10.0.0.2\n log_on_success = HOST PID");
  fakes::Reading got =
      read(defaults + service_with(" only_from += 10.0.0.3\n log_on_success -= PID", "plus") +
           service_with(" only_from = 10.0.0.3\n log_on_success = EXIT", "set") +
           service_with(" only_from -= 10.0.0.1 10.0.0.2", "minus"));
  ASSERT_EQ(got.served(), "plus set minus");
  const std::vector<ServicePtr>& services = got.configuration.services;
  EXPECT_EQ(lists_of(*services[0]), "only_from 10.0.0.1(NUMERIC) 10.0.0.2(NUMERIC) 10.0.0.3(NUMERIC)");
  EXPECT_EQ(lists_of(*services[1]), "only_from 10.0.0.3(NUMERIC)");
  EXPECT_EQ(lists_of(*services[2]), "only_from");  // nobody
  EXPECT_TRUE(services[0]->log_on_success.has(LogOption::host));
  EXPECT_FALSE(services[0]->log_on_success.has(LogOption::pid));
  EXPECT_FALSE(services[1]->log_on_success.has(LogOption::host));
}

/// xinetd's users asked for a limit on sessions; a wait = yes server is the session of many callers.
TEST(Defaults, ATimeoutReachesServersOfOneCallerOnly) {
  std::string many = service_with("", "many");
  many.replace(many.find("wait = no"), 9, "wait = yes");
  fakes::Reading got =
      read(defaults_with(" timeout = 60") + service_with("", "one") +
           service_with(" timeout = UNLIMITED", "none") + many + service_with(" timeout = 5", "own"));
  ASSERT_EQ(got.served(), "one none many own");
  const std::vector<ServicePtr>& services = got.configuration.services;
  EXPECT_EQ(services[0]->timeout_s, Limit(60));
  EXPECT_EQ(services[1]->timeout_s, Limit());
  EXPECT_EQ(services[2]->timeout_s, Limit());
  EXPECT_EQ(services[3]->timeout_s, Limit(5));
}

TEST(Defaults, LingerCloseReachesTheServersItIsFor) {
  std::string many = service_with("", "many");
  many.replace(many.find("wait = no"), 9, "wait = yes");
  fakes::Reading got = read(defaults_with(" linger_close = yes") + service_with("", "one") + many +
                            service_with(" linger_close = no", "not"));
  ASSERT_EQ(got.served(), "one many not");
  EXPECT_TRUE(got.configuration.services[0]->linger_close);
  EXPECT_FALSE(got.configuration.services[1]->linger_close);
  EXPECT_FALSE(got.configuration.services[2]->linger_close);
}

TEST(Defaults, EqualsMeansPlusEqualsThere) {
  fakes::Reading got =
      read(defaults_with(" no_access = 10.0.0.1\n no_access = 10.0.0.2\n no_access -= 10.0.0.1") +
           service_with(""));
  EXPECT_EQ(got.said(), Lines{});
  EXPECT_EQ(lists_of(got.only()), "no_access 10.0.0.2(NUMERIC)");
}

TEST(Defaults, WhatAServiceSetsItselfHolds) {
  fakes::Reading got =
      read(defaults_with(" instances = 3\n umask = 077\n cps = 1 2\n groups = yes\n max_load = 2") +
           service_with(" instances = UNLIMITED\n umask = 022\n cps = 3 4\n groups = no"));
  ServiceConfig service = got.only();
  EXPECT_EQ(service.instances, Limit());
  EXPECT_TRUE(service.instances_in_service);
  EXPECT_EQ(service.umask, 022U);
  EXPECT_EQ(service.cps, (CpsLimit{3, 4}));
  EXPECT_EQ(service.groups, false);
  EXPECT_EQ(service.max_load, 2.0);
}

TEST(Defaults, AFileForLogsIsSharedAndSyslogIsCopied) {
  fakes::Reading file = read(service_with("") + defaults_with(" log_type = FILE /l 1K"));
  EXPECT_TRUE(file.only().log.common);
  EXPECT_EQ(file.only().log.file->hard_bytes, 6144U);
  EXPECT_FALSE(file.configuration.defaults.log.common);
  fakes::Reading syslog = read(service_with("") + defaults_with(" log_type = SYSLOG local3"));
  EXPECT_FALSE(syslog.only().log.common);
  EXPECT_EQ(syslog.only().log.syslog, (SyslogTarget{LOG_LOCAL3, LOG_INFO}));
  fakes::Reading own = read(defaults_with(" log_type = FILE /l") + service_with(" log_type = FILE /own"));
  EXPECT_FALSE(own.only().log.common);
  EXPECT_EQ(own.only().log.file->path, "/own");
}

TEST(Defaults, WithoutLogTypeNothingIsLogged) {
  EXPECT_FALSE(read(service_with("")).only().log.file);
  EXPECT_FALSE(read(service_with("")).only().log.syslog);
}

TEST(Defaults, ABadValueIsFatalAndEverythingIsStillJudged) {
  fakes::Reading got = read(defaults_with(" instances = -2\n cps = a b") + service_with(" nice = x"));
  EXPECT_EQ(got.said(),
            (Lines{"3 fatal: Number of instances is invalid: -2; a bad value in defaults is fatal",
                   "4 fatal: cps argument not a number: a; a bad value in defaults is fatal",
                   "14 error: Error parsing: x; service demo is dropped"}));
  EXPECT_TRUE(got.configuration.fatal);
}

TEST(Defaults, ASecondLogTypeIsFatal) {
  fakes::Reading got = read(defaults_with(" log_type = FILE /a\n log_type = FILE /b"));
  EXPECT_EQ(got.said(),
            Lines{"4 fatal: Cannot set more than one log_type attribute; a bad value in defaults is fatal"});
}

TEST(Defaults, OnlyCertainAttributesMayStandThere) {
  fakes::Reading got =
      read(defaults_with(" access_times = 1:00-2:00\n bogus = 1\n instances += 3\n instances = 1\n"
                         " instances = 2"));
  EXPECT_EQ(
      got.said(),
      (Lines{"3 warning: attribute: access_times should not be in default section; the line is ignored",
             "4 warning: attribute: bogus should not be in default section; the line is ignored",
             "5 warning: Service (null): operator '+=' cannot be used for attribute 'instances'; the line is "
             "ignored",
             "7 warning: Service (null): attribute already set: instances; the first one holds"}));
  EXPECT_FALSE(got.configuration.fatal);
}

TEST(Defaults, FreeBindReachesTheServices) {
  std::string defaults = defaults_with(" free_bind = yes");
  EXPECT_TRUE(read(defaults + service_with("")).only().free_bind);
  EXPECT_FALSE(read(defaults + service_with(" free_bind = no")).only().free_bind);
}

TEST(Defaults, PerSourcePrefixReachesTheServices) {
  std::string defaults = defaults_with(" per_source_prefix = 56");
  EXPECT_EQ(read(defaults + service_with("")).only().per_source_prefix, 56U);
  EXPECT_EQ(read(defaults + service_with(" per_source_prefix = 64")).only().per_source_prefix, 64U);
}

TEST(Defaults, ALineThatCannotBeReadCostsOnlyItself) {
  fakes::Reading got = read(defaults_with(" instances 3\n only_from = 10.0.0.1") + service_with(""));
  EXPECT_EQ(got.said(),
            Lines{"3 error: Bad operator for attribute: instances; the line is ignored (xinetd would "
                  "ignore the rest of defaults too)"});
  EXPECT_FALSE(got.configuration.fatal);
  EXPECT_EQ(lists_of(got.only()), "only_from 10.0.0.1(NUMERIC)");
}

TEST(Defaults, OneInAFileButAllFilesFeedTheSame) {
  fakes::MemoryWorld world;
  world.files["/inc"] = defaults_with(" no_access = 10.0.0.2\n instances = 9");
  fakes::Reading got =
      fakes::read_in(world, defaults_with(" no_access = 10.0.0.1\n instances = 3") +
                                defaults_with(" no_access = 10.0.0.3") + "include /inc\n" + service_with(""));
  EXPECT_EQ(got.said(),
            (Lines{"6 error: only 1 defaults entry is allowed. This entry will be ignored",
                   "4 warning: Service (null): attribute already set: instances; the first one holds"}));
  EXPECT_EQ(lists_of(got.only()), "no_access 10.0.0.1(NUMERIC) 10.0.0.2(NUMERIC)");
  EXPECT_EQ(got.only().instances, Limit(3));
}

TEST(Defaults, EnabledAndDisabledMatchIdsWhateverTheirCapitals) {
  std::string services =
      service_with(" id = one", "a") + service_with(" id = Two", "b") + service_with("", "c");
  fakes::Reading enabled = read(defaults_with(" enabled = TWO c nosuch") + services);
  EXPECT_EQ(enabled.served(), "Two c");
  EXPECT_EQ(enabled.dropped(), Lines{"one: not among the enabled of defaults (by choice)"});
  fakes::Reading disabled = read(services + defaults_with(" disabled = two"));
  EXPECT_EQ(disabled.served(), "one c");
  EXPECT_EQ(disabled.said(), Lines{});
  EXPECT_EQ(read(defaults_with(" enabled = one two\n disabled = two") + services).served(), "one");
}

TEST(Defaults, EnabledRevivesNothing) {
  fakes::Reading got = read(defaults_with(" enabled = demo off") + service_with(" nice = x") +
                            service_with(" disable = yes", "off"));
  EXPECT_EQ(got.said(),
            (Lines{"13 error: Error parsing: x; service demo is dropped",
                   "13 differs: enabled does not bring back service demo, which a bad value has dropped "
                   "(xinetd would run it without that attribute)"}));
  EXPECT_EQ(got.served(), "");
}

TEST(Defaults, TrafficThereDropsEveryServiceThatIsNotRedirected) {
  fakes::Reading got = read(defaults_with(" log_on_success = TRAFFIC") + service_with(""));
  EXPECT_EQ(got.said(),
            Lines{"5 error: Service demo should not have TRAFFIC flag set since its not redirected; "
                  "service demo is dropped"});
}

TEST(Defaults, V6onlyReachesTheServices) {
  fakes::Reading got =
      read(defaults_with(" v6only = yes") + service_with("") + service_with(" v6only = no", "own"));
  EXPECT_EQ(
      got.said(),
      (Lines{
          "3 differs: v6only = yes in defaults holds for every service without its own (xinetd forgets it)",
          "23 differs: v6only = no means no: IPv4 callers are served too (xinetd would serve IPv6 callers "
          "only)"}));
  EXPECT_TRUE(got.configuration.services[0]->v6only);
  EXPECT_FALSE(got.configuration.services[1]->v6only);
}

TEST(Defaults, TheFamilyOfServicesThatSayNothing) {
  EXPECT_EQ(read(defaults_with(" default_family = ipv4")).configuration.defaults.family, DefaultFamily::ipv4);
  EXPECT_EQ(read(defaults_with("")).configuration.defaults.family, DefaultFamily::dual);
  EXPECT_EQ(read(defaults_with(" default_family = ipv6")).said(),
            Lines{"3 fatal: Bad value for default_family: ipv6 (ipv4 or dual); a bad value in defaults is "
                  "fatal [ipv4?]"});
}

TEST(Defaults, BindAndForwardConfirmReachTheServices) {
  fakes::Reading got =
      read(service_with("") + service_with(" bind = 10.0.0.9\n forward_confirm = yes", "own") +
           defaults_with(" bind = 10.0.0.1\n forward_confirm = no"));
  ASSERT_EQ(got.served(), "demo own");
  EXPECT_EQ(got.configuration.services[0]->bind_address, net::Address::v4(0x0a000001));
  EXPECT_FALSE(got.configuration.services[0]->forward_confirm);
  EXPECT_EQ(got.configuration.services[1]->bind_address, net::Address::v4(0x0a000009));
  EXPECT_TRUE(got.configuration.services[1]->forward_confirm);
}

}  // namespace
}  // namespace rouse::config
