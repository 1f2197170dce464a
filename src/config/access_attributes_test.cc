// only_from and no_access (reference/xinetd.md 3.2), and access_times.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read;
using fakes::service_with;
using Lines = std::vector<std::string>;

std::string text_of(const std::vector<net::Pattern>& list) {
  std::string out;
  for (const net::Pattern& pattern : list) out += (out.empty() ? "" : " ") + net::dump_text(pattern);
  return out;
}

std::string only_from(std::string_view lines) {
  ServiceConfig service = read(service_with(lines)).only();
  return service.only_from ? text_of(*service.only_from) : "everybody";
}

TEST(AccessLists, NothingBehindTheEqualsSignIsNobody) {
  EXPECT_EQ(only_from(" only_from ="), "");
  EXPECT_EQ(only_from(""), "everybody");
}

TEST(AccessLists, PlusEqualsAddsAndMinusEqualsRemovesEqualEntries) {
  EXPECT_EQ(only_from(" only_from = 10.0.0.0/8 1.2.3.4\n only_from -= 10.0.0.0/8\n only_from += 4.3.2.1"),
            "1.2.3.4(NUMERIC) 4.3.2.1(NUMERIC)");
  EXPECT_EQ(only_from(" only_from = 10.0.0.0/8 1.2.3.0\n only_from -= 10.0.0.0/16 1.2.3.0/24"),
            "10.0.0.0/255.0.0.0(NET)");
  EXPECT_EQ(only_from(" only_from = .Example.com Host.example.com\n only_from -= .example.COM"),
            "Host.example.com(HOST)");
  EXPECT_EQ(only_from(" only_from = 1.2.3.4\n only_from -= 1.2.3.4"), "");  // nobody
  EXPECT_EQ(only_from(" only_from = 1.2.3.4\n only_from = 4.3.2.1"), "4.3.2.1(NUMERIC)");
}

TEST(AccessLists, FactorisedWordsAreSeveralEntries) {
  EXPECT_EQ(only_from(" only_from = 1.2.3.{4,5,6}\n only_from -= 1.2.3.5"),
            "1.2.3.4(NUMERIC) 1.2.3.6(NUMERIC)");
}

TEST(AccessLists, NetworkNamesComeFromTheTable) {
  EXPECT_EQ(only_from(" only_from = private"), "10.0.0.0(NUMERIC)");
}

TEST(AccessLists, AWordThatNothingFitsIsLostFromOnlyFrom) {
  fakes::Reading got = read(service_with(" only_from = 10.0.0.1 a/b"));
  EXPECT_EQ(got.said(), Lines{"9 error: failed to parse a/b; the word is ignored"});
  EXPECT_EQ(text_of(*got.only().only_from), "10.0.0.1(NUMERIC)");
}

TEST(AccessLists, AWordThatNothingFitsInNoAccessDropsTheService) {
  fakes::Reading got = read(service_with(" no_access = 10.0.0.1 a/b"));
  EXPECT_EQ(got.said(),
            Lines{"9 differs: failed to parse a/b; service demo is dropped (xinetd would forget the word and "
                  "let those callers in)"});
  EXPECT_EQ(got.dropped(), Lines{"demo: failed to parse a/b"});
}

TEST(AccessLists, ANameInNoAccessThatDoesNotResolveDropsTheService) {
  fakes::Reading got = read(service_with(" no_access = localhost nosuch.example"));
  EXPECT_EQ(got.said(),
            Lines{"9 differs: failed to parse nosuch.example: no such host or network; service demo is "
                  "dropped (xinetd would forget the word and let those callers in)"});
  fakes::MemoryWorld world;
  fakes::Reading only = fakes::read_in(world, service_with(" only_from = nosuch.example"));
  EXPECT_EQ(only.served(), "demo");  // nobody has that name, so nobody gets in by it
  EXPECT_TRUE(world.resolved.empty());
}

TEST(AccessLists, ABadWordInDefaultsIsFatal) {
  fakes::Reading got = read("defaults\n{\n no_access = a/b\n}\n");
  EXPECT_EQ(got.said(),
            Lines{"3 fatal: failed to parse a/b; a bad value in defaults is fatal (xinetd would forget the "
                  "word and let those callers in)"});
}

TEST(AccessLists, WhatXinetdRefusesIsRefused) {
  EXPECT_EQ(
      read(service_with(" only_from = 1.2.3.4,5")).said(),
      Lines{"9 error: Address: 1.2.3.4,5 has a comma in it - remove the comma; service demo is dropped"});
  EXPECT_EQ(read(service_with(" no_access = 1.2.3.{4,,5}")).said(),
            Lines{"9 error: Bad address: 1.2.3.{4,,5}. Consecutive commas; service demo is dropped"});
  EXPECT_EQ(read(service_with(" no_access = 1..2.3.{4,5}")).said(),
            Lines{"9 error: Bad address: 1..2.3.{4,5}. Consecutive dots; service demo is dropped"});
}

TEST(AccessLists, NetmasksAndIpv6HostsMeanWhatTheySay) {
  fakes::Reading got = read(service_with(" only_from = 192.168.0.0/255.255.0.0 fd00::1/128 10.0.0.0/8"));
  EXPECT_EQ(got.said(),
            (Lines{"9 differs: 192.168.0.0/255.255.0.0 is a network of 16 bits (xinetd would take the "
                   "netmask for a number of bits and match something else)",
                   "9 differs: fd00::1/128 matches that one address (xinetd would match nobody)"}));
  const net::Address inside = *net::Address::parse("192.168.200.1");
  EXPECT_TRUE(std::get<net::Prefix>(got.only().only_from->front()).contains(inside));
}

TEST(AccessLists, NamesAreConfirmedUnlessForbidden) {
  EXPECT_EQ(
      read(service_with(" only_from = .example.com")).said(),
      Lines{"9 differs: a caller's name counts only when it has that caller's address (xinetd believes the "
            "reverse name alone; forward_confirm = no does so too)"});
  EXPECT_EQ(read(service_with(" only_from = .example.com\n forward_confirm = no")).said(), Lines{});
}

TEST(AccessLists, AHundredThousandEntriesOnOneLineAreRead) {
  std::string line = " no_access =";
  for (unsigned i = 0; i < 100'000; ++i) line += " " + net::Address::v4(0x0b000001 + i * 2).text();
  fakes::Reading got = read(service_with(line + "\n no_access -= 11.0.0.1"));
  EXPECT_EQ(got.said(), Lines{});
  EXPECT_EQ(got.only().no_access.size(), 99'999U);
}

TEST(AccessTimes, RunToTheEndOfTheDayAndOverMidnight) {
  fakes::Reading got = read(service_with(" access_times = 2:00-8:59 12:00-24:00 22:00-6:00"));
  EXPECT_EQ(got.said(),
            (Lines{"9 differs: 12:00-24:00 runs to the end of the day (xinetd would drop the service)",
                   "9 differs: 22:00-6:00 runs over midnight (xinetd would drop the service)"}));
  EXPECT_EQ(got.only().access_times, (std::vector<TimeRange>{{120, 539}, {720, 1440}, {1320, 360}}));
}

}  // namespace
}  // namespace rouse::config
