// Every real inetd.conf must be read whole, and what itox prints of it must mean the same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "config/check_world.h"
#include "config/configuration.h"
#include "tools/inetd_conversion.h"

namespace rouse::corpus {
namespace {

using config::Configuration;
using config::ServiceConfig;

/// A machine with these files on which every service has a port and every RPC program a number.
class ListedWorld final : public config::CheckWorld {
 public:
  std::map<std::string, std::string> files;

  Result<std::string> read_file(const std::string& path) override {
    auto file = files.find(path);
    if (file == files.end()) return failed("open", ENOENT, path);
    return file->second;
  }
  bool writable_by_others(const std::string&) override { return false; }
  std::optional<std::uint16_t> service_port(std::string_view name, std::string_view) override {
    auto [entry, added] = ports_.try_emplace(std::string(name), static_cast<std::uint16_t>(next_port_));
    if (added) ++next_port_;
    return entry->second;
  }
  std::optional<std::uint32_t> rpc_program(std::string_view) override { return 100'001; }

 private:
  int next_port_ = 20'000;
  std::map<std::string, std::uint16_t> ports_;
};

Configuration load_inetd(ListedWorld& world, const std::string& text) {
  world.files = {{"main", ""}, {"inetd", text}};
  return config::load({.path = "main", .directory = {}, .inetd_path = "inetd"}, world);
}

Configuration load_xinetd(ListedWorld& world, const std::string& text) {
  world.files = {{"main", text}};
  return config::load({.path = "main", .directory = {}}, world);
}

/// Without the place where it stands.
std::vector<ServiceConfig> services_of(const Configuration& configuration) {
  std::vector<ServiceConfig> out;
  for (const config::ServicePtr& service : configuration.services) {
    out.push_back(*service);
    out.back().file.clear();
    out.back().line = 0;
  }
  return out;
}

/// `text` with every line switched on that looks like an entry behind '#'.
std::string with_all_enabled(const std::string& text) {
  static const std::regex off(
      R"(^#+(<off>#)?[ \t]*(\S+[ \t]+(stream|dgram)[ \t]+\S+[ \t]+(no)?wait\S*[ \t]+\S+[ \t]+\S))",
      std::regex::multiline);
  return std::regex_replace(text, off, "$2");
}

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t out = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++out;
  return out;
}

class InetdCorpus : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::path folder = std::string(ROUSE_CORPUS) + "/inetd";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "there is no corpus at " << folder;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      std::ostringstream text;
      text << std::ifstream(file.path(), std::ios::binary).rdbuf();
      texts_[file.path().filename()] = text.str();
    }
    ASSERT_GE(texts_.size(), 34U);
  }

  /// The text of the only file whose name holds `part`, as it is read.
  Configuration load(const std::string& part) {
    for (const auto& [name, text] : texts_)
      if (name.find(part) != std::string::npos) return load_inetd(world_, text);
    ADD_FAILURE() << "no file is called " << part;
    return {};
  }

  ListedWorld world_;
  std::map<std::string, std::string> texts_;
};

TEST_F(InetdCorpus, EveryLineIsServedOrItIsSaidWhyNot) {
  std::size_t services = 0;
  for (const auto& [name, text] : texts_) {
    Configuration got = load_inetd(world_, text);
    services += got.services.size();
    bool windows = name.find("adamyg") != std::string::npos && name.find("@") != std::string::npos;
    EXPECT_EQ(got.dropped.size(), windows ? 2U : 0U) << name;  // programs on a drive D:
    for (const config::Message& message : got.messages) EXPECT_GT(message.line, 0) << name;
  }
  EXPECT_EQ(services, 221U);
}

TEST_F(InetdCorpus, WhatItoxPrintsMeansTheSame) {
  for (const auto& [name, text] : texts_) {
    for (const std::string& version : {text, with_all_enabled(text)}) {
      Configuration direct = load_inetd(world_, version);
      tools::Conversion translated = tools::convert_inetd(version, {name, std::nullopt}, world_);
      Configuration printed = load_xinetd(world_, translated.text);
      EXPECT_EQ(services_of(printed), services_of(direct)) << name;
      std::size_t untranslated = count_of(translated.text, "# not translated: ");
      EXPECT_EQ(translated.complete, untranslated == 0) << name;
      EXPECT_EQ(printed.dropped.size() + untranslated, direct.dropped.size()) << name;
    }
  }
}

/// An entry that is commented out comes out of itox as that entry when its '#' are taken away, before or
/// after.
TEST_F(InetdCorpus, EntriesThatAreOffAreTranslatedToo) {
  std::size_t found = 0;
  for (const auto& [name, text] : texts_) {
    std::string enabled = tools::convert_inetd(with_all_enabled(text), {name, std::nullopt}, world_).text;
    std::string off = tools::convert_inetd(text, {name, std::nullopt}, world_).text;
    std::istringstream lines(off);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("#service ")) continue;
      ++found;
      EXPECT_NE(enabled.find(line.substr(1) + "\n"), std::string::npos) << name << ": " << line;
    }
  }
  EXPECT_GE(found, 150U);
}

TEST_F(InetdCorpus, WhatXinetdCouldNotReadIsRead) {
  Configuration enstore = load("Enstore-org__enstore__etc__inetd.conf");
  auto limited = std::ranges::find(enstore.services, "kshell", &ServiceConfig::id);
  ASSERT_NE(limited, enstore.services.end());
  EXPECT_EQ((*limited)->cps, (config::CpsLimit{1000, 600, 60}));

  Configuration mail = load("bAndie91");
  EXPECT_EQ(mail.services.at(0)->group->name, "mail");
  EXPECT_EQ(mail.services.at(0)->port, 2526);

  for (const config::ServicePtr& service :
       load("Distrotech__distrotech-core__sysroot__etc__inetd.conf").services)
    EXPECT_NE(service->family, config::Family::automatic) << service->id;

  Configuration bound = load("guenther");
  ASSERT_EQ(bound.services.size(), 19U);
  EXPECT_EQ(bound.services.at(0)->bind, "127.0.0.1");
  EXPECT_FALSE(bound.services.at(16)->bind);
  EXPECT_EQ(bound.services.at(16)->port, 874);
  EXPECT_EQ(bound.services.at(16)->cps, (config::CpsLimit{25, 600, 60}));
}

}  // namespace
}  // namespace rouse::corpus
