// Every real file must load with the verdict that xinetd gave it, except where a difference that rouse
// announces on one of the file's own lines explains the deviation.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>

#include "config/configuration.h"
#include "corpus/verdicts.h"
#include "fakes/one_file_world.h"

namespace rouse::corpus {
namespace {

using config::Configuration;
using config::Message;
using config::ServiceConfig;
using config::Severity;

/// On the machine on which the verdicts were taken; for the variants every service name was listed there.
Configuration load_text(const std::string& text, bool every_name_listed) {
  fakes::OneFileWorld world(text, every_name_listed);
  return config::load({.path = "main", .directory = {}}, world);
}

/// Differences that let a service live which xinetd drops, or the other way round (docs/differences.md).
constexpr std::array<std::string_view, 6> verdict_changers = {"CR LF",
                                                              "the brace may stand on this line",
                                                              "needs a space before operator",
                                                              "runs over midnight",
                                                              "runs to the end of the day",
                                                              "is dropped ("};

const Message* explanation(const Configuration& configuration) {
  for (const Message& message : configuration.messages)
    for (std::string_view changer : verdict_changers)
      if (message.severity == Severity::difference && message.text.find(changer) != std::string::npos)
        return &message;
  return nullptr;
}

std::set<int> lines(const Configuration& configuration, Severity least) {
  std::set<int> out;
  for (const Message& message : configuration.messages)
    if (message.severity >= least && message.line > 0) out.insert(message.line);
  return out;
}

/// xinetd names no line in these: they come after the file has been read.
bool is_about_the_whole(const Message& message) {
  constexpr std::array<std::string_view, 12> texts = {"getservbyname",
                                                      "combination not in /etc/services",
                                                      "No such internal service",
                                                      "missing attribute",
                                                      "clearing USERID",
                                                      "missing service keyword",
                                                      "Must specify",
                                                      "expects port",
                                                      "unknown RPC service",
                                                      "identical to",
                                                      "duplicate",
                                                      "TRAFFIC"};
  return std::any_of(texts.begin(), texts.end(),
                     [&](std::string_view text) { return message.text.find(text) != std::string::npos; });
}

/// What differs from the recorded outcome; empty: nothing.
std::string compare(const Outcome& expected, const Configuration& got, bool lines_recorded) {
  if (expected.fatal != got.fatal) return fmt::format("fatal {} instead of {}", got.fatal, expected.fatal);
  std::string out;
  if (!expected.fatal && expected.accepted != got.services.size())
    out += fmt::format("{} services instead of {}; ", got.services.size(), expected.accepted);
  if (!lines_recorded) return out;
  std::set<int> spoken = lines(got, Severity::difference);
  for (int line : expected.complained)
    if (!spoken.contains(line)) out += fmt::format("says nothing about line {}; ", line);
  for (const Message& message : got.messages)
    if (message.severity >= Severity::warning && message.line > 0 && !is_about_the_whole(message) &&
        !expected.complained.contains(message.line))
      out += fmt::format("complains about line {} ({}); ", message.line, message.text);
  return out;
}

std::string listen_text(const ServiceConfig& service) {
  std::string address = "*";
  if (service.bind_address && !(service.bind_address->is_v6() && service.bind_address->is_any()))
    address = service.bind_address->text();
  else if (service.family == config::Family::ipv4)
    address = "0.0.0.0";
  return fmt::format("{} {}:{}", service.protocol, address, service.port);
}

/// What listens must be what was accepted, less what could not be opened on that machine.
std::string compare_listening(const Verdict& verdict, const Configuration& got) {
  std::string out;
  std::set<std::string> opened;
  for (const config::ServicePtr& service : got.services) {
    if (service->is(config::Type::rpc) || service->is(config::Type::tcpmux)) continue;
    opened.insert(listen_text(*service));
    if (!verdict.listens.contains(listen_text(*service)) && !verdict.as_written.kept.contains(service->id))
      out += fmt::format("{} listens on {}; ", service->id, listen_text(*service));
  }
  for (const std::string& listens : verdict.listens)
    if (!opened.contains(listens)) out += fmt::format("nobody listens on {}; ", listens);
  return out;
}

std::optional<std::string> read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

class Corpus : public ::testing::Test {
 protected:
  void SetUp() override {
    std::optional<std::vector<Verdict>> verdicts = read_verdicts(ROUSE_CORPUS);
    if (!verdicts) GTEST_SKIP() << "there is no corpus at " << ROUSE_CORPUS;
    if (!std::filesystem::exists("/etc/services"))
      GTEST_SKIP() << "there is no /etc/services (package netbase)";
    verdicts_ = std::move(*verdicts);
    ASSERT_GE(verdicts_.size(), 242U);
  }

  /// A deviation is in order when a message of the class "differs" explains it; each is printed with it.
  void judge(const std::string& file, const Configuration& got, const std::string& deviation) {
    if (deviation.empty()) return;
    const Message* reason = explanation(got);
    ASSERT_NE(reason, nullptr) << file << ": " << deviation;
    std::cout << fmt::format("{}: {}explained by line {}: {}\n", file, deviation, reason->line, reason->text);
  }

  std::vector<Verdict> verdicts_;
};

TEST_F(Corpus, EveryFileGetsTheVerdictThatXinetdGaveIt) {
  for (const Verdict& verdict : verdicts_) {
    std::optional<std::string> text = read_text(std::string(ROUSE_CORPUS) + "/xinetd/" + verdict.file);
    ASSERT_TRUE(text) << verdict.file;
    Configuration got = load_text(*text, false);
    judge(verdict.file, got, compare(verdict.as_written, got, true));
    if (!got.fatal) judge(verdict.file, got, compare_listening(verdict, got));
  }
}

TEST_F(Corpus, EveryFileGetsItsVerdictWithAllServicesEnabledToo) {
  std::size_t seen = 0;
  for (const Verdict& verdict : verdicts_) {
    if (!verdict.all_enabled) continue;
    ++seen;
    std::optional<std::string> text = read_text(std::string(ROUSE_CORPUS) + "/xinetd/" + verdict.file);
    ASSERT_TRUE(text) << verdict.file;
    Configuration got = load_text(with_all_enabled(*text), true);
    judge(verdict.file, got, compare(*verdict.all_enabled, got, false));
  }
  EXPECT_GE(seen, 50U);
}

TEST_F(Corpus, ACommentBehindAValueNoLongerCostsTheLimit) {
  std::size_t limits_kept = 0;
  for (const Verdict& verdict : verdicts_) {
    std::optional<std::string> text = read_text(std::string(ROUSE_CORPUS) + "/xinetd/" + verdict.file);
    ASSERT_TRUE(text) << verdict.file;
    for (const Message& message : load_text(*text, false).messages)
      if (message.text.find("text after '#' is a comment here") != std::string::npos) ++limits_kept;
  }
  EXPECT_GE(limits_kept, 70U);
}

}  // namespace
}  // namespace rouse::corpus
