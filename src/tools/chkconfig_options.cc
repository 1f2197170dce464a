#include "tools/chkconfig_options.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "tools/translation.h"

namespace rouse::tools {

namespace {

using Kind = ChkconfigAnswer::Kind;

std::unexpected<ChkconfigAnswer> usage() { return std::unexpected(ChkconfigAnswer{Kind::usage, {}}); }
std::unexpected<ChkconfigAnswer> complaint(std::string text) {
  return std::unexpected(ChkconfigAnswer{Kind::complaint, std::move(text)});
}

/// What was written, not yet what it means.
struct Words {
  bool list = false, add = false, remove = false, apply_override = false;
  bool help = false, version = false, json = false;
  std::optional<std::string> levels, type, root;
  std::vector<std::string> operands;
  bool bare = true;  // no option but ours
};

struct Switch {
  std::string_view name;
  bool Words::* said;
};

constexpr std::array switch_table{
    Switch{"--list", &Words::list},  Switch{"--add", &Words::add},
    Switch{"--del", &Words::remove}, Switch{"--override", &Words::apply_override},
    Switch{"--help", &Words::help},  Switch{"--version", &Words::version},
    Switch{"--json", &Words::json}};

struct Value {
  std::string_view name;
  std::optional<std::string> Words::* given;
};

constexpr std::array value_table{Value{"--level", &Words::levels}, Value{"--levels", &Words::levels},
                                 Value{"--type", &Words::type}, Value{"--root", &Words::root}};

class Parser {
 public:
  explicit Parser(const std::vector<std::string_view>& words) : words_(words) {}

  std::expected<Words, ChkconfigAnswer> parse() {
    for (; at_ < words_.size(); ++at_) {
      std::string_view word = words_[at_];
      if (ended_ || word == "-" || !word.starts_with('-'))
        out_.operands.emplace_back(word);
      else if (word == "--")
        ended_ = true;
      else if (std::string_view problem = option(word); !problem.empty())
        return complaint(fmt::format("{}: {}", word, problem));
    }
    return std::move(out_);
  }

 private:
  /// Reads one option; what is wrong with it, in popt's words, which nobody translates.
  std::string_view option(std::string_view word) {
    if (word.starts_with("--")) return long_option(word);
    for (char letter : word.substr(1)) {
      if (letter != 'h' && letter != 'v') return "unknown option";
      (letter == 'h' ? out_.help : out_.version) = true;
    }
    out_.bare = false;
    return {};
  }

  std::string_view long_option(std::string_view word) {
    std::size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals);
    out_.bare = out_.bare && (name == "--json" || name == "--root");
    for (const Switch& one : switch_table)
      if (one.name == word) {
        out_.*one.said = true;
        return {};
      }
    for (const Value& one : value_table)
      if (one.name == name) return value(one, word, equals);
    return "unknown option";
  }

  std::string_view value(const Value& one, std::string_view word, std::size_t equals) {
    bool inside = equals != std::string_view::npos;
    if (!inside && at_ + 1 == words_.size()) return "missing argument";
    out_.*one.given = inside ? word.substr(equals + 1) : words_[++at_];
    // A script whose variable is empty must not change the machine that it runs on.
    return out_.root == "" ? "missing argument" : "";
  }

  const std::vector<std::string_view>& words_;
  std::size_t at_ = 0;
  bool ended_ = false;
  Words out_;
};

using Options = std::expected<ChkconfigOptions, ChkconfigAnswer>;

/// The operand of --add, --del and --override, without its path.
Options one_script(ChkconfigOptions options, const Words& words, ChkconfigAction action) {
  if (words.operands.size() != 1) return usage();
  const std::string& path = words.operands.front();
  options.action = action;
  options.name = path.substr(path.rfind('/') + 1);
  if (options.name.empty()) return usage();
  return options;
}

Options list(ChkconfigOptions options, const Words& words) {
  if (words.operands.size() > 1) return usage();
  if (!words.operands.empty()) options.name = words.operands.front();
  options.action = ChkconfigAction::list;
  return options;
}

std::optional<ChkconfigAction> action_of(std::string_view state) {
  if (state == "on") return ChkconfigAction::on;
  if (state == "off") return ChkconfigAction::off;
  if (state == "reset") return ChkconfigAction::reset;
  if (state == "resetpriorities") return ChkconfigAction::reset_priorities;
  return std::nullopt;
}

/// NAME, alone or with a state. What follows the state nobody reads.
Options query_or_change(ChkconfigOptions options, const Words& words) {
  if (words.operands.empty()) return usage();
  if (words.levels) options.levels = sysv::parse_levels(*words.levels);
  if (words.levels && !options.levels) return usage();
  options.name = words.operands.front();
  options.action = ChkconfigAction::query;
  if (words.operands.size() == 1) {
    if (options.levels && text(*options.levels).size() != 1)
      return complaint(translated("only one runlevel may be specified for a chkconfig query"));
    return options;
  }
  std::optional<ChkconfigAction> action = action_of(words.operands[1]);
  if (!action) return usage();
  options.action = *action;
  return options;
}

bool read_kind(ChkconfigOptions& options, const Words& words) {
  if (!words.type) return true;
  if (*words.type == "sysv") options.kind = ServiceKind::sysv;
  if (*words.type == "xinetd") options.kind = ServiceKind::xinetd;
  return options.kind.has_value();
}

}  // namespace

Options read_chkconfig_options(std::string_view program, const std::vector<std::string_view>& given) {
  std::expected<Words, ChkconfigAnswer> words = Parser(given).parse();
  if (!words) return std::unexpected(words.error());
  if (words->version) return std::unexpected(ChkconfigAnswer{Kind::version, {}});
  if (words->help) return std::unexpected(ChkconfigAnswer{Kind::help, {}});
  ChkconfigOptions options;
  options.json = words->json;
  options.root = words->root.value_or("");
  while (options.root.ends_with('/')) options.root.pop_back();
  if (!read_kind(options, *words)) return complaint(translated("--type must be 'sysv' or 'xinetd'"));
  options.strict = program == "install_initd" || program == "remove_initd";
  bool add = words->add || program == "install_initd", remove = words->remove || program == "remove_initd";
  if (words->list + add + remove + words->apply_override > 1)
    return complaint(translated("only one of --list, --add, --del, or --override may be specified"));
  if (add) return one_script(options, *words, ChkconfigAction::add);
  if (remove) return one_script(options, *words, ChkconfigAction::remove);
  if (words->apply_override) return one_script(options, *words, ChkconfigAction::apply_override);
  if (words->list || (words->bare && words->operands.empty())) return list(options, *words);
  return query_or_change(options, *words);
}

}  // namespace rouse::tools
