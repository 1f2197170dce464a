// What each attribute means and refuses (reference/xinetd.md section 3), through a whole configuration.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <syslog.h>

#include "config/attribute_table.h"
#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read;
using fakes::service_with;
using Lines = std::vector<std::string>;

/// What is said about one line of an otherwise good service, without line number, severity and fate.
std::string said_of(std::string_view line) {
  Lines said = read(service_with(line)).said();
  if (said.empty()) return "";
  std::string first = said.front();
  if (first.starts_with("9 error: ") && first.find("; service demo is dropped") != std::string::npos)
    return first.substr(9, first.find("; service demo is dropped") - 9);
  return first;
}

std::string said_of_replaced(std::string_view from, std::string_view to) {
  std::string text = service_with("");
  text.replace(text.find(from), from.size(), to);
  Lines said = read(text).said();
  return said.empty() ? "" : said.front();
}

TEST(AttributeTable, IsWholeAndInOrder) {
  std::size_t named = 0;
  for (std::size_t i = 0; i < attribute_count; ++i)
    if (!name_of(static_cast<Attribute>(i)).empty()) ++named;
  EXPECT_EQ(named, attribute_count);
  for (const AttributeRow& row : attribute_table()) {
    EXPECT_EQ(find_attribute(row.name), &row);
    EXPECT_TRUE(row.doc.ends_with('.')) << row.name;
    EXPECT_TRUE(row.in_service != Shape::nowhere || row.in_defaults != Shape::nowhere) << row.name;
  }
  EXPECT_EQ(find_attribute("INTERFACE")->attribute, Attribute::bind);
  EXPECT_EQ(name_of(Attribute::bind), "bind");
  EXPECT_EQ(find_attribute("nosuch"), nullptr);
}

TEST(Attributes, BadValuesAreNamedAsXinetdNamesThem) {
  EXPECT_EQ(said_of(" max_load = x"), "error reading max_load argument: x");
  EXPECT_EQ(said_of(" max_load = 0"), "error parsing max_load argument: 0 would refuse everybody");
  EXPECT_EQ(said_of(" rlimit_as = 1g"), "Address space limit is invalid: 1g");
  EXPECT_EQ(said_of(" rlimit_cpu = 1k"), "CPU limit is invalid: 1k");
  EXPECT_EQ(said_of(" rlimit_data = x"), "Data limit is invalid: x");
  EXPECT_EQ(said_of(" rlimit_files = x"), "Max files limit is invalid: x");
  EXPECT_EQ(said_of(" rlimit_rss = x"), "RSS limit is invalid: x");
  EXPECT_EQ(said_of(" rlimit_stack = x"), "Stack limit is invalid: x");
  EXPECT_EQ(said_of(" umask = 8"), "umask argument is invalid: 8 (octal, 0 to 0777)");
  EXPECT_EQ(said_of(" instances = -1"), "Number of instances is invalid: -1");
  EXPECT_EQ(said_of(" per_source = x"), "Number of per source instances is invalid: x");
  EXPECT_EQ(said_of(" per_source_prefix = 129"), "per_source_prefix takes 1 to 128 bits, not 129");
  EXPECT_EQ(said_of(" per_source_prefix = 0"), "per_source_prefix takes 1 to 128 bits, not 0");
  EXPECT_EQ(said_of(" cps = 5 x"), "cps time argument not a number: x");
  EXPECT_EQ(said_of(" deny_time = x"), "Error parsing: x");
  EXPECT_EQ(said_of(" env = X"), "X has no '='");
  EXPECT_EQ(said_of(" env -= X=1"), "operator '-=' not supported for env attribute");
  EXPECT_EQ(said_of(" group = nosuch"), "Unknown group: nosuch");
  EXPECT_EQ(said_of(" groups = maybe"), "Bad value for groups: maybe");
  EXPECT_EQ(said_of(" free_bind = maybe"), "Bad value for free_bind: maybe");
  EXPECT_EQ(said_of(" v6only = maybe"), "Bad value for v6only: maybe");
  EXPECT_EQ(said_of(" protocol = xx"), "Protocol xx not in /etc/protocols");
  EXPECT_EQ(said_of(" redirect = 10.0.0.1 0"), "port number invalid: 0");
  EXPECT_EQ(said_of(" redirect = 10.0.0.1 65536"), "port number too large");
  EXPECT_EQ(said_of(" redirect = 300.1.1.1 99"), "bad address: 300.1.1.1");
  EXPECT_EQ(said_of(" bind = 1.2.3.400"), "bad address: 1.2.3.400");
  EXPECT_EQ(said_of(" bind = a:b"), "bad address: a:b");
  EXPECT_EQ(said_of(" bind = nosuch"), "bad address: nosuch does not resolve");
  EXPECT_EQ(said_of(" access_times = 9-10"), "invalid time interval: 9-10 (H:M-H:M)");
  EXPECT_EQ(said_of(" access_times = 9:00-10:00 #x"), "invalid time interval: #x (H:M-H:M)");
  EXPECT_EQ(said_of(" rpc_version = 3-1"), "bad version range: 3-1");
  EXPECT_EQ(said_of(" rpc_version = 1-257"), "bad version range: 1-257 (256 versions are the most)");
  EXPECT_EQ(said_of(" rpc_version = 1-256"), "");
  EXPECT_EQ(said_of(" forward_confirm = maybe"), "Bad value for forward_confirm: maybe");
}

TEST(Attributes, BadValuesOfMandatoryOnes) {
  EXPECT_EQ(said_of_replaced("stream", "streem"),
            "5 error: Bad socket type: streem (stream, dgram, raw or seqpacket); service demo is dropped "
            "[stream?]");
  EXPECT_EQ(said_of_replaced("wait = no", "wait = maybe"),
            "6 error: Bad value for wait: maybe; service demo is dropped");
  EXPECT_EQ(said_of_replaced("7000", "65536"),
            "4 error: port number is invalid: 65536 (0 to 65535); service demo is dropped");
  EXPECT_EQ(said_of_replaced("UNLISTED", "UNLSTED"),
            "3 error: Bad service type: UNLSTED; service demo is dropped [UNLISTED?]");
  EXPECT_EQ(said_of_replaced("= root", "= nosuch"), "7 error: Unknown user: nosuch; service demo is dropped");
  EXPECT_EQ(said_of_replaced("= root", "= 4294967295"),
            "7 error: Error parsing user as a number: 4294967295; service demo is dropped");
  EXPECT_EQ(said_of_replaced("/bin/true", "/bin/nosuch"),
            "8 error: Server /bin/nosuch is not executable (access /bin/nosuch: No such file or directory); "
            "service demo "
            "is dropped");
  EXPECT_EQ(
      said_of_replaced("/bin/true", "true"),
      "8 differs: Server true is not executable: its path must begin with /; service demo is dropped (xinetd "
      "looks for it in the directory it was started in, and later in /)");
}

TEST(Attributes, LogTypes) {
  EXPECT_EQ(said_of(" log_type = FILE"), "wrong number of arguments (log_type = FILE path [soft [hard]])");
  EXPECT_EQ(said_of(" log_type = SYSLOG"), "wrong number of arguments (log_type = SYSLOG facility [level])");
  EXPECT_EQ(said_of(" log_type = JOURNAL"), "Unknown log type: JOURNAL (FILE or SYSLOG)");
  EXPECT_EQ(said_of(" log_type = FILE /f x"), "soft limit is invalid: x");
  EXPECT_EQ(said_of(" log_type = FILE /f 1k x"), "hard limit is invalid: x");
  EXPECT_EQ(said_of(" log_type = FILE /f 2k 1k"), "hard limit (1024) is less than soft limit (2048)");
  ServiceConfig file = read(service_with(" log_type = file /f 100M")).only();
  EXPECT_EQ(file.log.file, (FileTarget{"/f", 104'857'600, 104'857'600 + 20'480}));
  ServiceConfig syslog = read(service_with(" log_type = SYSLOG authpriv notice")).only();
  EXPECT_EQ(syslog.log.syslog, (SyslogTarget{LOG_AUTHPRIV, LOG_NOTICE}));
}

TEST(Attributes, LogFlagsAddAndRemove) {
  ServiceConfig service = read(service_with(" log_on_success = HOST PID\n log_on_success += exit\n"
                                            " log_on_success -= PID\n log_on_failure += ATTEMPT"))
                              .only();
  EXPECT_TRUE(service.log_on_success.has(LogOption::host));
  EXPECT_TRUE(service.log_on_success.has(LogOption::exit));
  EXPECT_FALSE(service.log_on_success.has(LogOption::pid));
  EXPECT_TRUE(service.log_on_failure.has(LogOption::attempt));
  EXPECT_EQ(said_of(" log_on_failure = RECORD"), "Bad log_on_failure flag: RECORD (HOST, ATTEMPT or USERID)");
}

TEST(Attributes, ANumericUserHasTheSameGroupAndPasswdIsNotAsked) {
  std::string text = service_with(" group = 7");
  text.replace(text.find("root"), 4, "4711");
  ServiceConfig service = read(text).only();
  EXPECT_EQ(service.user, (Account{"4711", 4711, 4711, true}));
  EXPECT_EQ(service.group, (Account{"7", 7, 0, true}));
}

TEST(Attributes, NamesOfAccountsAreResolvedAtLoad) {
  std::string text = service_with(" group = tty");
  text.replace(text.find("root"), 4, "nobody");
  ServiceConfig service = read(text).only();
  EXPECT_EQ(service.user, (Account{"nobody", 65534, 65534, false}));
  EXPECT_EQ(service.group, (Account{"tty", 5, 0, false}));
}

TEST(Attributes, LimitsOfTheServer) {
  ResourceLimits limits = read(service_with(" rlimit_as = 20M\n rlimit_cpu = 20\n rlimit_data = UNLIMITED\n"
                                            " rlimit_files = 64\n rlimit_rss = 0\n rlimit_stack = -1"))
                              .only()
                              .limits;
  EXPECT_EQ(limits.as_bytes, 20U * 1024 * 1024);
  EXPECT_EQ(limits.cpu_s, 20U);
  EXPECT_EQ(limits.data_bytes, RLIM_INFINITY);
  EXPECT_EQ(limits.files, 64U);
  EXPECT_FALSE(limits.rss_bytes);  // 0 leaves it alone
  EXPECT_EQ(limits.stack_bytes, RLIM_INFINITY);
}

TEST(Attributes, ANegativeDenyTimeIsForever) {
  fakes::Reading reading = read(service_with(" deny_time = -5"));
  EXPECT_EQ(reading.only().deny_time_min, -1);
  EXPECT_EQ(
      reading.said(),
      Lines{"9 differs: less than -1 minutes mean FOREVER (xinetd would forget the caller within one)"});
  EXPECT_EQ(read(service_with(" deny_time = -1")).said(), Lines{});
}

TEST(Attributes, LimitsOfCallers) {
  ServiceConfig service = read(service_with(" instances = 0\n per_source = 3\n cps = 0 0\n max_load = 2.5\n"
                                            " deny_time = FOREVER\n nice = -5\n umask = 027"))
                              .only();
  EXPECT_EQ(service.instances, Limit(0));
  EXPECT_EQ(service.per_source, Limit(3));
  EXPECT_EQ(service.per_source_prefix, 128U);
  EXPECT_EQ(service.cps, (CpsLimit{0, 0}));
  EXPECT_EQ(service.max_load, 2.5);
  EXPECT_EQ(service.deny_time_min, -1);
  EXPECT_EQ(service.nice, -5);
  EXPECT_EQ(service.umask, 027U);
  ServiceConfig plain = read(service_with("")).only();
  EXPECT_EQ(plain.instances, Limit());
  EXPECT_EQ(plain.per_source, Limit());
  EXPECT_EQ(plain.cps, (CpsLimit{50, 10}));
  EXPECT_FALSE(plain.max_load);
  EXPECT_TRUE(plain.forward_confirm);
}

TEST(Attributes, TheWindowOfCps) {
  EXPECT_EQ(read(service_with(" cps_window = 60\n cps = 5 600")).only().cps, (CpsLimit{5, 600, 60}));
  EXPECT_EQ(read("defaults\n{\n cps = 7 8\n}\n" + service_with(" cps_window = 60")).only().cps,
            (CpsLimit{7, 8, 60}));
  EXPECT_EQ(said_of(" cps_window = 0"), "cps_window takes 1 to 3600 seconds, not 0");
}

TEST(Attributes, ATimeoutIsInSecondsOrNone) {
  EXPECT_EQ(read(service_with(" timeout = 300")).only().timeout_s, Limit(300));
  EXPECT_EQ(read(service_with(" timeout = 0")).only().timeout_s, Limit());
  EXPECT_EQ(read(service_with(" timeout = unlimited")).only().timeout_s, Limit());
  EXPECT_EQ(said_of(" timeout = 5m"), "timeout takes up to 31536000 seconds, 0 or UNLIMITED, not 5m");
  EXPECT_EQ(said_of(" timeout = -1"), "timeout takes up to 31536000 seconds, 0 or UNLIMITED, not -1");
}

TEST(Attributes, RedirectedCallersMayComeFromAnotherAddressAndBeLetGo) {
  std::string_view redirect = " redirect = 10.0.0.9 80\n";
  ServiceConfig service =
      read(service_with(fmt::format("{} redirect_source = ::ffff:10.0.0.1\n idle_timeout = 600", redirect)))
          .only();
  EXPECT_EQ(service.redirect_source, net::Address::parse("10.0.0.1"));
  EXPECT_EQ(service.idle_timeout_s, Limit(600));
  EXPECT_EQ(said_of(" redirect_source = 0.0.0.0"),
            "redirect_source takes an address of this machine, not 0.0.0.0");
  EXPECT_EQ(said_of(" redirect_source = here"), "redirect_source takes an address of this machine, not here");
  EXPECT_EQ(said_of(" idle_timeout = long"),
            "idle_timeout takes up to 31536000 seconds, 0 or UNLIMITED, not long");
}

TEST(Attributes, EnvironmentReplacesAddsAndNeedsAnEqualsSign) {
  ServiceConfig service = read(service_with(" env = A=1\n env = B=2 C=\n env += D=x=y")).only();
  EXPECT_EQ(service.env, (std::vector<std::string>{"B=2", "C=", "D=x=y"}));
  EXPECT_FALSE(service.passenv);
}

TEST(Attributes, PassenvTakesWhatIsThereOnce) {
  fakes::Reading got = read(service_with(" passenv = PATH NOPE path\n passenv += LANG\n passenv -= Path"));
  EXPECT_EQ(got.said(), Lines{"9 warning: undefined environment variable: NOPE"});
  EXPECT_EQ(got.only().passenv, std::vector<std::string>{"LANG"});
  EXPECT_EQ(read(service_with(" passenv =")).only().passenv, std::vector<std::string>{});
}

TEST(Attributes, Argv) {
  EXPECT_EQ(read(service_with(" server_args = -a b")).only().argv,
            (std::vector<std::string>{"true", "-a", "b"}));
  EXPECT_EQ(read(service_with(" flags = NAMEINARGS\n server_args = name -a")).only().argv,
            (std::vector<std::string>{"name", "-a"}));
  fakes::Reading late = read(service_with(" server_args = name -a\n flags = NAMEINARGS"));
  EXPECT_EQ(late.only().argv, (std::vector<std::string>{"name", "-a"}));
  EXPECT_EQ(late.said(),
            Lines{"10 differs: NAMEINARGS holds although it stands behind server_args (xinetd would lose "
                  "the arguments)"});
}

TEST(Attributes, BindTakesAnAddressOrANameWithOne) {
  ServiceConfig address = read(service_with(" interface = ::1")).only();
  EXPECT_EQ(address.bind, "::1");
  EXPECT_EQ(address.bind_address, net::Address::parse("::1"));
  EXPECT_EQ(address.family, Family::ipv6);
  ServiceConfig name = read(service_with(" bind = localhost")).only();
  EXPECT_EQ(name.bind_address, net::Address::v4(0x7f000001));
  EXPECT_EQ(name.family, Family::ipv4);
}

TEST(Attributes, ABindNameWithSeveralAddressesWaitsForTheFamily) {
  fakes::MemoryWorld world;
  world.hosts["both"] = {net::Address::v4(0x0a000001), *net::Address::parse("fd00::1")};
  world.hosts["two"] = {net::Address::v4(0x0a000001), net::Address::v4(0x0a000002)};
  auto bound = [&](std::string_view lines) {
    return fakes::read_in(world, service_with(lines)).only().bind_address.value_or(net::Address()).text();
  };
  EXPECT_EQ(bound(" bind = both"), "fd00::1");
  EXPECT_EQ(bound(" bind = both\n flags = IPv4"), "10.0.0.1");
  EXPECT_EQ(bound(" bind = both\n flags = IPv6"), "fd00::1");
  EXPECT_EQ(fakes::read_in(world, service_with(" bind = two")).said(),
            Lines{"9 error: bad address given for: demo; service demo is dropped"});
}

TEST(Attributes, BindHoldsAgainstAFlagOfTheOtherFamily) {
  fakes::Reading got = read(service_with(" flags = IPv6\n bind = 127.0.0.1"));
  EXPECT_EQ(got.said(),
            Lines{"9 differs: IPv6 does not go with bind = 127.0.0.1, which holds (xinetd would listen on "
                  "all addresses)"});
  EXPECT_EQ(got.only().family, Family::ipv4);
}

TEST(Attributes, BothFamilyFlagsAreIpv6) {
  fakes::Reading got = read(service_with(" flags = IPv4 IPv6"));
  EXPECT_EQ(got.said(), Lines{"9 note: Service demo will use IPv6 or fallback to IPv4"});
  EXPECT_EQ(got.only().family, Family::ipv6);
  EXPECT_FALSE(got.only().has(Flag::ipv4));
}

TEST(Attributes, UnixDomainSocketsHaveAPathAndNoAddresses) {
  std::string head =
      "service demo\n{\n socket_type = stream\n wait = no\n user = root\n server = /bin/true\n"
      " bind = /run/demo\n";
  ServiceConfig service = read("defaults\n{\n only_from = 10.0.0.1\n}\n" + head + "}\n").only();
  EXPECT_EQ(service.family, Family::unix_domain);
  EXPECT_EQ(service.unix_path, "/run/demo");
  EXPECT_EQ(service.protocol, "unix");
  EXPECT_FALSE(service.only_from);
  auto refused = [&](const std::string& line) { return read(head + line + "\n}\n").said(); };
  EXPECT_EQ(refused("only_from = 10.0.0.1"),
            Lines{"8 error: only_from has no meaning for a Unix-domain socket; service demo is dropped"});
  EXPECT_EQ(refused("no_access = 10.0.0.1"),
            Lines{"8 error: no_access has no meaning for a Unix-domain socket; service demo is dropped"});
  EXPECT_EQ(refused("port = 1"),
            Lines{"8 error: port has no meaning for a Unix-domain socket; service demo is dropped"});
  EXPECT_EQ(
      refused("flags = IPv4"),
      Lines{"8 error: IPv4 and IPv6 have no meaning for a Unix-domain socket; service demo is dropped"});
  EXPECT_EQ(said_of(" bind = /" + std::string(120, 'x')),
            "bad address: a socket's path has at most 107 bytes");
}

TEST(Attributes, CheckingTheLanguageAsksNobody) {
  fakes::MemoryWorld world;
  world.check_only = true;
  std::string text = service_with(" bind = nosuch\n group = nosuch\n passenv = NOPE\n no_access = nosuch");
  text.replace(text.find("root"), 4, "nosuch");
  text.replace(text.find("/bin/true"), 9, "/nosuch");
  fakes::Reading got = fakes::read_in(world, text);
  EXPECT_EQ(got.said(),
            Lines{"12 differs: a caller's name counts only when it has that caller's address (xinetd "
                  "believes the reverse name alone; forward_confirm = no does so too)"});
  EXPECT_EQ(got.served(), "demo");
  EXPECT_TRUE(world.resolved.empty());
  EXPECT_FALSE(got.only().user->id);
}

}  // namespace
}  // namespace rouse::config
