// Lines and operators (reference/xinetd.md 2.1, 2.2) as a whole configuration meets them.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read;
using fakes::service_with;
using Lines = std::vector<std::string>;

TEST(Entry, KeywordsAreCaseInsensitiveAndNamesAreKept) {
  fakes::Reading got = read(
      "SERVICE Demo\n{\n TYPE = unlisted\n Port = 7000\n socket_type = STREAM\n Wait = NO\n"
      " user = root\n server = /bin/true\n flags = ipv4\n}\n");
  EXPECT_EQ(got.said(), Lines{});
  EXPECT_EQ(got.only().name, "Demo");
  EXPECT_EQ(got.only().family, Family::ipv4);
}

TEST(Entry, TheFirstOfTwoSettingsHolds) {
  fakes::Reading got = read(service_with(" port = 7001"));
  EXPECT_EQ(got.said(), Lines{"9 warning: Service demo: attribute already set: port; the first one holds"});
  EXPECT_EQ(got.only().port, 7000);
}

TEST(Entry, PlusEqualsIsForListsOnly) {
  fakes::Reading got = read(service_with(" instances += 3"));
  EXPECT_EQ(got.said(),
            Lines{"9 warning: Service demo: operator '+=' cannot be used for attribute 'instances'; the "
                  "line is ignored"});
  EXPECT_FALSE(got.only().instances);
}

TEST(Entry, AWrongNumberOfValuesIgnoresTheAttribute) {
  fakes::Reading got = read(service_with(" instances = 1 2\n nice =\n cps = 5"));
  EXPECT_EQ(
      got.said(),
      (Lines{
          "9 warning: attribute instances expects 1 values and 2 values were specified; the line is ignored",
          "10 warning: attribute nice expects 1 values and 0 values were specified; the line is ignored",
          "11 warning: attribute cps expects 2 values and 1 values were specified; the line is ignored"}));
  EXPECT_EQ(got.served(), "demo");
}

TEST(Entry, TwoWordsInBindDropTheServiceInsteadOfOpeningItToAll) {
  fakes::Reading got = read(service_with(" bind = 127.0.0.1 10.0.0.1"));
  EXPECT_EQ(got.said(),
            Lines{"9 differs: attribute bind expects 1 values and 2 values were specified; service demo is "
                  "dropped (xinetd would listen on all addresses)"});
  EXPECT_EQ(got.served(), "");
}

TEST(Entry, TextAfterAHashBehindASingleValueIsAComment) {
  fakes::Reading got =
      read(service_with(" per_source = 10 # no more\n cps = 25 30 #x\n server_args = a # b\n flags = IPv4"));
  EXPECT_EQ(
      got.said(),
      (Lines{"9 differs: text after '#' is a comment here (xinetd counts 4 values and ignores per_source)",
             "10 differs: text after '#' is a comment here (xinetd counts 3 values and ignores cps)"}));
  EXPECT_EQ(got.only().per_source, Limit(10));
  EXPECT_EQ(got.only().cps, (CpsLimit{25, 30}));
  EXPECT_EQ(got.only().server_args, (std::vector<std::string>{"a", "#", "b"}));
}

TEST(Entry, AMissingBlankBeforeTheOperatorIsForgiven) {
  fakes::Reading got = read(service_with(" access_times= 9:00-18:00\n instances=4\n log_on_failure+= HOST"));
  EXPECT_EQ(got.said(),
            (Lines{"9 differs: Attribute access_times needs a space before operator; it is read all the "
                   "same (xinetd would drop the whole entry)",
                   "10 differs: Attribute instances needs a space before operator; it is read all the same "
                   "(xinetd would drop the whole entry)",
                   "11 differs: Attribute log_on_failure needs a space before operator; it is read all the "
                   "same (xinetd would drop the whole entry)"}));
  EXPECT_EQ(got.only().instances, Limit(4));
  EXPECT_EQ(got.only().access_times, std::vector<TimeRange>(1, TimeRange{540, 1080}));
}

TEST(Entry, ALineThatCannotBeReadDropsTheEntryAndTheRestIsNotLookedAt) {
  fakes::Reading got = read(service_with(" port 1\n nonsense = 2") + service_with(" port 2", "other") +
                            service_with(" nice", "third"));
  EXPECT_EQ(got.said(), (Lines{"9 error: Bad operator for attribute: port; service demo is dropped",
                               "20 error: Bad operator for attribute: port; service other is dropped",
                               "30 error: Nothing after attribute: nice; service third is dropped"}));
  EXPECT_EQ(got.dropped(),
            (Lines{"demo: Bad operator for attribute: port", "other: Bad operator for attribute: port",
                   "third: Nothing after attribute: nice"}));
}

TEST(Entry, AnUnknownAttributeIsIgnoredWithASuggestion) {
  fakes::Reading got = read(service_with(" per_sorce = 3\n zzz = 1\n enabled = x\n mdns = yes"));
  EXPECT_EQ(got.said(),
            (Lines{"9 warning: bad service attribute: per_sorce; the line is ignored [per_source?]",
                   "10 warning: bad service attribute: zzz; the line is ignored",
                   "11 warning: bad service attribute: enabled; it belongs in defaults, the line is ignored",
                   "12 warning: bad service attribute: mdns; it has no effect here, the line is ignored"}));
  EXPECT_EQ(got.served(), "demo");
}

TEST(Entry, ABadValueDropsTheServiceAndTheRestIsStillJudged) {
  fakes::Reading got =
      read(service_with(" nice = x\n flags = REUSE IPv9 KEEPALVE\n log_type = SYSLOG daemn"));
  EXPECT_EQ(got.said(),
            (Lines{"9 error: Error parsing: x; service demo is dropped",
                   "10 error: Bad service flag: IPv9; service demo is dropped [IPv4?]",
                   "11 error: Unknown syslog facility: daemn; service demo is dropped [daemon?]"}));
  EXPECT_EQ(got.dropped(), Lines{"demo: Error parsing: x"});
}

TEST(Entry, EmptyListsAreBadButEmptyAddressListsAreNot) {
  fakes::Reading got = read(service_with(" server_args =\n access_times =\n log_type =\n flags =\n type ="));
  EXPECT_EQ(
      got.said(),
      (Lines{
          "9 error: attribute server_args expects at least 1 value and none was given.; service demo is "
          "dropped",
          "10 error: attribute access_times expects at least 1 value and none was given.; service demo is "
          "dropped",
          "11 error: attribute log_type expects at least 1 value and none was given.; service demo is "
          "dropped",
          "12 error: attribute flags expects at least 1 value and none was given.; service demo is dropped",
          "13 warning: Service demo: attribute already set: type; the first one holds"}));
}

TEST(Entry, DisableYesEndsTheReadingAndTheRestIsNotSeen) {
  fakes::Reading got = read(service_with(" disable = yes\n garbage\n nice = x"));
  EXPECT_EQ(got.said(), Lines{});
  EXPECT_EQ(got.dropped(), Lines{"demo: disable = yes (by choice)"});
}

TEST(Entry, DisableNoDoesNotReviveWhatABadValueDropped) {
  fakes::Reading got = read(service_with(" nice = x\n disable = no"));
  EXPECT_EQ(got.said(),
            (Lines{"9 error: Error parsing: x; service demo is dropped",
                   "10 differs: disable = no does not bring back service demo, which a bad value has "
                   "dropped (xinetd would run it without that attribute)"}));
  EXPECT_EQ(got.served(), "");
}

TEST(Entry, ABadDisableEndsTheReading) {
  fakes::Reading got = read(service_with(" disable = maybe\n nice = x"));
  EXPECT_EQ(got.said(), Lines{"9 error: Bad value: maybe; service demo is dropped"});
}

TEST(Entry, AFileThatEndsInAnEntryLosesIt) {
  fakes::Reading got = read("service demo\n{\n wait = no");
  EXPECT_EQ(got.said(), (Lines{"3 error: incomplete entry; service demo is dropped",
                               "3 warning: missing } in last service entry, which began in line 1"}));
  EXPECT_EQ(got.dropped(), Lines{"demo: incomplete entry"});
}

TEST(Entry, TopLevelMistakesSayWhatIsSkipped) {
  fakes::Reading got = read("servce a\n}\nservice\n}\nservice b\n x\n}\ndefaults\n}\n}\n}\n");
  EXPECT_EQ(got.said(), (Lines{"1 error: missing service keyword; all up to line 2 is skipped [service?]",
                               "3 error: service name missing; all up to line 4 is skipped",
                               "5 error: Service b: missing '{'; all up to line 7 is skipped",
                               "8 error: Service (null): missing '{'; all up to line 10 is skipped",
                               "11 error: missing service keyword; the rest of the file is skipped",
                               "11 warning: missing } in last service entry, which began in line 11"}));
}

TEST(Entry, ABraceOnTheKeywordsLineIsForgiven) {
  fakes::Reading got = read(
      "service demo {\n type = UNLISTED\n port = 7\n socket_type = stream\n wait = no\n"
      " user = 0\n server = /bin/true\n}\n");
  EXPECT_EQ(got.said(),
            Lines{"1 differs: the brace may stand on this line (xinetd would skip the whole entry: missing "
                  "'{')"});
  EXPECT_EQ(got.served(), "demo");
}

TEST(Entry, LinesThatEndInCrLfAreReadAsLines) {
  fakes::Reading got = read(
      "service demo\r\n{\r\n type = UNLISTED\r\n port = 7\r\n socket_type = stream\r\n"
      " wait = no\r\n user = 0\r\n server = /bin/true\r\n}\r\n");
  EXPECT_EQ(got.said(),
            Lines{"1 differs: lines that end in CR LF are read as lines (xinetd would take the CR for a "
                  "part of the last value)"});
  EXPECT_EQ(got.served(), "demo");
}

TEST(Entry, ANulByteDropsItsEntryOnly) {
  std::string text = service_with(" no_access = 10.0.0.1 ?10.0.0.2") + service_with(" nice = 1", "other");
  text[text.find('?')] = '\0';
  fakes::Reading got = read(text);
  EXPECT_EQ(got.said(), Lines{"9 error: the line holds a NUL byte; service demo is dropped"});
  EXPECT_EQ(got.served(), "other");
}

TEST(Entry, ALineOfTenMegabytesDropsItsEntryOnly) {
  std::string text =
      service_with(" server_args = " + std::string(10'000'000, 'x')) + service_with("", "other");
  fakes::Reading got = read(text);
  EXPECT_EQ(got.said(),
            Lines{"9 error: the line has 10000015 bytes, more than 4194304; service demo is dropped"});
  EXPECT_EQ(got.configuration.messages.front().source.size(), 200U);
  EXPECT_EQ(got.served(), "other");
}

TEST(Entry, AMessageShowsTheLineAroundItsColumn) {
  fakes::Reading got = read(service_with(" only_from = " + std::string(300, '1') + " {1"));
  ASSERT_EQ(got.configuration.messages.size(), 2U);
  const Message& message = got.configuration.messages[1];
  EXPECT_EQ(message.column, 315);
  EXPECT_EQ(message.source.substr(static_cast<std::size_t>(message.caret) - 1), "{1");
}

}  // namespace
}  // namespace rouse::config
