// itox: translates inetd.conf into xinetd.conf. `itox --help` tells what it takes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "config/check_report.h"
#include "config/system_world.h"
#include "tools/inetd_conversion.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace {

using rouse::translatable;
using rouse::tools::complain;
using rouse::tools::print;
using rouse::tools::translated;
using rouse::tools::translation_of;

constexpr int problems = 1;
constexpr int usage_error = 2;

constexpr std::string_view help = translatable(
    R"(usage: itox [-daemon_dir DIR] [FILE]
Translates the entries of an inetd.conf (FILE, else standard input) into those of an xinetd.conf on standard
output. Comments stay where they are.

  -daemon_dir DIR   start the servers behind tcpd by themselves, those without a path from DIR (which begins
                    with /); the daemon then asks hosts.allow and hosts.deny. Without this option tcpd stays.
  --version         print the version
  --help            print this text

Exit status: 0 all is translated, 1 some line could not be (see standard error), 2 wrong usage.
What is wrong with a line is told as the daemon tells it, in English.
)");

/// The file may be another machine's: its servers and accounts are taken as good. But a user whose name has a
/// '.' is known by the accounts here.
class World final : public rouse::config::CheckWorld {
 public:
  std::optional<rouse::config::UserRecord> user(const std::string& name) override {
    return accounts_.user(name);
  }

 private:
  rouse::config::SystemWorld accounts_;
};

struct Options {
  std::optional<std::string> daemon_folder, path;
};

std::optional<Options> read_options(const std::vector<std::string_view>& words) {
  Options out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool wants_folder = words[i] == "-daemon_dir" || words[i] == "--daemon_dir";
    if (wants_folder && i + 1 < words.size() && words[i + 1].starts_with('/'))
      out.daemon_folder = words[++i];
    else if (wants_folder || words[i].starts_with('-') || out.path)
      return std::nullopt;
    else
      out.path = words[i];
  }
  return out;
}

std::string all_of(std::FILE* input) {
  std::string out;
  std::array<char, 4096> part{};
  while (std::size_t size = std::fread(part.data(), 1, part.size(), input)) out.append(part.data(), size);
  return out;
}

int convert(const Options& options) {
  World world;
  rouse::Result<std::string> text = options.path ? world.read_file(*options.path) : all_of(stdin);
  if (!text) {
    complain(fmt::format("itox: {}\n", text.error().text()));
    return problems;
  }
  auto done = rouse::tools::convert_inetd(std::move(*text),
                                          {options.path.value_or("stdin"), options.daemon_folder}, world);
  for (const rouse::config::Message& message : done.messages)
    complain(rouse::config::message_text(message, false));
  print(done.text);
  return done.complete ? 0 : problems;
}

int obey(const std::vector<std::string_view>& words) {
  if (words.size() == 1 && words.front() == "--help") {
    print(translation_of(help.data()));
    return 0;
  }
  if (words.size() == 1 && words.front() == "--version") {
    print("itox (rouse) " ROUSE_VERSION "\n");
    return 0;
  }
  std::optional<Options> options = read_options(words);
  if (options) return convert(*options);
  complain(translated("usage: itox [-daemon_dir DIR] [FILE]\nitox --help tells what it does\n"));
  return usage_error;
}

}  // namespace

int main(int argc, char** argv) {
  rouse::tools::open_standard_output();
  rouse::tools::speak_the_callers_language();
  return rouse::tools::end_status("itox", obey({argv + std::min(argc, 1), argv + argc}));
}
